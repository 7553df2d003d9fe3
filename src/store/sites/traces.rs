//! What betrays a chosen site in a file's bytes: its name, and names of its cookies. Values are not needed to find what
//! is left of a row, because its host and name lie beside them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;

use aho_corasick::AhoCorasick;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::model::SiteRules;
use crate::store::EditError;
use crate::store::tables::quoted;

/// Shorter names would be found by chance.
const SHORTEST: usize = 4;

/// Names to look for.
#[derive(Debug)]
pub(super) struct Traces {
    finder: AhoCorasick,
}

impl Traces {
    /// Prepares the names of what is chosen; stores write hosts in small letters, the oldest of Firefox's reversed.
    pub(super) fn of(rules: &SiteRules) -> Result<Self, EditError> {
        let hosts = rules.sites.iter().chain(&rules.hosts).map(|site| site.as_str().to_owned());
        let reversed = hosts.clone().map(|host| host.chars().rev().collect());
        let cookies = rules.cookies.iter().map(|name| name.0.trim_end_matches('*').to_owned());
        let names: BTreeSet<String> = hosts.chain(reversed).chain(cookies).collect();
        let names = names.into_iter().filter(|name| name.len() >= SHORTEST);
        let finder = AhoCorasick::new(names).map_err(|_too_many| EditError::Internal)?;
        Ok(Self { finder })
    }

    /// Returns which of the names are in a file.
    pub(super) fn in_file(&self, file: File) -> Result<BTreeSet<usize>, EditError> {
        let mut found = BTreeSet::new();
        if self.finder.patterns_len() > 0 {
            for hit in self.finder.stream_find_iter(BufReader::with_capacity(1 << 20, file)) {
                found.insert(hit?.pattern().as_usize());
            }
        }
        Ok(found)
    }

    /// Returns which of the names are in what a database still holds: an address in a kept row may mention them.
    pub(super) fn in_rows(&self, connection: &Connection) -> Result<BTreeSet<usize>, EditError> {
        let mut found = BTreeSet::new();
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
                    // Neighbours in one piece: in the file, too, nothing lies between them.
                    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column)? {
                        text.extend_from_slice(bytes);
                    }
                }
                found.extend(self.finder.find_overlapping_iter(&text).map(|hit| hit.pattern().as_usize()));
            }
        }
        Ok(found)
    }
}
