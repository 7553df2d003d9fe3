//! Parsing sites as users type them: as addresses, in any script, with ports.

use url::{Host, Url};

use crate::model::Site;

/// Why a text is not a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotASiteName {
    /// A single word; it may be the name of a set.
    #[error("one word is no site")]
    OneWord,
    /// A public suffix: unrelated sites lie below it.
    #[error("a public suffix is no site")]
    PublicSuffix,
    /// Not a host name.
    #[error("not a site")]
    Form,
}

/// Parses a site. An address stands for its host. Ports are dropped, because cookies are shared between ports.
pub fn site_of(text: &str) -> Result<Site, NotASiteName> {
    let text = text.trim();
    let bare = text.strip_prefix("*.").unwrap_or(text).trim_matches('.');
    if bare.is_empty() || !text.contains("://") && text.contains('@') {
        return Err(NotASiteName::Form);
    }
    // An IPv6 address without a port may come without brackets.
    let six = bare.parse::<std::net::Ipv6Addr>().map(|six| format!("https://[{six}]"));
    let address = match six {
        Ok(six) => six,
        Err(_other) if text.contains("://") => text.to_owned(),
        Err(_other) => format!("https://{bare}"),
    };
    let host = match Url::parse(&address).map_err(|_bad| NotASiteName::Form)?.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(four)) => four.to_string(),
        Some(Host::Ipv6(six)) => six.to_string(),
        None => return Err(NotASiteName::Form),
    };
    let site = Site::parse(&host).map_err(|_bad| NotASiteName::Form)?;
    if is_public_suffix(&site) {
        return Err(NotASiteName::PublicSuffix);
    }
    let is_word = !site.as_str().contains(['.', ':']) && site.as_str() != "localhost" && !text.contains(['/', ':']);
    if is_word { Err(NotASiteName::OneWord) } else { Ok(site) }
}

/// Parses the address of a page. A host stands for its first page. Only `http` and `https` are accepted.
pub fn page_of(text: &str) -> Result<String, NotASiteName> {
    let text = text.trim();
    let address = if text.contains("://") {
        Url::parse(text).map_err(|_bad| NotASiteName::Form)?
    } else {
        site_of(text)?;
        Url::parse(&format!("https://{text}")).map_err(|_bad| NotASiteName::Form)?
    };
    let is_of_the_web = matches!(address.scheme(), "http" | "https") && address.has_host();
    if is_of_the_web { Ok(address.into()) } else { Err(NotASiteName::Form) }
}

/// Says whether a name is on the list of public suffixes, such as `fi` or `ac.uk`.
pub fn is_public_suffix(site: &Site) -> bool {
    psl::suffix(site.as_str().as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix == site.as_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_found_in_what_people_type() {
        let check = |text: &str, expected: &str| {
            assert_eq!(site_of(text).map(|site| site.to_string()), Ok(expected.to_owned()), "{text}");
        };
        check("tuni.fi", "tuni.fi");
        check(" Moodle.TUNI.fi. ", "moodle.tuni.fi");
        check(".tuni.fi", "tuni.fi");
        check("*.tuni.fi", "tuni.fi");
        check("https://moodle.tuni.fi/course/view.php?id=1", "moodle.tuni.fi");
        check("moodle.tuni.fi/course", "moodle.tuni.fi");
        check("moodle.tuni.fi:8443", "moodle.tuni.fi");
        check("https://user@moodle.tuni.fi:8443/x", "moodle.tuni.fi");
        check("äänekoski.fi", "xn--nekoski-4waa.fi");
        check("127.0.0.1", "127.0.0.1");
        check("127.0.0.1:8080", "127.0.0.1");
        check("[::1]:8080", "::1");
        check("2001:db8::1", "2001:db8::1");
        check("localhost", "localhost");
        check("http://printer/", "printer");
    }

    #[test]
    fn what_is_nobodys_site_is_refused() {
        let check = |text: &str, expected| assert_eq!(site_of(text), Err(expected), "{text}");
        for suffix in ["fi", ".fi", "ac.uk", "co.uk", "COM", "https://ac.uk/", "github.io", "xn--p1ai", "рф"] {
            check(suffix, NotASiteName::PublicSuffix);
        }
        check("micrsoft", NotASiteName::OneWord);
        for text in ["", ".", "a b.fi", "file:///home", "somebody@tuni.fi", "a..fi", "https://"] {
            check(text, NotASiteName::Form);
        }
    }
}
