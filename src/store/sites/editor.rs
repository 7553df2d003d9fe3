//! What is done with a store of sites, whatever its form on disk. Which editor has which store is said by
//! [`super::editor`].

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};

/// The editor of one form of store.
pub(super) trait SiteEditor {
    /// Returns what the store holds of the chosen sites, by host. Changes nothing.
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError>;

    /// Removes what belongs to the chosen sites, or nothing if the store is not understood.
    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError>;

    /// Reads the store again; an error if it is not as [`Self::edit`] leaves it.
    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError>;

    /// Returns whether the store of an open browser may hold something of the chosen sites. An editor of a database
    /// overrides it, because an open database must not be opened again.
    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        Ok(!self.inspect(root, at, rules)?.is_empty())
    }

    /// Returns whether bytes of the chosen sites are left although [`Self::inspect`] finds nothing. Never, in stores of
    /// whole files and folders: these are removed or swapped.
    fn has_remains(&self, _root: &Root, _at: &RelPath, _rules: &SiteRules) -> Result<bool, EditError> {
        Ok(false)
    }
}
