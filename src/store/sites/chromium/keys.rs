//! Reads how Chromium names owners: storage keys and patterns of content settings.
//!
//! Observed in Chromium 156. A storage key is an origin; for a framed third party, `^0` and the top-level site follow:
//! `https://login.live.com/^0https://example.org`. Other parts after `^` are numbers, except `^6`: the site of a page
//! without an origin of its own.

use crate::model::SiteRules;
use crate::store::sites::origin::chosen_origin;

/// Returns the chosen host that a storage key belongs to: its own, or that of the top-level site.
pub(in crate::store::sites) fn chosen_key(rules: &SiteRules, key: &str) -> Option<String> {
    let mut parts = key.split('^');
    let origin = parts.next()?;
    let around = parts.filter_map(|part| part.strip_prefix(['0', '6']));
    std::iter::once(origin).chain(around).find_map(|origin| chosen_origin(rules, origin))
}

/// As [`chosen_key`], for bytes: `None` if they are not text.
pub(in crate::store::sites) fn chosen_bytes(rules: &SiteRules, key: &[u8]) -> Option<String> {
    chosen_key(rules, std::str::from_utf8(key).ok()?)
}

/// Returns the chosen host in a pattern of content settings: `https://host:443`, `https://[*.]host`, `[*.]host`,
/// `host`.
pub(in crate::store::sites) fn chosen_pattern(rules: &SiteRules, pattern: &str) -> Option<String> {
    let rest = pattern.split_once("://").map_or(pattern, |(_scheme, rest)| rest);
    let rest = rest.strip_prefix("[*.]").unwrap_or(rest);
    // Parsed as an address, so that ports and brackets are handled in one place.
    chosen_origin(rules, &format!("any://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sites::testing::rules;

    #[test]
    fn a_key_belongs_to_its_origin_and_to_the_site_around_it() {
        let check = |key: &str, expected: Option<&str>| {
            assert_eq!(chosen_key(&rules(&["live.com", "tuni.fi"]), key).as_deref(), expected, "{key}");
        };
        check("https://login.live.com/", Some("login.live.com"));
        check("https://login.live.com:8443/^0https://example.org", Some("login.live.com"));
        check("https://example.org/^0https://live.com", Some("live.com"));
        check("https://example.org/^31", None);
        check("https://live.com/^31", Some("live.com"));
        check("https://example.org/^412^534^6https://tuni.fi", Some("tuni.fi"));
        check("https://example.org/^112^234", None);
        check("https://example.org/^0https://live.com.example.org", None);
        check("https://example.org/^0https://notlive.com", None);
        check("https://mytuni.fi/", None);
        check("https://live.com.example.org/?live.com", None);
        check("null", None);
        check("", None);
    }

    #[test]
    fn what_has_no_host_goes_where_only_some_sites_stay() {
        let rules = SiteRules::all_except(&rules(&["tuni.fi"]).sites);
        let check =
            |key: &str, expected: Option<&str>| assert_eq!(chosen_key(&rules, key).as_deref(), expected, "{key}");
        check("https://moodle.tuni.fi/", None);
        check("https://moodle.tuni.fi/^31", None);
        check("https://moodle.tuni.fi/^0https://tuni.fi", None);
        check("https://moodle.tuni.fi/^0https://example.org", Some("example.org"));
        check("https://example.org/", Some("example.org"));
        check("file:///", Some(""));
    }

    #[test]
    fn a_pattern_names_a_host() {
        let check = |pattern: &str, expected: Option<&str>| {
            assert_eq!(chosen_pattern(&rules(&["live.com", "::1"]), pattern).as_deref(), expected, "{pattern}");
        };
        check("https://login.live.com:443", Some("login.live.com"));
        check("https://[*.]live.com:443", Some("live.com"));
        check("[*.]live.com", Some("live.com"));
        check("login.live.com", Some("login.live.com"));
        check("http://[::1]:8000", Some("::1"));
        check("*", None);
        check("", None);
        check("[*.]notlive.com", None);
        check("https://live.com.example.org:443", None);
    }
}
