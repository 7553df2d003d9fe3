//! Text that others chose, made fit to be shown.
//!
//! Names of files, profiles, programs and computers come from anybody. As they are, they could move the cursor, begin a
//! line that looks like one of ours, or show something else than they are. No text with such characters can be had from
//! here; what shows text takes it from here.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write as _;

/// The most characters of a name that is no file's, so that none can hold sentences of ours.
const LONGEST_NAME: usize = 80;

/// What has no shape of its own: Unicode's `Default_Ignorable_Code_Point` (zero-width characters, marks of direction,
/// tags, fillers), separators of lines and paragraphs, and marks of annotations.
const UNSEEN: [(char, char); 20] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fff8}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
    ('\u{fffe}', '\u{ffff}'),
];

/// A text of one line in which every character is seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(String);

impl Shown {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Escapes what is not seen. What was escaped before stays as it is.
impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self(visible(text, |_| false).into_owned())
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        match visible(&text, |_| false) {
            Cow::Borrowed(_) => Self(text),
            Cow::Owned(escaped) => Self(escaped),
        }
    }
}

/// Says whether a character moves nothing, turns nothing, and takes a place of its own.
pub fn is_visible(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        _ => !letter.is_control() && !UNSEEN.iter().any(|(first, last)| (*first..=*last).contains(&letter)),
    }
}

/// Returns a text of several lines with everything escaped that is not seen, but the ends of lines.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    visible(text, |letter| letter == '\n')
}

fn visible(text: &str, also: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_shown = |letter: char| is_visible(letter) || also(letter);
    if text.chars().all(is_shown) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_shown(letter) { shown.push(letter) } else { shown.extend(letter.escape_default()) }
    }
    shown.into()
}

/// Returns a file's name for display: what is not seen and bytes that are not UTF-8 become `\u{..}` and `\x..`. Two
/// names never look the same, because a backslash becomes two.
pub fn escaped(name: &OsStr) -> String {
    let mut shown = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for letter in chunk.valid().chars() {
            if letter != '\\' && is_visible(letter) {
                shown.push(letter);
            } else {
                shown.extend(letter.escape_default());
            }
        }
        for byte in chunk.invalid() {
            // Writing to a text cannot fail.
            write!(shown, "\\x{byte:02x}").unwrap_or_default();
        }
    }
    shown
}

/// Returns a name that is no file's (of a profile, an extension, another computer) for display: escaped, and cut where
/// it is longer than a name.
pub fn escaped_name(name: &str) -> String {
    let shown = escaped(name.as_ref());
    match shown.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_printed_escaped() {
        assert_eq!(escaped("a\nb\\c\u{1b}[31m".as_ref()), "a\\nb\\\\c\\u{1b}[31m");
        assert_eq!(escaped("Größe 写真 ж é".as_ref()), "Größe 写真 ж é");
    }

    #[test]
    fn what_turns_hides_or_breaks_a_line_is_escaped() {
        let tricks = "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}\u{200b}\
            \u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{2028}\u{2029}\u{85}\u{7f}\u{9b}\0\t\r\n\u{e0041}\u{e007f}\u{fe0f}\u{180e}\u{3164}";
        for trick in tricks.chars() {
            let name = format!("a{trick}b");
            assert!(!escaped(name.as_ref()).contains(trick), "{trick:?}");
            assert!(!Shown::from(name.as_str()).as_str().contains(trick), "{trick:?}");
            assert_eq!(visible_lines(&name).contains(trick), trick == '\n', "{trick:?}");
        }
    }

    #[test]
    fn a_name_cannot_hold_our_sentences() {
        assert_eq!(escaped_name(&"é".repeat(80)), "é".repeat(80));
        assert_eq!(escaped_name(&"é".repeat(81)), "é".repeat(80) + "…");
    }

    proptest! {
        #[test]
        fn nothing_unseen_is_shown_and_what_is_shown_stays(text in any::<String>()) {
            let shown = Shown::from(text.as_str());
            prop_assert!(shown.as_str().chars().all(is_visible));
            prop_assert_eq!(&Shown::from(shown.as_str()), &shown);
            prop_assert!(escaped(text.as_ref()).chars().all(is_visible));
            prop_assert!(escaped_name(&text).chars().count() <= LONGEST_NAME + 1);
        }
    }
}
