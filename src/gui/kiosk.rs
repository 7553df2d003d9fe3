//! The state that only a kiosk has: the idle countdown, and the preferences that each user starts with.
//!
//! A kiosk keeps nothing for the next user: preferences last until the session ends.

use std::time::Duration;

use super::preferences::Preferences;

/// Seconds of countdown before an idle session is ended.
pub const COUNTDOWN_SECONDS: u64 = 30;
/// Seconds for which a clean result is shown before the kiosk returns to its first screen.
pub const RESULT_SECONDS: u64 = 30;

/// The size and place of a kiosk's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WindowMode {
    /// Full screen.
    #[default]
    Full,
    /// A small window at the edge of the screen, above other windows.
    Docked,
}

/// What ends a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The user pressed the button.
    User,
    /// The idle countdown ran out.
    Idle,
}

/// A message that only a kiosk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KioskMsg {
    /// There was no input for this long.
    Idle(Duration),
    /// There is input again.
    Touched,
    /// The idle time cannot be determined on this desktop.
    IdleUnknown,
    /// The user continues the session.
    Stay,
    /// The user has seen the result; show the first screen.
    Next,
}

/// The state of a kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// The size and place of the window.
    pub mode: WindowMode,
    /// The preferences that each session starts with.
    pub initial: Preferences,
    /// Whether the idle time cannot be determined.
    pub idle_unknown: bool,
    /// When the countdown began, in seconds of the window's clock; `None` while there is none.
    pub counting_since: Option<u64>,
    /// When the last session ended, in seconds of the window's clock; `None` after any input since.
    pub ended_at: Option<u64>,
    /// What is ending the session, from the press or the countdown until the run is over.
    pub ending: Option<Trigger>,
}

impl Kiosk {
    /// Returns the state of a kiosk that has just opened.
    pub fn new(mode: WindowMode, initial: Preferences) -> Self {
        Self { mode, initial, idle_unknown: false, counting_since: None, ended_at: None, ending: None }
    }

    /// Returns the seconds left of the countdown; `None` while there is none.
    pub fn seconds_left(&self, now: u64) -> Option<u64> {
        self.counting_since.map(|since| COUNTDOWN_SECONDS.saturating_sub(now.saturating_sub(since)))
    }
}

/// Returns which number a screen reader announces for the seconds left. Announcing each second would drown out
/// everything else.
pub const fn announced_seconds(left: u64) -> u64 {
    match left {
        0..=5 => 5,
        6..=15 => 15,
        _ => COUNTDOWN_SECONDS,
    }
}
