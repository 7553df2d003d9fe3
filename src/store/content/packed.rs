//! Unpacks what is packed: mozLz4, gzip and snappy. What unpacks to more than it may is unread, and so is what cannot be
//! unpacked although it says that it can.

use std::io::{self, Read, Seek};

use super::borders::{self, Borders};
use super::search::{HEAD, LARGEST_VALUE, Search};

/// The beginning of a file of Firefox's that is packed with LZ4; the unpacked length follows. Source:
/// `toolkit/components/lz4` of Firefox.
const MOZ_LZ4: &[u8] = b"mozLz40\0";

/// The beginning of a gzip file. Source: RFC 1952.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

/// The beginning of a stream of snappy's own framing. Source: `framing_format.txt` of snappy.
const SNAPPY: &[u8] = b"\xff\x06\x00\x00sNaPpY";

/// What Chromium puts before a value of `IndexedDB` that is packed with snappy, behind a version of a few bytes. Source:
/// `idb_value_wrapping.cc` of Chromium.
const BLINK_SNAPPY: &[u8] = &[0xff, 0x11, 0x02];

/// How far from the beginning of a value that may be.
const BLINK_WITHIN: usize = 16;

/// The largest mozLz4 file that is unpacked; it is in memory twice. Firefox has a few megabytes.
const LARGEST_LZ4: u64 = 32 << 20;

/// The largest unpacked size of a mozLz4 file.
const LARGEST_UNPACKED: usize = 64 << 20;

/// Looks at a file as what it unpacks to, and as it is.
pub(super) fn read(search: &mut Search<'_>, head: &[u8], file: &mut (impl Read + Seek), len: u64) -> io::Result<()> {
    if head.starts_with(MOZ_LZ4) {
        if len > LARGEST_LZ4 {
            search.unread = true;
            return search.stream(file, Borders::Bytes);
        }
        let mut bytes = Vec::new();
        file.take(LARGEST_LZ4).read_to_end(&mut bytes)?;
        search.value(&bytes, 0);
        return Ok(());
    }
    if head.starts_with(GZIP) || head.starts_with(SNAPPY) {
        unpacked(search, file);
        return Ok(());
    }
    search.stream(file, borders::of(head))
}

/// Looks at what a value unpacks to, if it is packed.
pub(super) fn value(search: &mut Search<'_>, bytes: &[u8], depth: u8) {
    if let Some(packed) = bytes.strip_prefix(MOZ_LZ4) {
        match lz4(packed, search.room()) {
            Some(plain) => search.unpacked(&plain, depth),
            None => search.unread = true,
        }
    } else if bytes.starts_with(GZIP) || bytes.starts_with(SNAPPY) {
        unpacked(search, bytes);
    } else if let Some(plain) = snappy(search, bytes).or_else(|| snappy(search, behind_mark(bytes)?)) {
        search.unpacked(&plain, depth);
    }
}

/// Looks at what a stream unpacks to. What ends early or is damaged is unread.
fn unpacked(search: &mut Search<'_>, packed: impl Read) {
    let mut packed = io::BufReader::with_capacity(HEAD, packed);
    let is_gzip = io::BufRead::fill_buf(&mut packed).is_ok_and(|head| head.starts_with(GZIP));
    let mut plain: Box<dyn Read> = if is_gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(packed))
    } else {
        Box::new(snap::read::FrameDecoder::new(packed))
    };
    if search.stream(&mut plain, Borders::Bytes).is_err() {
        search.unread = true;
    }
}

fn lz4(packed: &[u8], room: usize) -> Option<Vec<u8>> {
    let (size, block) = packed.split_first_chunk()?;
    let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
    // LZ4 makes one byte of at least 1/255 of a byte.
    let is_likely = size <= LARGEST_UNPACKED.min(room) && size / 255 <= block.len();
    is_likely.then(|| lz4_flex::block::decompress(block, size).ok())?
}

/// Returns what bytes unpack to as snappy; `None` if they are something else. Snappy has no mark, but what it did not
/// write hardly ever unpacks to the length that it says.
fn snappy(search: &mut Search<'_>, packed: &[u8]) -> Option<Vec<u8>> {
    let size = snap::raw::decompress_len(packed).ok()?;
    // Three bytes stand for 64 at most.
    let is_likely = size > 0 && size <= LARGEST_VALUE && size / 22 <= packed.len();
    if is_likely && size > search.room() {
        search.unread = true;
        return None;
    }
    is_likely.then(|| snap::raw::Decoder::new().decompress_vec(packed).ok())?
}

fn behind_mark(bytes: &[u8]) -> Option<&[u8]> {
    let beginning = bytes.get(..bytes.len().min(BLINK_WITHIN))?;
    let at = beginning.windows(BLINK_SNAPPY.len()).position(|mark| mark == BLINK_SNAPPY)?;
    bytes.get(at + BLINK_SNAPPY.len()..)
}
