//! Reads the table format (`.ldb`, `.sst`): sorted entries in blocks, compressed or not, and an index of the blocks.

use std::ops::ControlFlow;

use super::checksum::masked;
use super::cursor::Cursor;

/// The length of what ends a table.
pub(in crate::store) const FOOTER: usize = 48;
/// The length of what follows a block: how it is packed, and a checksum.
pub(in crate::store) const TRAILER: usize = 5;
const MAGIC: u64 = 0xdb47_7524_8b80_fb57;

/// The largest unpacked size of a block; browsers write smaller ones.
const LARGEST_BLOCK: usize = 256 << 20;

/// A block's offset and size.
pub(in crate::store) type Handle = (usize, usize);

/// Returns the entries of a table, each key with its eight bytes of number and kind; `None` if the table is damaged.
pub(super) fn entries(table: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let index = block(table, index_of(table.get(table.len().checked_sub(FOOTER)?..)?)?)?;
    let mut all = Vec::new();
    for (_last_key, place) in items(&index)? {
        all.extend(items(&block(table, handle(&mut Cursor(&place))?)?)?);
    }
    Some(all)
}

/// Returns where the index of blocks is, by the end of a table; `None` if it is none.
pub(in crate::store) fn index_of(footer: &[u8]) -> Option<Handle> {
    let mut footer = Cursor(footer);
    let mut magic = Cursor(footer.0.get(FOOTER - 8..)?);
    if magic.u64()? != MAGIC {
        return None;
    }
    handle(&mut footer)?;
    handle(&mut footer)
}

/// Reads where a block is.
pub(in crate::store) fn handle(bytes: &mut Cursor<'_>) -> Option<Handle> {
    Some((usize::try_from(bytes.varint()?).ok()?, usize::try_from(bytes.varint()?).ok()?))
}

fn block(table: &[u8], (offset, size): Handle) -> Option<Vec<u8>> {
    unpacked(table.get(offset..)?, size, LARGEST_BLOCK)
}

/// Returns a block of `size` bytes, unpacked, from bytes that begin with it and what follows it; `None` if it is damaged
/// or larger than `largest`.
pub(in crate::store) fn unpacked(bytes: &[u8], size: usize, largest: usize) -> Option<Vec<u8>> {
    let mut rest = Cursor(bytes);
    let content = rest.take(size)?;
    let kind = rest.byte()?;
    if rest.u32()? != masked(content.iter().chain(&[kind])) {
        return None;
    }
    match kind {
        0 => Some(content.to_vec()),
        1 if snap::raw::decompress_len(content).ok()? <= largest => {
            snap::raw::Decoder::new().decompress_vec(content).ok()
        }
        _ => None,
    }
}

/// Returns the entries of a block.
fn items(block: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut all = Vec::new();
    each_item(block, |key, value| {
        all.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    })?;
    Some(all)
}

/// Calls `take` with each key and value of a block, until it breaks; `None` if the block is damaged. Each key gives the
/// number of bytes that it shares with the one before.
pub(in crate::store) fn each_item(block: &[u8], mut take: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>) -> Option<()> {
    let end = block.len().checked_sub(4)?;
    let restarts = usize::try_from(Cursor(block.get(end..)?).u32()?).ok()?;
    let mut rest = Cursor(block.get(..end.checked_sub(restarts.checked_mul(4)?)?)?);
    let mut key = Vec::new();
    while !rest.is_empty() {
        let shared = usize::try_from(rest.varint()?).ok()?;
        let (own, value) = (usize::try_from(rest.varint()?).ok()?, usize::try_from(rest.varint()?).ok()?);
        if shared > key.len() {
            return None;
        }
        key.truncate(shared);
        key.extend_from_slice(rest.take(own)?);
        if take(&key, rest.take(value)?).is_break() {
            break;
        }
    }
    Some(())
}
