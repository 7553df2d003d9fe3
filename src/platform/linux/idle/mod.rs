//! How long nobody has touched keyboard or pointer, as the display of the session counts it.
//!
//! Where the display does not tell, nobody knows, and a kiosk does not end a session by itself rather than guess. An X
//! display inside a Wayland session sees only what is done in its own windows, so it is not asked there.

mod wayland;
mod x11;

use std::io;
use std::thread;
use std::time::Duration;

use crate::platform::linux::places::Display;
use crate::platform::system::Idle;

/// Tells `listener` when nobody has touched anything for `limit`, twice a second for as long as that lasts, and when it
/// is over; or once that nobody knows, or knows any more. Ends then, or when the listener says that it has gone. In
/// between it sleeps until the limit can be reached at the earliest.
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
