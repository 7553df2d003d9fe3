//! Replaces a kept database by a new file with what is worth keeping of it. Nothing else of the old file survives: no
//! other row, no unused page, no log, and nothing of its schema.
//!
//! A database that cannot be understood is replaced all the same: by what could be read of it, or by nothing.

mod firefox_places;
mod firefox_profile_group;
mod key_store;
mod new;

use new::Rows;

use super::error::{EditError, Edited};
use super::sqlite::old::Old;
use super::sqlite::{Database, close, empty_log};
use crate::model::name::DATABASE_SIDES;
use crate::model::{RelPath, RowRule, Stop};
use crate::safefs::{ReplaceError, Root};

/// The largest file that gets an own copy because it has several names.
const LARGEST_COPY: u64 = 1 << 30;

/// How a database is made anew.
enum Kind {
    KeyStore(key_store::Part),
    Rows(Rows),
}

impl Kind {
    fn of(rule: RowRule) -> Self {
        match rule {
            RowRule::PlacesHistory => Self::Rows(firefox_places::ROWS),
            RowRule::ProfileGroup => Self::Rows(firefox_profile_group::ROWS),
            RowRule::KeyStoreCertificates => Self::KeyStore(key_store::Part::Certificates),
            RowRule::KeyStoreKeys => Self::KeyStore(key_store::Part::Keys),
        }
    }
}

/// What is carried over of a database.
enum Carried {
    /// The file is as it would be made.
    Same,
    /// The bytes of the new file, and whether something could not be carried over.
    New(Vec<u8>, bool),
    /// Nothing is worth a new file. Says whether something could not be carried over.
    Nothing(bool),
}

/// Replaces a database by what a rule carries over.
pub(super) fn edit(root: &Root, at: &RelPath, rule: RowRule, stop: &Stop) -> Result<Edited, EditError> {
    let edited = separate(root, at, stop).and_then(|()| match Kind::of(rule) {
        Kind::KeyStore(part) => key_store::edit(root, at, part, stop),
        Kind::Rows(rows) => replace(root, at, rows, stop),
    });
    match edited {
        Err(EditError::Missing) => without_database(root, at, stop),
        Err(error) if error.is_of_content() => {
            root.discard(at, &DATABASE_SIDES, stop)?;
            Ok(Edited { changed: true, is_incomplete: true })
        }
        edited => edited,
    }
}

fn replace(root: &Root, at: &RelPath, rows: Rows, stop: &Stop) -> Result<Edited, EditError> {
    let is_incomplete = match carried(root, at, rows, stop)? {
        Carried::Same => return Ok(Edited::UNCHANGED),
        Carried::New(bytes, is_incomplete) => {
            root.replace_with_sides(at, &bytes, &DATABASE_SIDES)?;
            is_incomplete
        }
        Carried::Nothing(is_incomplete) => {
            root.discard(at, &DATABASE_SIDES, stop)?;
            is_incomplete
        }
    };
    Ok(Edited { changed: true, is_incomplete })
}

/// Returns an error if the database is not as [`edit`] leaves it.
pub(super) fn verify(root: &Root, at: &RelPath, rule: RowRule, stop: &Stop) -> Result<(), EditError> {
    let rows = match Kind::of(rule) {
        Kind::KeyStore(part) => return key_store::verify(root, at, part, stop),
        Kind::Rows(rows) => rows,
    };
    match carried(root, at, rows, stop)? {
        Carried::Same => Ok(()),
        Carried::New(..) | Carried::Nothing(_) => Err(EditError::Residue(1)),
    }
}

/// Removes side files that have no database any more.
fn without_database(root: &Root, at: &RelPath, stop: &Stop) -> Result<Edited, EditError> {
    let mut edited = Err(EditError::Missing);
    for end in DATABASE_SIDES {
        match root.discard(&side(at, end)?, &[], stop) {
            Ok(()) => edited = Ok(Edited::CHANGED),
            Err(ReplaceError::Missing) => {}
            Err(error) => return Err(error.into()),
        }
    }
    edited
}

/// Returns the path of a side file.
fn side(at: &RelPath, end: &str) -> Result<RelPath, EditError> {
    let mut name = at.file_name().to_owned();
    name.push(end);
    Ok(RelPath::from_name(&name)?.within(at.parent().as_ref()))
}

/// Gives the database and its side files own copies where they have several names, because SQLite writes into them. What
/// is no file in the place of a side file goes: it is no reason to lose the database.
fn separate(root: &Root, at: &RelPath, stop: &Stop) -> Result<(), EditError> {
    for end in [""].iter().chain(&DATABASE_SIDES) {
        let file = side(at, end)?;
        match root.separate(&file, LARGEST_COPY) {
            Err(error @ (ReplaceError::NoSpace | ReplaceError::Os(_))) => return Err(error.into()),
            Err(ReplaceError::Link | ReplaceError::NotAFile) if !end.is_empty() => {
                // What cannot be removed is met again when the database is opened.
                root.discard(&file, &[], stop).unwrap_or_default();
            }
            // Whatever else it is, it is looked at later.
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn carried(root: &Root, at: &RelPath, rows: Rows, stop: &Stop) -> Result<Carried, EditError> {
    let Rows { dump, table, carry } = rows;
    let Some(database) = Database::find(root, at)? else { return Ok(Carried::Same) };
    let had_log = !database.side_files_are_empty()?;
    let connection = database.open_old(stop)?;
    let known = new::tables_of(dump)?;
    let old = Old::of(&connection, database.len(), &known)?;
    let new = new::New::make(dump, &old)?;
    let has_any = carry(&old, &new)?;
    // Without its table the file is one that the browser had just begun, or not one that we know.
    let was_readable = old.has_table(table) && !old.is_incomplete();
    let is_incomplete = old.is_incomplete() || old.has_tables() && !old.has_table(table);
    drop(old);
    // The log goes before the new file comes. Until then the old one is whole by itself, if it can be.
    if connection.execute_batch("COMMIT").is_ok() && had_log {
        empty_log(&connection).unwrap_or_default();
    }
    close(connection).unwrap_or_default();
    database.check_unchanged()?;
    if !has_any && !was_readable {
        return Ok(Carried::Nothing(is_incomplete));
    }
    let bytes = new.bytes()?;
    let is_same = !had_log && database.len() == bytes.len() as u64 && root.read(at, database.len())? == bytes;
    Ok(if is_same { Carried::Same } else { Carried::New(bytes, is_incomplete) })
}
