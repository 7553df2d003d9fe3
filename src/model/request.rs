//! What the person asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BrowserId, Category, Level};

/// An End session, as asked for on the command line or in the window. Written into the marker of an unfinished run, so
/// it holds no path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// How thorough.
    pub level: Level,
    /// Only these categories go, and everything else stays, unknown files too. Empty: everything goes.
    pub only: BTreeSet<Category>,
    /// Categories whose switch is off: their files stay.
    pub keeping: BTreeSet<Category>,
    /// Only these browsers. Empty: all of this user's.
    pub browsers: BTreeSet<BrowserId>,
    /// Only profiles whose folder or name is one of these. Empty: all.
    pub profiles: BTreeSet<String>,
}

impl Request {
    /// Says whether a category goes.
    pub fn removes(&self, category: Category) -> bool {
        !self.keeping.contains(&category) && (self.only.is_empty() || self.only.contains(&category))
    }

    /// Says whether what no category names goes: the rest of a profile.
    pub fn removes_rest(&self) -> bool {
        self.removes(Category::Other)
    }

    /// Says whether what lies above the profiles and belongs to none of them is in scope.
    pub fn covers_all_profiles(&self) -> bool {
        self.profiles.is_empty()
    }
}
