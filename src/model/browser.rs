//! Browsers, and the categories of data in them.

use serde::{Deserialize, Serialize};

/// A browser's name in the catalog, such as `chrome` or `firefox`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BrowserId(pub String);

impl BrowserId {
    /// The prefix of the id of a browser that is not in the catalog. Its folder below HOME follows.
    pub const UNKNOWN: &str = "unknown:";

    /// The prefix of the id of a program with an embedded browser.
    pub const APP: &str = "app:";

    /// Says whether this is a program with an embedded browser.
    pub fn is_app(&self) -> bool {
        self.0.starts_with(Self::APP)
    }

    /// Says whether its folders may hold more than a browser's data.
    pub fn may_hold_other_data(&self) -> bool {
        self.is_unknown() || self.is_app()
    }

    /// Says whether this browser's folder was found by what is in it, and is at no place of the catalog.
    pub fn is_unknown(&self) -> bool {
        self.0.starts_with(Self::UNKNOWN)
    }
}

impl std::fmt::Display for BrowserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A family: browsers that lay out their data the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Chromium and what is built from it: a user data directory with `Local State` above the profiles.
    Chromium,
    /// Firefox and what is built from it: a root with `profiles.ini` above the profiles.
    Firefox,
    /// Programs with an embedded Chromium: its data lie among the program's own, and below `Partitions`.
    Electron,
    /// GNOME Web: the data folder is the profile, and each web app has a profile of its own.
    Epiphany,
    /// Falkon: a folder with `profiles.ini` beside the profiles.
    Falkon,
    /// qutebrowser: the data folder is the profile.
    Qutebrowser,
    /// A store of certificates and private keys that several browsers share.
    KeyStore,
}

/// How a browser is installed, judged by where its folders are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Folders in the user's config and cache folders.
    Native,
    /// Folders below `~/.var/app`.
    Flatpak,
    /// Folders below `~/snap`.
    Snap,
}

/// A profile of a browser, with the display names of both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProfileRef {
    /// The browser's name in the catalog.
    pub browser: BrowserId,
    /// The browser's display name.
    pub browser_name: String,
    /// How the browser is installed.
    pub layout: Layout,
    /// The browser's family.
    pub family: Family,
    /// The profile's display name; `None` above the profiles.
    pub profile_name: Option<String>,
}

impl ProfileRef {
    /// Returns the profile's display name; empty above the profiles.
    pub fn name(&self) -> &str {
        self.profile_name.as_deref().unwrap_or_default()
    }
}

/// A category of data in a browser, by its name in `--only`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Cookies, and so most sign-ins.
    Cookies,
    /// Data stored by sites: local storage, databases, service workers.
    SiteData,
    /// Visited pages, search terms, and the downloads list.
    History,
    /// Copies of pages and pictures.
    Cache,
    /// Open and recently closed tabs and windows.
    Tabs,
    /// Saved passwords.
    Passwords,
    /// Entries in forms: names, addresses, cards, searches.
    FormData,
    /// The account that the browser itself is signed in to, and its synchronised data.
    Account,
    /// Permissions and settings of single sites: camera, notifications, zoom.
    Permissions,
    /// Private keys, and the personal certificates that go with them.
    Certificates,
    /// Everything without a rule. It is removed, because only what the keep list names is kept.
    Other,
}

impl Category {
    /// Every category, in the order in which a preview shows them.
    pub const ALL: [Self; 11] = [
        Self::Cookies,
        Self::SiteData,
        Self::History,
        Self::Cache,
        Self::Tabs,
        Self::Passwords,
        Self::FormData,
        Self::Account,
        Self::Permissions,
        Self::Certificates,
        Self::Other,
    ];

    /// Returns the name used on the command line, in the catalog and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cookies => "cookies",
            Self::SiteData => "site-data",
            Self::History => "history",
            Self::Cache => "cache",
            Self::Tabs => "tabs",
            Self::Passwords => "passwords",
            Self::FormData => "form-data",
            Self::Account => "account",
            Self::Permissions => "permissions",
            Self::Certificates => "certificates",
            Self::Other => "other",
        }
    }
}

/// How thorough End session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Resets each profile by keep list: bookmarks, extension code and settings are kept.
    #[default]
    Traces,
    /// Removes each profile completely.
    Everything,
}

impl Level {
    /// Every level, with its name on the command line and in a policy.
    pub const ALL: [(&str, Self); 2] = [("traces", Self::Traces), ("everything", Self::Everything)];
}

/// A browser that is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenBrowser {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// The display name.
    pub name: String,
    /// The ids of its processes.
    pub pids: Vec<u32>,
}
