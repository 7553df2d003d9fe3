//! How long keyboard and pointer have been idle, as the session's display counts it.
//!
//! If the display does not tell, the idle time is unknown, and a kiosk never ends a session by itself. An X display
//! inside a Wayland session sees only input to its own windows, so it is not used there.

mod wayland;
mod x11;

use std::io;
use std::thread;
use std::time::Duration;

use crate::platform::linux::places::Display;
use crate::platform::system::Idle;

/// Calls `listener` in a new thread twice a second while the idle time is at least `limit`, and once when the user is
/// back. Calls it once with [`Idle::Unknown`] and ends when the display does not tell (any more). Also ends when the
/// listener returns false. In between, the thread sleeps until the limit can be reached at the earliest.
pub fn watch_idle(
    display: &Display,
    host: String,
    limit: Duration,
    mut listener: impl FnMut(Idle) -> bool + Send + 'static,
) -> io::Result<()> {
    let display = display.clone();
    let watch = move || {
        let watched = match &display.wayland {
            Some(socket) => wayland::watch(socket, limit, &mut listener),
            None => x11::watch(&display, &host, limit, &mut listener),
        };
        if watched.is_none() {
            listener(Idle::Unknown);
        }
    };
    thread::Builder::new().name("idle".to_owned()).spawn(watch).map(drop)
}
