//! The result that all settings formats share, and the scope's default. Knows no format.

use crate::model::{Fate, Scope};

/// A settings file reduced to what is kept.
#[derive(Debug, PartialEq)]
pub(in crate::store) struct Reduced {
    /// The new content.
    pub(in crate::store) bytes: Vec<u8>,
    /// How many values were removed or set.
    pub(in crate::store) changes: u64,
    /// Whether something that should stay could not be read.
    pub(in crate::store) is_incomplete: bool,
}

impl Reduced {
    /// Returns a result without anything lost.
    pub(in crate::store) const fn of(bytes: Vec<u8>, changes: u64) -> Self {
        Self { bytes, changes, is_incomplete: false }
    }
}

/// Returns the fate of every value that no rule names.
pub(in crate::store) fn default_fate(scope: &Scope<String>) -> Fate {
    scope.start().map_or(Fate::Remove, |cursor| *cursor.value())
}
