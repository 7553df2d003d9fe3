//! Origins as several engines write them: as text, and as the name of a folder. What an engine adds to them is read by
//! its own files.

use crate::model::{SiteRules, origin_host};

/// Returns the host of an origin, if it is chosen; empty where it has none and what has none is chosen too.
pub(super) fn chosen_origin(rules: &SiteRules, origin: &str) -> Option<String> {
    rules.covers_origin(origin).then(|| origin_host(origin).unwrap_or_default().to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
