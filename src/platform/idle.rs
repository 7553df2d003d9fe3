//! How long nobody has touched keyboard or pointer, as an X display counts it (the screen saver extension).
//!
//! A Wayland display tells that only through protocols of its own; there nobody knows, and a kiosk does not end a session
//! by itself rather than guess. An X display inside a Wayland session sees only what is done in its own windows, so it is
//! not asked either.

use std::io;
use std::thread;
use std::time::Duration;

use x11rb::connection::RequestConnection as _;
use x11rb::errors::ReplyError;
use x11rb::protocol::screensaver::{ConnectionExt as _, X11_EXTENSION_NAME};
use x11rb::rust_connection::RustConnection;

use super::Display;
use super::x11::connect;

/// How often it is told how long it has been, once it has been long enough.
const STEP: Duration = Duration::from_millis(500);

/// How long nobody has touched anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// At least as long as is of interest: so long.
    For(Duration),
    /// Not any more.
    Over,
    /// Nobody knows.
    Unknown,
}

/// Tells `listener` when nobody has touched anything for `limit`, twice a second for as long as that lasts, and when it is
/// over; or once that nobody knows. Ends when the listener says that it has gone. In between it sleeps until the limit can
/// be reached at the earliest.
pub fn watch_idle(
    display: &Display,
    host: String,
    limit: Duration,
    mut listener: impl FnMut(Idle) -> bool + Send + 'static,
) -> io::Result<()> {
    let display = display.clone();
    let watch = move || {
        let clock = Clock::open(&display, &host);
        let mut was_idle = false;
        loop {
            let Some(idle) = clock.as_ref().and_then(|clock| clock.read().ok()) else {
                listener(Idle::Unknown);
                return;
            };
            let is_idle = idle >= limit;
            if (is_idle || was_idle) && !listener(if is_idle { Idle::For(idle) } else { Idle::Over }) {
                return;
            }
            was_idle = is_idle;
            thread::sleep(limit.saturating_sub(idle).max(STEP));
        }
    };
    thread::Builder::new().name("idle".to_owned()).spawn(watch).map(drop)
}

/// A display that counts.
struct Clock {
    connection: RustConnection,
    root: u32,
}

impl Clock {
    fn open(display: &Display, host: &str) -> Option<Self> {
        let name = display.x11.as_deref().filter(|_| !display.is_wayland)?;
        let (connection, screen) = connect(name, display.keys.as_deref(), host)?;
        let root = x11rb::connection::Connection::setup(&connection).roots.get(screen)?.root;
        connection.extension_information(X11_EXTENSION_NAME).ok()??;
        Some(Self { connection, root })
    }

    fn read(&self) -> Result<Duration, ReplyError> {
        let told = self.connection.screensaver_query_info(self.root)?.reply()?;
        Ok(Duration::from_millis(told.ms_since_user_input.into()))
    }
}
