//! Firefox's `prefs.js`: keeps the allowed settings. Whole lines are kept or removed, never rewritten. A line that
//! cannot be parsed makes the whole file damaged: it might be half of a value that must be removed.

use super::reduced::{Reduced, default_fate};
use crate::model::{Fate, Scope};

/// How the comment begins that the browser writes at the top. Source: `modules/libpref/Preferences.cpp`; until Firefox 61
/// with `#`.
const OWN_HEADS: [&[u8]; 2] = [b"// Mozilla User Preferences", b"# Mozilla User Preferences"];

/// The kind of a line.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Blank,
    Comment,
    Pref(Pref),
}

/// A setting's name, and its value if that is text.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Pref {
    pub(in crate::store) name: String,
    pub(in crate::store) text: Option<String>,
}

/// Returns the file without what the scope does not keep, or `None` if nothing is removed.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Result<Option<Reduced>, String> {
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
        };
        if stays {
            kept.extend_from_slice(raw);
        } else {
            changes += 1;
        }
    })?;
    Ok((changes > 0).then_some(Reduced { bytes: kept, changes }))
}

/// Calls `take` with each setting of a file.
pub(in crate::store) fn each_pref(bytes: &[u8], mut take: impl FnMut(Pref)) -> Result<(), String> {
    each_line(bytes, |_raw, line| {
        if let Line::Pref(pref) = line {
            take(pref);
        }
    })
}

/// Calls `take` with each line: a file may have any number. Fails at the first that cannot be read.
fn each_line<'b>(bytes: &'b [u8], mut take: impl FnMut(&'b [u8], Line)) -> Result<(), String> {
    let mut in_comment = false;
    for (index, raw) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = raw.trim_ascii();
        let wrong = || format!("line {} cannot be read", index + 1);
        let line = if in_comment || text.starts_with(b"/*") {
            let begin = if in_comment { 0 } else { 2 };
            let body = text.get(begin..).unwrap_or_default();
            let end = body.windows(2).position(|pair| pair == b"*/");
            // A setting may follow the comment's end on the same line; it must not be missed.
            if end.is_some_and(|end| end + 2 != body.len()) {
                return Err(wrong());
            }
            in_comment = end.is_none();
            Line::Comment
        } else if text.is_empty() {
            Line::Blank
        } else if text.starts_with(b"//") || text.starts_with(b"#") {
            Line::Comment
        } else {
            Line::Pref(Reader(text).pref().ok_or_else(wrong)?)
        };
        take(raw, line);
    }
    if in_comment { Err("a comment does not end".into()) } else { Ok(()) }
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
