//! What a trial can do with either browser: start it, plant data in it, end it, and query it.
//!
//! How each browser does that is in its own file.

use ::signoff::model::Family;
use anyhow::{Context as _, Result, ensure};

use crate::lab::{Lab, Running, wait_until};
use crate::layouts::Used;
use crate::screen::Screen;
use crate::server::Server;
use crate::sites::Sites;
use crate::stores::STORES;

/// A browser that is driven by its own remote protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Chromium,
    Firefox,
}

impl Kind {
    /// The program's name on Debian.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox-esr",
        }
    }

    /// The word that its windows' class contains.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// Its name in the trials.
    pub(crate) fn name(self) -> &'static str {
        self.class()
    }

    /// The folders below HOME that are this browser's, and the store of certificates that it shares with others.
    pub(crate) fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &[".config/chromium", ".cache/chromium", ".pki/nssdb", ".local/share/pki/nssdb"],
            Self::Firefox => &[".config/mozilla", ".cache/mozilla", ".mozilla"],
        }
    }

    /// Describes its profile once the browser was used and closed.
    pub(crate) fn used(self) -> Used {
        let stores = STORES.iter().filter(|store| store.expected(self, Ended::ByWindow).is_ok()).count();
        let (family, by, root, cache) = match self {
            Self::Chromium => (Family::Chromium, "Chromium", ".config/chromium", ".cache/chromium"),
            Self::Firefox => (Family::Firefox, "Firefox ESR", ".config/mozilla/firefox", ".cache/mozilla/firefox"),
        };
        // In a place of the catalog, `*` stands for a Snap's revision.
        Used { family, by, stores, root, cache, config: None, any: "x1", fits: |_| true }
    }

    /// The settings that planting changes, as [`Queried`] names them.
    pub(crate) fn settings(self) -> Vec<(String, String)> {
        let all = match self {
            Self::Chromium => crate::chromium::SETTINGS,
            Self::Firefox => crate::firefox::SETTINGS,
        };
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }
}

/// How the browser ended before Signoff ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    ByWindow,
    ByTerm,
    ByKill,
    /// It is still open.
    Not,
}

/// What a restarted browser reports when it is queried.
#[derive(Debug, Default)]
pub(crate) struct Queried {
    /// Addresses of all bookmarks.
    pub(crate) bookmarks: Vec<String>,
    /// The settings that were changed, by name, as text.
    pub(crate) settings: Vec<(String, String)>,
    /// Addresses of all open tabs.
    pub(crate) tabs: Vec<String>,
    /// Values of all cookies in its memory.
    pub(crate) cookies: Vec<String>,
    /// What it offers to bring back, on the screen or in a menu.
    pub(crate) offers: Vec<String>,
}

/// A browser under the test's control.
pub(crate) trait Browser {
    /// Plants every store that the browser has, through the browser.
    fn plant(&mut self, lab: &Lab, sites: &Sites) -> Result<()>;
    /// Makes it ignore polite requests to close.
    fn become_stubborn(&mut self) -> Result<()>;
    /// Queries the browser, which was just started, for its tabs, cookies, bookmarks and settings.
    fn queried(&mut self, lab: &Lab) -> Result<Queried>;
    /// The browser's main process.
    fn process(&mut self) -> &mut Running;
}

/// Starts a browser on the lab's home with the sites reachable.
pub(crate) fn start(kind: Kind, lab: &Lab, server: &Server) -> Result<Box<dyn Browser>> {
    Ok(match kind {
        Kind::Chromium => Box::new(crate::chromium::Chromium::start(lab, server)?),
        Kind::Firefox => Box::new(crate::firefox::Firefox::start(lab, server)?),
    })
}

/// Ends a browser in the given way and waits until its process is gone.
pub(crate) fn end(browser: &mut dyn Browser, kind: Kind, lab: &Lab, how: Ended) -> Result<()> {
    match how {
        Ended::Not => return Ok(()),
        Ended::ByTerm => browser.process().signal(rustix::process::Signal::TERM)?,
        Ended::ByKill => browser.process().signal(rustix::process::Signal::KILL)?,
        Ended::ByWindow => return close_windows(browser, kind, lab),
    }
    browser.process().wait(20).with_context(|| format!("{} did not end {how:?}", kind.program()))?;
    all_gone(lab)
}

/// Closes a browser that Signoff started, and waits until its processes have ended.
pub(crate) fn close_all(kind: Kind, lab: &Lab) -> Result<()> {
    let screen = Screen::open(lab.display())?;
    wait_until("the window", 20, || Ok(!screen.windows_of(kind.class())?.is_empty()))?;
    screen.close_until(kind.class(), || crate::process::are_gone(lab))
}

fn close_windows(browser: &mut dyn Browser, kind: Kind, lab: &Lab) -> Result<()> {
    let screen = Screen::open(lab.display())?;
    ensure!(!screen.windows_of(kind.class())?.is_empty(), "no window of {} in {:?}", kind.program(), screen.windows()?);
    screen.close_until(kind.class(), || browser.process().has_ended())?;
    all_gone(lab)
}

fn all_gone(lab: &Lab) -> Result<()> {
    wait_until("the browser's other processes to end", 20, || crate::process::are_gone(lab))
}
