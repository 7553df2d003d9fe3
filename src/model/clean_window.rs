//! A clean window: a browser with an empty throw-away profile, and the result of removing it. It does not record pages.

use super::browser::{BrowserId, Family, Layout};
use super::leftover::LeftoverKind;
use super::report::{Tally, Verdict};

/// An installed browser that can open a clean window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CleanBrowser {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// The display name.
    pub name: String,
    /// How it is installed.
    pub layout: Layout,
    /// Its family.
    pub family: Family,
}

/// Why a clean window did not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CleanWindowFailure {
    /// The browser was not found or did not start. Holds the system's message.
    Start(String),
    /// The browser ended before it created its profile. Holds its exit code, or `None` after a signal.
    Ended(Option<i32>),
}

/// The result of removing stale clean windows: those whose run was killed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StaleRemoved {
    /// How many were removed.
    pub windows: u64,
    /// Their removed files.
    pub removed: Tally,
    /// Why files of others are left.
    pub left: Vec<LeftoverKind>,
}

/// The result of a clean window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanWindow {
    /// The browser.
    pub browser: CleanBrowser,
    /// Why it did not open; `None` if it did.
    pub failure: Option<CleanWindowFailure>,
    /// Removed files of its profile, caches and settings.
    pub removed: Tally,
    /// Why files of it are left.
    pub left: Vec<LeftoverKind>,
    /// The removal of stale clean windows.
    pub earlier: StaleRemoved,
    /// The overall result.
    pub verdict: Verdict,
}

impl CleanWindow {
    /// Says whether nothing is left of this window and of earlier ones.
    pub fn is_gone(&self) -> bool {
        self.left.is_empty() && self.earlier.left.is_empty()
    }
}
