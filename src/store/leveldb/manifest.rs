//! Reads and writes `MANIFEST`, which names the tables and the log of the current database.

use std::collections::BTreeSet;

use super::cursor::{Cursor, put_text, put_varint};
use super::log;

/// The only order of keys that the stores read here use.
pub(super) const BYTEWISE: &[u8] = b"leveldb.BytewiseComparator";

const COMPARATOR: u64 = 1;
const LOG: u64 = 2;
const NEXT: u64 = 3;
const SEQUENCE: u64 = 4;
const COMPACTED: u64 = 5;
const DELETED: u64 = 6;
const ADDED: u64 = 7;
const LOG_BEFORE: u64 = 9;

/// The state after the last entry of a manifest.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) comparator: Vec<u8>,
    /// Logs with at least this number are current.
    pub(super) log: u64,
    /// The log with this number is current too.
    pub(super) log_before: u64,
    /// The next unused number of a file.
    pub(super) next: u64,
    /// The number of the last change that is in a table.
    pub(super) sequence: u64,
    /// The current tables.
    pub(super) tables: BTreeSet<u64>,
    /// Whether its writer was killed.
    pub(super) is_truncated: bool,
}

/// Reads a manifest; `None` if it is damaged.
pub(super) fn read(bytes: &[u8]) -> Option<Manifest> {
    let log = log::read(bytes)?;
    let mut manifest = Manifest { is_truncated: log.is_truncated, ..Manifest::default() };
    for record in &log.records {
        let mut rest = Cursor(record);
        while !rest.is_empty() {
            match rest.varint()? {
                COMPARATOR => manifest.comparator = rest.text()?.to_vec(),
                LOG => manifest.log = rest.varint()?,
                LOG_BEFORE => manifest.log_before = rest.varint()?,
                NEXT => manifest.next = rest.varint()?,
                SEQUENCE => manifest.sequence = rest.varint()?,
                COMPACTED => {
                    rest.varint()?;
                    rest.text()?;
                }
                DELETED => {
                    rest.varint()?;
                    manifest.tables.remove(&rest.varint()?);
                }
                ADDED => {
                    rest.varint()?;
                    manifest.tables.insert(rest.varint()?);
                    rest.varint()?;
                    rest.text()?;
                    rest.text()?;
                }
                _ => return None,
            }
        }
    }
    Some(manifest)
}

/// Returns the manifest of a database that is in one log.
pub(super) fn write(log: u64, sequence: u64) -> Vec<u8> {
    let mut edit = Vec::new();
    put_varint(&mut edit, COMPARATOR);
    put_text(&mut edit, BYTEWISE);
    for (tag, number) in [(LOG, log), (LOG_BEFORE, 0), (NEXT, log.saturating_add(1)), (SEQUENCE, sequence)] {
        put_varint(&mut edit, tag);
        put_varint(&mut edit, number);
    }
    log::write([edit.as_slice()])
}
