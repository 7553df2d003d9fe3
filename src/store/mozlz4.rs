//! Firefox's mozLz4: eight characters, the length, one LZ4 block. Packs and unpacks, and does not look at the content.
//! Observed in Firefox 153.7.0esr.

use super::error::EditError;

const MAGIC: &[u8] = b"mozLz40\0";

/// The highest ratio of unpacked to packed size in an LZ4 block.
const DENSEST: usize = 255;

/// Unpacks a file that says it has no more than `largest` bytes.
pub(super) fn unpacked(bytes: &[u8], largest: u32) -> Result<Vec<u8>, EditError> {
    let damaged = |what: &str| EditError::Damaged(what.to_owned());
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("not mozLz4"))?;
    let (length, block) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("no length"))?;
    let length = u32::from_le_bytes(*length);
    let size = usize::try_from(length).ok().filter(|size| size / DENSEST <= block.len());
    let size = size.filter(|_size| length <= largest).ok_or_else(|| damaged("an impossible length"))?;
    let plain = lz4_flex::block::decompress(block, size).map_err(|error| damaged(&error.to_string()))?;
    if plain.len() == size { Ok(plain) } else { Err(damaged("another length than it says")) }
}

/// Packs a file.
pub(super) fn packed(plain: &[u8]) -> Result<Vec<u8>, EditError> {
    let length = u32::try_from(plain.len()).map_err(|_too_long| EditError::Internal)?;
    Ok([MAGIC, &length.to_le_bytes(), &lz4_flex::block::compress(plain)].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LARGEST: u32 = 16 << 20;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(plain in prop::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(unpacked(&packed(&plain)?, LARGEST)?, plain);
        }

        #[test]
        fn no_packed_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), length in any::<u32>()) {
            drop(unpacked(&bytes, LARGEST));
            drop(unpacked(&[MAGIC, &bytes].concat(), LARGEST));
            drop(unpacked(&[MAGIC, &(length % 4096).to_le_bytes(), &bytes].concat(), LARGEST));
        }
    }
}
