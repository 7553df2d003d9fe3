//! Reads what can be read of a database that will be replaced. Trusts nothing in it: of its schema only the names of
//! ordinary tables and of stored columns are looked at, and tables are read from one end to the other, so that no index,
//! trigger, view, check or computed column of the file is used.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::schema::quoted;
use crate::store::error::EditError;

/// A row with a larger value is not carried over; a bookmark has a few hundred bytes.
const LARGEST_VALUE: u64 = 1 << 20;

/// A database that is read to carry its rows into a new one.
pub(in crate::store) struct Old<'c> {
    connection: &'c Connection,
    tables: BTreeMap<String, BTreeSet<String>>,
    /// How many rows may still be read. Pages can be linked so that there are rows without end.
    rows_left: Cell<u64>,
    is_incomplete: Cell<bool>,
}

/// One row, with the columns that were asked for.
pub(in crate::store) struct OldRow<'r> {
    columns: &'r [&'r str],
    row: &'r Row<'r>,
}

impl OldRow<'_> {
    /// Returns a column's value if it is a whole number.
    pub(in crate::store) fn number(&self, column: &str) -> Option<i64> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.row.get_ref(at).ok()?.as_i64().ok()
    }

    /// Returns the values in the order of the columns.
    pub(in crate::store) fn values(&self) -> Result<Vec<ValueRef<'_>>, EditError> {
        Ok((0..self.columns.len()).map(|at| self.row.get_ref(at)).collect::<Result<_, _>>()?)
    }
}

impl<'c> Old<'c> {
    /// Looks at the tables with these names. `len` is the file's length.
    pub(in crate::store) fn of(connection: &'c Connection, len: u64, known: &[String]) -> Result<Self, EditError> {
        let mut listing = connection.prepare(
            "SELECT t.name, c.name FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
             WHERE t.schema = 'main' AND t.type = 'table' AND c.hidden = 0",
        )?;
        let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut rows = listing.query([])?;
        while let Some(row) = rows.next()? {
            let table: String = row.get(0)?;
            if known.contains(&table) {
                tables.entry(table).or_default().insert(row.get(1)?);
            }
        }
        // A row takes at least four bytes. A log may hold further pages.
        let rows_left = Cell::new(len.saturating_mul(2).saturating_add(1 << 20));
        Ok(Self { connection, tables, rows_left, is_incomplete: Cell::new(false) })
    }

    /// Returns the version that the file says its schema has.
    pub(in crate::store) fn version(&self) -> Result<i64, EditError> {
        Ok(self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }

    /// Says whether there is any table that is known.
    pub(in crate::store) fn has_tables(&self) -> bool {
        !self.tables.is_empty()
    }

    /// Says whether there is a table of this name, one that stores its rows.
    pub(in crate::store) fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// Says whether a table stores a column.
    pub(in crate::store) fn has(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|columns| columns.contains(column))
    }

    /// Notes that something was not carried over.
    pub(in crate::store) fn is_missing_something(&self) {
        self.is_incomplete.set(true);
    }

    /// Says whether something could not be read or carried over.
    pub(in crate::store) fn is_incomplete(&self) -> bool {
        self.is_incomplete.get()
    }

    /// Calls `take` with the rows of a table that can be read, from its beginning and, where a page is damaged, from its
    /// end. All columns must be there.
    pub(in crate::store) fn each(
        &self,
        table: &str,
        columns: &[&str],
        mut take: impl FnMut(&OldRow<'_>) -> Result<ControlFlow<()>, EditError>,
    ) -> Result<(), EditError> {
        if columns.is_empty() || !columns.iter().all(|column| self.has(table, column)) {
            return Ok(());
        }
        match self.scan(table, columns, "", &mut take) {
            Err(EditError::Damaged(_)) => match self.scan(table, columns, " ORDER BY rowid DESC", &mut take) {
                Err(EditError::Damaged(_)) => Ok(()),
                scanned => scanned,
            },
            scanned => scanned,
        }
    }

    fn scan(
        &self,
        table: &str,
        columns: &[&str],
        order: &str,
        take: &mut impl FnMut(&OldRow<'_>) -> Result<ControlFlow<()>, EditError>,
    ) -> Result<(), EditError> {
        // A large value is not even read: its length is in the row's header.
        let is_large = |column: &&str| format!("coalesce(octet_length({}) > {LARGEST_VALUE}, 0)", quoted(column));
        let value = |column: &&str| format!("iif({}, NULL, {})", is_large(column), quoted(column));
        let values: Vec<String> = columns.iter().map(value).collect();
        let any_large: Vec<String> = columns.iter().map(is_large).collect();
        let (values, any_large) = (values.join(", "), any_large.join(" OR "));
        let query = format!("SELECT {values}, {any_large} FROM main.{} NOT INDEXED{order}", quoted(table));
        let mut statement = self.connection.prepare(&query).map_err(|error| self.damage(error))?;
        let mut rows = statement.query([]).map_err(|error| self.damage(error))?;
        while let Some(row) = rows.next().map_err(|error| self.damage(error))? {
            let left = self.rows_left.get().checked_sub(1);
            let Some(left) = left else {
                self.is_missing_something();
                return Ok(());
            };
            self.rows_left.set(left);
            if row.get::<_, bool>(columns.len()).map_err(|error| self.damage(error))? {
                self.is_missing_something();
            } else if take(&OldRow { columns, row })?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Returns an error of reading as one of damage, but for those that have nothing to do with the content.
    fn damage(&self, error: rusqlite::Error) -> EditError {
        let text = error.to_string();
        match EditError::from(error) {
            EditError::Damaged(_) | EditError::Internal => {
                self.is_missing_something();
                EditError::Damaged(text)
            }
            other => other,
        }
    }
}
