//! Removes rows from a kept database so that their bytes are gone too: deletes in one transaction, rebuilds the file,
//! empties the write-ahead log, and searches the bytes for what was removed.

mod firefox_places;
mod firefox_profile_group;
mod key_store;

use rusqlite::{Connection, TransactionBehavior};

use super::error::{EditError, Edited};
use super::sqlite::residue::{Values, each_row_text};
use super::sqlite::{Database, close, empty_log};
use crate::model::{RelPath, RowRule, Stop};
use crate::safefs::Root;

/// What is left of a larger database is not rebuilt in memory.
const LARGE: i64 = 32 << 20;

/// Removes the rows that a rule names, and their bytes.
pub(super) fn edit(root: &Root, at: &RelPath, rule: RowRule, stop: &Stop) -> Result<Edited, EditError> {
    if let Some(part) = key_store(rule) {
        return key_store::edit(root, at, part, stop);
    }
    let Some(database) = Database::find(root, at)? else { return Ok(Edited { changed: false }) };
    let mut connection = database.open_until(stop)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let removed = values(rule, &transaction)?;
    apply(rule, &transaction)?;
    // Not interruptible: a commit is short, and SQLite would have to undo what it has written.
    transaction.commit()?;
    let changed = connection.total_changes() > 0 || free_pages(&connection)? > 0;
    // Always rebuild: rows that the browser deleted may still be in unused parts of pages, and an earlier run may have
    // been interrupted before its rebuild.
    if live_bytes(&connection)? > LARGE {
        connection.execute_batch("PRAGMA temp_store = FILE")?;
    }
    connection.execute_batch("VACUUM")?;
    empty_log(&connection)?;
    let mut search = removed.search();
    each_row_text(&connection, |text| search.keep(text))?;
    close(connection)?;
    database.check_unchanged()?;
    if !database.side_files_are_empty()? {
        return Err(EditError::Residue(1));
    }
    match search.count_in(database.bytes()?)? {
        0 => Ok(Edited { changed }),
        left => Err(EditError::Residue(left)),
    }
}

/// Returns an error if the database still has rows that a rule names.
pub(super) fn verify(root: &Root, at: &RelPath, rule: RowRule, stop: &Stop) -> Result<(), EditError> {
    if let Some(part) = key_store(rule) {
        return key_store::verify(root, at, part, stop);
    }
    let Some(database) = Database::find(root, at)? else { return Ok(()) };
    if !database.side_files_are_empty()? {
        return Err(EditError::Residue(1));
    }
    let mut connection = database.open_until(stop)?;
    // Apply the edit and roll it back: the rows that it would change are what is left.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    apply(rule, &transaction)?;
    transaction.rollback()?;
    let left = connection.total_changes().saturating_add(free_pages(&connection)?);
    close(connection)?;
    if left == 0 { Ok(()) } else { Err(EditError::Residue(left)) }
}

/// Returns which file of a key store a rule is for, if it is for one.
const fn key_store(rule: RowRule) -> Option<key_store::Part> {
    match rule {
        RowRule::KeyStoreCertificates => Some(key_store::Part::Certificates),
        RowRule::KeyStoreKeys => Some(key_store::Part::Keys),
        RowRule::PlacesHistory | RowRule::ProfileGroup => None,
    }
}

/// Checks the schema and returns the values that must not be in the file afterwards.
fn values(rule: RowRule, connection: &Connection) -> Result<Values, EditError> {
    match rule {
        RowRule::PlacesHistory => firefox_places::values(connection),
        RowRule::ProfileGroup => firefox_profile_group::values(connection),
        // Written anew, by `key_store`.
        RowRule::KeyStoreCertificates | RowRule::KeyStoreKeys => Err(EditError::Internal),
    }
}

/// Checks the schema and removes the rows. Changes nothing if they are already removed.
fn apply(rule: RowRule, connection: &Connection) -> Result<(), EditError> {
    match rule {
        RowRule::PlacesHistory => firefox_places::apply(connection),
        RowRule::ProfileGroup => firefox_profile_group::apply(connection),
        RowRule::KeyStoreCertificates | RowRule::KeyStoreKeys => Err(EditError::Internal),
    }
}

/// Returns how many bytes of a database are in use.
fn live_bytes(connection: &Connection) -> Result<i64, EditError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(number("page_count")?.saturating_sub(number("freelist_count")?).saturating_mul(number("page_size")?))
}

fn free_pages(connection: &Connection) -> Result<u64, EditError> {
    let pages: i64 = connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    Ok(pages.unsigned_abs())
}
