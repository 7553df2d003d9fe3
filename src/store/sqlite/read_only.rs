//! Reads a closed database without changing it. If its side files are not empty, reads a private copy instead: SQLite
//! would merge them into the file.

use std::fs::File;
use std::io::{self, Read as _};

use rusqlite::Connection;
use tempfile::TempDir;

use super::database::{Database, open_copy};
use crate::store::error::EditError;

/// The copy's name, in a temporary folder that only this user can enter.
const NAME: &str = "copy";

/// The largest file that is copied. A file with holes can be as large as its file system allows.
const LARGEST_COPY: u64 = 1 << 30;

/// Calls `work` with a connection to the database, or to its private copy.
pub(in crate::store) fn read<T>(
    database: &Database,
    work: impl FnOnce(&Connection) -> Result<T, EditError>,
) -> Result<T, EditError> {
    if database.side_files_are_empty()? {
        return work(&database.open_in_place()?);
    }
    if database.len() > LARGEST_COPY {
        return Err(EditError::Damaged("too large for a copy".to_owned()));
    }
    let folder = tempfile::Builder::new().prefix("signoff-").tempdir()?;
    put(&folder, NAME, database.bytes()?)?;
    for suffix in ["-wal", "-journal"] {
        if let Some(bytes) = database.side_bytes(suffix)? {
            put(&folder, &format!("{NAME}{suffix}"), bytes)?;
        }
    }
    database.check_unchanged()?;
    let result = work(&open_copy(&folder.path().join(NAME))?);
    folder.close()?;
    result
}

fn put(folder: &TempDir, name: &str, mut bytes: File) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(name).rand_bytes(0).tempfile_in(folder)?;
    // It may have grown.
    io::copy(&mut bytes.by_ref().take(LARGEST_COPY), &mut file)?;
    // The file is removed with its folder.
    file.keep()?;
    Ok(())
}
