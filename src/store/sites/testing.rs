//! Rules and bytes for the tests of this module.

use crate::model::{CookieName, Site, SiteRules};

/// Chooses these sites and what is below them.
pub(super) fn rules(sites: &[&str]) -> SiteRules {
    SiteRules { sites: sites.iter().map(|site| Site::parse(site).unwrap()).collect(), ..SiteRules::default() }
}

/// Chooses cookies of this name too.
pub(super) fn with_cookies(mut rules: SiteRules, name: &str) -> SiteRules {
    rules.cookies.insert(CookieName(name.into()));
    rules
}

/// Says whether bytes hold a text.
pub(super) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
