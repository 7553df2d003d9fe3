//! Undoes what texts do to letters: `%40`, `\u0040`, `\x40`, `\/`. Decodes only the surroundings of what is escaped, so
//! that bytes without escapes cost one look.

use super::borders::Edges;

/// Calls `take` with each stretch around escapes, decoded once, until it returns `true`; returns whether it did. A
/// stretch has `around` bytes that are not escaped on each side, or ends with the piece.
pub(super) fn any_decoded(
    bytes: &[u8],
    around: usize,
    edges: Edges,
    take: &mut dyn FnMut(&[u8], Edges) -> bool,
) -> bool {
    let mut stretch = Vec::new();
    // Where the stretch begins, and up to where the bytes are in it.
    let (mut begin, mut done) = (0, 0);
    let mut from = 0;
    while let Some((at, letter, width, length)) = next(bytes, from) {
        let is_new = !stretch.is_empty() && at - done > 2 * around;
        if is_new && end(bytes, (begin, done), around, edges, &mut stretch, take) {
            return true;
        }
        if stretch.is_empty() {
            begin = at.saturating_sub(around).max(done);
            done = begin;
        }
        stretch.extend_from_slice(bytes.get(done..at).unwrap_or_default());
        stretch.extend_from_slice([letter, 0].get(..width).unwrap_or_default());
        done = at + length;
        from = done;
    }
    !stretch.is_empty() && end(bytes, (begin, done), around, edges, &mut stretch, take)
}

/// Ends a stretch.
fn end(
    bytes: &[u8],
    (begin, done): (usize, usize),
    around: usize,
    edges: Edges,
    stretch: &mut Vec<u8>,
    take: &mut dyn FnMut(&[u8], Edges) -> bool,
) -> bool {
    let until = bytes.len().min(done + around);
    stretch.extend_from_slice(bytes.get(done..until).unwrap_or_default());
    let of_stretch = Edges { begins: edges.begins && begin == 0, ends: edges.ends && until == bytes.len() };
    let is_taken = take(stretch, of_stretch);
    stretch.clear();
    is_taken
}

/// Returns the next escape: its place, the letter that it stands for, the width of letters, and its length in bytes.
fn next(bytes: &[u8], mut from: usize) -> Option<(usize, u8, usize, usize)> {
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| matches!(byte, b'%' | b'\\'))?;
        let width = if bytes.get(at + 1) == Some(&0) { 2 } else { 1 };
        if let Some((letter, letters)) = decoded(bytes, at, width) {
            return Some((at, letter, width, letters * width));
        }
        from = at + 1;
    }
}

/// Returns the letter that an escape stands for, and how many letters the escape has. A letter beyond ASCII becomes one
/// that is in no name.
fn decoded(bytes: &[u8], at: usize, width: usize) -> Option<(u8, usize)> {
    let letter = |number: usize| bytes.get(at + number * width).copied();
    let digits = |from: usize, count: usize| {
        (from..from + count).try_fold(0_u32, |value, number| {
            let digit = char::from(letter(number)?).to_digit(16)?;
            Some(value << 4 | digit)
        })
    };
    let plain = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
    match (letter(0)?, letter(1)?) {
        (b'%', _) => Some((plain(digits(1, 2)?), 3)),
        (_, b'u') => Some((plain(digits(2, 4)?), 6)),
        (_, b'x') => Some((plain(digits(2, 2)?), 4)),
        (_, b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'0') => Some((b' ', 2)),
        (_, sign @ (b'/' | b'\\' | b'"' | b'\'' | b'@')) => Some((sign, 2)),
        _ => None,
    }
}
