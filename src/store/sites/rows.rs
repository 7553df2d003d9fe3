//! Removes rows of chosen sites: finds them by their host columns, deletes them in one transaction, and clears their
//! bytes from the file.
//!
//! The file is rebuilt only if it still contains names of chosen sites: `secure_delete` overwrites the deleted rows,
//! but not what a browser left in unused parts of pages.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::{Connection, Row, TransactionBehavior};

use super::editor::SiteEditor;
use super::findings::Findings;
use super::mentions::{mentioned, mentioned_in_sample};
use super::traces::{self, Traces};
use crate::model::{CookieMark, RelPath, RuleMode, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sqlite::schema::{KnownTable, Schema, quoted};
use crate::store::sqlite::{Database, close, empty_log, read_only, rebuild};

/// A table with rows that belong to sites.
#[derive(Debug)]
pub(super) struct Table {
    /// The table's name.
    pub(super) name: &'static str,
    /// The columns that name the site, in the order that `chosen` expects; the first one has a host. A version may lack
    /// some of them.
    pub(super) columns: &'static [&'static str],
    /// Returns the chosen host that a row belongs to. Column 0 is the row's id. Called once for adjacent rows that are
    /// equal in `columns`.
    pub(super) chosen: Chosen,
    /// The column with the cookie's name, if the rows are cookies.
    pub(super) cookie_name: Option<&'static str>,
    /// Another table and its column that refers to a row by its id. What refers to a removed row is removed too.
    pub(super) referred_by: Option<(&'static str, &'static str)>,
}

/// Returns the chosen host of a row, or `None`.
type Chosen = fn(&Row<'_>, &SiteRules) -> Result<Option<String>, EditError>;

impl Table {
    /// Returns a table whose rows are not cookies and to which nothing refers.
    pub(super) const fn of(name: &'static str, columns: &'static [&'static str], chosen: Chosen) -> Self {
        Self { name, columns, chosen, cookie_name: None, referred_by: None }
    }
}

/// Reads the cookie in a row, by the row's id.
type CookieOf = fn(&Connection, &Schema, i64) -> Result<CookieMark, EditError>;

/// What happens to a row that mentions a chosen site in a column that no rule knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// It stays, and is reported.
    Stay,
    /// It goes, because no row of the database is worth keeping for that.
    Go,
}

/// A database with rows that belong to sites. Other tables and columns than these are searched, and are kept and
/// reported if they mention a chosen site.
#[derive(Debug)]
pub(super) struct Tables {
    /// Tables and columns that some version has. Rows that stay may mention a chosen site in them: the value of another
    /// site's cookie may be an address.
    pub(super) known: &'static [KnownTable],
    /// What happens to a row that mentions a chosen site elsewhere.
    pub(super) others: Others,
    /// The tables with rows that belong to sites; some versions lack some of them.
    pub(super) by_site: &'static [Table],
    /// A table and its column that is set to 0 if rows were removed.
    pub(super) then_clear: Option<(&'static str, &'static str)>,
    /// Reads a row's cookie, if the rows are cookies.
    pub(super) cookie: Option<CookieOf>,
}

/// A database of which no rule knows anything: a row that mentions a chosen site stays, and is reported.
pub(super) const ANY: Tables =
    Tables { known: &[], others: Others::Stay, by_site: &[], then_clear: None, cookie: None };

impl SiteEditor for Tables {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let found = read(root, at, rules, |connection| {
            let schema = Schema::read(connection)?;
            let (mut found, mut ids) = (Findings::default(), BTreeSet::new());
            let has_unknown = schema.unknown(self.known).next().is_some();
            each_chosen(connection, &schema, self, rules, |table, id, host| {
                let cookie = self.cookie.map(|cookie| cookie(connection, &schema, id)).transpose()?;
                found.add(&host, cookie);
                if has_unknown {
                    ids.insert((table.name, id));
                }
                Ok(())
            })?;
            let mut sampled = None;
            each_mention(connection, &schema, self, rules, |mention| {
                if mention.is_statistics {
                    sampled = Some(mention.host);
                    return Ok(());
                }
                let mut counted = self.by_site.iter().filter(|table| table.name.eq_ignore_ascii_case(mention.table));
                if !counted.any(|table| mention.id.is_some_and(|id| ids.contains(&(table.name, id)))) {
                    found.add(&mention.host, None);
                }
                Ok(())
            })?;
            // Samples of the rows that were counted.
            if let Some(host) = sampled.filter(|_host| found.total() == 0) {
                found.add(&host, None);
            }
            Ok(found)
        })?;
        Ok(found.unwrap_or_default().list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let Some(database) = Database::find(root, at)? else { return Ok(Edited::UNCHANGED) };
        let Some(mut connection) = open(&database, root, at, rules, stop)? else { return Ok(Edited::UNCHANGED) };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let removed = remove(&transaction, self, rules)?;
        transaction.commit()?;
        empty_log(&connection)?;
        close(connection)?;
        clear(root, at, &database, rules, stop)?;
        // Everything understood is removed; what else mentions a chosen site is kept and reported.
        removed.mentioned_still.map_or_else(|| Ok(Edited::of(removed.rows > 0)), |table| Err(mentions(&table)))
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        let Some(database) = Database::find(root, at)? else { return Ok(()) };
        clean(&database)?;
        let traces = Traces::of(rules)?;
        let found = traces.in_file(database.bytes()?)?;
        let Some(mut connection) = open(&database, root, at, rules, stop)? else { return Ok(()) };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let schema = Schema::read(&transaction)?;
        let (mut left, mut mentioned) = (0, None);
        each_chosen(&transaction, &schema, self, rules, |_table, _id, _host| {
            left += 1;
            Ok(())
        })?;
        each_mention(&transaction, &schema, self, rules, |mention| {
            mentioned.get_or_insert_with(|| mention.table.to_owned());
            Ok(())
        })?;
        if !found.is_empty() {
            left += found.difference(&traces.in_rows(&transaction)?).count() as u64;
        }
        transaction.rollback()?;
        close(connection)?;
        match mentioned {
            _ if left > 0 => Err(EditError::Residue(left)),
            Some(table) => Err(mentions(&table)),
            None => Ok(()),
        }
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        traces::mentioned(root, at, rules)
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        traces::has_remains(root, at, rules)
    }
}

/// Calls `work` with a connection to a database, or to its private copy; `None` if it is empty, or is not understood and
/// mentions no chosen site.
pub(super) fn read<T>(
    root: &Root,
    at: &RelPath,
    rules: &SiteRules,
    work: impl FnOnce(&Connection) -> Result<T, EditError>,
) -> Result<Option<T>, EditError> {
    let Some(database) = Database::find(root, at)? else { return Ok(None) };
    unless_unconcerned(read_only::read(&database, work), root, at, rules)
}

/// Opens a database to edit it; `None` as in [`read`].
fn open(
    database: &Database,
    root: &Root,
    at: &RelPath,
    rules: &SiteRules,
    stop: &Stop,
) -> Result<Option<Connection>, EditError> {
    // Without a table read the first time, a file that is no database would only be noticed later.
    let opened = database.open_until(stop).and_then(|connection| Schema::read(&connection).map(|_schema| connection));
    unless_unconcerned(opened, root, at, rules)
}

/// Returns `None` for a database that is not understood if its bytes mention no chosen site. Where all sites but some
/// are chosen, every database concerns one.
fn unless_unconcerned<T>(
    result: Result<T, EditError>,
    root: &Root,
    at: &RelPath,
    rules: &SiteRules,
) -> Result<Option<T>, EditError> {
    match result {
        Err(error @ (EditError::UnknownSchema(_) | EditError::Damaged(_))) if rules.mode == RuleMode::Include => {
            if traces::mentioned(root, at, rules)? {
                Err(error)
            } else {
                Ok(None)
            }
        }
        result => result.map(Some),
    }
}

fn mentions(table: &str) -> EditError {
    EditError::UnknownSchema(format!("what is new in table {table:?} mentions a chosen site"))
}

/// Clears the bytes of removed rows from a file whose log is empty.
fn clear(root: &Root, at: &RelPath, database: &Database, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
    let traces = Traces::of(rules)?;
    // SQLite keeps what a killed edit left of its journal until the next journal overwrites it.
    if database.side_files_are_empty()? && traces.in_file(database.bytes()?)?.is_empty() {
        return clean(database);
    }
    rebuild(root, at, database.open_until(stop)?)?;
    let database = Database::find(root, at)?.ok_or(EditError::Missing)?;
    clean(&database)?;
    let left = traces.in_file(database.bytes()?)?;
    if left.is_empty() {
        return Ok(());
    }
    let connection = database.open_until(stop)?;
    let mentioned = traces.in_rows(&connection)?;
    close(connection)?;
    match left.difference(&mentioned).count() {
        0 => Ok(()),
        left => Err(EditError::Residue(left as u64)),
    }
}

/// Checks that the side files are empty and that the file is still the one that was found.
fn clean(database: &Database) -> Result<(), EditError> {
    database.check_unchanged()?;
    if database.side_files_are_empty()? { Ok(()) } else { Err(EditError::Residue(1)) }
}

/// What [`remove`] did.
struct Removed {
    rows: u64,
    /// A table of which not everything is known and that mentions a chosen site still.
    mentioned_still: Option<String>,
}

/// Deletes the chosen rows.
fn remove(connection: &Connection, tables: &Tables, rules: &SiteRules) -> Result<Removed, EditError> {
    let schema = Schema::read(connection)?;
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
        let referring = table.referred_by.filter(|(other, column)| schema.has(other, column));
        let delete_referring = referring.map(|(other, column)| {
            connection.prepare(&format!("DELETE FROM {} WHERE {} = ?1", quoted(other), quoted(column)))
        });
        let mut delete_referring = delete_referring.transpose()?;
        for id in ids {
            if let Some(delete_referring) = &mut delete_referring {
                delete_referring.execute([id])?;
            }
            if delete(connection, table.name, id)? != 1 {
                return Err(EditError::Internal);
            }
            removed += 1;
        }
    }
    if let (Some((table, column)), true) = (tables.then_clear, removed > 0)
        && schema.has(table, column)
    {
        connection.execute(&format!("UPDATE {} SET {} = 0", quoted(table), quoted(column)), [])?;
    }
    let (mut others, mut mentioned_still) = (Vec::new(), None);
    each_mention(connection, &schema, tables, rules, |mention| {
        match mention.id.filter(|_id| mention.is_statistics || tables.others == Others::Go) {
            Some(id) => others.push((mention.table.to_owned(), id)),
            None => mentioned_still = Some(mention.table.to_owned()),
        }
        Ok(())
    })?;
    for (table, id) in &others {
        delete(connection, table, *id)?;
    }
    Ok(Removed { rows: removed + others.len() as u64, mentioned_still })
}

fn delete(connection: &Connection, table: &str, id: i64) -> Result<usize, EditError> {
    let delete = format!("DELETE FROM {} WHERE rowid = ?1", quoted(table));
    Ok(connection.prepare_cached(&delete)?.execute([id])?)
}

/// A row that mentions a chosen site in a column that no rule knows.
struct Mention<'s> {
    table: &'s str,
    id: Option<i64>,
    is_statistics: bool,
    host: String,
}

/// Calls `take` with each row that mentions a chosen site in columns that no rule knows.
fn each_mention(
    connection: &Connection,
    schema: &Schema,
    tables: &Tables,
    rules: &SiteRules,
    mut take: impl FnMut(Mention<'_>) -> Result<(), EditError>,
) -> Result<(), EditError> {
    for (unknown, columns) in schema.unknown(tables.known) {
        let id = if unknown.has_rows { "rowid" } else { "NULL" };
        let columns: Vec<_> = columns.into_iter().map(quoted).collect();
        let query = format!("SELECT {id}, {} FROM {} NOT INDEXED", columns.join(", "), quoted(unknown.table));
        let mut all = connection.prepare(&query)?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            for column in 1..=columns.len() {
                let is_statistics = unknown.is_statistics();
                let search = if is_statistics { mentioned_in_sample } else { mentioned };
                if let Some(host) = search(bytes(row, column)?, rules) {
                    let id = row.get(0)?;
                    take(Mention { table: unknown.table, id, is_statistics, host })?;
                    break;
                }
            }
        }
    }
    Ok(())
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
