//! Makes the new file of a kept database: in memory, from the browser's own schema of a version that we know, with the
//! rows that are carried over. Nothing of the old file's schema gets into it.

use std::ops::ControlFlow;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use crate::store::error::EditError;
use crate::store::sqlite::old::{Old, OldRow};
use crate::store::sqlite::schema::quoted;

/// How large a new file becomes at most, in bytes. A hundred thousand bookmarks take half of it.
const LARGEST: i64 = 32 << 20;

/// A database of which rows are carried over.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// The browser's own schema.
    pub(super) dump: &'static str,
    /// The table without which a file is none of this kind.
    pub(super) table: &'static str,
    /// Carries the rows over. Returns whether there were any.
    pub(super) carry: fn(&Old<'_>, &New) -> Result<bool, EditError>,
}

/// A database in memory.
pub(super) struct New {
    connection: Connection,
}

impl New {
    /// Makes a database with a browser's schema, from a dump of it. Of a file of an earlier version it has only the tables
    /// and columns that the file has too, and that version's number, so that the browser brings it up to date.
    pub(super) fn make(dump: &str, old: &Old<'_>) -> Result<Self, EditError> {
        let new = Self { connection: empty(dump)? };
        let version = old.version()?;
        if version < new.version()? {
            new.reduce_to(old)?;
            new.connection.pragma_update(None, "user_version", version)?;
        }
        let page: i64 = new.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        new.connection.pragma_update(None, "max_page_count", LARGEST / page.max(1))?;
        new.connection.execute_batch("BEGIN")?;
        Ok(new)
    }

    fn version(&self) -> Result<i64, EditError> {
        Ok(self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }

    fn reduce_to(&self, old: &Old<'_>) -> Result<(), EditError> {
        for table in tables(&self.connection)? {
            if !old.has_table(&table) {
                self.connection.execute_batch(&format!("DROP TABLE {}", quoted(&table)))?;
                continue;
            }
            let columns = self.columns(&table)?;
            for column in columns.iter().filter(|column| !old.has(&table, column)) {
                let of_column = "SELECT i.name FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c
                                 WHERE c.name = ?2 AND i.origin = 'c'";
                let mut listing = self.connection.prepare(of_column)?;
                let indexes = listing.query_map([&table, column], |row| row.get::<_, String>(0))?;
                for index in indexes.collect::<Result<Vec<_>, _>>()? {
                    self.connection.execute_batch(&format!("DROP INDEX {}", quoted(&index)))?;
                }
                let (table, column) = (quoted(&table), quoted(column));
                // Fails for a key. No version has added one, because SQLite cannot: the file's table is another one.
                if self.connection.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN {column}")).is_err() {
                    self.connection.execute_batch(&format!("DROP TABLE {table}"))?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Returns the columns of a table; none if there is no such table.
    fn columns(&self, table: &str) -> Result<Vec<String>, EditError> {
        let mut listing = self.connection.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
        let names = listing.query_map([table], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Carries over the rows that `wanted` chooses, with these columns, separated by spaces, as far as both files have
    /// them. Columns of `fixed` get these values, in SQL, in each row.
    pub(super) fn copy(
        &self,
        old: &Old<'_>,
        table: &str,
        columns: &str,
        fixed: &[(&str, &str)],
        mut wanted: impl FnMut(&OldRow<'_>) -> bool,
    ) -> Result<(), EditError> {
        let present = self.columns(table)?;
        let is_present = |name: &str| present.iter().any(|column| column == name);
        let carried: Vec<&str> =
            columns.split(' ').filter(|column| is_present(column) && old.has(table, column)).collect();
        if carried.is_empty() {
            return Ok(());
        }
        let fixed: Vec<_> = fixed.iter().filter(|(column, _value)| is_present(column)).collect();
        let names = carried.iter().chain(fixed.iter().map(|(column, _value)| column)).map(|name| quoted(name));
        let names = names.collect::<Vec<_>>().join(", ");
        let values = carried.iter().map(|_column| "?").chain(fixed.iter().map(|(_column, value)| *value));
        let values = values.collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT OR IGNORE INTO {}({names}) VALUES({values})", quoted(table));
        let mut insert = self.connection.prepare(&insert)?;
        old.each(table, &carried, |row| {
            if !wanted(row) {
                return Ok(ControlFlow::Continue(()));
            }
            match insert.execute(params_from_iter(row.values()?.into_iter().map(ToSqlOutput::Borrowed))) {
                Ok(1) => Ok(ControlFlow::Continue(())),
                Ok(_ignored) => {
                    old.is_missing_something();
                    Ok(ControlFlow::Continue(()))
                }
                Err(error) if is_full(&error) => {
                    old.is_missing_something();
                    Ok(ControlFlow::Break(()))
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    /// Sets columns of all rows of a table to values in SQL; columns that the table does not have are left out.
    pub(super) fn set(&self, table: &str, columns: &[(&str, &str)]) -> Result<(), EditError> {
        let present = self.columns(table)?;
        let columns = columns.iter().filter(|(column, _value)| present.iter().any(|name| name == column));
        let columns = columns.map(|(column, value)| format!("{} = {value}", quoted(column)));
        let columns = columns.collect::<Vec<_>>().join(", ");
        if !columns.is_empty() {
            self.run(&format!("UPDATE {} SET {columns}", quoted(table)))?;
        }
        Ok(())
    }

    /// Says whether a table has all of these columns.
    pub(super) fn has(&self, table: &str, columns: &[&str]) -> Result<bool, EditError> {
        let present = self.columns(table)?;
        Ok(columns.iter().all(|column| present.iter().any(|name| name == column)))
    }

    /// Runs a statement of ours.
    pub(super) fn run(&self, statement: &str) -> Result<(), EditError> {
        Ok(self.connection.execute_batch(statement)?)
    }

    /// Returns the file's bytes: the same bytes for the same rows, in whatever way they came about.
    pub(super) fn bytes(mut self) -> Result<Vec<u8>, EditError> {
        // Without a fixed number the file would count how often its schema was changed here.
        self.connection.execute_batch("COMMIT; PRAGMA schema_version = 1; VACUUM")?;
        Ok(self.connection.serialize("main")?.to_vec())
    }
}

/// Returns the names of the tables and columns of a dump.
pub(super) fn tables_of(dump: &str) -> Result<Vec<String>, EditError> {
    tables(&empty(dump)?)
}

/// Returns a database as a dump makes it.
fn empty(dump: &str) -> Result<Connection, EditError> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")?;
    connection.execute_batch(dump)?;
    Ok(connection)
}

fn tables(connection: &Connection) -> Result<Vec<String>, EditError> {
    let ours = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut listing = connection.prepare(ours)?;
    let names = listing.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Says whether there is no room for a row: the file has its largest size, or there is no memory.
fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|cause| matches!(cause.code, ErrorCode::DiskFull | ErrorCode::OutOfMemory))
}
