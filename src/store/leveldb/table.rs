//! Reads the table format (`.ldb`, `.sst`): sorted entries in blocks, compressed or not, and an index of the blocks.

use super::checksum::masked;
use super::cursor::Cursor;

const FOOTER: usize = 48;
const MAGIC: u64 = 0xdb47_7524_8b80_fb57;

/// The largest unpacked size of a block; browsers write smaller ones.
const LARGEST_BLOCK: usize = 256 << 20;

/// Returns the entries of a table, each key with its eight bytes of number and kind; `None` if the table is damaged.
pub(super) fn entries(table: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut footer = Cursor(table.get(table.len().checked_sub(FOOTER)?..)?);
    let mut magic = Cursor(footer.0.get(FOOTER - 8..)?);
    if magic.u64()? != MAGIC {
        return None;
    }
    handle(&mut footer)?;
    let index = block(table, handle(&mut footer)?)?;
    let mut all = Vec::new();
    for (_last_key, place) in items(&index)? {
        all.extend(items(&block(table, handle(&mut Cursor(&place))?)?)?);
    }
    Some(all)
}

/// A block's offset and size.
fn handle(bytes: &mut Cursor<'_>) -> Option<(usize, usize)> {
    Some((usize::try_from(bytes.varint()?).ok()?, usize::try_from(bytes.varint()?).ok()?))
}

fn block(table: &[u8], (offset, size): (usize, usize)) -> Option<Vec<u8>> {
    let mut rest = Cursor(table.get(offset..)?);
    let content = rest.take(size)?;
    let kind = rest.byte()?;
    if rest.u32()? != masked(content.iter().chain(&[kind])) {
        return None;
    }
    match kind {
        0 => Some(content.to_vec()),
        1 if snap::raw::decompress_len(content).ok()? <= LARGEST_BLOCK => {
            snap::raw::Decoder::new().decompress_vec(content).ok()
        }
        _ => None,
    }
}

/// Returns the entries of a block. Each key gives the number of bytes that it shares with the one before.
fn items(block: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let end = block.len().checked_sub(4)?;
    let restarts = usize::try_from(Cursor(block.get(end..)?).u32()?).ok()?;
    let mut rest = Cursor(block.get(..end.checked_sub(restarts.checked_mul(4)?)?)?);
    let mut all = Vec::new();
    let mut key = Vec::new();
    while !rest.is_empty() {
        let shared = usize::try_from(rest.varint()?).ok()?;
        let (own, value) = (usize::try_from(rest.varint()?).ok()?, usize::try_from(rest.varint()?).ok()?);
        if shared > key.len() {
            return None;
        }
        key.truncate(shared);
        key.extend_from_slice(rest.take(own)?);
        all.push((key.clone(), rest.take(value)?.to_vec()));
    }
    Some(all)
}
