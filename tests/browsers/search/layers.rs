//! Packing inside files: gzip, zlib, snappy, LZ4 and Chromium's fixed-key encryption.
//!
//! Finds packed data by its first bytes wherever it starts, since browsers put it between other things. What looks
//! packed but does not unpack is skipped: those bytes were searched as they are before.

use std::io::Read as _;

use aes::Aes128;
use aes::cipher::{Array, BlockModeDecrypt as _, KeyIvInit as _};
use flate2::read::{GzDecoder, ZlibDecoder};

/// Nothing is unpacked beyond this size.
const LIMIT: u64 = 32 << 20;

/// PBKDF2-HMAC-SHA1 of Chromium's constant password "peanuts" and salt "saltysalt", 1 round, 16 bytes; the key of
/// every `v10` value on Linux where no keyring runs (`components/os_crypt`, checked with Python's `hashlib`).
pub(crate) const FIXED_KEY: [u8; 16] =
    [0xfd, 0x62, 0x1f, 0xe5, 0xa2, 0xb4, 0x02, 0x53, 0x9d, 0xfa, 0x14, 0x7c, 0xa9, 0x27, 0x27, 0x78];

/// Calls `found` with what each packed part of `bytes` is called and unpacks to.
pub(crate) fn unpack(bytes: &[u8], mut found: impl FnMut(&'static str, Vec<u8>)) {
    for at in memchr_all(bytes, &[0x1f, 0x8b, 0x08]) {
        deliver("gzip", read(GzDecoder::new(tail(bytes, at))), &mut found);
    }
    for head in [[0x78, 0x01], [0x78, 0x5e], [0x78, 0x9c], [0x78, 0xda]] {
        for at in memchr_all(bytes, &head) {
            deliver("zlib", read(ZlibDecoder::new(tail(bytes, at))), &mut found);
        }
    }
    for at in memchr_all(bytes, b"\xff\x06\x00\x00sNaPpY") {
        deliver("snappy frames", read(snap::read::FrameDecoder::new(tail(bytes, at))), &mut found);
    }
    for at in memchr_all(bytes, b"mozLz40\0") {
        if let Some(plain) = moz_lz4(tail(bytes, at + 8)) {
            found("mozLz4", plain);
        }
    }
    // Blink's wrapping of long IndexedDB values: version tag, "compressed", then one snappy block.
    for at in memchr_all(bytes, &[0xff, 0x11, 0x02]) {
        if let Some(plain) = snappy(tail(bytes, at + 3)) {
            found("snappy value", plain);
        }
    }
    for at in memchr_all(bytes, b"v10") {
        found("v10", decrypt(tail(bytes, at + 3)));
    }
}

/// Unpacks one snappy block that fills `bytes`.
pub(crate) fn snappy(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = snap::raw::decompress_len(bytes).ok()?;
    // A block that shrinks more than snappy can is not one.
    if length == 0 || length as u64 > LIMIT || length > bytes.len().saturating_mul(64) {
        return None;
    }
    snap::raw::Decoder::new().decompress_vec(bytes).ok()
}

fn moz_lz4(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, block) = bytes.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length);
    if u64::from(length) > LIMIT {
        return None;
    }
    lz4_flex::block::decompress(block, usize::try_from(length).ok()?).ok()
}

/// Decrypts as far as a value could reach; what follows the value comes out as noise.
fn decrypt(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len().min(256 << 10) / 16 * 16;
    let mut blocks: Vec<Array<u8, _>> = bytes
        .get(..length)
        .unwrap_or_default()
        .chunks_exact(16)
        .filter_map(|block| Array::try_from(block).ok())
        .collect();
    cbc::Decryptor::<Aes128>::new(&FIXED_KEY.into(), &[b' '; 16].into()).decrypt_blocks(&mut blocks);
    blocks.concat()
}

fn deliver(name: &'static str, plain: Vec<u8>, found: &mut impl FnMut(&'static str, Vec<u8>)) {
    if !plain.is_empty() {
        found(name, plain);
    }
}

/// Reads as much as unpacks; damage further on does not take back what was read.
fn read(source: impl std::io::Read) -> Vec<u8> {
    let mut plain = Vec::new();
    drop(source.take(LIMIT).read_to_end(&mut plain));
    plain
}

fn tail(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

fn memchr_all<'a>(bytes: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let first = wanted.first().copied().unwrap_or_default();
    bytes
        .iter()
        .enumerate()
        .filter(move |(at, byte)| **byte == first && tail(bytes, *at).starts_with(wanted))
        .map(|(at, _)| at)
}
