//! Sites by their host names, what is chosen of them, and what a store holds of them. Never values.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::Category;

/// A host name as stores write it: ASCII, lower case, no port, no dot at either end; or an IP address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Site(String);

/// Why a text is not a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotASite {
    /// Nothing was left to name.
    #[error("the name is empty")]
    Empty,
    /// Not letters, digits and hyphens between dots.
    #[error("not a host name")]
    Form,
}

impl Site {
    /// Parses a host name in its ASCII form. Internationalised names are converted at the edge, by the caller.
    pub fn parse(text: &str) -> Result<Self, NotASite> {
        let host = plain_host(text);
        if host.is_empty() {
            return Err(NotASite::Empty);
        }
        let label = |label: &str| {
            let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            inside && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
        };
        let is_name = host.len() <= 253 && host.split('.').all(label);
        if is_name || host.parse::<IpAddr>().is_ok() { Ok(Self(host.into_owned())) } else { Err(NotASite::Form) }
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether `host` is this site or below it: `login.live.com` is below `live.com`, `notlive.com` is not.
    /// Takes hosts as stores write them: with a leading dot (cookies of a domain), in any case, IPv6 in brackets.
    pub fn covers(&self, host: &str) -> bool {
        self.covers_plain(&plain_host(host))
    }

    fn covers_plain(&self, host: &str) -> bool {
        let above = host.strip_suffix(self.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        above && (host == self.0 || self.0.parse::<IpAddr>().is_err())
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns a host as [`Site`] holds it. Stores write most hosts so already: a store of millions is read without a copy.
fn plain_host(host: &str) -> Cow<'_, str> {
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let host = host.trim_matches('.');
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) { host.to_ascii_lowercase().into() } else { host.into() }
}

/// The name of a cookie; `*` at its end stands for any rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CookieName(pub String);

impl CookieName {
    /// Says whether a cookie is called so. Cookie names are told apart by case.
    pub fn matches(&self, name: &str) -> bool {
        self.0.strip_suffix('*').map_or(name == self.0, |start| name.starts_with(start))
    }
}

/// Which sites are chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRules {
    /// These and everything below them.
    pub sites: BTreeSet<Site>,
    /// Exactly these hosts.
    pub hosts: BTreeSet<Site>,
    /// Cookies of these names on any host. They choose the cookie, not its host.
    pub cookies: BTreeSet<CookieName>,
}

impl SiteRules {
    /// Says whether a host is chosen.
    pub fn covers_host(&self, host: &str) -> bool {
        let host = plain_host(host);
        self.sites.iter().any(|site| site.covers_plain(&host)) || self.hosts.iter().any(|site| site.0 == host)
    }

    /// Says whether a cookie is chosen, by its host or by its name.
    pub fn covers_cookie(&self, host: &str, name: &str) -> bool {
        self.covers_host(host) || self.cookies.iter().any(|rule| rule.matches(name))
    }

    /// Says whether an origin such as `https://login.live.com:8443/` is chosen: by its host, whatever scheme and port.
    pub fn covers_origin(&self, origin: &str) -> bool {
        host_of(origin).is_some_and(|host| self.covers_host(host))
    }
}

/// Returns the host of an origin or URL; `None` where it has none (`file:///…`, opaque origins).
pub fn host_of(origin: &str) -> Option<&str> {
    let rest = origin.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '^']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _port)) => inside,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// A store in which sites are told apart, by who wrote it and how. The catalog names it, `store` knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteStore {
    /// Chromium's `Cookies`: SQLite, also partitioned ones.
    ChromiumCookies,
    /// Chromium's `Local Storage/leveldb`.
    ChromiumLocalStorage,
    /// Chromium's `Session Storage`: `LevelDB` of tabs.
    ChromiumSessionStorage,
    /// Chromium's `IndexedDB` and `WebStorage`: a folder for each origin or bucket.
    ChromiumOrigins,
    /// Chromium's `Service Worker`: `LevelDB`, scripts, caches.
    ChromiumServiceWorkers,
    /// Per-site keys of Chromium's `Preferences`.
    ChromiumPermissions,
    /// Firefox's `cookies.sqlite`, with partitions and containers.
    FirefoxCookies,
    /// A folder of Firefox's `storage` (`default`, `permanent`, …) with a folder for each origin.
    FirefoxOrigins,
    /// Firefox's `storage.sqlite`: the list of the folders of `storage`.
    FirefoxStorageIndex,
    /// Firefox's local storage of before 2019: `webappsstore.sqlite`, `storage/ls-archive.sqlite`.
    FirefoxOldStorage,
    /// Firefox's `serviceworker.txt`.
    FirefoxServiceWorkers,
    /// Firefox's `permissions.sqlite`.
    FirefoxPermissions,
    /// Firefox's `content-prefs.sqlite`.
    FirefoxContentPrefs,
    /// Firefox's session files: cookies and tabs in mozLz4.
    FirefoxSession,
}

impl SiteStore {
    /// Returns the category that the store's contents belong to.
    pub const fn category(self) -> Category {
        match self {
            Self::ChromiumCookies | Self::FirefoxCookies => Category::Cookies,
            Self::ChromiumLocalStorage
            | Self::ChromiumSessionStorage
            | Self::ChromiumOrigins
            | Self::ChromiumServiceWorkers
            | Self::FirefoxOrigins
            | Self::FirefoxStorageIndex
            | Self::FirefoxOldStorage
            | Self::FirefoxServiceWorkers => Category::SiteData,
            Self::ChromiumPermissions | Self::FirefoxPermissions | Self::FirefoxContentPrefs => Category::Permissions,
            Self::FirefoxSession => Category::Tabs,
        }
    }
}

/// What a store holds of one chosen host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SiteFinding {
    /// The host, as the store writes it but without a leading dot. For what is only partitioned by a chosen site, the
    /// chosen site's.
    pub host: String,
    /// Rows, records, files or folders, whichever the store tells apart.
    pub count: u64,
    /// The cookies, where the store is one of cookies.
    pub cookies: Vec<CookieMark>,
}

/// A cookie by its name and dates, in Unix seconds. Its value is never read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CookieMark {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Option<i64>,
    /// When it was sent last.
    pub last_used: Option<i64>,
    /// When it ends; `None` where it ends with the browser.
    pub expires: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_covers_itself_and_what_is_below_it() {
        let check = |site: &str, host: &str, expected: bool| {
            assert_eq!(Site::parse(site).unwrap().covers(host), expected, "{site} {host}");
        };
        check("live.com", "live.com", true);
        check("live.com", ".live.com", true);
        check("live.com", "Login.LIVE.com.", true);
        check("live.com", "notlive.com", false);
        check("live.com", "live.com.example.org", false);
        check("tuni.fi", "mytuni.fi", false);
        check("login.tuni.fi", "tuni.fi", false);
        check("127.0.0.1", "127.0.0.1", true);
        check("::1", "[::1]", true);
        check("127.0.0.1", "a.127.0.0.1", false);
    }

    #[test]
    fn what_is_no_host_is_no_site() {
        for (text, why) in [
            ("", NotASite::Empty),
            (".", NotASite::Empty),
            ("a b", NotASite::Form),
            ("a..b", NotASite::Form),
            ("-a.fi", NotASite::Form),
            ("a:80", NotASite::Form),
            ("ä.fi", NotASite::Form),
        ] {
            assert_eq!(Site::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_host_is_found_in_an_origin() {
        let check = |origin: &str, expected: Option<&str>| assert_eq!(host_of(origin), expected, "{origin}");
        check("https://a.example", Some("a.example"));
        check("https://a.example:8443/path?q", Some("a.example"));
        check("https://user:word@a.example/", Some("a.example"));
        check("https://[::1]:443/", Some("::1"));
        check("https://a.example^partitionKey=x", Some("a.example"));
        check("file:///home", None);
        check("a.example", None);
    }

    #[test]
    fn a_name_rule_chooses_the_cookie_not_its_host() {
        let rules = SiteRules { cookies: [CookieName("_shibsession_*".into())].into(), ..SiteRules::default() };
        assert!(rules.covers_cookie("a.example", "_shibsession_616"));
        assert!(!rules.covers_cookie("a.example", "shibsession_616") && !rules.covers_host("a.example"));
    }
}
