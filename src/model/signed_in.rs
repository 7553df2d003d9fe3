//! Live sign-ins: the service, browser and profile of each, its dates, and the page that signs out. It has hosts, names
//! and dates of cookies, never their values.

use super::browser::ProfileRef;
use super::relpath::RelPath;
use super::skip::Skip;
use super::why::CookieSign;

/// A profile, with the folders needed to open a page in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProfilePlace {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The folder with the profiles, below HOME.
    pub root: RelPath,
    /// The profile's folder in the root; `None` if the root is the profile.
    pub dir: Option<RelPath>,
}

/// A live sign-in to a service, in one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The service's set.
    pub service: String,
    /// The service's display name.
    pub name: String,
    /// The profile.
    pub place: ProfilePlace,
    /// The cookies that show it, newest first; at least one.
    pub signs: Vec<CookieSign>,
    /// The pages that sign out of it; empty if none is known.
    pub sign_out: Vec<String>,
}

impl SignedIn {
    /// Says whether it remains when the browser closes.
    pub fn stays(&self) -> bool {
        self.until().is_some()
    }

    /// Returns when the oldest of its cookies was created, in Unix seconds.
    pub fn since(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.created).min()
    }

    /// Returns when the last of its cookies expires, in Unix seconds; `None` if all end with the browser.
    pub fn until(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.expires).max()
    }
}

/// All live sign-ins, and what could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignIns {
    /// The sign-ins, sorted by browser and profile, then in the order in which services are shown.
    pub live: Vec<SignedIn>,
    /// Profiles of open browsers. They are read only when the browser is closed.
    pub open: Vec<ProfilePlace>,
    /// Profiles with stores that could not be read, and the number of those.
    pub unread: Vec<(ProfilePlace, u64)>,
    /// What was skipped, and why.
    pub skipped: Vec<Skip>,
    /// When the stores were read, in Unix seconds.
    pub now: i64,
}

impl SignIns {
    /// Says whether there may be more sign-ins than are listed.
    pub fn may_be_more(&self) -> bool {
        !self.open.is_empty() || !self.unread.is_empty() || !self.skipped.is_empty()
    }

    /// Returns the sign-ins to a service.
    pub fn to<'a>(&'a self, service: &'a str) -> impl Iterator<Item = &'a SignedIn> {
        self.live.iter().filter(move |live| live.service == service)
    }
}

/// The result of opening sign-out pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenedPages {
    /// The sign-ins with an opened page.
    pub opened: Vec<SignedIn>,
    /// The sign-ins without an opened page, and why.
    pub failed: Vec<(SignedIn, PageFailure)>,
}

/// Why a page was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageFailure {
    /// No sign-out page is known.
    NoPage,
    /// Signoff cannot open a page there: a program with an embedded browser, or a browser that is not in the catalog.
    NoWay,
    /// The browser did not start. Holds the system's message.
    Start(String),
}
