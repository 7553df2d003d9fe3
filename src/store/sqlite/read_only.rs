//! Looking into a closed database without a trace: in place where nothing waits in its side files, else in a private
//! copy, because `SQLite` would merge them into the file.

use std::fs::File;
use std::io;

use rusqlite::Connection;
use tempfile::TempDir;

use super::database::{Database, open_copy};
use crate::store::error::EditError;

/// The copy's name, in a folder of its own that only this user can enter.
const NAME: &str = "copy";

/// Does `work` on a database that only `work` sees.
pub(in crate::store) fn read<T>(
    database: &Database,
    work: impl FnOnce(&Connection) -> Result<T, EditError>,
) -> Result<T, EditError> {
    if database.side_files_are_empty()? {
        return work(&database.open_in_place()?);
    }
    let folder = tempfile::Builder::new().prefix("signoff-").tempdir()?;
    put(&folder, NAME, database.bytes()?)?;
    for suffix in ["-wal", "-journal"] {
        if let Some(bytes) = database.side_bytes(suffix)? {
            put(&folder, &format!("{NAME}{suffix}"), bytes)?;
        }
    }
    database.still_the_same()?;
    let result = work(&open_copy(&folder.path().join(NAME))?);
    folder.close()?;
    result
}

fn put(folder: &TempDir, name: &str, mut bytes: File) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(name).rand_bytes(0).tempfile_in(folder)?;
    io::copy(&mut bytes, &mut file)?;
    // It goes with its folder.
    file.keep()?;
    Ok(())
}
