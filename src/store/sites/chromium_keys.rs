//! How Chromium writes down whose something is: storage keys, folder names made of origins, and patterns of settings.
//!
//! Learnt from Chromium 156. A storage key is an origin and, where a third party was framed, `^0` and the site around
//! it: `https://login.live.com/^0https://example.org`. Other marks after `^` are numbers, but for `^6`, a site whose
//! page had no origin of its own.

use crate::model::{SiteRules, host_of};

/// Returns the chosen host that a storage key belongs to: its own, or the one of the site around it.
pub(super) fn chosen_key(rules: &SiteRules, key: &str) -> Option<String> {
    let mut parts = key.split('^');
    let origin = parts.next()?;
    let around = parts.filter_map(|part| part.strip_prefix(['0', '6']));
    std::iter::once(origin).chain(around).find_map(|origin| chosen_origin(rules, origin))
}

/// As [`chosen_key`], of bytes: what is no text names no host.
pub(super) fn chosen_bytes(rules: &SiteRules, key: &[u8]) -> Option<String> {
    chosen_key(rules, std::str::from_utf8(key).ok()?)
}

/// Returns the host of an origin, if it is chosen; empty where it has none and what has none is chosen too.
pub(super) fn chosen_origin(rules: &SiteRules, origin: &str) -> Option<String> {
    rules.covers_origin(origin).then(|| host_of(origin).unwrap_or_default().to_owned())
}

/// Returns the host in the name of an origin's folder, `https_www.example.org_0`: empty where the origin has none, and
/// `None` where the name is not an origin's. Colons of an IPv6 address are written as `_`.
pub(super) fn host_in_name(name: &str) -> Option<String> {
    let (scheme, rest) = name.split_once('_')?;
    let (host, port) = rest.rsplit_once('_')?;
    let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(&byte));
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if scheme.is_empty() || !is_scheme || !is_port {
        return None;
    }
    Some(match host.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')) {
        Some(address) => address.replace('_', ":"),
        None => host.to_owned(),
    })
}

/// Returns the chosen host in a pattern of content settings: `https://host:443`, `https://[*.]host`, `[*.]host`, `host`.
pub(super) fn chosen_pattern(rules: &SiteRules, pattern: &str) -> Option<String> {
    let rest = pattern.split_once("://").map_or(pattern, |(_scheme, rest)| rest);
    let rest = rest.strip_prefix("[*.]").unwrap_or(rest);
    // As an address, so that ports and brackets are told apart in one place.
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
        let rules = SiteRules::all_but(&rules(&["tuni.fi"]).sites);
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
    fn a_folder_is_named_for_its_origin() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(host_in_name(name).as_deref(), expected, "{name}");
        check("https_login.live.com_0", Some("login.live.com"));
        check("http_under_score.example_8080", Some("under_score.example"));
        check("http_[__1]_8000", Some("::1"));
        check("file__0", Some(""));
        check("chrome-extension_abcdef_0", Some("abcdef"));
        check("https_live.com", None);
        check("https_live.com_", None);
        check("_live.com_0", None);
        check("live.com", None);
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
