//! Closing a program's windows on an X display, as a person would.
//!
//! With a window manager that can (EWMH), it is asked to close the windows it manages; without one, each window is asked
//! itself. Only windows whose own mark says that they belong to the given processes of this computer. Only displays of
//! this computer: nothing here goes over a network. A display that does not answer is given up after a while.

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

/// How long a display may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a wait for a display looks whether time is up.
const LOOK: Duration = Duration::from_millis(50);
/// How deep below the root window a program's window may lie. A window manager adds one or two frames.
const DEPTH: u8 = 4;
/// `CurrentTime`, and "a person asked through a tool" as the source, in `_NET_CLOSE_WINDOW`.
const NOW: u32 = 0;
const FROM_A_TOOL: u32 = 2;

x11rb::atom_manager! {
    /// The names on the display that we need.
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

/// Where a display is, and whose windows are meant.
#[derive(Debug)]
pub(super) struct Wanted {
    /// As in `DISPLAY`.
    pub(super) display: String,
    /// The file with the keys to displays.
    pub(super) keys: Option<PathBuf>,
    /// The processes whose windows are meant.
    pub(super) pids: BTreeSet<u32>,
    /// This computer.
    pub(super) host: String,
}

/// Waits for a display's answer until it has had its time, or nobody has any more.
pub(super) fn answer<T>(told: &mpsc::Receiver<T>, stop: &Stop) -> Option<T> {
    let began = Instant::now();
    loop {
        match told.recv_timeout(LOOK) {
            Ok(answer) => return Some(answer),
            Err(RecvTimeoutError::Timeout) if began.elapsed() < PATIENCE && stop.asked().is_none() => {}
            Err(_) => return None,
        }
    }
}

/// Asks all windows of these processes to close; returns how many were asked.
pub(super) fn close_windows(wanted: Wanted, stop: &Stop) -> usize {
    let (tell, told) = mpsc::channel();
    let ask = move || {
        // Whoever gave up waiting does not want the answer any more.
        drop(tell.send(close(&wanted)));
    };
    if thread::Builder::new().name("windows".to_owned()).spawn(ask).is_err() {
        return 0;
    }
    // What went wrong with the display does not matter: the process can still be asked by a signal.
    answer(&told, stop).and_then(Result::ok).unwrap_or(0)
}

fn close(wanted: &Wanted) -> Result<usize, ReplyOrIdError> {
    let Some((connection, _)) = connect(&wanted.display, wanted.keys.as_deref(), &wanted.host) else { return Ok(0) };
    let names = Names::new(&connection)?.reply()?;
    let display = Display { connection, names, wanted };
    let mut asked = 0;
    for screen in &display.connection.setup().roots {
        let managed = display.managed(screen.root)?;
        asked += display.close_all(screen.root, &managed, By::Manager)?;
        if asked == 0 {
            let mut found = Vec::new();
            display.walk(screen.root, DEPTH, &mut found);
            asked += display.close_all(screen.root, &found, By::Itself)?;
        }
    }
    // An answer means that everything before it was taken.
    display.connection.get_input_focus()?.reply()?;
    Ok(asked)
}

/// Connects to a display of this computer; returns which of its screens is meant, too.
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

/// Who closes a window.
#[derive(Debug, Clone, Copy)]
enum By {
    Manager,
    Itself,
}

struct Display<'a> {
    connection: RustConnection,
    names: Names,
    wanted: &'a Wanted,
}

impl Display<'_> {
    /// Lists the windows of a window manager that runs and can close them; empty without such a one.
    fn managed(&self, root: Window) -> Result<Vec<Window>, ReplyOrIdError> {
        // The mark on the root outlives a window manager that crashed; the window it names does not.
        let check = self.names._NET_SUPPORTING_WM_CHECK;
        let Some(manager) = self.numbers(root, check)?.first().copied() else { return Ok(Vec::new()) };
        let alive = self.numbers(manager, check).is_ok_and(|own| own.first() == Some(&manager));
        if alive && self.numbers(root, self.names._NET_SUPPORTED)?.contains(&self.names._NET_CLOSE_WINDOW) {
            self.numbers(root, self.names._NET_CLIENT_LIST)
        } else {
            Ok(Vec::new())
        }
    }

    /// Collects the windows below that a person sees and that understand being closed.
    fn walk(&self, parent: Window, depth: u8, found: &mut Vec<Window>) {
        // A window may disappear while we look; then it need not be closed.
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

    /// Asks those of the windows that are meant, dialogs first: a window does not close beneath its dialog.
    fn close_all(&self, root: Window, windows: &[Window], by: By) -> Result<usize, ReplyOrIdError> {
        let (dialogs, others): (Vec<&Window>, Vec<&Window>) =
            windows.iter().filter(|window| self.is_meant(**window)).partition(|window| self.is_dialog(**window));
        for window in dialogs.iter().chain(others.iter()) {
            self.close(root, **window, by)?;
        }
        self.connection.flush()?;
        Ok(dialogs.len() + others.len())
    }

    fn close(&self, root: Window, window: Window, by: By) -> Result<(), ReplyOrIdError> {
        let names = &self.names;
        let (to, mask, event) = match by {
            By::Manager => (
                root,
                EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT,
                ClientMessageEvent::new(32, window, names._NET_CLOSE_WINDOW, [NOW, FROM_A_TOOL, 0, 0, 0]),
            ),
            By::Itself => (
                window,
                EventMask::NO_EVENT,
                ClientMessageEvent::new(32, window, names.WM_PROTOCOLS, [names.WM_DELETE_WINDOW, NOW, 0, 0, 0]),
            ),
        };
        self.connection.send_event(false, to, mask, event)?;
        Ok(())
    }

    /// Tells whether a window says that it belongs to the processes meant, on this computer.
    fn is_meant(&self, window: Window) -> bool {
        let pid = self.numbers(window, self.names._NET_WM_PID).ok().and_then(|pids| pids.first().copied());
        let here = || match self.property(window, AtomEnum::WM_CLIENT_MACHINE.into()) {
            Ok(name) if !name.value.is_empty() => name.value.eq_ignore_ascii_case(self.wanted.host.as_bytes()),
            Ok(_) => true,
            Err(_) => false,
        };
        pid.is_some_and(|pid| self.wanted.pids.contains(&pid)) && here()
    }

    fn is_dialog(&self, window: Window) -> bool {
        let owner = self.numbers(window, AtomEnum::WM_TRANSIENT_FOR.into());
        owner.is_ok_and(|owner| owner.first().is_some_and(|owner| *owner != 0))
    }

    /// Returns a property made of numbers; empty where it is absent.
    fn numbers(&self, window: Window, name: u32) -> Result<Vec<u32>, ReplyOrIdError> {
        Ok(self.property(window, name)?.value32().map(Iterator::collect).unwrap_or_default())
    }

    fn property(&self, window: Window, name: u32) -> Result<GetPropertyReply, ReplyOrIdError> {
        Ok(self.connection.get_property(false, window, name, AtomEnum::ANY, 0, 4096)?.reply()?)
    }
}
