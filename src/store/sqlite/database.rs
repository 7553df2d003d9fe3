//! Opens a kept SQLite file without trusting it: no other program may have it open, and no code in it may run.
//!
//! SQLite opens by path. The path is built from a proven root, SQLite refuses links on it, the folder is held open
//! meanwhile, and the name must belong to the same file before and after.

#![expect(clippy::disallowed_methods, reason = "databases are opened here, without following links, and nowhere else")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::code;
use crate::model::name::DATABASE_SIDES;
use crate::model::{RelPath, RootKind, Stop};
use crate::safefs::{FileError, PlainFile, ReplaceError, Root};
use crate::store::error::EditError;

/// How long to wait for another program that may be closing. A running browser keeps its files open much longer.
const PATIENCE: Duration = Duration::from_millis(250);

/// The largest value that is read; browsers store smaller ones in these databases.
const LARGEST_VALUE: i32 = 64 << 20;

/// The last bytes of a journal that names a further file. Source: <https://sqlite.org/fileformat2.html>, and
/// `readSuperJournal` in `pager.c`.
const JOURNAL_MARK: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// A database file, held by its folder and name.
pub(in crate::store) struct Database {
    file: PlainFile,
}

impl Database {
    /// Finds the file; `None` if it is empty, which SQLite treats as a database without tables.
    pub(in crate::store) fn find(root: &Root, at: &RelPath) -> Result<Option<Self>, EditError> {
        let file = PlainFile::find(root, at)?.ok_or(EditError::Missing)?;
        for suffix in ["-wal", "-journal", "-shm"] {
            // SQLite opens these itself and would write through a link; a link here is an error.
            file.side(suffix)?;
        }
        let found = Self { file };
        let empty = found.file.is_empty() && found.side_files_are_empty()?;
        Ok((!empty).then_some(found))
    }

    /// Opens the file for this program alone; [`EditError::Locked`] if a browser has it open.
    pub(in crate::store) fn open(&self) -> Result<Connection, EditError> {
        let connection = self.open_alone(Schema::MustParse)?;
        code::refuse(&connection)?;
        Ok(connection)
    }

    /// Opens a file that will be replaced: for this program alone, or read-only where it cannot be written or its
    /// journal is not its own. Its schema may hold anything. Statements are interrupted when `stop` is set.
    pub(in crate::store) fn open_old(&self, stop: &Stop) -> Result<Connection, EditError> {
        let mut connection = if self.has_foreign_journal()? {
            self.open_immutable(Schema::AsFarAsItParses)?
        } else {
            let opened = self.open_alone(Schema::AsFarAsItParses).and_then(|connection| {
                connection.execute_batch("BEGIN EXCLUSIVE")?;
                Ok(connection)
            });
            match opened {
                Err(EditError::NoPermission) => self.open_immutable(Schema::AsFarAsItParses)?,
                opened => opened?,
            }
        };
        interrupt_on(&mut connection, stop)?;
        Ok(connection)
    }

    fn open_alone(&self, schema: Schema) -> Result<Connection, EditError> {
        if self.has_foreign_journal()? {
            return Err(EditError::Damaged("its journal is not its own".into()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = Connection::open_with_flags(self.file.path(), flags)?;
        harden(&connection, schema)?;
        // Exclusive: no browser can use the file between the first read and the last write, and no -shm file is made.
        // Rebuild in memory, because a temporary folder may be on another disk.
        connection.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;",
        )?;
        self.check_unchanged()?;
        Ok(connection)
    }

    /// Says whether the journal belongs to a change of several databases. SQLite would open, and could remove, whatever
    /// file such a journal names at its end.
    fn has_foreign_journal(&self) -> Result<bool, EditError> {
        let Some(mut journal) = self.side_bytes("-journal")? else { return Ok(false) };
        let mut end = Vec::new();
        let len = JOURNAL_MARK.len();
        if journal.seek(SeekFrom::End(-i64::try_from(len).unwrap_or_default())).is_ok() {
            journal.take(len as u64).read_to_end(&mut end)?;
        }
        Ok(end == JOURNAL_MARK)
    }

    /// As [`Self::open`], for long work: statements are interrupted when `stop` is set.
    pub(in crate::store) fn open_until(&self, stop: &Stop) -> Result<Connection, EditError> {
        let mut connection = self.open()?;
        interrupt_on(&mut connection, stop)?;
        Ok(connection)
    }

    /// Checks that the name still belongs to the file that was found.
    pub(in crate::store) fn check_unchanged(&self) -> Result<(), EditError> {
        if self.file.is_unchanged()? { Ok(()) } else { Err(EditError::NotAFile) }
    }

    /// Returns whether the write-ahead log and the journal are empty or missing.
    pub(in crate::store) fn side_files_are_empty(&self) -> Result<bool, EditError> {
        for suffix in ["-wal", "-journal"] {
            if self.file.side(suffix)?.is_some_and(|file| !file.is_empty()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the file's length in bytes when it was found.
    pub(in crate::store) fn len(&self) -> u64 {
        self.file.len()
    }

    /// Opens the file's bytes for reading. Not allowed while a connection is open: closing the file would release
    /// SQLite's locks.
    pub(in crate::store) fn bytes(&self) -> Result<File, EditError> {
        Ok(self.file.open_read()?)
    }

    /// As [`Self::bytes`], for a side file; `None` if it is missing.
    pub(in crate::store) fn side_bytes(&self, suffix: &str) -> Result<Option<File>, EditError> {
        let Some(file) = self.file.side(suffix)? else { return Ok(None) };
        match file.open_read() {
            Ok(file) => Ok(Some(file)),
            // Removed after it was found.
            Err(FileError::Os(error)) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the file read-only, without a lock and without making side files. The side files must be empty and the
    /// browser closed: concurrent changes would be read wrongly.
    pub(in crate::store) fn open_in_place(&self) -> Result<Connection, EditError> {
        let connection = self.open_immutable(Schema::MustParse)?;
        code::refuse(&connection)?;
        Ok(connection)
    }

    fn open_immutable(&self, schema: Schema) -> Result<Connection, EditError> {
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
        harden(&connection, schema)?;
        self.check_unchanged()?;
        Ok(connection)
    }
}

/// Opens a private copy, whose side files SQLite may merge.
pub(in crate::store) fn open_copy(path: &Path) -> Result<Connection, EditError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    harden(&connection, Schema::MustParse)?;
    code::refuse(&connection)?;
    Ok(connection)
}

/// What happens to a schema with a part that cannot be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Schema {
    /// The database counts as damaged.
    MustParse,
    /// The other parts are used.
    AsFarAsItParses,
}

/// Forbids code in a file's schema, and limits the size of values.
fn harden(connection: &Connection, schema: Schema) -> Result<(), EditError> {
    connection.busy_timeout(PATIENCE)?;
    if schema == Schema::AsFarAsItParses {
        // SQLite then ignores errors in the schema. Defensive mode forbids to change it all the same.
        connection.execute_batch("PRAGMA writable_schema = ON")?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE)?;
    connection.execute_batch("PRAGMA ignore_check_constraints = ON")?;
    Ok(())
}

/// Replaces a database by a new file with the same rows and no free pages. It is written row by row, into the folder of
/// the old one: rebuilding it in place would need its whole size in memory, or in a temporary folder.
pub(in crate::store) fn rebuild(root: &Root, at: &RelPath, connection: Connection) -> Result<(), EditError> {
    // Nothing is written to the old file. The new one has a journal of its own for a while.
    root.replace_by(at, &DATABASE_SIDES, |path| {
        // As bytes, because a path need not be text.
        connection.execute("VACUUM INTO CAST(?1 AS TEXT)", [path.as_os_str().as_encoded_bytes()])?;
        close(connection)
    })
}

/// Moves the write-ahead log into the database and empties it. Does nothing in other journal modes.
pub(in crate::store) fn empty_log(connection: &Connection) -> Result<(), EditError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(EditError::Locked) }
}

/// Closes a connection and releases its exclusive lock. SQLite then removes its side files.
pub(in crate::store) fn close(connection: Connection) -> Result<(), EditError> {
    connection.close().map_err(|(_connection, error)| error.into())
}

/// Opens a database in Signoff's own folder. A missing one is created, readable by its owner only. One of more than
/// `limit` bytes counts as damaged. Statements of more than [`MOST_STEPS`] are interrupted: a few hundred rows need far
/// fewer.
pub fn own_database(root: &Root, at: &RelPath, limit: u64) -> Result<Connection, EditError> {
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
    for suffix in ["-wal", "-journal"] {
        if file.side(suffix)?.is_some_and(|side| side.len() > limit) {
            return Err(EditError::Damaged("too large for what it should be".into()));
        }
    }
    if file.len() > limit {
        return Err(EditError::Damaged("too large for what it should be".into()));
    }
    let mut connection = Database { file }.open()?;
    let mut checks = 0;
    let is_over = move || {
        checks += 1;
        checks > MOST_STEPS / STEPS
    };
    connection.progress_handler(STEPS, Some(is_over))?;
    Ok(connection)
}

/// How many steps of SQLite's virtual machine all work on a database of our own may take: about a second.
const MOST_STEPS: i32 = 20_000_000;

/// How many steps of SQLite's virtual machine run between two checks of `stop`: some tens of microseconds.
const STEPS: i32 = 1000;

/// Interrupts long statements when `stop` is set. SQLite rolls a changing statement back with its transaction; an
/// interrupted rebuild leaves the file unchanged.
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
