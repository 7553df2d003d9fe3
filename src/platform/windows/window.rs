//! What Windows does for a window: nothing yet. Two windows may be open at once, no notification is shown, and how long
//! nobody has touched anything is not known.

use std::io;
use std::time::Duration;

use super::computer::not_built;
use super::places::Display;
use crate::platform::system::Idle;

/// The right to be the only window of this session. Nobody is given it yet.
pub enum OnlyWindow {}

/// Whether this is the only window.
pub enum Claim {
    /// It is.
    Acquired(OnlyWindow),
    /// Another is open and has been asked to come to the front.
    Taken,
    /// Nobody can tell.
    Unknown,
}

impl OnlyWindow {
    /// Calls `listener` whenever the program is started once more.
    pub fn on_start(&self, _listener: impl Fn() + Send + Sync + 'static) {
        match *self {}
    }
}

/// Claims to be the only window of this session: nobody can tell yet.
pub fn claim_window() -> Claim {
    Claim::Unknown
}

/// Shows a notification: not yet, so the desktop has not taken it.
pub fn notify(_summary: &str, _body: &str) -> bool {
    false
}

/// Refuses to watch for how long nobody has touched anything.
pub fn watch_idle(
    _display: &Display,
    _host: String,
    _limit: Duration,
    _listener: impl FnMut(Idle) -> bool + Send + 'static,
) -> io::Result<()> {
    Err(not_built())
}
