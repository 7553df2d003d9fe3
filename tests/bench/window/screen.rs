//! An X display, looked at and touched from outside: what a window shows, when, and what a person's hand does.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use signoff::gui::theme;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{ConnectionExt as _, ReportLevel};
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, ImageFormat, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::program::Program;

/// How long a window may take to come, and to answer.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks. Short beside a start and beside a frame, long enough to leave the processor to who is looked at.
const LOOK: Duration = Duration::from_millis(1);
/// How deep below the root a program's window may lie. A window manager adds one or two frames.
const DEPTH: u8 = 3;
/// Who draws one frame in parts is not to be counted twice.
const ONE_FRAME: Duration = Duration::from_millis(3);

/// Lets time pass.
pub(super) fn pause(long: Duration) {
    let end = Instant::now() + long;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
}

/// A display.
pub(super) struct Screen {
    connection: RustConnection,
    root: Window,
    name: String,
    // Goes after the connection.
    _server: Option<Server>,
}

/// A window on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    window: Window,
    width: u16,
    height: u16,
}

/// An Xvfb of our own, which ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Asked, it removes its lock and socket.
        let asked = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(asked, rustix::process::Signal::TERM).ok();
        drop(self.0.wait());
    }
}

impl Screen {
    /// Takes the display in `DISPLAY`, else starts one.
    pub(super) fn find() -> Self {
        let given = std::env::var("DISPLAY").ok().filter(|name| !name.is_empty());
        let (name, server) = given.map_or_else(
            || {
                let (name, server) = serve();
                (name, Some(server))
            },
            |name| (name, None),
        );
        let (connection, screen) = x11rb::connect(Some(&name)).expect("the display in DISPLAY answers");
        let root = connection.setup().roots.get(screen).unwrap().root;
        connection.damage_query_version(1, 1).unwrap().reply().expect("a display that tells what was drawn (DAMAGE)");
        connection.xtest_get_version(2, 2).unwrap().reply().expect("a display that takes input from programs (XTEST)");
        Self { connection, root, name, _server: server }
    }

    /// As in `DISPLAY`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Waits until a program's window shows the background that both kinds of windows have, from one edge to the other.
    /// `None` where the program ended.
    pub(super) fn painted(&self, program: &mut Program) -> Option<Shown> {
        let end = Instant::now() + PATIENCE;
        let mut shown = None;
        while program.is_running() {
            assert!(Instant::now() < end, "no window was painted in {PATIENCE:?}");
            shown = shown.or_else(|| self.window_of(self.root, program.pid(), DEPTH));
            if let Some(shown) = shown {
                let (right, bottom) = (shown.width - 3, shown.height - 3);
                let is_ground = |(x, y)| self.pixel(shown, x, y) == Some(rgb(theme::LIGHT.background));
                if [(2, 2), (right, 2), (2, bottom), (right, bottom)].into_iter().all(is_ground) {
                    return Some(shown);
                }
            }
            pause(LOOK);
        }
        None
    }

    /// Returns the visible window that says that it is this process's.
    fn window_of(&self, parent: Window, pid: u32, depth: u8) -> Option<Shown> {
        let mark = self.connection.intern_atom(false, b"_NET_WM_PID").unwrap().reply().unwrap().atom;
        for window in self.connection.query_tree(parent).unwrap().reply().ok()?.children {
            let Ok(state) = self.connection.get_window_attributes(window).unwrap().reply() else { continue };
            if state.map_state != MapState::VIEWABLE {
                continue;
            }
            let kind = AtomEnum::CARDINAL;
            let marked = self.connection.get_property(false, window, mark, kind, 0, 1).unwrap().reply();
            if marked.is_ok_and(|marked| marked.value32().and_then(|mut pids| pids.next()) == Some(pid)) {
                let place = self.connection.get_geometry(window).unwrap().reply().ok()?;
                return Some(Shown { window, width: place.width, height: place.height });
            }
            if depth > 0
                && let Some(found) = self.window_of(window, pid, depth - 1)
            {
                return Some(found);
            }
        }
        None
    }

    fn pixel(&self, shown: Shown, x: u16, y: u16) -> Option<[u8; 3]> {
        self.pixels(shown, (x, y), (1, 1)).and_then(|pixels| pixels.first().copied())
    }

    /// Returns what a part of a window shows, row by row; `None` where it cannot be seen.
    pub(super) fn pixels(&self, shown: Shown, at: (u16, u16), size: (u16, u16)) -> Option<Vec<[u8; 3]>> {
        let (x, y) = (i16::try_from(at.0).unwrap(), i16::try_from(at.1).unwrap());
        let (format, all) = (ImageFormat::Z_PIXMAP, u32::MAX);
        let image = self.connection.get_image(format, shown.window, x, y, size.0, size.1, all).unwrap().reply().ok()?;
        let pixel = |bytes: &[u8]| match bytes {
            [blue, green, red, _] => [*red, *green, *blue],
            _ => [0; 3],
        };
        Some(image.data.chunks_exact(4).map(pixel).collect())
    }

    /// Waits for the one filled button, and returns its middle.
    pub(super) fn button(&self, shown: Shown) -> Option<(u16, u16)> {
        let end = Instant::now() + PATIENCE;
        let column = left_edge(shown) + 40;
        while Instant::now() < end {
            let pixels = self.pixels(shown, (column, 0), (1, shown.height))?;
            let mut y = 0;
            for part in pixels.chunk_by(|above, below| above == below) {
                // Higher than a bar, a box or a letter.
                if part.len() > 40 && part.first() == Some(&rgb(theme::LIGHT.accent)) {
                    return Some((shown.width / 2, u16::try_from(y + part.len() / 2).unwrap()));
                }
                y += part.len();
            }
            pause(Duration::from_millis(20));
        }
        None
    }

    /// Clicks into a window, which then has the keyboard.
    pub(super) fn click(&self, shown: Shown, at: (u16, u16)) {
        let (x, y) = (i16::try_from(at.0).unwrap(), i16::try_from(at.1).unwrap());
        let place = self.connection.translate_coordinates(shown.window, self.root, x, y).unwrap().reply().unwrap();
        self.input(MOTION_NOTIFY_EVENT, 0, (place.dst_x, place.dst_y));
        // Without a window manager nobody else gives it.
        self.connection.set_input_focus(InputFocus::PARENT, shown.window, 0_u32).unwrap();
        pause(Duration::from_millis(200));
        self.input(BUTTON_PRESS_EVENT, 1, (0, 0));
        self.input(BUTTON_RELEASE_EVENT, 1, (0, 0));
        // In the next frame, so that it was a click; and a button under the pointer has another colour.
        pause(Duration::from_millis(200));
        let corner = self.connection.translate_coordinates(shown.window, self.root, 2, 2).unwrap().reply().unwrap();
        self.input(MOTION_NOTIFY_EVENT, 0, (corner.dst_x, corner.dst_y));
    }

    /// Presses a key and lets it go.
    pub(super) fn press(&self, key: Key) {
        self.input(KEY_PRESS_EVENT, key as u8, (0, 0));
        self.input(KEY_RELEASE_EVENT, key as u8, (0, 0));
    }

    fn input(&self, kind: u8, detail: u8, (x, y): (i16, i16)) {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0).unwrap();
        self.connection.flush().unwrap();
    }

    /// Begins to count the frames that a window draws.
    pub(super) fn watch(&self, shown: Shown) -> Frames<'_> {
        let watched = self.connection.generate_id().unwrap();
        self.connection.damage_create(watched, shown.window, ReportLevel::NON_EMPTY).unwrap();
        self.connection.flush().unwrap();
        Frames { screen: self, watched, seen: Vec::new() }
    }
}

/// A key, by its number on every keyboard of a PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Escape = 9,
    F1 = 67,
}

/// The moments at which a window drew something.
pub(super) struct Frames<'s> {
    screen: &'s Screen,
    watched: u32,
    seen: Vec<Instant>,
}

impl Frames<'_> {
    /// Notes what was drawn since the last look.
    pub(super) fn look(&mut self) {
        while let Some(event) = self.screen.connection.poll_for_event().unwrap() {
            if matches!(&event, Event::DamageNotify(drawn) if drawn.damage == self.watched) {
                self.screen.connection.damage_subtract(self.watched, 0_u32, 0_u32).unwrap();
                self.screen.connection.flush().unwrap();
                let now = Instant::now();
                if self.seen.last().is_none_or(|last| now - *last > ONE_FRAME) {
                    self.seen.push(now);
                }
            }
        }
    }

    /// The moments between two.
    pub(super) fn between(&self, begin: Instant, end: Instant) -> Vec<Instant> {
        self.seen.iter().copied().filter(|at| (begin..=end).contains(at)).collect()
    }
}

impl Drop for Frames<'_> {
    fn drop(&mut self) {
        // Where the window is gone, so is this.
        drop(self.screen.connection.damage_destroy(self.watched));
    }
}

/// Where the column begins in which a screen's words are.
pub(super) fn left_edge(shown: Shown) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred points")]
    let [widest, edge] = [theme::MAX_WIDTH as u16, theme::EDGE as u16];
    (shown.width.saturating_sub(widest) / 2).max(edge)
}

const fn rgb(colour: egui::Color32) -> [u8; 3] {
    [colour.r(), colour.g(), colour.b()]
}

/// Starts Xvfb on a free display; it says itself which, and when it is ready.
fn serve() -> (String, Server) {
    let mut command = Command::new("Xvfb");
    // Without -noreset it starts afresh whenever its last client goes.
    command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server =
        Server(command.spawn().expect("DISPLAY is not set and Xvfb cannot be started: the bench needs one of them"));
    let mut number = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    assert!(!number.trim().is_empty(), "Xvfb found no free display");
    (format!(":{}", number.trim()), server)
}
