//! Opening a kept SQLite file without trusting it: nobody else may have it open, and nothing in it may run.
//!
//! SQLite opens by path. The path is built from a proven root, SQLite refuses links on it, the folder is held open
//! meanwhile, and before and after the name must stand for the same file.

#![expect(clippy::disallowed_methods, reason = "databases are opened here, without following links, and nowhere else")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::model::{RelPath, RootKind, Stop};
use crate::safefs::{FileError, PlainFile, ReplaceError, Root};
use crate::store::error::EditError;

/// How long to wait for another program: it may just be closing. A browser that runs holds its files much longer.
const PATIENCE: Duration = Duration::from_millis(250);

/// A value larger than this is in no browser's kept database.
const LARGEST_VALUE: i32 = 64 << 20;

/// A database file that is held.
pub(in crate::store) struct Database {
    file: PlainFile,
}

impl Database {
    /// Finds the file; `None` where it is empty, which to SQLite is a database without tables.
    pub(in crate::store) fn find(root: &Root, at: &RelPath) -> Result<Option<Self>, EditError> {
        let file = PlainFile::find(root, at)?.ok_or(EditError::Missing)?;
        for suffix in ["-wal", "-journal", "-shm"] {
            // SQLite opens these by itself; where one is a link it would write behind it.
            file.side(suffix)?;
        }
        let found = Self { file };
        let empty = found.file.is_empty() && found.side_files_are_empty()?;
        Ok((!empty).then_some(found))
    }

    /// Opens the file for this program alone; an open browser means [`EditError::Locked`].
    pub(in crate::store) fn open(&self) -> Result<Connection, EditError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = Connection::open_with_flags(self.file.path(), flags)?;
        harden(&connection)?;
        // Exclusive: from the first read to the last write no browser gets in between, and no -shm file is made.
        // Rebuilding goes through memory, because a temporary folder may be another disk.
        connection.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;",
        )?;
        self.check_unchanged()?;
        Ok(connection)
    }

    /// As [`Self::open`], for long work: its statements end when the run is to stop.
    pub(in crate::store) fn open_until(&self, stop: &Stop) -> Result<Connection, EditError> {
        let mut connection = self.open()?;
        interrupt_on(&mut connection, stop)?;
        Ok(connection)
    }

    /// Says whether the name still stands for the file that was found.
    pub(in crate::store) fn check_unchanged(&self) -> Result<(), EditError> {
        if self.file.is_unchanged()? { Ok(()) } else { Err(EditError::NotAFile) }
    }

    /// Says whether nothing lies in the files in which SQLite keeps what it has yet to write, or to take back.
    pub(in crate::store) fn side_files_are_empty(&self) -> Result<bool, EditError> {
        for suffix in ["-wal", "-journal"] {
            if self.file.side(suffix)?.is_some_and(|file| !file.is_empty()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Opens the file's bytes for reading. Not while a connection is open: closing these would give up its locks.
    pub(in crate::store) fn bytes(&self) -> Result<File, EditError> {
        Ok(self.file.open_read()?)
    }

    /// As [`Self::bytes`], of a side file; `None` where there is none.
    pub(in crate::store) fn side_bytes(&self, suffix: &str) -> Result<Option<File>, EditError> {
        let Some(file) = self.file.side(suffix)? else { return Ok(None) };
        match file.open_read() {
            Ok(file) => Ok(Some(file)),
            // It went since it was found.
            Err(FileError::Os(error)) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the file for reading alone, without a lock and without making side files. Only where the side files are
    /// empty and the browser is closed: what changes meanwhile is read wrongly.
    pub(in crate::store) fn open_in_place(&self) -> Result<Connection, EditError> {
        let mut uri = String::from("file:");
        for byte in self.file.path().as_os_str().as_encoded_bytes() {
            match byte {
                b'/' | b'-' | b'_' | b'.' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(char::from(*byte)),
                // Writing to a string does not fail.
                _ => write!(uri, "%{byte:02X}").unwrap_or_default(),
            }
        }
        uri.push_str("?immutable=1");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = Connection::open_with_flags(uri, flags)?;
        harden(&connection)?;
        self.check_unchanged()?;
        Ok(connection)
    }
}

/// Opens a private copy, whose side files `SQLite` may merge.
pub(in crate::store) fn open_copy(path: &Path) -> Result<Connection, EditError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    harden(&connection)?;
    Ok(connection)
}

/// Nothing that a file's schema says may run.
fn harden(connection: &Connection) -> Result<(), EditError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE)?;
    Ok(())
}

/// Opens a database in Signoff's own folder, and makes it first where it is missing, readable by its owner only.
pub fn own_database(root: &Root, at: &RelPath) -> Result<Connection, EditError> {
    if root.proof().kind != RootKind::Own {
        return Err(EditError::Internal);
    }
    if PlainFile::find(root, at)?.is_none() {
        root.replace(at, &[]).map_err(|error| match error {
            ReplaceError::NoSpace => EditError::NoSpace,
            ReplaceError::Os(error) => error.into(),
            _ => EditError::NotAFile,
        })?;
    }
    let file = PlainFile::find(root, at)?.ok_or(EditError::Missing)?;
    Database { file }.open()
}

/// So many steps of SQLite's machine are some tens of microseconds.
const STEPS: i32 = 1000;

/// Lets long statements end when the run is to stop. One that changes rows is then taken back by its transaction; a
/// rebuilding that is cut short leaves the file as it was.
fn interrupt_on(connection: &mut Connection, stop: &Stop) -> Result<(), EditError> {
    if stop.asked().is_some() {
        return Err(EditError::Stopped);
    }
    let stop = stop.clone();
    Ok(connection.progress_handler(STEPS, Some(move || stop.asked().is_some()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StopReason;

    #[test]
    fn a_statement_without_an_end_is_ended() {
        let (mut connection, stop) = (Connection::open_in_memory().unwrap(), Stop::default());
        interrupt_on(&mut connection, &stop).unwrap();
        stop.ask(StopReason::OutOfTime);
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let error = connection.query_row(endless, [], |row| row.get::<_, i64>(0)).unwrap_err();
        assert_eq!(EditError::from(error), EditError::Stopped);
    }
}
