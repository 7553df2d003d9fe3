//! Browsers, and the kinds of thing a person leaves in them.

use serde::{Deserialize, Serialize};

use super::area::Area;

/// A browser's name in the catalog, such as `chrome` or `firefox`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BrowserId(pub String);

impl BrowserId {
    /// What the name of a browser begins with that no catalog names; its folder below HOME follows.
    pub const UNKNOWN: &str = "unknown:";

    /// What the name of a program begins with that is no browser and has one inside.
    pub const APP: &str = "app:";

    /// Says whether this is no browser, but a program with one inside.
    pub fn is_app(&self) -> bool {
        self.0.starts_with(Self::APP)
    }

    /// Says whether this is left alone unless it is asked for.
    pub fn is_left_alone(&self) -> bool {
        self.is_unknown() || self.is_app()
    }

    /// Says whether no catalog names this browser. It is left alone unless it is asked for by name.
    pub fn is_unknown(&self) -> bool {
        self.0.starts_with(Self::UNKNOWN)
    }
}

impl std::fmt::Display for BrowserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What something that is skipped or left belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A browser.
    Browser(BrowserId),
    /// An area outside browsers.
    Area(Area),
}

/// Browsers that lay out their data the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Chromium and what is built from it: a user data directory with `Local State` above the profiles.
    Chromium,
    /// Firefox and what is built from it: a root with `profiles.ini` above the profiles.
    Firefox,
    /// Programs with a Chromium inside: its data lies among the program's own, more of it below `Partitions`.
    Electron,
    /// GNOME Web: the data folder is the profile, and each web app has one of its own.
    Epiphany,
    /// Falkon: a folder with `profiles.ini` beside the profiles.
    Falkon,
    /// qutebrowser: the data folder is the profile.
    Qutebrowser,
}

/// How the browser was installed, as far as its folders tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// In the person's own config and cache folders.
    Native,
    /// Below `~/.var/app`.
    Flatpak,
    /// Below `~/snap`.
    Snap,
}

/// What a person leaves in a browser, by kind. The names are those of the command line's `--only`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Cookies, and with them most sign-ins.
    Cookies,
    /// What sites store themselves: local storage, databases, service workers.
    SiteData,
    /// Visited pages, search terms, and the downloads list.
    History,
    /// Copies of pages and pictures.
    Cache,
    /// Open and recently closed tabs and windows.
    Tabs,
    /// Saved passwords.
    Passwords,
    /// What was typed into forms: names, addresses, cards, searches.
    FormData,
    /// The account that the browser itself is signed in to, and what it synchronises.
    Account,
    /// What sites were allowed: camera, notifications, zoom.
    Permissions,
    /// Everything else that no rule names. It goes, because a keep list decides what stays.
    Other,
}

impl Category {
    /// Every category, in the order in which a preview shows them.
    pub const ALL: [Self; 10] = [
        Self::Cookies,
        Self::SiteData,
        Self::History,
        Self::Cache,
        Self::Tabs,
        Self::Passwords,
        Self::FormData,
        Self::Account,
        Self::Permissions,
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
            Self::Other => "other",
        }
    }
}

/// How thorough End session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Each profile is reset by keep list: bookmarks, extension code and settings stay.
    #[default]
    Traces,
    /// Each profile goes whole.
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
    /// Its name for people.
    pub name: String,
    /// Its processes.
    pub pids: Vec<u32>,
}
