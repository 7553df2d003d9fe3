//! Opening a kept SQLite file without trusting it: nobody else may have it open, and nothing in it may run.
//!
//! SQLite opens by path. The path is built from a proven root, SQLite refuses links on it, the folder is held open
//! meanwhile, and device and inode of the file are compared before and after.

#![expect(clippy::disallowed_methods, reason = "databases are opened here, without following links, and nowhere else")]

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, openat, statat};
use rustix::io::Errno;

use crate::model::{RelPath, RootKind, Stop};
use crate::safefs::{ReplaceError, Root};
use crate::store::error::EditError;

/// How long to wait for another program: it may just be closing. A browser that runs holds its files much longer.
const PATIENCE: Duration = Duration::from_millis(250);

/// A value larger than this is in no browser's kept database.
const LARGEST_VALUE: i32 = 64 << 20;

/// A database file that is held.
pub(in crate::store) struct Database {
    folder: File,
    name: OsString,
    path: PathBuf,
    seen: (u64, u64),
}

impl Database {
    /// Finds the file; `None` where it is empty, which to SQLite is a database without tables.
    pub(in crate::store) fn find(root: &Root, at: &RelPath) -> Result<Option<Self>, EditError> {
        let folder = root.held(at.parent().as_ref())?;
        let name = at.file_name().to_os_string();
        let stat = plain(&folder, &name)?.ok_or(EditError::Missing)?;
        for suffix in ["-wal", "-journal", "-shm"] {
            // SQLite opens these by itself; where one is a link it would write behind it.
            plain(&folder, &beside(&name, suffix))?;
        }
        let path = root.path().join(at.to_path());
        let found = Self { folder, name, path, seen: identity(&stat) };
        let empty = stat.st_size == 0 && found.side_files_are_empty()?;
        Ok((!empty).then_some(found))
    }

    /// Opens the file for this program alone; an open browser means [`EditError::Locked`].
    pub(in crate::store) fn open(&self) -> Result<Connection, EditError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        distrust(&connection)?;
        // Exclusive: from the first read to the last write no browser gets in between, and no -shm file is made.
        // Rebuilding goes through memory, because a temporary folder may be another disk.
        connection.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;",
        )?;
        self.still_the_same()?;
        Ok(connection)
    }

    /// As [`Self::open`], for long work: its statements end when the run is to stop.
    pub(in crate::store) fn open_until(&self, stop: &Stop) -> Result<Connection, EditError> {
        let mut connection = self.open()?;
        heed(&mut connection, stop)?;
        Ok(connection)
    }

    /// Says whether the name still stands for the file that was found.
    pub(in crate::store) fn still_the_same(&self) -> Result<(), EditError> {
        let stat = plain(&self.folder, &self.name)?.ok_or(EditError::Missing)?;
        if identity(&stat) == self.seen { Ok(()) } else { Err(EditError::NotAFile) }
    }

    /// Says whether nothing lies in the files in which SQLite keeps what it has yet to write, or to take back.
    pub(in crate::store) fn side_files_are_empty(&self) -> Result<bool, EditError> {
        for suffix in ["-wal", "-journal"] {
            if plain(&self.folder, &beside(&self.name, suffix))?.is_some_and(|stat| stat.st_size > 0) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Opens the file's bytes for reading. Not while a connection is open: closing these would give up its locks.
    pub(in crate::store) fn bytes(&self) -> Result<File, EditError> {
        Ok(self.bytes_of(&self.name)?)
    }

    /// As [`Self::bytes`], of a side file; `None` where there is none.
    pub(in crate::store) fn side_bytes(&self, suffix: &str) -> Result<Option<File>, EditError> {
        match self.bytes_of(&beside(&self.name, suffix)) {
            Ok(file) => Ok(Some(file)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    fn bytes_of(&self, name: &OsStr) -> Result<File, Errno> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        Ok(File::from(openat(&self.folder, name, flags, Mode::empty())?))
    }

    /// Opens the file for reading alone, without a lock and without making side files. Only where the side files are
    /// empty and the browser is closed: what changes meanwhile is read wrongly.
    pub(in crate::store) fn open_in_place(&self) -> Result<Connection, EditError> {
        let mut uri = String::from("file:");
        for byte in self.path.as_os_str().as_encoded_bytes() {
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
        distrust(&connection)?;
        self.still_the_same()?;
        Ok(connection)
    }
}

/// Opens a private copy, whose side files `SQLite` may merge.
pub(in crate::store) fn open_copy(path: &Path) -> Result<Connection, EditError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    distrust(&connection)?;
    Ok(connection)
}

/// Nothing that a file's schema says may run.
fn distrust(connection: &Connection) -> Result<(), EditError> {
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
    let (folder, name) = (root.held(at.parent().as_ref())?, at.file_name().to_os_string());
    if plain(&folder, &name)?.is_none() {
        root.replace(at, &[]).map_err(|error| match error {
            ReplaceError::NoSpace => EditError::NoSpace,
            ReplaceError::Os(error) => error.into(),
            _ => EditError::NotAFile,
        })?;
    }
    let seen = plain(&folder, &name)?.ok_or(EditError::Missing)?;
    let path = root.path().join(at.to_path());
    Database { folder, name, path, seen: identity(&seen) }.open()
}

/// So many steps of SQLite's machine are some tens of microseconds.
const STEPS: i32 = 1000;

/// Lets long statements end when the run is to stop. One that changes rows is then taken back by its transaction; a
/// rebuilding that is cut short leaves the file as it was.
fn heed(connection: &mut Connection, stop: &Stop) -> Result<(), EditError> {
    if stop.asked().is_some() {
        return Err(EditError::Stopped);
    }
    let stop = stop.clone();
    Ok(connection.progress_handler(STEPS, Some(move || stop.asked().is_some()))?)
}

fn beside(name: &OsStr, suffix: &str) -> OsString {
    let mut name = name.to_os_string();
    name.push(suffix);
    name
}

/// Looks at a name; `None` where nothing is, an error where it is anything but a file with one name.
fn plain(folder: &File, name: &OsStr) -> Result<Option<Stat>, EditError> {
    match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(None),
        Err(errno) => Err(errno.into()),
        Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && stat.st_nlink == 1 => {
            Ok(Some(stat))
        }
        Ok(_other) => Err(EditError::NotAFile),
    }
}

fn identity(stat: &Stat) -> (u64, u64) {
    (stat.st_dev, stat.st_ino)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StopReason;

    #[test]
    fn a_statement_without_an_end_is_ended() {
        let (mut connection, stop) = (Connection::open_in_memory().unwrap(), Stop::default());
        heed(&mut connection, &stop).unwrap();
        stop.ask(StopReason::OutOfTime);
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let error = connection.query_row(endless, [], |row| row.get::<_, i64>(0)).unwrap_err();
        assert_eq!(EditError::from(error), EditError::Stopped);
    }
}
