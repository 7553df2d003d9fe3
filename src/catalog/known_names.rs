//! The names expected in kept folders.
//!
//! A keep list keeps whole folders. If a new browser version starts to store personal data in one of them, that is kept
//! too. So the catalog lists the names that were seen there, and `browsers --unknown` and the tests show all others.
//! What is removed does not depend on this.

use crate::model::{FolderKind, RelPath};

/// The names expected in some kept folders.
#[derive(Debug, Clone)]
pub struct ExpectedNames {
    /// The kind of folder that they are in.
    pub folder: FolderKind,
    /// The kept folders.
    pub at: Vec<RelPath>,
    /// The expected names.
    pub names: Vec<Pattern>,
}

/// A name with at most one variable part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    varies: Option<(Part, String)>,
}

/// What the variable part may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `*`: any text.
    Any,
    /// `<version>`: numbers separated by dots or underscores.
    Version,
    /// `<extension>`: a Chromium extension id, 32 letters from a to p.
    Extension,
    /// `<hash>`: 64 hexadecimal digits.
    Hash,
}

impl Part {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Any, "*"), (Self::Version, "<version>"), (Self::Extension, "<extension>"), (Self::Hash, "<hash>")];

    fn matches(self, text: &str) -> bool {
        match self {
            Self::Any => !text.is_empty(),
            Self::Version => {
                let mut numbers = text.split(['.', '_']);
                numbers.all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            }
            Self::Extension => text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'a'..=b'p')),
            Self::Hash => text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        }
    }
}

impl Pattern {
    /// Parses a name from the catalog.
    pub(super) fn new(text: &str) -> Self {
        let varying = Part::ALL.into_iter().find_map(|(part, sign)| Some((part, text.split_once(sign)?)));
        match varying {
            Some((part, (before, after))) => Self { before: before.to_owned(), varies: Some((part, after.to_owned())) },
            None => Self { before: text.to_owned(), varies: None },
        }
    }

    /// Says whether a name matches.
    pub fn matches(&self, name: &str) -> bool {
        match &self.varies {
            None => name == self.before,
            Some((part, after)) => {
                let text = name.strip_prefix(self.before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
                text.is_some_and(|text| part.matches(text))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_of_a_name_may_vary() {
        let check = |pattern: &str, name: &str, expected: bool| {
            assert_eq!(Pattern::new(pattern).matches(name), expected, "{pattern} {name}");
        };
        check("Temp", "Temp", true);
        check("Temp", "Temp2", false);
        check("*.json", "org.sample.json", true);
        check("*.json", ".json", false);
        check("<version>", "1.2.30_0", true);
        check("<version>", "1..2", false);
        check("<version>", "", false);
        check("<version>", "history.db", false);
        check("<extension>", "abcdefghijklmnopabcdefghijklmnop", true);
        check("<extension>", "abcdefghijklmnopabcdefghijklmnoq", false);
        check("<extension>.json", "abcdefghijklmnopabcdefghijklmnop.json", true);
    }
}
