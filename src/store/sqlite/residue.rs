//! Searches a database's bytes for removed values: they may still be in the file although no row has them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;

use aho_corasick::AhoCorasick;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::schema::quoted;
use crate::store::error::EditError;

/// Shorter values would be found by chance among numbers.
const SHORTEST: usize = 4;

/// Values that were removed.
#[derive(Debug, Default)]
pub(in crate::store) struct Values(BTreeSet<Vec<u8>>);

impl Values {
    /// Adds a value in the form in which the file stores it.
    pub(in crate::store) fn add(&mut self, value: &str) {
        if value.len() >= SHORTEST {
            self.0.insert(value.as_bytes().to_vec());
        }
    }

    /// Returns the values without those that occur in kept text: the host of a bookmark is no residue, nor is a part of
    /// that host's name.
    pub(in crate::store) fn without(self, kept: &[Vec<u8>]) -> Result<Self, EditError> {
        let patterns: Vec<_> = self.0.into_iter().collect();
        let finder = finder(&patterns)?;
        let occurring: BTreeSet<_> = kept
            .iter()
            .flat_map(|text| finder.find_overlapping_iter(text))
            .map(|hit| hit.pattern().as_usize())
            .collect();
        let left = patterns.into_iter().enumerate().filter(|(index, _value)| !occurring.contains(index));
        Ok(Self(left.map(|(_index, value)| value).collect()))
    }

    /// Returns how many of the values are in a file.
    pub(in crate::store) fn count_in(&self, file: File) -> Result<u64, EditError> {
        let patterns: Vec<_> = self.0.iter().collect();
        if patterns.is_empty() {
            return Ok(0);
        }
        let mut found = BTreeSet::new();
        for hit in finder(&patterns)?.stream_find_iter(BufReader::with_capacity(1 << 20, file)) {
            found.insert(hit?.pattern());
        }
        Ok(found.len() as u64)
    }
}

fn finder(patterns: &[impl AsRef<[u8]>]) -> Result<AhoCorasick, EditError> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(patterns).map_err(|_too_many| EditError::Internal)
}

/// Calls `take` with the text of each row of a database and of its schema, in the order of the file. Adjacent columns are
/// one piece, because nothing lies between them in the file either.
pub(in crate::store) fn each_row_text(connection: &Connection, mut take: impl FnMut(&[u8])) -> Result<(), EditError> {
    let mut listing = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables = listing.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut text = Vec::new();
    for table in tables.iter().map(String::as_str).chain(["sqlite_schema"]) {
        let mut all = connection.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
        let width = all.column_count();
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            text.clear();
            for column in 0..width {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column)? {
                    text.extend_from_slice(bytes);
                }
            }
            take(&text);
        }
    }
    Ok(())
}
