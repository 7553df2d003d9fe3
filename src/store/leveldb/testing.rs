//! Writes databases as a browser does, for tests: tables with shared prefixes, compressed or not, and logs.

use std::collections::BTreeMap;

use super::checksum::masked;
use super::cursor::{put_text, put_varint};
use super::log;
use super::manifest::BYTEWISE;
use crate::store::testing::Lab;

/// A change: a key with its value, or `None` for its deletion.
pub(crate) type Change = (Vec<u8>, Option<Vec<u8>>);

/// Returns a change that sets a text.
pub(crate) fn put(key: &str, value: &str) -> Change {
    (key.as_bytes().to_vec(), Some(value.as_bytes().to_vec()))
}

/// Returns a deletion.
pub(crate) fn delete(key: &str) -> Change {
    (key.as_bytes().to_vec(), None)
}

/// Returns a log of changes, numbered from `first`.
pub(crate) fn log_of(changes: &[Change], first: u64) -> Vec<u8> {
    let batches: Vec<_> = changes
        .chunks(3)
        .enumerate()
        .map(|(index, changes)| {
            let mut batch = (first + 3 * index as u64).to_le_bytes().to_vec();
            batch.extend(u32::try_from(changes.len()).unwrap().to_le_bytes());
            for (key, value) in changes {
                batch.push(u8::from(value.is_some()));
                put_text(&mut batch, key);
                if let Some(value) = value {
                    put_text(&mut batch, value);
                }
            }
            batch
        })
        .collect();
    log::write(batches.iter().map(Vec::as_slice))
}

/// Returns a table of changes, numbered from `first`, in blocks of a few entries.
pub(crate) fn table_of(changes: &[Change], first: u64, packed: bool) -> Vec<u8> {
    let mut sorted: Vec<(Vec<u8>, Vec<u8>)> = changes
        .iter()
        .zip(first..)
        .map(|((key, value), number)| {
            let mut key = key.clone();
            key.extend((number << 8 | u64::from(value.is_some())).to_le_bytes());
            (key, value.clone().unwrap_or_default())
        })
        .collect();
    sorted.sort();
    let mut out = Vec::new();
    let mut index = Vec::new();
    for entries in sorted.chunks(4) {
        let handle = put_block(&mut out, &block_of(entries), packed);
        index.push((entries.last().unwrap().0.clone(), handle));
    }
    let empty = put_block(&mut out, &block_of(&[]), false);
    let index = put_block(&mut out, &block_of(&index), packed);
    let mut footer = [empty, index].concat();
    footer.resize(40, 0);
    footer.extend(0xdb47_7524_8b80_fb57_u64.to_le_bytes());
    [out, footer].concat()
}

fn block_of(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut block = Vec::new();
    let mut before: &[u8] = &[];
    for (key, value) in entries {
        let shared = before.iter().zip(key).take_while(|(one, other)| one == other).count();
        for number in [shared, key.len() - shared, value.len()] {
            put_varint(&mut block, number as u64);
        }
        block.extend(&key[shared..]);
        block.extend(value);
        before = key;
    }
    block.extend([0; 4]);
    block.extend(1_u32.to_le_bytes());
    block
}

/// Appends a block and returns its handle.
fn put_block(out: &mut Vec<u8>, block: &[u8], packed: bool) -> Vec<u8> {
    let content = if packed { snap::raw::Encoder::new().compress_vec(block).unwrap() } else { block.to_vec() };
    let kind = u8::from(packed);
    let mut handle = Vec::new();
    put_varint(&mut handle, out.len() as u64);
    put_varint(&mut handle, content.len() as u64);
    let sum = masked(content.iter().chain(&[kind]));
    out.extend(content);
    out.push(kind);
    out.extend(sum.to_le_bytes());
    handle
}

/// Returns the files of a database with one table and one log after it.
pub(crate) fn files_of(in_table: &[Change], in_log: &[Change]) -> BTreeMap<String, Vec<u8>> {
    let first = 1 + in_table.len() as u64;
    let mut edit = Vec::new();
    put_varint(&mut edit, 1);
    put_text(&mut edit, BYTEWISE);
    for (tag, number) in [(2, 6), (9, 0), (3, 7), (4, in_table.len() as u64)] {
        put_varint(&mut edit, tag);
        put_varint(&mut edit, number);
    }
    let table = table_of(in_table, 1, true);
    for number in [7, 0, 5, table.len() as u64] {
        put_varint(&mut edit, number);
    }
    put_text(&mut edit, b"smallest");
    put_text(&mut edit, b"largest");
    [
        ("CURRENT".to_owned(), b"MANIFEST-000004\n".to_vec()),
        ("MANIFEST-000004".to_owned(), log::write([edit.as_slice()])),
        ("000005.ldb".to_owned(), table),
        ("000006.log".to_owned(), log_of(in_log, first)),
        ("LOCK".to_owned(), Vec::new()),
        ("LOG".to_owned(), b"notes".to_vec()),
    ]
    .into()
}

/// Writes a database into a lab.
pub(crate) fn plant(lab: &Lab, at: &str, in_table: &[Change], in_log: &[Change]) {
    for (name, bytes) in files_of(in_table, in_log) {
        lab.put(&format!("{at}/{name}"), bytes);
    }
}

/// Returns all bytes of a folder's files, with tables of this module unpacked.
pub(crate) fn all_bytes(lab: &Lab, at: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(lab.path(at)).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            for (key, value) in super::table::entries(&bytes).unwrap_or_default() {
                all.extend(key);
                all.extend(value);
            }
            all.extend(bytes);
        }
    }
    all
}
