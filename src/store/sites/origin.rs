//! Reads origins in the forms that several engines use: as text, and as the name of a folder. Forms of one engine are
//! in that engine's files.

use crate::model::{SiteRules, origin_host};

/// Returns the host of an origin if it is chosen. The host is empty if the origin has none and the rules cover such
/// origins.
pub(super) fn chosen_origin(rules: &SiteRules, origin: &str) -> Option<String> {
    rules.covers_origin(origin).then(|| origin_host(origin).unwrap_or_default().to_owned())
}

/// Returns the host in a folder's name such as `https_www.example.org_0`: empty if the origin has no host, `None` if
/// the name is not an origin. Colons of an IPv6 address are written as `_`.
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
