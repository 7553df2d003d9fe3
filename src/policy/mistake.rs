//! Mistakes in a settings or policy file, with line and column.

use std::ops::Range;

/// A mistake and its position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {kind}")]
pub struct Mistake {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub kind: MistakeKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MistakeKind {
    /// Not TOML; holds the parser's message.
    #[error("{0}")]
    Toml(String),
    /// A key that this version does not know; a newer version may.
    #[error("there is no key {key:?}; there are: {known}")]
    UnknownKey {
        /// The key.
        key: String,
        /// All keys that are allowed here.
        known: String,
    },
    /// A key that is allowed only in the machine policy.
    #[error("{0:?} belongs into the policy of the machine")]
    NotPersonal(String),
    /// A value of the wrong type or range.
    #[error("{key} must be {form}")]
    Form {
        /// The key.
        key: String,
        /// The expected form.
        form: String,
    },
    /// A value that is not in the key's list of values.
    #[error("{value:?} is no {key}; there are: {known}")]
    UnknownValue {
        /// The key.
        key: String,
        /// The value in the file.
        value: String,
        /// All values that are allowed.
        known: String,
    },
    /// Not a host name.
    #[error("{0:?} is not a site")]
    NotASite(String),
    /// A public suffix: unrelated sites lie below it.
    #[error("{0:?} is a public suffix: everybody has sites below it")]
    PublicSuffix(String),
    /// A folder that is not below HOME, or could lead out of it.
    #[error("{0:?} is not a folder below \"~/\"")]
    NotBelowHome(String),
    /// A path that is not absolute.
    #[error("{0:?} is not an absolute path")]
    NotAbsolute(String),
    /// An address that does not begin with `https://`.
    #[error("{0:?} does not begin with \"https://\"")]
    NotHttps(String),
    /// A schema version that this version does not know.
    #[error("schema {0} is not 1")]
    Schema(String),
}

impl MistakeKind {
    /// Says whether the run may go on with the rest of the file.
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::UnknownKey { .. } | Self::NotPersonal(_))
    }

    pub(super) fn at(self, text: &str, span: &Range<usize>) -> Mistake {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Mistake { line, column, kind: self }
    }
}
