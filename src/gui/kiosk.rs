//! What a kiosk adds to the window: it always fills the screen, waits, and ends a session that nobody ends.
//!
//! Nothing of it is a person's: what they choose about the window holds until their session ends.

use std::time::Duration;

use super::preferences::Preferences;

/// How long the countdown is shown before a session ends by itself.
pub const COUNTDOWN: u64 = 30;
/// How long a good result stays before the screen is for the next person.
pub const RESULT: u64 = 30;

/// Where the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WindowMode {
    /// Over the whole screen.
    #[default]
    Full,
    /// At its edge, above other windows.
    Docked,
}

/// Who ends a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The person pressed the button.
    User,
    /// Nobody was there any more.
    Idle,
}

/// Something that happens only in a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KioskMsg {
    /// Nobody has touched anything for so long.
    Idle(Duration),
    /// Somebody has.
    Touched,
    /// Nobody knows whether anybody is there.
    IdleUnknown,
    /// The person stays.
    Stay,
    /// The person has read the result.
    Next,
}

/// The state of a kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Where the window is.
    pub mode: WindowMode,
    /// What each person finds.
    pub initial: Preferences,
    /// Whether it is not known when anybody is there.
    pub idle_unknown: bool,
    /// When the countdown began, by the window's clock.
    pub counting_since: Option<u64>,
    /// When the last session had ended, by the window's clock, for as long as nobody has touched anything since.
    pub ended_at: Option<u64>,
    /// Who ends the session while that is being prepared and done.
    pub ending: Option<Trigger>,
}

impl Kiosk {
    /// Makes the state of a kiosk that opens.
    pub fn new(mode: WindowMode, initial: Preferences) -> Self {
        Self { mode, initial, idle_unknown: false, counting_since: None, ended_at: None, ending: None }
    }

    /// Returns how many seconds are left before the session ends by itself; `None` where no countdown is under way.
    pub fn seconds_left(&self, now: u64) -> Option<u64> {
        self.counting_since.map(|since| COUNTDOWN.saturating_sub(now.saturating_sub(since)))
    }
}

/// Returns what of the remaining seconds is said aloud: a voice that counts each of them would hide everything else.
pub const fn announced_seconds(left: u64) -> u64 {
    match left {
        0..=5 => 5,
        6..=15 => 15,
        _ => COUNTDOWN,
    }
}
