//! Services of the desktop for the window. Not built yet: two windows can be open at once, no notification is shown,
//! and the idle time is unknown.

use std::io;
use std::time::Duration;

use super::computer::not_built;
use super::places::Display;
use crate::platform::system::Idle;

/// The claim to be the only window of this session. No value exists yet.
pub enum OnlyWindow {}

/// The result of claiming to be the only window.
pub enum Claim {
    /// This is the only window.
    Acquired(OnlyWindow),
    /// Another window is open and has been asked to come to the front.
    Taken,
    /// Unknown.
    Unknown,
}

impl OnlyWindow {
    /// Calls `listener` each time the program is started again in this session.
    pub fn on_start(&self, _listener: impl Fn() + Send + Sync + 'static) {
        match *self {}
    }
}

/// Returns [`Claim::Unknown`]: not built yet.
pub fn claim_window() -> Claim {
    Claim::Unknown
}

/// Returns false, because no notification was shown: not built yet.
pub fn notify(_summary: &str, _body: &str) -> bool {
    false
}

/// Returns the error "not built yet".
pub fn watch_idle(
    _display: &Display,
    _host: String,
    _limit: Duration,
    _listener: impl FnMut(Idle) -> bool + Send + 'static,
) -> io::Result<()> {
    Err(not_built())
}
