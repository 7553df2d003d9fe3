//! Computes the checksum of a block: CRC-32C, masked so that a checksum of checksums differs from one of data.

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0_u32;
    while index < 256 {
        let (mut value, mut bit) = (index, 0);
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0x82f6_3b78 } else { value >> 1 };
            bit += 1;
        }
        #[expect(clippy::indexing_slicing, reason = "the index is below the length, in a constant")]
        {
            table[index as usize] = value;
        }
        index += 1;
    }
    table
}

/// Returns the masked checksum of these bytes, as stored.
pub(super) fn masked<'b>(bytes: impl IntoIterator<Item = &'b u8>) -> u32 {
    let crc = !bytes.into_iter().fold(!0_u32, |crc, byte| {
        let index = usize::from(crc.to_le_bytes().first().copied().unwrap_or_default() ^ byte);
        TABLE.get(index).copied().unwrap_or_default() ^ (crc >> 8)
    });
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        // RFC 3720, B.4: 32 bytes of zeroes.
        assert_eq!(masked(&[0; 32]), 0x8a91_36aa_u32.rotate_right(15).wrapping_add(0xa282_ead8));
    }
}
