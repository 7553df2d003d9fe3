//! The idle time on a Wayland display with `ext-idle-notify-v1`. The display sends an event when the limit is reached
//! and one when the user is back; until then this thread sleeps.
//!
//! From version 2 on, the notification that counts only input is used: a playing film keeps the screen on although the
//! user may have left. Version 1 has only the other kind, which sends no event while a visible program keeps the screen
//! on; such a session is not ended by itself.
//!
//! Each seat has its own keyboard and pointer. The session is idle when every seat is.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use wayland_client::backend::WaylandError;
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_registry::{Event as Global, WlRegistry};
use wayland_client::protocol::wl_seat::WlSeat;
use wayland_client::{Connection, Dispatch, EventQueue, Proxy as _, QueueHandle, delegate_noop};
use wayland_protocols::ext::idle_notify::v1::client::ext_idle_notification_v1::{Event, ExtIdleNotificationV1};
use wayland_protocols::ext::idle_notify::v1::client::ext_idle_notifier_v1::{self, ExtIdleNotifierV1};

use super::x11::STEP;
use crate::platform::system::Idle;

/// Watches until the listener returns false; returns `None` if the idle time is not known (any more).
pub(super) fn watch(socket: &Path, limit: Duration, listener: &mut dyn FnMut(Idle) -> bool) -> Option<()> {
    // A relative path would depend on the working folder.
    let stream = UnixStream::connect(socket.is_absolute().then_some(socket)?).ok()?;
    let connection = Connection::from_socket(stream).ok()?;
    let (globals, mut queue) = registry_queue_init::<Watch>(&connection).ok()?;
    let all = globals.contents().clone_list();
    let found = all.iter().find(|global| global.interface == ExtIdleNotifierV1::interface().name)?;
    let mut watch = Watch {
        timeout: u32::try_from(limit.as_millis()).ok()?,
        name: found.name,
        notifier: globals.registry().bind(found.name, found.version.min(2), &queue.handle(), ()),
        seats: BTreeMap::new(),
        user_is_back: false,
        is_unknown: false,
    };
    for global in &all {
        watch.add_seat(globals.registry(), global.name, &global.interface, &queue.handle());
    }
    watch.is_unknown = watch.seats.is_empty();
    while !watch.is_unknown {
        let idle = watch.idle_since().map(|since| limit + since.elapsed());
        // In this order, so that a user who came and left again is reported.
        let over = std::mem::take(&mut watch.user_is_back).then_some(Idle::Over);
        if !over.into_iter().chain(idle.map(Idle::For)).all(&mut *listener) {
            return Some(());
        }
        wait(&mut queue, &mut watch, idle.and(Some(STEP)))?;
    }
    None
}

/// Waits until the display sends something, or `time` elapses.
fn wait(queue: &mut EventQueue<Watch>, watch: &mut Watch, time: Option<Duration>) -> Option<()> {
    queue.flush().ok()?;
    // Without a guard there are events to dispatch already.
    if let Some(guard) = queue.prepare_read() {
        let time = time.and_then(|time| Timespec::try_from(time).ok());
        let display = guard.connection_fd();
        match poll(&mut [PollFd::new(&display, PollFlags::IN)], time.as_ref()) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => match guard.read() {
                Err(WaylandError::Io(why)) if why.kind() == io::ErrorKind::WouldBlock => {}
                read => drop(read.ok()?),
            },
            Err(_) => return None,
        }
    }
    queue.dispatch_pending(watch).ok().map(drop)
}

/// What the display has sent so far.
struct Watch {
    /// The limit in milliseconds.
    timeout: u32,
    /// The registry's id of the notifier.
    name: u32,
    notifier: ExtIdleNotifierV1,
    /// For each seat's registry id, when it reached the limit; `None` while it is in use.
    seats: BTreeMap<u32, Option<Instant>>,
    /// Whether a user came back since the listener was last called.
    user_is_back: bool,
    /// Whether the notifier or a seat was removed, so that the idle time is unknown.
    is_unknown: bool,
}

impl Watch {
    /// Returns when the last seat reached the limit; `None` if one is in use.
    fn idle_since(&self) -> Option<Instant> {
        self.seats.values().copied().collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// Requests notifications for a new global, if it is a seat.
    fn add_seat(&mut self, registry: &WlRegistry, name: u32, interface: &str, queue_handle: &QueueHandle<Self>) {
        if interface != WlSeat::interface().name {
            return;
        }
        let seat: WlSeat = registry.bind(name, 1, queue_handle, ());
        if self.notifier.version() >= ext_idle_notifier_v1::REQ_GET_INPUT_IDLE_NOTIFICATION_SINCE {
            self.notifier.get_input_idle_notification(self.timeout, &seat, queue_handle, name);
        } else {
            self.notifier.get_idle_notification(self.timeout, &seat, queue_handle, name);
        }
        self.seats.insert(name, None);
    }
}

impl Dispatch<ExtIdleNotificationV1, u32> for Watch {
    fn event(
        watch: &mut Self,
        _: &ExtIdleNotificationV1,
        event: Event,
        seat: &u32,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        let since = match event {
            Event::Idled => Some(Instant::now()),
            Event::Resumed => None,
            _ => return,
        };
        watch.user_is_back |= since.is_none();
        watch.seats.insert(*seat, since);
    }
}

impl Dispatch<WlRegistry, GlobalListContents> for Watch {
    fn event(
        watch: &mut Self,
        registry: &WlRegistry,
        event: Global,
        _: &GlobalListContents,
        _: &Connection,
        queue_handle: &QueueHandle<Self>,
    ) {
        match event {
            Global::Global { name, interface, .. } => watch.add_seat(registry, name, &interface, queue_handle),
            Global::GlobalRemove { name } => watch.is_unknown |= name == watch.name || watch.seats.contains_key(&name),
            _ => {}
        }
    }
}

// The events of a seat are not needed; the notifier has none.
delegate_noop!(Watch: ignore WlSeat);
delegate_noop!(Watch: ignore ExtIdleNotifierV1);

#[cfg(test)]
mod tests;
