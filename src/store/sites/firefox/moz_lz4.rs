//! mozLz4, in which Firefox packs its session: eight letters, the length, one LZ4 block.

use crate::store::error::EditError;

const MAGIC: &[u8] = b"mozLz40\0";

/// A session is a few megabytes; one that says it is larger than this is not unpacked.
const LARGEST: u32 = 512 << 20;

/// A block holds at most so many times its own length.
const DENSEST: usize = 255;

/// Unpacks a file.
pub(in crate::store::sites) fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, EditError> {
    let damaged = |what: &str| EditError::Damaged(what.to_owned());
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("not mozLz4"))?;
    let (length, block) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("no length"))?;
    let length = u32::from_le_bytes(*length);
    let size = usize::try_from(length).ok().filter(|size| size / DENSEST <= block.len());
    let size = size.filter(|_size| length <= LARGEST).ok_or_else(|| damaged("an impossible length"))?;
    let plain = lz4_flex::block::decompress(block, size).map_err(|error| damaged(&error.to_string()))?;
    if plain.len() == size { Ok(plain) } else { Err(damaged("another length than it says")) }
}

/// Packs a file.
pub(in crate::store::sites) fn packed(plain: &[u8]) -> Result<Vec<u8>, EditError> {
    let length = u32::try_from(plain.len()).map_err(|_too_long| EditError::Internal)?;
    Ok([MAGIC, &length.to_le_bytes(), &lz4_flex::block::compress(plain)].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(plain in prop::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(unpacked(&packed(&plain)?)?, plain);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), length in any::<u32>()) {
            drop(unpacked(&bytes));
            drop(unpacked(&[MAGIC, &bytes].concat()));
            drop(unpacked(&[MAGIC, &(length % 4096).to_le_bytes(), &bytes].concat()));
        }
    }
}
