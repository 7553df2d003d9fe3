//! Sizes, and how certain they are.

use serde::{Deserialize, Serialize};

/// How certain a size is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Counted with the browser closed.
    Exact,
    /// Counted while the browser was open, or with parts that could not be read: there may be more.
    AtLeast,
    /// Not counted: known only after the run.
    Unknown,
}

/// Bytes and files. Bytes are apparent sizes, as file managers show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Apparent bytes; a file with several names counts once for each.
    pub bytes: u64,
    /// Everything that is not a folder.
    pub files: u64,
    /// How certain both are.
    pub certainty: Certainty,
}

impl Size {
    /// Nothing, counted.
    pub const ZERO: Self = Self { bytes: 0, files: 0, certainty: Certainty::Exact };
    /// Not counted.
    pub const UNKNOWN: Self = Self { bytes: 0, files: 0, certainty: Certainty::Unknown };
}

/// Adds bytes and files; the sum is as certain as the less certain of the two.
impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            files: self.files.saturating_add(other.files),
            certainty: self.certainty.max(other.certainty),
        }
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::ZERO, |sum, size| sum + size)
    }
}
