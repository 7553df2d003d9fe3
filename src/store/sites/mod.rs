//! What stores hold of chosen sites.

use super::{EditError, Edited};
use crate::model::{RelPath, SiteFinding, SiteRules, SiteStore};
use crate::safefs::Root;

/// Returns what a store holds of the chosen sites, by host.
pub fn inspect(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    let _ = (root, at, rules);
    Err(EditError::UnknownSchema(format!("{store:?}")))
}

/// Removes from a store what belongs to the chosen sites, or nothing where it is not understood.
pub fn edit(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Edited, EditError> {
    let _ = (root, at, rules);
    Err(EditError::UnknownSchema(format!("{store:?}")))
}

/// Reads a store again and says whether it is as [`edit`] leaves it.
pub fn verify(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<(), EditError> {
    let _ = (root, at, rules);
    Err(EditError::UnknownSchema(format!("{store:?}")))
}
