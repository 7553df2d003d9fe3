//! Searches a file's bytes for traces of chosen sites: their names, and the names of their cookies. Values are not
//! searched for: host and name are beside them in the row.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::model::{RelPath, SiteRules};
use crate::safefs::Root;
use crate::store::error::EditError;
use crate::store::sqlite::Database;
use crate::store::sqlite::read_only;
use crate::store::sqlite::schema::{quoted, tables};

/// Shorter names would be found by chance.
const SHORTEST: usize = 4;

/// How many bytes of a file are read at a time.
const PIECE: usize = 1 << 20;

/// The names to search for.
#[derive(Debug)]
pub(super) struct Traces {
    /// Finds one name at each place, and compares many bytes at a time, because a file may be large. `None` if the
    /// processor or the number of names does not allow it.
    quick: Option<Searcher>,
    /// Finds all names at each place.
    all: AhoCorasick,
    longest: usize,
    /// Whether some name is too short to search for.
    is_partial: bool,
}

/// Returns whether a database's bytes mention chosen sites although its rows do not, or its side files are not empty.
pub(super) fn has_remains(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
    let Some(database) = Database::find(root, at)? else { return Ok(false) };
    // A log may contain the deletion of rows that the file still has; a journal may contain rows that the file no
    // longer has.
    if !database.side_files_are_empty()? {
        return Ok(true);
    }
    let traces = Traces::of(rules)?;
    let found = traces.in_file(database.bytes()?)?;
    if found.is_empty() {
        return Ok(false);
    }
    let mentioned = read_only::read(&database, |connection| traces.in_rows(connection))?;
    Ok(found.difference(&mentioned).next().is_some())
}

/// Returns whether a database that a browser has open, or one of its side files, mentions chosen sites. Reads only
/// bytes and opens no database.
pub(super) fn mentioned(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
    let Some(database) = Database::find(root, at)? else { return Ok(false) };
    let traces = Traces::of(rules)?;
    Ok(traces.is_partial || !traces.in_file(database.bytes()?)?.is_empty() || traces.in_side_files(&database)?)
}

impl Traces {
    /// Prepares the names of chosen sites and cookies. Stores write hosts in lower case, and the oldest of Firefox
    /// reversed.
    pub(super) fn of(rules: &SiteRules) -> Result<Self, EditError> {
        let hosts = rules.sites.iter().chain(&rules.hosts).map(|site| site.as_str().to_owned());
        let reversed = hosts.clone().map(|host| host.chars().rev().collect());
        let cookies = rules.cookies.iter().map(|name| name.0.trim_end_matches('*').to_owned());
        let names: BTreeSet<String> = hosts.chain(reversed).chain(cookies).collect();
        let (names, short): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| name.len() >= SHORTEST);
        // The prefilter of `AhoCorasick` looks for a rare letter that all names share. That would be the dot, which is
        // not rare here.
        let all = AhoCorasick::builder().prefilter(false).build(&names).map_err(|_too_many| EditError::Internal)?;
        let longest = names.iter().map(String::len).max().unwrap_or_default();
        Ok(Self { quick: Searcher::new(&names), all, longest, is_partial: !short.is_empty() })
    }

    /// Returns whether any of the names is in a side file of the database.
    fn in_side_files(&self, database: &Database) -> Result<bool, EditError> {
        for side in ["-wal", "-journal"] {
            if let Some(bytes) = database.side_bytes(side)?
                && !self.in_file(bytes)?.is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns which of the names are in a file. If one name is part of another, the result may contain only one of
    /// them.
    pub(super) fn in_file(&self, mut file: File) -> Result<BTreeSet<usize>, EditError> {
        let mut found = BTreeSet::new();
        if self.longest == 0 {
            return Ok(found);
        }
        // A name may cross the end of a piece, so that end is searched again with the next piece.
        let mut piece = Vec::with_capacity(PIECE + self.longest);
        loop {
            let again = piece.len().saturating_sub(self.longest - 1);
            piece.drain(..again);
            if (&mut file).take(PIECE as u64).read_to_end(&mut piece)? == 0 {
                return Ok(found);
            }
            match &self.quick {
                Some(quick) => found.extend(quick.find_iter(&piece).map(|hit| hit.pattern().as_usize())),
                None => found.extend(self.all.find_overlapping_iter(&piece).map(|hit| hit.pattern().as_usize())),
            }
        }
    }

    /// Returns which of the names the database's rows mention: an address in a kept row may contain one.
    pub(super) fn in_rows(&self, connection: &Connection) -> Result<BTreeSet<usize>, EditError> {
        let mut found = BTreeSet::new();
        each_row_text(connection, |text| {
            found.extend(self.all.find_overlapping_iter(text).map(|hit| hit.pattern().as_usize()));
        })?;
        Ok(found)
    }
}

/// Calls `take` with the text of each row of a database and of its schema, in the order of the file. Adjacent columns are
/// one piece, because nothing lies between them in the file either.
fn each_row_text(connection: &Connection, mut take: impl FnMut(&[u8])) -> Result<(), EditError> {
    let mut text = Vec::new();
    for table in tables(connection)? {
        let mut all = connection.prepare(&format!("SELECT * FROM {}", quoted(&table)))?;
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

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, Write as _};

    use super::*;
    use crate::store::sites::testing::rules;

    #[test]
    fn a_name_is_found_wherever_it_lies_between_two_pieces() {
        let traces = Traces::of(&rules(&["live.com", "microsoftonline.com"])).unwrap();
        for name in ["live.com", "microsoftonline.com", "moc.evil"] {
            for before in PIECE - name.len() - 1..=PIECE + 1 {
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(&vec![b'.'; before]).unwrap();
                file.rewind().unwrap();
                assert!(traces.in_file(file.try_clone().unwrap()).unwrap().is_empty());
                file.write_all(name.as_bytes()).unwrap();
                file.rewind().unwrap();
                assert_eq!(traces.in_file(file.try_clone().unwrap()).unwrap().len(), 1, "{name} after {before} bytes");
                file.rewind().unwrap();
                let slow = Traces { quick: None, ..Traces::of(&rules(&["live.com", "microsoftonline.com"])).unwrap() };
                assert_eq!(slow.in_file(file).unwrap().len(), 1, "{name} after {before} bytes");
            }
        }
    }
}
