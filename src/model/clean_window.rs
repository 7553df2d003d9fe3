//! A clean window: a browser on an empty throw-away profile, and what became of it. Says nothing of the pages.

use super::browser::{BrowserId, Family, Layout};
use super::leftover::LeftoverKind;
use super::report::{Tally, Verdict};

/// A browser that can open a clean window on this computer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CleanBrowser {
    /// Which.
    pub id: BrowserId,
    /// Its name for people.
    pub name: String,
    /// How it was installed.
    pub layout: Layout,
    /// How it lays out its data.
    pub family: Family,
}

/// Why there was no clean window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOpen {
    /// The browser's program was not found, or the system refused to start it; the system's words.
    Start(String),
    /// It ended by itself before it had made its profile: with this exit code, or by a signal.
    Ended(Option<i32>),
}

/// What clean windows that were cut off had left behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// How many are gone.
    pub windows: u64,
    /// What of them is gone.
    pub removed: Tally,
    /// Why something of others is left.
    pub left: Vec<LeftoverKind>,
}

/// What became of a clean window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanWindow {
    /// The browser.
    pub browser: CleanBrowser,
    /// Why it did not open; `None` where it did.
    pub not_open: Option<NotOpen>,
    /// What of its profile, caches and settings is gone: all of it where nothing is left.
    pub removed: Tally,
    /// Why something of it is left.
    pub left: Vec<LeftoverKind>,
    /// What earlier windows had left behind.
    pub earlier: Swept,
    /// The whole of it in one word.
    pub verdict: Verdict,
}

impl CleanWindow {
    /// Says whether nothing of this window is left on this computer, nor of earlier ones.
    pub fn is_gone(&self) -> bool {
        self.left.is_empty() && self.earlier.left.is_empty()
    }
}
