//! Reads which tables and columns a database has. Rules name those that they need; what a newer browser has added is
//! no reason to refuse the file, but can be searched.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::store::error::EditError;

/// A table whose content is known, so that what it mentions beside its site is no news.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct KnownTable {
    name: &'static str,
    columns: &'static str,
}

/// Returns a known table. Spaces separate the columns, which may be of several versions.
pub(in crate::store) const fn known(name: &'static str, columns: &'static str) -> KnownTable {
    KnownTable { name, columns }
}

/// The tables of a database and the columns that they store, in lower case, as `SQLite` compares them. Views and virtual
/// tables store nothing.
pub(in crate::store) struct Schema {
    tables: BTreeMap<String, BTreeSet<String>>,
    /// Tables whose rows have no number of their own.
    numberless: BTreeSet<String>,
}

impl Schema {
    /// Reads the schema.
    pub(in crate::store) fn read(connection: &Connection) -> Result<Self, EditError> {
        let mut listing = connection.prepare(
            "SELECT t.name, t.wr, c.name FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
             WHERE t.schema = 'main' AND t.type IN ('table', 'shadow') AND c.hidden = 0",
        )?;
        let mut schema = Self { tables: BTreeMap::new(), numberless: BTreeSet::new() };
        let mut rows = listing.query([])?;
        while let Some(row) = rows.next()? {
            let (table, is_numberless, column): (String, bool, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let table = table.to_ascii_lowercase();
            if is_numberless {
                schema.numberless.insert(table.clone());
            }
            schema.tables.entry(table).or_default().insert(column.to_ascii_lowercase());
        }
        Ok(schema)
    }

    /// Says whether a table has a column, and numbers its rows.
    pub(in crate::store) fn has(&self, table: &str, column: &str) -> bool {
        let (table, column) = (table.to_ascii_lowercase(), column.to_ascii_lowercase());
        !self.numberless.contains(&table) && self.tables.get(&table).is_some_and(|columns| columns.contains(&column))
    }

    /// Returns the tables that rules do not know, or not all columns of, with these columns. Of a table without numbered
    /// rows nothing counts as known, because no rule can remove a row from it.
    pub(in crate::store) fn unknown<'s>(
        &'s self,
        known: &'s [KnownTable],
    ) -> impl Iterator<Item = (Unknown<'s>, Vec<&'s str>)> {
        self.tables.iter().filter_map(move |(table, columns)| {
            let has_rows = !self.numberless.contains(table);
            let rule = known.iter().find(|known| has_rows && known.name.eq_ignore_ascii_case(table));
            let is_known = |column: &str| rule.is_some_and(|rule| rule.has(column));
            let unknown: Vec<_> = columns.iter().map(String::as_str).filter(|column| !is_known(column)).collect();
            (!unknown.is_empty()).then_some((Unknown { table, has_rows }, unknown))
        })
    }
}

/// A table of which not everything is known.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Unknown<'s> {
    /// Its name.
    pub(in crate::store) table: &'s str,
    /// Whether its rows are numbered.
    pub(in crate::store) has_rows: bool,
}

impl Unknown<'_> {
    /// Says whether it is `SQLite`'s own, with samples of what other tables hold. It can be emptied: `SQLite` then
    /// guesses.
    pub(in crate::store) fn is_statistics(&self) -> bool {
        self.table.starts_with("sqlite_stat")
    }
}

impl KnownTable {
    fn has(&self, column: &str) -> bool {
        self.columns.split_whitespace().any(|known| known.eq_ignore_ascii_case(column))
    }
}

/// Returns the tables that store rows, the list of tables among them. Virtual tables would run code of their own.
pub(in crate::store) fn tables(connection: &Connection) -> Result<Vec<String>, EditError> {
    let stored = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')";
    let mut listing = connection.prepare(stored)?;
    let names = listing.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Returns a name quoted for SQL.
pub(in crate::store) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
