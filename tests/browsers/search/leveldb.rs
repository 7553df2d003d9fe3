//! `LevelDB`'s two file formats, read without opening the database: deleted and half-written records count too.
//!
//! Written after the format description in `LevelDB`'s `doc/log_format.md` and `doc/table_format.md`; checksums are not
//! checked, because a value behind a wrong checksum is still a value on the disk.

use super::layers::snappy;

const BLOCK: usize = 32 << 10;
const MAGIC: [u8; 8] = 0xdb47_7524_8b80_fb57_u64.to_le_bytes();

/// Joins the records of a log (`*.log`, `MANIFEST-*`), which are cut at every 32 KiB.
pub(crate) fn log(bytes: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(bytes.len());
    for block in bytes.chunks(BLOCK) {
        let mut rest = block;
        while let Some((head, body)) = rest.split_first_chunk::<7>() {
            let [_, _, _, _, low, high, kind] = *head;
            let length = usize::from(u16::from_le_bytes([low, high]));
            let Some((record, next)) = body.split_at_checked(length) else { break };
            // 1 whole, 2 first, 3 middle, 4 last; 0 is space that was reserved and not written.
            if !(1..=4).contains(&kind) {
                break;
            }
            joined.extend_from_slice(record);
            rest = next;
        }
    }
    joined
}

/// The blocks of a table (`*.ldb`, `*.sst`), unpacked, with every key written out whole; `None` if it is no table.
pub(crate) fn table(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let footer = bytes.get(bytes.len().checked_sub(48)?..)?;
    if !footer.ends_with(&MAGIC) {
        return None;
    }
    let mut handles = footer;
    let (_meta, _meta_length) = (varint(&mut handles)?, varint(&mut handles)?);
    let index = block(bytes, varint(&mut handles)?, varint(&mut handles)?)?;
    let mut blocks = vec![];
    for (_, value) in entries(&index) {
        let mut handle = value;
        let data = block(bytes, varint(&mut handle)?, varint(&mut handle)?)?;
        let mut plain = Vec::with_capacity(data.len() * 2);
        for (key, value) in entries(&data) {
            plain.extend_from_slice(&key);
            plain.extend_from_slice(value);
        }
        blocks.push(plain);
        blocks.push(data);
    }
    blocks.push(index);
    Some(blocks)
}

fn block(bytes: &[u8], at: usize, length: usize) -> Option<Vec<u8>> {
    let data = bytes.get(at..at.checked_add(length)?)?;
    match bytes.get(at + length)? {
        0 => Some(data.to_vec()),
        1 => snappy(data),
        _ => None,
    }
}

/// Keys and values of a block; keys are stored without what they share with the one before.
fn entries(block: &[u8]) -> Vec<(Vec<u8>, &[u8])> {
    let mut found = Vec::new();
    let mut key: Vec<u8> = Vec::new();
    let Some((body, count)) = block.split_last_chunk::<4>() else { return found };
    let restarts = usize::try_from(u32::from_le_bytes(*count)).unwrap_or(usize::MAX).saturating_mul(4);
    let mut rest = body.get(..body.len().saturating_sub(restarts)).unwrap_or_default();
    while !rest.is_empty() {
        let (Some(shared), Some(own), Some(length)) = (varint(&mut rest), varint(&mut rest), varint(&mut rest)) else {
            break;
        };
        let Some((suffix, after)) = rest.split_at_checked(own) else { break };
        let Some((value, after)) = after.split_at_checked(length) else { break };
        key.truncate(shared);
        key.extend_from_slice(suffix);
        found.push((key.clone(), value));
        rest = after;
    }
    found
}

fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(value).ok();
        }
    }
    None
}
