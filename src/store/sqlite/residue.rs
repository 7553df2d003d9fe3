//! Searches a database's bytes for removed values: they may still be in the file although no row has them.
//!
//! A web site can leave any number of values, so they are held packed, and up to a limit.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::Read as _;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::schema::quoted;
use crate::store::error::EditError;

/// Shorter values would be found by chance among numbers.
const SHORTEST: usize = 4;

/// Of a longer value this much of its beginning is searched for. A host has at most 253 letters.
const LONGEST: usize = 255;

/// How many bytes of values are held at most.
const MOST_TEXT: usize = 48 << 20;

/// How many bytes of a file are read at a time.
const PIECE: usize = 1 << 20;

/// Values that were removed.
#[derive(Debug, Default)]
pub(in crate::store) struct Values {
    /// All values, one after the other, in lower case.
    text: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// Hashes of the values, so that each is held once.
    seen: HashSet<u64>,
    hasher: RandomState,
    is_cut: bool,
}

impl Values {
    /// Adds a value in the form in which the file stores it.
    pub(in crate::store) fn add(&mut self, value: &str) {
        let value = value.as_bytes();
        let value = value.get(..LONGEST).unwrap_or(value);
        if value.len() < SHORTEST {
            return;
        }
        if self.text.len() + value.len() > MOST_TEXT {
            self.is_cut = true;
            return;
        }
        let before = self.text.len();
        self.text.extend(value.iter().map(u8::to_ascii_lowercase));
        let hash = self.hasher.hash_one(self.text.get(before..));
        if self.seen.insert(hash) {
            self.ends.push(self.text.len());
        } else {
            self.text.truncate(before);
        }
    }

    /// Returns a search for the values.
    pub(in crate::store) fn search(self) -> Search {
        let Self { text, ends, seen, is_cut, hasher: _ } = self;
        drop(seen);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let mut values: Vec<(usize, usize)> = starts.zip(ends.iter().copied()).collect();
        drop(ends);
        let of = |(start, end): (usize, usize)| text.get(start..end).unwrap_or_default();
        values.sort_unstable_by(|one, other| of(*one).cmp(of(*other)));
        let mut groups: BTreeMap<[u8; SHORTEST], Group> = BTreeMap::new();
        let mut is_begin = vec![false; 1 << 16];
        for (number, value) in values.iter().enumerate() {
            let Some(begin) = of(*value).first_chunk::<SHORTEST>() else { continue };
            let group =
                groups.entry(*begin).or_insert_with(|| Group { first: number, end: number, lengths: Vec::new() });
            group.end = number + 1;
            let length = value.1 - value.0;
            if let Err(at) = group.lengths.binary_search(&length) {
                group.lengths.insert(at, length);
            }
            if let Some(known) = is_begin.get_mut(slot(*begin)) {
                *known = true;
            }
        }
        let counts = vec![true; values.len()];
        Search { text, values, groups, is_begin, counts, is_cut }
    }
}

/// The values that begin with the same letters, in sorted order.
#[derive(Debug)]
struct Group {
    first: usize,
    end: usize,
    lengths: Vec<usize>,
}

/// A search for values, whatever their case.
#[derive(Debug)]
pub(in crate::store) struct Search {
    text: Vec<u8>,
    /// Where each value begins and ends in `text`, sorted by value.
    values: Vec<(usize, usize)>,
    groups: BTreeMap<[u8; SHORTEST], Group>,
    /// Whether a value may begin so: a quick look before the groups.
    is_begin: Vec<bool>,
    /// Whether a value counts as residue where it is found.
    counts: Vec<bool>,
    is_cut: bool,
}

/// Returns the place of a beginning in a table of all of them: several share one.
fn slot([a, b, c, d]: [u8; SHORTEST]) -> usize {
    usize::from(u16::from_le_bytes([a ^ c.rotate_left(3), b ^ d.rotate_left(5)]))
}

impl Search {
    /// Takes values that occur in kept text for no residue: the host of a bookmark is none, nor is a part of that host's
    /// name.
    pub(in crate::store) fn keep(&mut self, text: &[u8]) {
        let text = text.to_ascii_lowercase();
        for at in 0..text.len() {
            for number in self.found_at(&text, at) {
                if let Some(counts) = self.counts.get_mut(number) {
                    *counts = false;
                }
            }
        }
    }

    /// Returns how many of the values are in a file. Fails if there were more of them than could be held.
    pub(in crate::store) fn count_in(&self, mut file: File) -> Result<u64, EditError> {
        let mut found = vec![false; self.values.len()];
        // A value may cross the end of a piece, so that end is searched again with the next piece.
        let mut piece = Vec::with_capacity(PIECE + LONGEST);
        loop {
            let before = piece.len();
            let read = file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            piece.get_mut(before..).unwrap_or_default().make_ascii_lowercase();
            let is_last = read == 0;
            let end = if is_last { piece.len() } else { piece.len().saturating_sub(LONGEST) };
            for at in 0..end {
                for number in self.found_at(&piece, at) {
                    if let (Some(found), Some(true)) = (found.get_mut(number), self.counts.get(number)) {
                        *found = true;
                    }
                }
            }
            if is_last {
                break;
            }
            piece.drain(..end);
        }
        match found.into_iter().filter(|found| *found).count() {
            0 if self.is_cut => Err(EditError::Unsearched),
            left => Ok(left as u64),
        }
    }

    /// Returns the values that a text has at this place.
    fn found_at(&self, text: &[u8], at: usize) -> Vec<usize> {
        let here = text.get(at..).unwrap_or_default();
        let Some(begin) = here.first_chunk::<SHORTEST>() else { return Vec::new() };
        if self.is_begin.get(slot(*begin)) != Some(&true) {
            return Vec::new();
        }
        let Some(group) = self.groups.get(begin) else { return Vec::new() };
        let values = self.values.get(group.first..group.end).unwrap_or_default();
        let of = |(start, end): (usize, usize)| self.text.get(start..end).unwrap_or_default();
        let value_of = |length: &usize| {
            let wanted = here.get(..*length)?;
            values.binary_search_by(|value| of(*value).cmp(wanted)).ok().map(|number| group.first + number)
        };
        group.lengths.iter().filter_map(value_of).collect()
    }
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

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, Write as _};

    use super::*;

    fn count(values: &[&str], kept: &str, text: &[u8]) -> Result<u64, EditError> {
        let mut removed = Values::default();
        for value in values {
            removed.add(value);
        }
        let mut search = removed.search();
        search.keep(kept.as_bytes());
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text).unwrap();
        file.rewind().unwrap();
        search.count_in(file)
    }

    #[test]
    fn each_value_in_the_bytes_counts_once_unless_it_is_kept() {
        let hosts = ["www.one.example", "WWW.one.example", "two.example", "one.example", "abc"];
        assert_eq!(count(&hosts, "", b"xx www.ONE.example www.one.example abc"), Ok(2));
        assert_eq!(count(&hosts, "https://my.One.example/", b"xx www.one.example"), Ok(1));
        assert_eq!(count(&hosts, "https://www.one.example/", b"xx www.one.example"), Ok(0));
        assert_eq!(count(&[], "", b"anything"), Ok(0));
    }

    #[test]
    fn a_value_across_the_end_of_a_piece_is_found() {
        for at in [PIECE - 5, PIECE, 2 * PIECE - LONGEST - 3, 3 * PIECE - 11] {
            let mut text = vec![b'.'; 3 * PIECE];
            text.truncate(at);
            text.extend_from_slice(b"two.example");
            assert_eq!(count(&["two.example", "one.example"], "", &text), Ok(1), "{at}");
        }
    }

    #[test]
    fn more_values_than_can_be_held_are_not_called_searched() {
        let mut removed = Values::default();
        let long = "x".repeat(240);
        for number in 0..=MOST_TEXT / 240 {
            removed.add(&format!("{number:08}{long}"));
        }
        let search = removed.search();
        assert_eq!(search.count_in(tempfile::tempfile().unwrap()), Err(EditError::Unsearched));
    }
}
