//! Reads the files of `LevelDB` one by one, without the others: tables by their blocks, logs by their records. Each key
//! and value is one text, whether or not it counts any more. What is damaged is read as bytes.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use super::borders::Borders;
use super::search::{HEAD, LARGEST_VALUE, Search};
use crate::store::leveldb::{Cursor, log, table};

/// Looks at a file of `LevelDB`; `false` if it is none.
pub(super) fn read(search: &mut Search<'_>, head: &[u8], file: &mut (impl Read + Seek), len: u64) -> io::Result<bool> {
    if log::is_log(head) {
        log_of(search, file)?;
        return Ok(true);
    }
    let Some(at) = len.checked_sub(table::FOOTER as u64) else { return Ok(false) };
    let footer = read_at(file, at, table::FOOTER)?;
    let index = table::index_of(&footer);
    file.seek(SeekFrom::Start(0))?;
    let Some(index) = index else { return Ok(false) };
    table_of(search, file, index)?;
    if search.unread && !search.is_over() {
        // What can be read of it without its index.
        file.seek(SeekFrom::Start(0))?;
        search.stream(file, Borders::Remains)?;
    }
    Ok(true)
}

fn read_at(file: &mut (impl Read + Seek), at: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(len as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn table_of(search: &mut Search<'_>, file: &mut (impl Read + Seek), index: table::Handle) -> io::Result<()> {
    let Some(index) = block(search, file, index)? else { return Ok(()) };
    let mut failed = None;
    let is_whole = table::each_item(&index, |_last_key, place| {
        let read = table::handle(&mut Cursor(place)).map(|handle| entries(search, file, handle));
        match read {
            Some(Err(error)) => failed = Some(error),
            None => search.unread = true,
            Some(Ok(())) => {}
        }
        if failed.is_some() || search.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    search.unread |= is_whole.is_none();
    failed.map_or(Ok(()), Err)
}

fn entries(search: &mut Search<'_>, file: &mut (impl Read + Seek), handle: table::Handle) -> io::Result<()> {
    let Some(block) = block(search, file, handle)? else { return Ok(()) };
    let is_whole = table::each_item(&block, |key, value| {
        let (key, _number) = key.split_at(key.len().saturating_sub(8));
        search.value(key, 0);
        search.value(value, 0);
        if search.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if is_whole.is_none() {
        search.unread = true;
        search.bytes(&block, Borders::Remains);
    }
    Ok(())
}

/// Reads and unpacks a block. One that cannot be is unread.
fn block(
    search: &mut Search<'_>,
    file: &mut (impl Read + Seek),
    (at, len): table::Handle,
) -> io::Result<Option<Vec<u8>>> {
    let packed = if len <= LARGEST_VALUE { read_at(file, at as u64, len + table::TRAILER)? } else { Vec::new() };
    search.count(packed.len());
    let block = table::unpacked(&packed, len, LARGEST_VALUE);
    search.unread |= block.is_none();
    search.count(block.as_ref().map_or(0, Vec::len));
    Ok(block)
}

fn log_of(search: &mut Search<'_>, file: &mut impl Read) -> io::Result<()> {
    let mut block = Vec::with_capacity(HEAD);
    // A record of several pieces.
    let mut open: Vec<u8> = Vec::new();
    loop {
        block.clear();
        (&mut *file).take(HEAD as u64).read_to_end(&mut block)?;
        search.count(block.len());
        if block.is_empty() || search.is_over() {
            search.bytes(&open, Borders::Remains);
            return Ok(());
        }
        let mut rest = Cursor(&block);
        while let Some((piece, part)) = log::piece(&mut rest) {
            if part.begins {
                search.bytes(&open, Borders::Remains);
                open.clear();
            }
            open.extend_from_slice(piece);
            if part.ends {
                record(search, &open);
                open.clear();
            } else if open.len() > LARGEST_VALUE {
                search.unread = true;
                search.bytes(&open, Borders::Remains);
                open.clear();
            }
        }
        search.bytes(rest.0, Borders::Remains);
    }
}

/// Looks at the changes in a record. A record of something else is read as bytes.
fn record(search: &mut Search<'_>, record: &[u8]) {
    if changes(search, record).is_none() {
        search.bytes(record, Borders::Remains);
    }
}

fn changes(search: &mut Search<'_>, record: &[u8]) -> Option<()> {
    let mut rest = Cursor(record);
    let _number = rest.u64()?;
    for _change in 0..rest.u32()? {
        if search.is_over() {
            return Some(());
        }
        let kind = rest.byte().filter(|kind| *kind < 2)?;
        search.value(rest.text()?, 0);
        if kind == 1 {
            search.value(rest.text()?, 0);
        }
    }
    rest.is_empty().then_some(())
}
