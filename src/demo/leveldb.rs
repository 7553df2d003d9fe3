//! A small LevelDB database: a manifest, and all records in one log. It shares no code with `store::leveldb`, so that a
//! mistake there cannot hide in the tests.

use super::error::DemoError;
use super::folder::NewFolder;

/// The size of a log's blocks. The samples are smaller, so that no record has to be split.
const BLOCK: usize = 32_768;
/// The type of a record that is not split.
const WHOLE: u8 = 1;

/// Creates a database with these records.
pub(super) fn leveldb(folder: &NewFolder, records: &[(Vec<u8>, Vec<u8>)]) -> Result<(), DemoError> {
    let mut batch = 1_u64.to_le_bytes().to_vec();
    batch.extend((records.len() as u64).to_le_bytes().iter().take(4));
    for (key, value) in records {
        batch.push(1);
        text(&mut batch, key);
        text(&mut batch, value);
    }
    let mut edit = vec![1];
    text(&mut edit, b"leveldb.BytewiseComparator");
    // The number of the current log, of the previous one, of the next file, and of the last change in a table.
    for (tag, number) in [(2, 3), (9, 0), (3, 4), (4, 0)] {
        edit.push(tag);
        varint(&mut edit, number);
    }
    folder.file("CURRENT", "MANIFEST-000001\n")?;
    folder.file("MANIFEST-000001", record(&edit))?;
    folder.file("000003.log", if records.is_empty() { Vec::new() } else { record(&batch) })?;
    folder.files(&["LOCK", "LOG"], "")
}

/// Returns a record with a text as key and as value.
pub(super) fn entry(key: &str, value: &str) -> (Vec<u8>, Vec<u8>) {
    (key.as_bytes().to_vec(), value.as_bytes().to_vec())
}

/// Returns a message in the format of protocol buffers.
pub(super) fn message(fields: &[(u8, Field<'_>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, field) in fields {
        match field {
            Field::Number(value) => {
                bytes.push(number << 3);
                varint(&mut bytes, *value);
            }
            Field::Text(value) => {
                bytes.push(number << 3 | 2);
                text(&mut bytes, value.as_bytes());
            }
        }
    }
    bytes
}

/// A field of a message.
pub(super) enum Field<'t> {
    Number(u64),
    Text(&'t str),
}

fn record(content: &[u8]) -> Vec<u8> {
    debug_assert!(content.len() < BLOCK - 7);
    let sum = content.iter().fold(crc(!0, WHOLE), |sum, byte| crc(sum, *byte));
    let masked = (!sum).rotate_right(15).wrapping_add(0xa282_ead8);
    let mut record = masked.to_le_bytes().to_vec();
    record.extend(content.len().to_le_bytes().iter().take(2));
    record.push(WHOLE);
    record.extend(content);
    record
}

/// Returns the CRC-32C after one more byte.
fn crc(sum: u32, byte: u8) -> u32 {
    (0..8).fold(sum ^ u32::from(byte), |sum, _bit| if sum & 1 == 1 { sum >> 1 ^ 0x82f6_3b78 } else { sum >> 1 })
}

fn text(bytes: &mut Vec<u8>, text: &[u8]) {
    varint(bytes, text.len() as u64);
    bytes.extend(text);
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.extend((number | 0x80).to_le_bytes().first());
        number >>= 7;
    }
    bytes.extend(number.to_le_bytes().first());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        // RFC 3720, appendix B.4: 32 bytes of zeroes.
        assert_eq!(!(0..32).fold(!0, |sum, _zero| crc(sum, 0)), 0x8a91_36aa);
    }

    #[test]
    fn numbers_have_seven_bits_to_a_byte() {
        let mut bytes = Vec::new();
        varint(&mut bytes, 300);
        varint(&mut bytes, 5);
        assert_eq!(bytes, [0xac, 0x02, 5]);
    }
}
