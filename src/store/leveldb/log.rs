//! Reads and writes the log format: records in pieces, none of which crosses the end of a block of 32 KiB. Both the
//! latest changes and the list of tables (`MANIFEST`) have this format.

use super::checksum::masked;
use super::cursor::Cursor;

const BLOCK: usize = 32 << 10;
const HEADER: usize = 7;

/// The kind of a piece: a whole record, or the first, a middle or the last part of one.
const FULL: u8 = 1;
const FIRST: u8 = 2;
const MIDDLE: u8 = 3;
const LAST: u8 = 4;

/// The content of a log.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Log {
    /// The records, in the order in which they were written.
    pub(super) records: Vec<Vec<u8>>,
    /// Whether it contains pieces without a whole record, because its writer was killed.
    pub(super) is_truncated: bool,
}

/// Reads a log; `None` if it is damaged in a way that a killed writer does not explain.
pub(super) fn read(bytes: &[u8]) -> Option<Log> {
    let mut log = Log::default();
    let mut open: Option<Vec<u8>> = None;
    let mut blocks = bytes.chunks(BLOCK).peekable();
    while let Some(block) = blocks.next() {
        let is_last = blocks.peek().is_none();
        let mut rest = Cursor(block);
        while rest.0.len() >= HEADER {
            let Some((sum, length, kind)) = header(&mut rest) else { break };
            if kind == 0 && length == 0 {
                // Space that was reserved and never written.
                break;
            }
            let Some(piece) = rest.take(length) else {
                if is_last {
                    log.is_truncated = true;
                    rest = Cursor(&[]);
                    continue;
                }
                return None;
            };
            if masked([kind].iter().chain(piece)) != sum {
                return None;
            }
            let goes_on = matches!(kind, MIDDLE | LAST);
            match (&mut open, goes_on) {
                (Some(record), true) => record.extend_from_slice(piece),
                (None, true) => log.is_truncated = true,
                (before, false) => {
                    log.is_truncated |= before.is_some();
                    open = Some(piece.to_vec());
                }
            }
            match kind {
                FULL | LAST => log.records.extend(open.take()),
                FIRST | MIDDLE => {}
                _ => return None,
            }
        }
        log.is_truncated |= rest.0.iter().any(|byte| *byte != 0);
    }
    log.is_truncated |= open.is_some();
    Some(log)
}

fn header(rest: &mut Cursor<'_>) -> Option<(u32, usize, u8)> {
    let sum = rest.u32()?;
    let length = u16::from_le_bytes([rest.byte()?, rest.byte()?]);
    Some((sum, usize::from(length), rest.byte()?))
}

/// Where in a record a piece is.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Part {
    pub(in crate::store) begins: bool,
    pub(in crate::store) ends: bool,
}

/// Reads the next piece of a block, right or not; `None` where there is no more.
pub(in crate::store) fn piece<'b>(rest: &mut Cursor<'b>) -> Option<(&'b [u8], Part)> {
    let mut after = *rest;
    let (_sum, length, kind) = header(&mut after)?;
    let piece = after.take(length)?;
    let part = match kind {
        FULL | FIRST => Part { begins: true, ends: kind == FULL },
        MIDDLE | LAST => Part { begins: false, ends: kind == LAST },
        _ => return None,
    };
    *rest = after;
    Some((piece, part))
}

/// Says whether a file that begins so is a log: its first piece has its right checksum.
pub(in crate::store) fn is_log(head: &[u8]) -> bool {
    let mut rest = Cursor(head);
    let first = header(&mut rest).and_then(|(sum, length, kind)| Some((sum, rest.take(length)?, kind)));
    first.is_some_and(|(sum, piece, kind)| matches!(kind, FULL | FIRST) && masked([kind].iter().chain(piece)) == sum)
}

/// Returns a log with these records.
pub(super) fn write<'r>(records: impl IntoIterator<Item = &'r [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    for record in records {
        let mut rest = record;
        let mut is_first = true;
        loop {
            let left = BLOCK - out.len() % BLOCK;
            if left < HEADER {
                out.resize(out.len() + left, 0);
                continue;
            }
            let (piece, after) = rest.split_at(rest.len().min(left - HEADER));
            let kind = match (is_first, after.is_empty()) {
                (true, true) => FULL,
                (true, false) => FIRST,
                (false, false) => MIDDLE,
                (false, true) => LAST,
            };
            out.extend(masked([kind].iter().chain(piece)).to_le_bytes());
            out.extend(u16::try_from(piece.len()).unwrap_or_default().to_le_bytes());
            out.push(kind);
            out.extend_from_slice(piece);
            rest = after;
            is_first = false;
            if rest.is_empty() {
                break;
            }
        }
    }
    out
}
