//! The operations on a store of sites, whatever its form on disk. [`super::editor`] returns the editor of a store.

use super::findings::none_left;
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};

/// Edits one form of store.
pub(super) trait SiteEditor {
    /// Returns what the store holds of the chosen sites, by host. Changes nothing.
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError>;

    /// Removes what belongs to the chosen sites, or nothing if the store is not understood.
    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError>;

    /// Reads the store again; returns an error if it is not as [`Self::edit`] leaves it.
    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        none_left(&self.inspect(root, at, rules)?)
    }

    /// Returns whether the store of an open browser may hold data of the chosen sites. Editors of databases override
    /// it, because an open database must not be opened a second time.
    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        Ok(!self.inspect(root, at, rules)?.is_empty())
    }

    /// Returns whether bytes of the chosen sites are left although [`Self::inspect`] finds nothing. Always `false` for
    /// stores of whole files and folders, which are removed or swapped.
    fn has_remains(&self, _root: &Root, _at: &RelPath, _rules: &SiteRules) -> Result<bool, EditError> {
        Ok(false)
    }
}
