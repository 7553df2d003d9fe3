//! The idle time on an X display, by the screen saver extension. The display sends no events, so it is polled.

use std::thread;
use std::time::Duration;

use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::errors::ReplyError;
use x11rb::protocol::screensaver::{ConnectionExt as _, X11_EXTENSION_NAME};
use x11rb::rust_connection::RustConnection;

use crate::platform::linux::places::Display;
use crate::platform::linux::x11::connect;
use crate::platform::system::Idle;

/// How often the listener is called once the limit is reached.
pub(super) const STEP: Duration = Duration::from_millis(500);

/// Watches until the listener returns false; returns `None` if the idle time is not known (any more).
pub(super) fn watch(
    display: &Display,
    host: &str,
    limit: Duration,
    listener: &mut dyn FnMut(Idle) -> bool,
) -> Option<()> {
    let clock = Clock::open(display, host)?;
    let mut was_idle = false;
    loop {
        let idle = clock.read().ok()?;
        let is_idle = idle >= limit;
        if (is_idle || was_idle) && !listener(if is_idle { Idle::For(idle) } else { Idle::Over }) {
            return Some(());
        }
        was_idle = is_idle;
        thread::sleep(limit.saturating_sub(idle).max(STEP));
    }
}

/// A connection to a display with the extension.
struct Clock {
    connection: RustConnection,
    root: u32,
}

impl Clock {
    fn open(display: &Display, host: &str) -> Option<Self> {
        let (connection, screen) = connect(display.x11.as_deref()?, display.keys.as_deref(), host)?;
        let root = connection.setup().roots.get(screen)?.root;
        connection.extension_information(X11_EXTENSION_NAME).ok()??;
        Some(Self { connection, root })
    }

    fn read(&self) -> Result<Duration, ReplyError> {
        let info = self.connection.screensaver_query_info(self.root)?.reply()?;
        Ok(Duration::from_millis(info.ms_since_user_input.into()))
    }
}
