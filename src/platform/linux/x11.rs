//! Closing a program's windows on an X display, as a click on their close button does.
//!
//! A window manager that supports it (EWMH) is asked to close the windows it manages; without one each window is asked.
//! Closes only windows whose `_NET_WM_PID` is one of the given processes on this computer. Connects only to displays of
//! this computer, never over a network, and stops waiting for a display after [`PATIENCE`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, GetPropertyReply, MapState, Window,
};
use x11rb::reexports::x11rb_protocol::parse_display::parse_display;
use x11rb::rust_connection::{DefaultStream, RustConnection};

use super::xauth;
use crate::model::Stop;

/// How long to wait for a display.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a wait for a display checks whether to stop.
const LOOK: Duration = Duration::from_millis(50);
/// How many levels below the root window are searched. A window manager adds one or two frames.
const DEPTH: u8 = 4;
/// In `_NET_CLOSE_WINDOW`: the timestamp `CurrentTime`, and the source "pager", which stands for the user.
const NOW: u32 = 0;
const FROM_A_TOOL: u32 = 2;

x11rb::atom_manager! {
    /// The atoms that are needed.
    Names: NamesCookie {
        _NET_SUPPORTING_WM_CHECK,
        _NET_SUPPORTED,
        _NET_CLIENT_LIST,
        _NET_CLOSE_WINDOW,
        _NET_WM_PID,
        WM_PROTOCOLS,
        WM_DELETE_WINDOW,
    }
}

/// Which windows to close, and on which display.
#[derive(Debug)]
pub(super) struct CloseWindows {
    /// Display name, as in `DISPLAY`.
    pub(super) display: String,
    /// File with the authorisation keys.
    pub(super) keys: Option<PathBuf>,
    /// The processes whose windows to close.
    pub(super) pids: BTreeSet<u32>,
    /// This computer's name.
    pub(super) host: String,
}

/// Waits for a display's answer until [`PATIENCE`] elapses or `stop` is set.
pub(super) fn wait_for_answer<T>(receiver: &mpsc::Receiver<T>, stop: &Stop) -> Option<T> {
    let start = Instant::now();
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(answer) => return Some(answer),
            Err(RecvTimeoutError::Timeout) if start.elapsed() < PATIENCE && stop.asked().is_none() => {}
            Err(_) => return None,
        }
    }
}

/// Asks all windows of these processes to close and returns how many were asked.
pub(super) fn close_windows(request: CloseWindows, stop: &Stop) -> usize {
    let (sender, receiver) = mpsc::channel();
    let ask = move || {
        // Sending fails only if the caller has stopped waiting.
        drop(sender.send(close(&request)));
    };
    if thread::Builder::new().name("windows".to_owned()).spawn(ask).is_err() {
        return 0;
    }
    // The display's error does not matter: the process then gets a signal.
    wait_for_answer(&receiver, stop).and_then(Result::ok).unwrap_or(0)
}

fn close(request: &CloseWindows) -> Result<usize, ReplyOrIdError> {
    let Some((connection, _)) = connect(&request.display, request.keys.as_deref(), &request.host) else { return Ok(0) };
    let names = Names::new(&connection)?.reply()?;
    let display = Display { connection, names, request };
    let mut asked = 0;
    for screen in &display.connection.setup().roots {
        let managed = display.managed(screen.root)?;
        asked += display.close_all(screen.root, &managed, CloseBy::Manager)?;
        if asked == 0 {
            let mut found = Vec::new();
            display.walk(screen.root, DEPTH, &mut found);
            asked += display.close_all(screen.root, &found, CloseBy::Window)?;
        }
    }
    // The reply means that the display has processed all requests before it.
    display.connection.get_input_focus()?.reply()?;
    Ok(asked)
}

/// Connects to a display of this computer; returns the connection and the screen's number.
pub(super) fn connect(display: &str, keys: Option<&Path>, host: &str) -> Option<(RustConnection, usize)> {
    let parsed = parse_display(Some(display)).ok()?;
    if !matches!(parsed.host.as_str(), "" | "unix" | "localhost") {
        return None;
    }
    let (stream, _) = parsed.connect_instruction().find_map(|at| DefaultStream::connect(&at).ok())?;
    let (kind, key) = keys.map(|file| xauth::key(file, host, parsed.display)).unwrap_or_default();
    let screen = usize::from(parsed.screen);
    Some((RustConnection::connect_to_stream_with_auth_info(stream, screen, kind, key).ok()?, screen))
}

/// Which client is asked to close a window.
#[derive(Debug, Clone, Copy)]
enum CloseBy {
    Manager,
    Window,
}

struct Display<'a> {
    connection: RustConnection,
    names: Names,
    request: &'a CloseWindows,
}

impl Display<'_> {
    /// Returns the windows of a running window manager that can close them; empty without one.
    fn managed(&self, root: Window) -> Result<Vec<Window>, ReplyOrIdError> {
        // The property on the root window stays after a window manager has crashed; the window it names does not.
        let check = self.names._NET_SUPPORTING_WM_CHECK;
        let Some(manager) = self.numbers(root, check)?.first().copied() else { return Ok(Vec::new()) };
        let alive = self.numbers(manager, check).is_ok_and(|own| own.first() == Some(&manager));
        if alive && self.numbers(root, self.names._NET_SUPPORTED)?.contains(&self.names._NET_CLOSE_WINDOW) {
            self.numbers(root, self.names._NET_CLIENT_LIST)
        } else {
            Ok(Vec::new())
        }
    }

    /// Adds the visible windows below `parent` that support `WM_DELETE_WINDOW`.
    fn walk(&self, parent: Window, depth: u8, found: &mut Vec<Window>) {
        // A window that disappears meanwhile needs no closing.
        let Ok(cookie) = self.connection.query_tree(parent) else { return };
        let Ok(tree) = cookie.reply() else { return };
        for window in tree.children {
            if self.is_seen(window)
                && self
                    .numbers(window, self.names.WM_PROTOCOLS)
                    .is_ok_and(|protocols| protocols.contains(&self.names.WM_DELETE_WINDOW))
            {
                found.push(window);
            } else if let Some(depth) = depth.checked_sub(1) {
                self.walk(window, depth, found);
            }
        }
    }

    fn is_seen(&self, window: Window) -> bool {
        let Ok(cookie) = self.connection.get_window_attributes(window) else { return false };
        cookie.reply().is_ok_and(|is| is.map_state == MapState::VIEWABLE)
    }

    /// Asks the windows of the given processes to close, dialogs first: a window does not close while it has a dialog.
    fn close_all(&self, root: Window, windows: &[Window], by: CloseBy) -> Result<usize, ReplyOrIdError> {
        let (dialogs, others): (Vec<&Window>, Vec<&Window>) =
            windows.iter().filter(|window| self.is_requested(**window)).partition(|window| self.is_dialog(**window));
        for window in dialogs.iter().chain(others.iter()) {
            self.close(root, **window, by)?;
        }
        self.connection.flush()?;
        Ok(dialogs.len() + others.len())
    }

    fn close(&self, root: Window, window: Window, by: CloseBy) -> Result<(), ReplyOrIdError> {
        let names = &self.names;
        let (to, mask, event) = match by {
            CloseBy::Manager => (
                root,
                EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT,
                ClientMessageEvent::new(32, window, names._NET_CLOSE_WINDOW, [NOW, FROM_A_TOOL, 0, 0, 0]),
            ),
            CloseBy::Window => (
                window,
                EventMask::NO_EVENT,
                ClientMessageEvent::new(32, window, names.WM_PROTOCOLS, [names.WM_DELETE_WINDOW, NOW, 0, 0, 0]),
            ),
        };
        self.connection.send_event(false, to, mask, event)?;
        Ok(())
    }

    /// Says whether a window belongs to one of the given processes on this computer.
    fn is_requested(&self, window: Window) -> bool {
        let pid = self.numbers(window, self.names._NET_WM_PID).ok().and_then(|pids| pids.first().copied());
        let here = || match self.property(window, AtomEnum::WM_CLIENT_MACHINE.into()) {
            Ok(name) if !name.value.is_empty() => name.value.eq_ignore_ascii_case(self.request.host.as_bytes()),
            Ok(_) => true,
            Err(_) => false,
        };
        pid.is_some_and(|pid| self.request.pids.contains(&pid)) && here()
    }

    fn is_dialog(&self, window: Window) -> bool {
        let owner = self.numbers(window, AtomEnum::WM_TRANSIENT_FOR.into());
        owner.is_ok_and(|owner| owner.first().is_some_and(|owner| *owner != 0))
    }

    /// Returns a property of 32-bit values; empty if it is absent.
    fn numbers(&self, window: Window, name: u32) -> Result<Vec<u32>, ReplyOrIdError> {
        Ok(self.property(window, name)?.value32().map(Iterator::collect).unwrap_or_default())
    }

    fn property(&self, window: Window, name: u32) -> Result<GetPropertyReply, ReplyOrIdError> {
        Ok(self.connection.get_property(false, window, name, AtomEnum::ANY, 0, 4096)?.reply()?)
    }
}
