//! Rules and bytes for the tests of this module.

use crate::model::{CookieName, RelPath, Site, SiteRules, SiteStore, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites;

/// Chooses these sites and everything below them.
pub(in crate::store) fn rules(sites: &[&str]) -> SiteRules {
    SiteRules { sites: sites.iter().map(|site| Site::parse(site).unwrap()).collect(), ..SiteRules::default() }
}

/// Also chooses cookies of this name.
pub(super) fn with_cookies(mut rules: SiteRules, name: &str) -> SiteRules {
    rules.cookies.insert(CookieName(name.into()));
    rules
}

/// Returns whether bytes contain a text.
pub(super) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Edits without a stop.
pub(super) fn edit(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Edited, EditError> {
    sites::edit(root, at, store, rules, &Stop::default())
}

/// Verifies without a stop.
pub(super) fn verify(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<(), EditError> {
    sites::verify(root, at, store, rules, &Stop::default())
}
