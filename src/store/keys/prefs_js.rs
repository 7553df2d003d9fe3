//! Firefox's `prefs.js`: keeps the allowed settings. Whole lines are kept or removed, never rewritten. A line that
//! cannot be parsed is removed: it might be half of a value that must be removed.

use super::reduced::{Reduced, default_fate};
use crate::model::{Fate, Scope};

/// How the comment begins that the browser writes at the top. Source: `modules/libpref/Preferences.cpp`; until Firefox 61
/// with `#`.
const OWN_HEADS: [&[u8]; 2] = [b"// Mozilla User Preferences", b"# Mozilla User Preferences"];

/// The kind of a line.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Blank,
    /// A comment, of one line or several.
    Comment,
    Pref(Pref),
    /// It cannot be read.
    Odd,
}

/// A setting's name, and its value if that is text.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Pref {
    pub(in crate::store) name: String,
    pub(in crate::store) text: Option<String>,
}

/// Returns the file without what the scope does not keep, or `None` if nothing is removed.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut changes = 0;
    let mut in_head = OWN_HEADS.iter().any(|head| bytes.starts_with(head));
    each_line(bytes, |raw, line| {
        let stays = match &line {
            Line::Blank => true,
            // The browser's own comment is at the top of prefs.js. Other comments are a person's: it drops them when it
            // saves, but it never saves user.js.
            Line::Comment => in_head || default_fate(scope) == Fate::Keep,
            Line::Pref(pref) => {
                in_head = false;
                scope.at(pref.name.split('.')) == Some(Fate::Keep)
            }
            Line::Odd => false,
        };
        if stays {
            kept.extend_from_slice(raw);
        } else {
            changes += 1;
        }
    });
    (changes > 0).then_some(Reduced::of(kept, changes))
}

/// Calls `take` with each setting of a file that can be read.
pub(in crate::store) fn each_pref(bytes: &[u8], mut take: impl FnMut(Pref)) {
    each_readable(bytes, |pref| pref.map_or((), &mut take));
}

/// Calls `take` with each setting, and with each line that cannot be read.
pub(in crate::store) fn each_readable(bytes: &[u8], mut take: impl FnMut(Result<Pref, &[u8]>)) {
    each_line(bytes, |raw, line| match line {
        Line::Pref(pref) => take(Ok(pref)),
        Line::Odd => take(Err(raw)),
        Line::Blank | Line::Comment => {}
    });
}

/// Calls `take` with each line, or with all lines of a comment: a file may have any number.
fn each_line<'b>(bytes: &'b [u8], mut take: impl FnMut(&'b [u8], Line)) {
    let mut rest = bytes;
    let mut has_comment_ends = true;
    while !rest.is_empty() {
        let mut end = line_end(rest, 0);
        let text = rest.get(..end).unwrap_or_default().trim_ascii();
        let line = if let Some(comment) = text.strip_prefix(b"/*") {
            let begin = rest.len() - rest.trim_ascii_start().len() + 2;
            let body = rest.get(begin..).unwrap_or(comment);
            let close = has_comment_ends.then(|| body.windows(2).position(|pair| pair == b"*/")).flatten();
            has_comment_ends = close.is_some();
            close.map_or(Line::Odd, |close| {
                let behind = begin + close + 2;
                end = line_end(rest, behind);
                // A setting may follow the comment's end on the same line; it must not be missed.
                let is_last = rest.get(behind..end).unwrap_or_default().trim_ascii().is_empty();
                if is_last { Line::Comment } else { Line::Odd }
            })
        } else if text.is_empty() {
            Line::Blank
        } else if text.starts_with(b"//") || text.starts_with(b"#") {
            Line::Comment
        } else {
            Reader(text).pref().map_or(Line::Odd, Line::Pref)
        };
        let (raw, behind) = rest.split_at_checked(end).unwrap_or((rest, b""));
        take(raw, line);
        rest = behind;
    }
}

/// Returns where the line ends that has the byte at `from`, behind its line break: one of Unix, Windows or the old Mac,
/// as Firefox takes them (`modules/libpref/parser/src/lib.rs`).
fn line_end(bytes: &[u8], from: usize) -> usize {
    let line = bytes.get(from..).unwrap_or_default();
    let Some(at) = line.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else { return bytes.len() };
    let is_pair = line.get(at..).is_some_and(|rest| rest.starts_with(b"\r\n"));
    from + at + if is_pair { 2 } else { 1 }
}

/// The unread part of a line.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn pref(mut self) -> Option<Pref> {
        self.word(b"user_pref")?;
        self.word(b"(")?;
        let name = self.string()?;
        self.word(b",")?;
        let text = self.value()?;
        self.word(b")")?;
        self.word(b";")?;
        self.0.is_empty().then_some(Pref { name, text })
    }

    /// Reads `word` and the space after it.
    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(word)?.trim_ascii_start();
        Some(())
    }

    /// Reads a value; returns it if it is text.
    #[expect(clippy::option_option, reason = "outside: is it a value; inside: is it text")]
    fn value(&mut self) -> Option<Option<String>> {
        if self.0.starts_with(b"\"") {
            return self.string().map(Some);
        }
        if self.word(b"true").is_some() || self.word(b"false").is_some() {
            return Some(None);
        }
        let len = self.0.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'+' | b'-')).unwrap_or(self.0.len());
        let (number, behind) = self.0.split_at_checked(len)?;
        std::str::from_utf8(number).ok()?.parse::<i64>().ok()?;
        self.0 = behind.trim_ascii_start();
        Some(None)
    }

    /// Reads a quoted string and the space after it.
    fn string(&mut self) -> Option<String> {
        let mut rest = self.0.strip_prefix(b"\"")?;
        let mut text = Vec::new();
        loop {
            let (&byte, behind) = rest.split_first()?;
            rest = behind;
            match byte {
                b'"' => break,
                0 => return None,
                b'\\' => {
                    let (letter, behind) = escape(rest)?;
                    text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    rest = behind;
                }
                _ => text.push(byte),
            }
        }
        self.0 = rest.trim_ascii_start();
        // A name that is not text cannot equal a rule's name, so its line is removed.
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

/// Reads the characters after a backslash. Half a surrogate pair becomes the replacement character.
fn escape(rest: &[u8]) -> Option<(char, &[u8])> {
    let (&kind, behind) = rest.split_first()?;
    let hex = |len: usize| {
        let (digits, behind) = behind.split_at_checked(len)?;
        let digits = digits.iter().all(u8::is_ascii_hexdigit).then_some(digits)?;
        let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), behind))
    };
    match kind {
        b'\\' | b'"' | b'\'' => Some((char::from(kind), behind)),
        b'n' => Some(('\n', behind)),
        b'r' => Some(('\r', behind)),
        b'x' => hex(2),
        b'u' => hex(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
