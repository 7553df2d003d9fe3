//! Every cell of every table of an `SQLite` database, read from a private copy of the file and its log.
//!
//! The file's raw bytes are searched before: this adds values that `SQLite` spreads over several pages and values
//! that the browser packed before it stored them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// The first bytes of every database.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// Calls `cell` with table, column and bytes of every text and blob in the database at `path`.
pub(crate) fn cells(path: &Path, mut cell: impl FnMut(&str, &[u8])) -> Result<()> {
    let folder = tempfile::Builder::new().prefix(&format!("{}search-", crate::lab::PREFIX)).tempdir()?;
    let copy = folder.path().join("copy");
    fs::copy(path, &copy)?;
    for suffix in ["-wal", "-journal"] {
        let beside = with_suffix(path, suffix);
        if beside.try_exists()? {
            fs::copy(beside, with_suffix(&copy, suffix))?;
        }
    }
    let database = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let tables: Vec<String> = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in tables {
        let mut rows = database.prepare(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\"")))?;
        let columns: Vec<String> = rows.column_names().map(|name| format!("{table}.{name}")).collect();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next().with_context(|| format!("table {table}"))? {
            for (number, column) in columns.iter().enumerate() {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(number)? {
                    cell(column, bytes);
                }
            }
        }
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
