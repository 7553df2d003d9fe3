//! What is wrong in a file, and where.

use std::ops::Range;

/// A mistake with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {kind}")]
pub struct Mistake {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub kind: MistakeKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MistakeKind {
    /// Not TOML; what the reader says.
    #[error("{0}")]
    Toml(String),
    /// A key that this version does not know. It may belong to a newer one.
    #[error("there is no key {key:?}; there are: {known}")]
    UnknownKey {
        /// The key.
        key: String,
        /// Those that there are.
        known: String,
    },
    /// A key that only the machine's policy may have.
    #[error("{0:?} belongs into the policy of the machine")]
    NotPersonal(String),
    /// A value of another form.
    #[error("{key} must be {form}")]
    Form {
        /// The key.
        key: String,
        /// What it must be.
        form: String,
    },
    /// A value that is none of those that there are.
    #[error("{value:?} is no {key}; there are: {known}")]
    UnknownValue {
        /// The key.
        key: String,
        /// What was written.
        value: String,
        /// Those that there are.
        known: String,
    },
    /// Not a host name.
    #[error("{0:?} is not a site")]
    NotASite(String),
    /// A name below which everybody has sites.
    #[error("{0:?} is a public suffix: everybody has sites below it")]
    PublicSuffix(String),
    /// A place that is not below the home, or could lead out of it.
    #[error("{0:?} is not a folder below \"~/\"")]
    NotBelowHome(String),
    /// A file or folder that is not named from the root of the disk.
    #[error("{0:?} is not an absolute path")]
    NotAbsolute(String),
    /// A page that would be asked for without encryption, or no page at all.
    #[error("{0:?} does not begin with \"https://\"")]
    NotHttps(String),
    /// Written for a newer version.
    #[error("schema {0} is not 1")]
    Schema(String),
}

impl MistakeKind {
    /// Says whether a run may go on with what was understood.
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
