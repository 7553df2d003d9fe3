//! What every format makes of a settings file. Which values go is said by the scope.

use crate::model::{Fate, Scope};

/// A settings file without what goes.
#[derive(Debug, PartialEq)]
pub(in crate::store) struct Reduced {
    /// The new content.
    pub(in crate::store) bytes: Vec<u8>,
    /// How many values went or were set.
    pub(in crate::store) changes: u64,
}

/// Says what happens to everything that no rule names.
pub(in crate::store) fn default_fate(scope: &Scope<String>) -> Fate {
    scope.start().map_or(Fate::Remove, |cursor| *cursor.value())
}
