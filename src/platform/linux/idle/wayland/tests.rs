//! Tests with a Wayland display in this process. It sends the events itself, so that no test waits for the limit.

use std::fs;
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};

use wayland_client::ConnectError;
use wayland_protocols::ext::idle_notify::v1::server as protocol;
use wayland_server::backend::{ClientData, ClientId, DisconnectReason, GlobalId};
use wayland_server::protocol::wl_seat::{self, WlSeat};
use wayland_server::{Client, DataInit, Dispatch as Serve, DisplayHandle, GlobalDispatch, New, Resource};

use protocol::ext_idle_notification_v1::ExtIdleNotificationV1 as Notification;
use protocol::ext_idle_notifier_v1::{ExtIdleNotifierV1 as Notifier, Request};

use super::*;
use crate::platform::{Display, watch_idle};

const LIMIT: Duration = Duration::from_mins(5);
/// A time limit that only a failing test reaches.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many calls with [`Idle::For`] are passed over.
const STEPS: usize = 60;

/// Which notification was requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Input,
}

/// The requests that the display received.
#[derive(Default)]
struct Desk {
    asked: Vec<(Kind, u32, Notification)>,
}

impl GlobalDispatch<WlSeat, ()> for Desk {
    fn bind(_: &mut Self, _: &DisplayHandle, _: &Client, seat: New<WlSeat>, &(): &(), with: &mut DataInit<'_, Self>) {
        with.init(seat, Quiet).capabilities(wl_seat::Capability::Keyboard | wl_seat::Capability::Pointer);
    }
}

impl GlobalDispatch<Notifier, ()> for Desk {
    fn bind(
        _: &mut Self,
        _: &DisplayHandle,
        _: &Client,
        notifier: New<Notifier>,
        &(): &(),
        with: &mut DataInit<'_, Self>,
    ) {
        with.init(notifier, ());
    }
}

impl Serve<Notifier, ()> for Desk {
    fn request(
        desk: &mut Self,
        _: &Client,
        _: &Notifier,
        request: Request,
        &(): &(),
        _: &DisplayHandle,
        with: &mut DataInit<'_, Self>,
    ) {
        let (kind, timeout, id) = match request {
            Request::GetIdleNotification { id, timeout, .. } => (Kind::Any, timeout, id),
            Request::GetInputIdleNotification { id, timeout, .. } => (Kind::Input, timeout, id),
            _ => return,
        };
        desk.asked.push((kind, timeout, with.init(id, Quiet)));
    }
}

/// For objects without requests.
struct Quiet;

impl<I: Resource> Serve<I, Quiet> for Desk {
    fn request(
        _: &mut Self,
        _: &Client,
        _: &I,
        _: I::Request,
        _: &Quiet,
        _: &DisplayHandle,
        _: &mut DataInit<'_, Self>,
    ) {
    }
}

/// Notes when the watching client has disconnected.
struct Guest(Sender<()>);

impl ClientData for Guest {
    fn disconnected(&self, _: ClientId, _: DisconnectReason) {
        self.0.send(()).ok();
    }
}

/// A display, and the calls of a listener.
struct Room {
    /// The folder with the socket.
    _folder: tempfile::TempDir,
    display: wayland_server::Display<Desk>,
    desk: Desk,
    notifier: Option<GlobalId>,
    seats: Vec<GlobalId>,
    calls: Receiver<Idle>,
    gone: Receiver<()>,
}

impl Room {
    /// Opens a display with some seats, with or without a notifier, and starts watching it.
    fn open(notifier: Option<u32>, seats: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("wayland-7");
        let listener = UnixListener::bind(&socket).unwrap();
        let display = wayland_server::Display::new().unwrap();
        let mut handle = display.handle();
        let notifier = notifier.map(|version| handle.create_global::<Desk, Notifier, ()>(version, ()));
        let seats = (0..seats).map(|_| handle.create_global::<Desk, WlSeat, ()>(7, ())).collect();

        let calls = watch(socket);
        until_ready(&listener);
        let (sender, gone) = channel();
        handle.insert_client(listener.accept().unwrap().0, Arc::new(Guest(sender))).unwrap();
        Self { _folder: folder, display, desk: Desk::default(), notifier, seats, calls, gone }
    }

    /// Serves until this many seats are watched.
    fn serve(&mut self, seats: usize) {
        while self.desk.asked.len() < seats {
            self.turn();
        }
    }

    /// Waits for a request of the client, and answers it.
    fn turn(&mut self) {
        self.display.flush_clients().unwrap();
        until_ready(&self.display);
        self.display.dispatch_clients(&mut self.desk).unwrap();
        self.display.flush_clients().unwrap();
    }

    fn leave(&mut self, seat: usize) {
        self.desk.asked[seat].2.idled();
        self.display.flush_clients().unwrap();
    }

    fn come_back(&mut self, seat: usize) {
        self.desk.asked[seat].2.resumed();
        self.display.flush_clients().unwrap();
    }

    fn add_seat(&mut self) {
        self.seats.push(self.display.handle().create_global::<Desk, WlSeat, ()>(7, ()));
    }

    fn remove(&mut self, global: GlobalId) {
        self.display.handle().remove_global::<Desk>(global);
        self.display.flush_clients().unwrap();
    }

    /// Returns the listener's next call.
    fn next(&self) -> Idle {
        self.calls.recv_timeout(PATIENCE).unwrap()
    }

    /// Returns the listener's next call other than [`Idle::For`].
    fn after(&self) -> Idle {
        std::iter::repeat_with(|| self.next()).take(STEPS).find(|idle| !matches!(idle, Idle::For(_))).unwrap()
    }

    /// Serves until the client has disconnected.
    fn see_off(&mut self) {
        while self.gone.try_recv().is_err() {
            self.turn();
        }
    }
}

fn watch(socket: PathBuf) -> Receiver<Idle> {
    let (sender, calls) = channel();
    let display = Display { wayland: Some(socket), ..Display::default() };
    watch_idle(&display, String::new(), LIMIT, move |idle| sender.send(idle).is_ok()).unwrap();
    calls
}

/// Says whether a test is left out because this computer lacks libwayland-client, as one without a desktop may. With
/// `CI=true` the test fails instead.
fn is_left_out() -> bool {
    let (client, _display) = UnixStream::pair().unwrap();
    let lacks = matches!(Connection::from_socket(client), Err(ConnectError::NoWaylandLib));
    let must_run = crate::platform::environment::variable("CI").is_some_and(|value| value == "true");
    assert!(!(lacks && must_run), "libwayland-client is not installed");
    lacks
}

fn until_ready(what: &impl AsFd) {
    let patience = Timespec::try_from(PATIENCE).unwrap();
    let ready = poll(&mut [PollFd::new(what, PollFlags::IN)], Some(&patience)).unwrap();
    assert_ne!(ready, 0, "the program says nothing");
}

/// Checks that the listener is called once with [`Idle::Unknown`] and that the watch ends.
fn says_unknown(calls: &Receiver<Idle>) {
    let said = std::iter::from_fn(|| match calls.recv_timeout(PATIENCE) {
        Err(RecvTimeoutError::Timeout) => panic!("the listener is not called"),
        calls => calls.ok(),
    });
    let said: Vec<_> = said.take(STEPS).filter(|idle| !matches!(idle, Idle::For(_))).collect();
    assert_eq!(said, [Idle::Unknown]);
}

#[test]
fn who_leaves_and_comes_back_is_told() {
    if is_left_out() {
        return;
    }
    for (version, kind) in [(1, Kind::Any), (2, Kind::Input)] {
        let mut room = Room::open(Some(version), 1);
        room.serve(1);
        assert_eq!(room.desk.asked[0].0, kind, "version {version}");
        assert_eq!(u128::from(room.desk.asked[0].1), LIMIT.as_millis());
        assert_eq!(room.calls.try_recv(), Err(TryRecvError::Empty));
        for _ in 0..2 {
            room.leave(0);
            let [Idle::For(first), Idle::For(second)] = [room.next(), room.next()] else { panic!("not idle") };
            assert!(first >= LIMIT && second > first, "{first:?} {second:?}");
            room.come_back(0);
            assert_eq!(room.after(), Idle::Over);
        }
        assert_eq!(room.desk.asked.len(), 1);
    }
}

#[test]
fn somebody_at_any_seat_is_somebody() {
    if is_left_out() {
        return;
    }
    let mut room = Room::open(Some(2), 2);
    room.serve(2);
    room.leave(0);
    room.add_seat();
    // The request for the new seat comes after the listener's call for the earlier event.
    room.serve(3);
    assert_eq!(room.calls.try_recv(), Err(TryRecvError::Empty), "the second seat is in use");
    room.leave(1);
    room.leave(2);
    assert!(matches!(room.next(), Idle::For(_)));
    room.come_back(1);
    assert_eq!(room.after(), Idle::Over);
}

#[test]
fn nobody_knows_once_a_seat_the_notifier_or_the_display_has_gone() {
    if is_left_out() {
        return;
    }
    for is_away in [false, true] {
        for takes in [
            |room: &mut Room| room.seats.pop(),
            |room: &mut Room| {
                room.add_seat();
                room.serve(2);
                room.seats.pop()
            },
            |room: &mut Room| room.notifier.take(),
        ] {
            let mut room = Room::open(Some(2), 1);
            room.serve(1);
            if is_away {
                room.leave(0);
                assert!(matches!(room.next(), Idle::For(_)));
            }
            let taken = takes(&mut room).unwrap();
            room.remove(taken);
            says_unknown(&room.calls);
            room.see_off();
        }
        let mut room = Room::open(Some(2), 1);
        room.serve(1);
        if is_away {
            room.leave(0);
        }
        let Room { display, calls, .. } = room;
        drop(display);
        says_unknown(&calls);
    }
}

#[test]
fn nobody_knows_where_nothing_tells() {
    for (notifier, seats) in [(None, 1), (Some(2), 0)] {
        let mut room = Room::open(notifier, seats);
        room.see_off();
        says_unknown(&room.calls);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::File::create(&file).unwrap();
    for silent in [file, folder.path().join("nothing"), "wayland-0".into()] {
        says_unknown(&watch(silent));
    }
}

#[test]
fn it_ends_when_nobody_listens_any_more() {
    if is_left_out() {
        return;
    }
    let mut room = Room::open(Some(2), 1);
    room.serve(1);
    drop(std::mem::replace(&mut room.calls, channel().1));
    room.leave(0);
    room.see_off();
}
