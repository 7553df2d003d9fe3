//! How much there is, and how sure that is.

use serde::{Deserialize, Serialize};

/// How sure a size is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Counted with the browser closed.
    Exact,
    /// Counted beside a running browser, or something could not be read: there may be more.
    AtLeast,
    /// Not counted: known after the run.
    Unknown,
}

/// Bytes and files. Bytes are apparent sizes, as a person sees them in a file manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Apparent bytes; a file with several names counts once for each.
    pub bytes: u64,
    /// Everything that is not a folder.
    pub files: u64,
    /// How sure the two are.
    pub certainty: Certainty,
}

impl Size {
    /// Nothing at all, for sure.
    pub const ZERO: Self = Self { bytes: 0, files: 0, certainty: Certainty::Exact };
    /// Nobody counted.
    pub const UNKNOWN: Self = Self { bytes: 0, files: 0, certainty: Certainty::Unknown };

    /// Returns both together, as sure as the less sure of them.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            files: self.files.saturating_add(other.files),
            certainty: self.certainty.max(other.certainty),
        }
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::ZERO, Self::plus)
    }
}
