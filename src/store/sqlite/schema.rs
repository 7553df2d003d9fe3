//! Compares a database's schema with the known tables and columns. Refuses any other schema before the first change.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::store::error::EditError;

/// A table whose rows an edit keeps, so every column must be known: an unknown one could contain what must be removed.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct KeptTable {
    name: &'static str,
    needed: &'static str,
    also: &'static str,
}

/// Returns a table whose rows are kept: the columns that an edit needs, and those that only some versions have. Spaces
/// separate the columns.
pub(in crate::store) const fn kept(name: &'static str, needed: &'static str, also: &'static str) -> KeptTable {
    KeptTable { name, needed, also }
}

/// The tables and columns of a database whose schema is known.
pub(in crate::store) struct Schema {
    columns: BTreeMap<String, BTreeSet<String>>,
}

impl Schema {
    /// Reads the schema and checks it: no table other than these, and all `needed` ones.
    pub(in crate::store) fn read(
        connection: &Connection,
        kept: &[KeptTable],
        needed: &[&str],
    ) -> Result<Self, EditError> {
        let mut listing = connection.prepare("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")?;
        let found = listing.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found = found.collect::<Result<BTreeMap<String, String>, _>>()?;
        let mut columns = BTreeMap::new();
        for (table, kind) in found.into_iter().filter(|(table, _kind)| !is_internal(table)) {
            let Some(rule) = kept.iter().find(|kept| kept.name == table) else {
                return Err(EditError::UnknownSchema(format!("table {table:?}")));
            };
            if kind != "table" {
                return Err(EditError::UnknownSchema(format!("{table:?} is a {kind}")));
            }
            let present = columns_of(connection, &table)?;
            rule.check(&present)?;
            columns.insert(table, present);
        }
        match needed.iter().find(|table| !columns.contains_key(**table)) {
            Some(table) => Err(EditError::UnknownSchema(format!("no table {table:?}"))),
            None => Ok(Self { columns }),
        }
    }

    /// Returns whether a table has a column.
    pub(in crate::store) fn has(&self, table: &str, column: &str) -> bool {
        self.columns.get(table).is_some_and(|columns| columns.contains(column))
    }
}

/// Returns whether a table is SQLite's own, for counters and statistics.
fn is_internal(table: &str) -> bool {
    table.starts_with("sqlite_")
}

fn columns_of(connection: &Connection, table: &str) -> Result<BTreeSet<String>, EditError> {
    let mut listing = connection.prepare("SELECT name FROM pragma_table_xinfo(?1)")?;
    let names = listing.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

impl KeptTable {
    fn check(&self, present: &BTreeSet<String>) -> Result<(), EditError> {
        let Self { name: table, needed, also } = self;
        let missing = needed.split_whitespace().find(|column| !present.contains(*column));
        let unknown = present
            .iter()
            .find(|column| !needed.split_whitespace().chain(also.split_whitespace()).any(|known| known == *column));
        match (missing, unknown) {
            (None, None) => Ok(()),
            (Some(column), _) => Err(EditError::UnknownSchema(format!("no column {column:?} in {table:?}"))),
            (None, Some(column)) => Err(EditError::UnknownSchema(format!("column {column:?} in {table:?}"))),
        }
    }
}

/// Returns a name quoted for SQL. Pass only names that [`Schema::read`] found and knows.
pub(in crate::store) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
