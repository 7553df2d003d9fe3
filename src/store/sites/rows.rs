//! Removes rows of chosen sites: finds them by their host columns, deletes them in one transaction, and clears their
//! bytes from the file.
//!
//! The file is rebuilt only if it still contains names of chosen sites: `secure_delete` overwrites the deleted rows,
//! but not what a browser left in unused parts of pages.

use std::borrow::Cow;

use rusqlite::{Connection, Row, TransactionBehavior};

use super::editor::SiteEditor;
use super::findings::Findings;
use super::traces::{self, Traces};
use crate::model::{CookieMark, RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sqlite::schema::{KeptTable, Schema, quoted};
use crate::store::sqlite::{Database, close, empty_log, read_only, rebuild};

/// A table with rows that belong to sites.
#[derive(Debug)]
pub(super) struct Table {
    /// The table's name.
    pub(super) name: &'static str,
    /// The columns that name the site, in the order that `chosen` expects; the first one has a host.
    pub(super) columns: &'static [&'static str],
    /// Returns the chosen host that a row belongs to. Column 0 is the row's id. Called once for adjacent rows that are
    /// equal in `columns`.
    pub(super) chosen: Chosen,
    /// The column with the cookie's name, if the rows are cookies.
    pub(super) cookie_name: Option<&'static str>,
    /// SQL that deletes what refers to a removed row by its id (`?1`).
    pub(super) also_delete: Option<&'static str>,
}

/// Returns the chosen host of a row, or `None`.
type Chosen = fn(&Row<'_>, &SiteRules) -> Result<Option<String>, EditError>;

impl Table {
    /// Returns a table whose rows are not cookies and to which nothing refers.
    pub(super) const fn of(name: &'static str, columns: &'static [&'static str], chosen: Chosen) -> Self {
        Self { name, columns, chosen, cookie_name: None, also_delete: None }
    }
}

/// Reads the cookie in a row, by the row's id.
type CookieOf = fn(&Connection, &Schema, i64) -> Result<CookieMark, EditError>;

/// A database with rows that belong to sites.
#[derive(Debug)]
pub(super) struct Tables {
    /// All tables and columns that any version has.
    pub(super) known: &'static [KeptTable],
    /// Tables that must exist.
    pub(super) needed: &'static [&'static str],
    /// The tables with rows that belong to sites; some versions lack some of them.
    pub(super) by_site: &'static [Table],
    /// SQL that runs once if rows were removed.
    pub(super) then_run: Option<&'static str>,
    /// Reads a row's cookie, if the rows are cookies.
    pub(super) cookie: Option<CookieOf>,
}

impl SiteEditor for Tables {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let Some(database) = Database::find(root, at)? else { return Ok(Vec::new()) };
        let found = read_only::read(&database, |connection| {
            let schema = Schema::read(connection, self.known, self.needed)?;
            let mut found = Findings::default();
            each_chosen(connection, &schema, self, rules, |_table, id, host| {
                let cookie = self.cookie.map(|cookie| cookie(connection, &schema, id)).transpose()?;
                found.add(&host, cookie);
                Ok(())
            })?;
            Ok(found)
        })?;
        Ok(found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let Some(database) = Database::find(root, at)? else { return Ok(Edited::UNCHANGED) };
        let mut connection = database.open_until(stop)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let removed = remove(&transaction, self, rules)?;
        transaction.commit()?;
        empty_log(&connection)?;
        close(connection)?;
        let changed = Edited::of(removed > 0);
        let traces = Traces::of(rules)?;
        // SQLite keeps what a killed edit left of its journal until the next journal overwrites it.
        if database.side_files_are_empty()? && traces.in_file(database.bytes()?)?.is_empty() {
            return clean(&database).map(|()| changed);
        }
        rebuild(root, at, database.open_until(stop)?)?;
        let database = Database::find(root, at)?.ok_or(EditError::Missing)?;
        clean(&database)?;
        let left = traces.in_file(database.bytes()?)?;
        if left.is_empty() {
            return Ok(changed);
        }
        let connection = database.open_until(stop)?;
        let mentioned = traces.in_rows(&connection)?;
        close(connection)?;
        match left.difference(&mentioned).count() {
            0 => Ok(changed),
            left => Err(EditError::Residue(left as u64)),
        }
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        let Some(database) = Database::find(root, at)? else { return Ok(()) };
        clean(&database)?;
        let traces = Traces::of(rules)?;
        let found = traces.in_file(database.bytes()?)?;
        let mut connection = database.open_until(stop)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let schema = Schema::read(&transaction, self.known, self.needed)?;
        let mut left = 0;
        each_chosen(&transaction, &schema, self, rules, |_table, _id, _host| {
            left += 1;
            Ok(())
        })?;
        if !found.is_empty() {
            left += found.difference(&traces.in_rows(&transaction)?).count() as u64;
        }
        transaction.rollback()?;
        close(connection)?;
        if left == 0 { Ok(()) } else { Err(EditError::Residue(left)) }
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        traces::mentioned(root, at, rules)
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        traces::has_remains(root, at, rules)
    }
}

/// Checks that the side files are empty and that the file is still the one that was found.
fn clean(database: &Database) -> Result<(), EditError> {
    database.check_unchanged()?;
    if database.side_files_are_empty()? { Ok(()) } else { Err(EditError::Residue(1)) }
}

/// Deletes the chosen rows and returns their number.
fn remove(connection: &Connection, tables: &Tables, rules: &SiteRules) -> Result<u64, EditError> {
    let schema = Schema::read(connection, tables.known, tables.needed)?;
    let mut to_remove: Vec<(&Table, Vec<i64>)> = Vec::new();
    each_chosen(connection, &schema, tables, rules, |table, id, _host| {
        match to_remove.last_mut() {
            Some((last, ids)) if std::ptr::eq(*last, table) => ids.push(id),
            _ => to_remove.push((table, vec![id])),
        }
        Ok(())
    })?;
    let mut removed = 0;
    for (table, ids) in to_remove {
        let mut delete = connection.prepare(&format!("DELETE FROM {} WHERE rowid = ?1", quoted(table.name)))?;
        let mut also_delete = table.also_delete.map(|sql| connection.prepare(sql)).transpose()?;
        for id in ids {
            if let Some(also_delete) = &mut also_delete {
                also_delete.execute([id])?;
            }
            if delete.execute([id])? != 1 {
                return Err(EditError::Internal);
            }
            removed += 1;
        }
    }
    if let (Some(then_run), true) = (tables.then_run, removed > 0) {
        connection.execute_batch(then_run)?;
    }
    Ok(removed)
}

/// Calls `take` with the table, id and host of each chosen row.
fn each_chosen<'t>(
    connection: &Connection,
    schema: &Schema,
    tables: &'t Tables,
    rules: &SiteRules,
    mut take: impl FnMut(&'t Table, i64, String) -> Result<(), EditError>,
) -> Result<(), EditError> {
    for table in tables.by_site {
        // Read the name only if a rule asks for cookie names.
        let cookie_name = table.cookie_name.filter(|_column| !rules.cookies.is_empty());
        let Some(columns) = columns(schema, table, cookie_name) else { continue };
        let mut all = connection.prepare(&format!("SELECT rowid, {columns} FROM {}", quoted(table.name)))?;
        let mut rows = all.query([])?;
        let mut last = Decision::default();
        while let Some(row) = rows.next()? {
            if !last.covers(row)? {
                last = Decision::of(row, table, rules)?;
            }
            let host = if cookie_name.is_some() {
                let name = text(row, table.columns.len() + 1)?;
                let goes = rules.covers_cookie_of(last.host.is_some(), &name);
                let host = || last.host.clone().map_or_else(|| Ok(text(row, 1)?.into_owned()), Ok::<_, EditError>);
                goes.then(host).transpose()?
            } else {
                last.host.clone()
            };
            if let Some(host) = host {
                take(table, row.get(0)?, host)?;
            }
        }
    }
    Ok(())
}

/// The decision for a row, reused for the rows after it: in a large table many adjacent rows belong to one site.
#[derive(Debug, Default)]
struct Decision {
    columns: Vec<Vec<u8>>,
    host: Option<String>,
}

impl Decision {
    fn of(row: &Row<'_>, table: &Table, rules: &SiteRules) -> Result<Self, EditError> {
        let columns = (1..=table.columns.len()).map(|column| Ok(bytes(row, column)?.to_vec()));
        Ok(Self { columns: columns.collect::<Result<_, EditError>>()?, host: (table.chosen)(row, rules)? })
    }

    /// Returns whether a row is equal in all columns that the decision depends on.
    fn covers(&self, row: &Row<'_>) -> Result<bool, EditError> {
        for (column, decided) in self.columns.iter().enumerate() {
            if bytes(row, column + 1)? != decided.as_slice() {
                return Ok(false);
            }
        }
        Ok(!self.columns.is_empty())
    }
}

/// Returns a table's columns as SQL, with empty text for those that this version lacks; `None` if it lacks all columns
/// that name the site.
fn columns(schema: &Schema, table: &Table, cookie_name: Option<&'static str>) -> Option<String> {
    let has = |column: &str| schema.has(table.name, column);
    let list = |column: &str| if has(column) { quoted(column) } else { "''".to_owned() };
    let any = table.columns.iter().any(|column| has(column));
    any.then(|| table.columns.iter().copied().chain(cookie_name).map(list).collect::<Vec<_>>().join(", "))
}

/// Returns a column as text; a column that is not text names no host.
pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<Cow<'r, str>, EditError> {
    Ok(String::from_utf8_lossy(bytes(row, column)?))
}

fn bytes<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8], EditError> {
    Ok(row.get_ref(column)?.as_bytes_or_null().unwrap_or_default().unwrap_or_default())
}

#[cfg(test)]
mod tests;
