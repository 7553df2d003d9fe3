//! Sites and rules that choose them, and what a store holds of them. Values of cookies are never read.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeSet;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::browser::Category;

/// A host name in normalized form: ASCII, lower case, no port, no dot at either end; or an IP address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Site(String);

/// Why a text is not a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotASite {
    /// The text is empty.
    #[error("the name is empty")]
    Empty,
    /// The text is not letters, digits and hyphens between dots.
    #[error("not a host name")]
    Form,
}

impl Site {
    /// Parses a host name in its ASCII form. The caller converts internationalised names.
    pub fn parse(text: &str) -> Result<Self, NotASite> {
        let host = normalized(text);
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

    /// Returns the host name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether `host` is this site or below it: `login.live.com` is below `live.com`, `notlive.com` is not.
    /// Takes hosts as stores write them: with a leading dot (cookies of a domain), in any case, IPv6 in brackets.
    pub fn covers(&self, host: &str) -> bool {
        self.covers_normalized(&normalized(host))
    }

    fn covers_normalized(&self, host: &str) -> bool {
        let above = host.strip_suffix(self.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        above && (host == self.0 || self.0.parse::<IpAddr>().is_err())
    }
}

/// A site is compared as its text is, so that it can be looked up by it.
impl Borrow<str> for Site {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns a host in the form of [`Site`]. Hosts in stores mostly have it already, so reading millions copies none.
fn normalized(host: &str) -> Cow<'_, str> {
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let host = host.trim_matches('.');
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) { host.to_ascii_lowercase().into() } else { host.into() }
}

/// The name of a cookie; `*` at its end matches any rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CookieName(pub String);

impl CookieName {
    /// Says whether a cookie has this name. Case matters.
    pub fn matches(&self, name: &str) -> bool {
        self.0.strip_suffix('*').map_or(name == self.0, |start| name.starts_with(start))
    }
}

/// Whether rules choose what they name or everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RuleMode {
    /// The named sites are chosen, for Fix sign-in.
    #[default]
    #[serde(rename = "only")]
    Include,
    /// All other sites are chosen, for the kept sites of End session.
    #[serde(rename = "all-but")]
    Exclude,
}

impl RuleMode {
    const fn is(self, named: bool) -> bool {
        matches!(self, Self::Include) == named
    }
}

/// Rules that choose the sites whose data are removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRules {
    /// Whether the sites and cookies below are chosen, or all others.
    #[serde(default, rename = "chosen")]
    pub mode: RuleMode,
    /// These sites and all their subdomains.
    pub sites: BTreeSet<Site>,
    /// Exactly these hosts, without subdomains.
    pub hosts: BTreeSet<Site>,
    /// Cookies of these names on any host. They choose the cookie, not its host.
    pub cookies: BTreeSet<CookieName>,
}

impl SiteRules {
    /// Returns rules that choose all sites except these.
    pub fn all_except(sites: &BTreeSet<Site>) -> Self {
        Self { mode: RuleMode::Exclude, sites: sites.clone(), ..Self::default() }
    }

    /// Says whether a host is chosen.
    pub fn covers_host(&self, host: &str) -> bool {
        self.mode.is(self.names_host(host))
    }

    /// Says whether a cookie is chosen, by its host or by its name.
    pub fn covers_cookie(&self, host: &str, name: &str) -> bool {
        self.mode.is(self.names_host(host) || self.cookies.iter().any(|rule| rule.matches(name)))
    }

    /// Says whether a cookie is chosen, if it is already known whether its site is. A rule for its name decides first.
    pub fn covers_cookie_of(&self, site_is_chosen: bool, name: &str) -> bool {
        let is_named = self.cookies.iter().any(|rule| rule.matches(name));
        if is_named { self.mode.is(true) } else { site_is_chosen }
    }

    /// Says whether an origin such as `https://login.live.com:8443/` is chosen. Only its host matters. No rule names an
    /// origin without a host (a file, an opaque origin). An empty text is never chosen.
    pub fn covers_origin(&self, origin: &str) -> bool {
        !origin.is_empty() && self.mode.is(origin_host(origin).is_some_and(|host| self.names_host(host)))
    }

    /// Says whether the rules choose nothing.
    pub fn is_empty(&self) -> bool {
        let Self { mode, sites, hosts, cookies } = self;
        *mode == RuleMode::Include && sites.is_empty() && hosts.is_empty() && cookies.is_empty()
    }

    /// Says whether these rules certainly choose all that `other` chooses.
    pub fn include(&self, other: &Self) -> bool {
        if self.mode == RuleMode::Exclude || other.mode == RuleMode::Exclude {
            return self == other;
        }
        other.sites.iter().all(|site| self.sites.iter().any(|ours| ours.covers(site.as_str())))
            && other.hosts.iter().all(|host| self.names_host(host.as_str()))
            && other.cookies.is_subset(&self.cookies)
    }

    /// Adds other rules of the same mode.
    pub fn add(&mut self, other: &Self) {
        self.sites.extend(other.sites.iter().cloned());
        self.hosts.extend(other.hosts.iter().cloned());
        self.cookies.extend(other.cookies.iter().cloned());
    }

    /// Looks up the host and what is above it, so that the number of sites does not matter: there may be millions of
    /// hosts.
    fn names_host(&self, host: &str) -> bool {
        let host: &str = &normalized(host);
        if self.hosts.contains(host) || self.sites.contains(host) {
            return true;
        }
        let mut above = host;
        while let Some((_label, rest)) = above.split_once('.') {
            // An address has nothing above it.
            if self.sites.get(rest).is_some_and(|site| site.covers_normalized(host)) {
                return true;
            }
            above = rest;
        }
        false
    }
}

/// Returns the host of an origin or URL, or `None` if it has none (`file:///…`, opaque origins).
pub fn origin_host(origin: &str) -> Option<&str> {
    let rest = origin.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '^']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _port)) => inside,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// The format of a store whose data can be removed site by site. The catalog names it, and `store` edits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteStore {
    /// Chromium's `Cookies`: SQLite, also partitioned ones.
    ChromiumCookies,
    /// Chromium's `Local Storage/leveldb`.
    ChromiumLocalStorage,
    /// Chromium's `Session Storage`: `LevelDB` of tabs.
    ChromiumSessionStorage,
    /// Chromium's `IndexedDB`: a folder for each origin.
    ChromiumOrigins,
    /// Chromium's `WebStorage`: a folder for each bucket, and `QuotaManager`, which has the origin of each bucket.
    ChromiumBuckets,
    /// Chromium's `QuotaManager` in the profile, from before buckets: a list of origins with stored data.
    ChromiumQuota,
    /// Chromium's `File System`: a folder for each origin, by number.
    ChromiumFiles,
    /// Chromium's `Service Worker`: `LevelDB`, scripts, caches.
    ChromiumServiceWorkers,
    /// A Chromium database in which every row that mentions a chosen site is removed: `Device Bound Sessions`, `Reporting
    /// and NEL`, `DIPS`.
    ChromiumMentions,
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
    /// Permissions of single sites in qutebrowser's `autoconfig.yml`.
    QutebrowserPermissions,
    /// `WebKitGTK`'s `cookies.sqlite`, written by `libsoup`.
    WebkitCookies,
    /// A folder of `WebKit` in which each origin has a file or folder named after it: `localstorage`, databases.
    #[serde(rename = "webkit-named")]
    WebkitOriginDirs,
    /// A folder of `WebKit` with a folder for each origin under a hash, and a file `origin` in it: `storage`,
    /// `CacheStorage`.
    #[serde(rename = "webkit-told")]
    WebkitHashedDirs,
    /// `WebKit`'s `serviceworkers`: a database, and scripts under hashes of the addresses in it.
    WebkitServiceWorkers,
}

impl SiteStore {
    /// Returns the category of the store's data.
    pub const fn category(self) -> Category {
        match self {
            Self::ChromiumCookies | Self::FirefoxCookies | Self::WebkitCookies => Category::Cookies,
            Self::ChromiumLocalStorage
            | Self::ChromiumSessionStorage
            | Self::ChromiumOrigins
            | Self::ChromiumBuckets
            | Self::ChromiumQuota
            | Self::ChromiumFiles
            | Self::ChromiumMentions
            | Self::ChromiumServiceWorkers
            | Self::FirefoxOrigins
            | Self::FirefoxStorageIndex
            | Self::FirefoxOldStorage
            | Self::FirefoxServiceWorkers
            | Self::WebkitOriginDirs
            | Self::WebkitHashedDirs
            | Self::WebkitServiceWorkers => Category::SiteData,
            Self::ChromiumPermissions
            | Self::FirefoxPermissions
            | Self::FirefoxContentPrefs
            | Self::QutebrowserPermissions => Category::Permissions,
            Self::FirefoxSession => Category::Tabs,
        }
    }
}

/// The data of one chosen host in a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SiteFinding {
    /// The host, as the store writes it but without a leading dot. For data of another host that are partitioned by a
    /// chosen site, the chosen site.
    pub host: String,
    /// The number of rows, records, files or folders, depending on the store.
    pub count: u64,
    /// The cookies, if the store holds cookies.
    pub cookies: Vec<CookieMark>,
}

/// The name and dates of a cookie, in Unix seconds. Its value is never read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CookieMark {
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created: Option<i64>,
    /// When it was last sent.
    pub last_used: Option<i64>,
    /// When it expires; `None` if it ends with the browser.
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
        let check = |origin: &str, expected: Option<&str>| assert_eq!(origin_host(origin), expected, "{origin}");
        check("https://a.example", Some("a.example"));
        check("https://a.example:8443/path?q", Some("a.example"));
        check("https://user:word@a.example/", Some("a.example"));
        check("https://[::1]:443/", Some("::1"));
        check("https://a.example^partitionKey=x", Some("a.example"));
        check("file:///home", None);
        check("a.example", None);
    }

    #[test]
    fn all_but_is_the_opposite_and_takes_what_has_no_host() {
        let rules = SiteRules::all_except(&[Site::parse("tuni.fi").unwrap()].into());
        for (origin, expected) in [
            ("https://moodle.tuni.fi", false),
            ("https://mytuni.fi", true),
            ("file:///home", true),
            ("chrome-extension://abc", true),
            ("", false),
        ] {
            assert_eq!(rules.covers_origin(origin), expected, "{origin}");
        }
        assert!(rules.covers_cookie("a.example", "n") && !rules.covers_cookie(".tuni.fi", "n"));
        assert!(!rules.is_empty() && SiteRules::default().is_empty());
    }

    #[test]
    fn rules_are_written_as_in_markers_of_before() {
        let rules = SiteRules::all_except(&[Site::parse("tuni.fi").unwrap()].into());
        for (rules, mode, sites) in [(SiteRules::default(), "only", ""), (rules, "all-but", "\"tuni.fi\"")] {
            let expected = format!(r#"{{"chosen":"{mode}","sites":[{sites}],"hosts":[],"cookies":[]}}"#);
            assert_eq!(serde_json::to_string(&rules).unwrap(), expected);
            assert_eq!(serde_json::from_str::<SiteRules>(&expected).unwrap(), rules);
        }
    }

    #[test]
    fn rules_include_what_is_below_their_sites() {
        let of = |sites: &[&str], hosts: &[&str]| {
            let parse = |names: &[&str]| names.iter().map(|name| Site::parse(name).unwrap()).collect();
            SiteRules { sites: parse(sites), hosts: parse(hosts), ..SiteRules::default() }
        };
        assert!(of(&["live.com"], &[]).include(&of(&["login.live.com"], &["a.live.com"])));
        assert!(!of(&["login.live.com"], &[]).include(&of(&["live.com"], &[])));
        assert!(!of(&[], &["live.com"]).include(&of(&["live.com"], &[])));
        assert!(of(&[], &["live.com"]).include(&of(&[], &["live.com"])));
    }

    #[test]
    fn a_name_rule_chooses_the_cookie_not_its_host() {
        let rules = SiteRules { cookies: [CookieName("_shibsession_*".into())].into(), ..SiteRules::default() };
        assert!(rules.covers_cookie("a.example", "_shibsession_616"));
        assert!(!rules.covers_cookie("a.example", "shibsession_616") && !rules.covers_host("a.example"));
    }

    /// Labels that make neighbours of each other: whole, cut, with something in front or behind.
    fn label() -> impl proptest::strategy::Strategy<Value = String> {
        proptest::sample::select(vec![
            "live", "notlive", "lives", "com", "example", "org", "a", "xn--a", "tuni", "fi", "fi2",
        ])
        .prop_map(str::to_owned)
    }

    fn host() -> impl proptest::strategy::Strategy<Value = String> {
        proptest::collection::vec(label(), 1..5).prop_map(|labels| labels.join("."))
    }

    use proptest::strategy::Strategy as _;

    proptest::proptest! {
        /// The oracle compares labels from the right, and knows nothing of texts and dots.
        #[test]
        fn a_random_origin_is_chosen_as_the_oracle_says(
            sites in proptest::collection::vec(host(), 0..4),
            hosts in proptest::collection::vec(host(), 0..3),
            origin in host(),
            port in proptest::option::of(1_u16..),
            dotted in proptest::bool::ANY,
            exclude in proptest::bool::ANY,
        ) {
            let labels = |name: &str| name.split('.').rev().map(str::to_owned).collect::<Vec<_>>();
            let theirs = labels(&origin);
            let is_below = |site: &String| theirs.iter().zip(labels(site)).filter(|(one, other)| **one == *other).count()
                == labels(site).len();
            let below = sites.iter().any(is_below);
            let named = below || hosts.contains(&origin);
            let set = |names: &[String]| names.iter().map(|name| Site::parse(name).unwrap()).collect();
            let mode = if exclude { RuleMode::Exclude } else { RuleMode::Include };
            let rules = SiteRules { mode, sites: set(&sites), hosts: set(&hosts), cookies: BTreeSet::new() };
            let expected = named != exclude;
            let written = format!("{}{}", if dotted { "." } else { "" }, origin.to_uppercase());
            proptest::prop_assert_eq!(rules.covers_host(&written), expected);
            proptest::prop_assert_eq!(rules.covers_cookie(&written, "n"), expected);
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            proptest::prop_assert_eq!(rules.covers_origin(&format!("https://{origin}{port}/p?q")), expected);
            // What includes other rules chooses at least what they choose.
            let fewer = SiteRules { sites: set(&sites.iter().skip(1).cloned().collect::<Vec<_>>()), ..rules.clone() };
            if rules.include(&fewer) && fewer.covers_host(&origin) {
                proptest::prop_assert!(rules.covers_host(&origin));
            }
        }
    }
}
