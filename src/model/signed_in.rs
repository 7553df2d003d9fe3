//! Services with a live sign-in: in which browser and profile it is, since when, whether it outlives the browser, and
//! which page signs out of it. Hosts, names and dates; never values.

use super::browser::ProfileRef;
use super::relpath::RelPath;
use super::skip::Skip;
use super::why::Sign;

/// A browser's profile, with what it takes to open a page in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProfilePlace {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The folder that holds the profiles, below HOME.
    pub root: RelPath,
    /// The profile's folder in the root; `None` if the root is the profile.
    pub dir: Option<RelPath>,
}

/// A service to which somebody is signed in, in one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The service's set.
    pub service: String,
    /// Its name for people.
    pub name: String,
    /// Where.
    pub place: ProfilePlace,
    /// The cookies that mean it, newest first; at least one.
    pub signs: Vec<Sign>,
    /// The pages that sign out of what these cookies are of; none where none is known.
    pub sign_out: Vec<String>,
}

impl SignedIn {
    /// Says whether it outlives the browser.
    pub fn stays(&self) -> bool {
        self.until().is_some()
    }

    /// Returns since when: the oldest of its cookies.
    pub fn since(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.created).min()
    }

    /// Returns until when it lasts, where it outlives the browser.
    pub fn until(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.expires).max()
    }
}

/// What is known of the services to which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignIns {
    /// The sign-ins, by browser and profile, services in the order in which they are shown.
    pub live: Vec<SignedIn>,
    /// Profiles of open browsers: what they hold is known after closing.
    pub open: Vec<ProfilePlace>,
    /// Profiles with so many stores that could not be read.
    pub unread: Vec<(ProfilePlace, u64)>,
    /// What was not looked into at all, and why.
    pub skipped: Vec<Skip>,
    /// When they were looked into, in seconds since 1970.
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

/// How many sign-out pages were opened, and for what none could be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opened {
    /// Where pages are open now.
    pub opened: Vec<SignedIn>,
    /// Where none is, and why.
    pub failed: Vec<(SignedIn, NotOpened)>,
}

/// Why a page was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOpened {
    /// No page is known that signs out of this.
    NoPage,
    /// Nobody knows how to open a page there: a program with a browser inside, or a browser that no catalog names.
    NoWay,
    /// The browser was not started; the system's words.
    Start(String),
}
