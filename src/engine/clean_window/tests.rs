//! Clean windows in a made-up home, with a made-up browser that a closure plays.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use super::error::CleanWindowError;
use super::throwaway::Room;
use crate::catalog::Catalog;
use crate::engine::context::Engine;
use crate::engine::open_page;
use crate::model::{
    BrowserId, CleanWindow, Event, Layout, LeftoverKind, NotOpen, RelPath, Stop, StopReason, Swept, Verdict,
};
use crate::platform::{Asked, HeldFile, How, Places, Proc, Program, Started, System};
use crate::policy::Settings;
use crate::safefs::{Home, Root, RunLock};

/// What a test does when a browser is started: with its profile's folder, and the way to tell its end.
type Plays = Box<dyn Fn(&Path, Sender<Option<i32>>) + Sync + Send>;

/// A computer on which some programs are installed, and which has one process, 7, that may hold a folder.
struct Computer {
    installed: Vec<Program>,
    plays: Plays,
    told: Mutex<Vec<OsString>>,
    held: Mutex<Option<PathBuf>>,
    /// Whether the process ends when it is asked, or only when it is forced.
    is_polite: bool,
    asked: Mutex<u32>,
}

impl System for Computer {
    fn processes(&self) -> Vec<Proc> {
        let exe = Some("/usr/lib/chromium/chromium".into());
        let name = "chromium".to_owned();
        let process = Proc { pid: 7, parent: 1, name, exe, script: None, app: None, data_dir: None };
        self.held.lock().unwrap().iter().map(|_| process.clone()).collect()
    }
    fn files_held_below(&self, dirs: &[PathBuf]) -> Vec<HeldFile> {
        let held = self.held.lock().unwrap().clone().into_iter();
        let held = held.filter(|held| dirs.iter().any(|dir| held.starts_with(dir)));
        held.map(|path| HeldFile { pid: 7, path }).collect()
    }
    fn lock_owner(&self, _file: &Path) -> Option<u32> {
        None
    }
    fn host_name(&self) -> String {
        "here".into()
    }
    fn ask_to_close(&self, _main: &Proc, _family: &[u32], _stop: &Stop) -> Asked {
        *self.asked.lock().unwrap() += 1;
        if self.is_polite {
            *self.held.lock().unwrap() = None;
        }
        Asked::Windows(1)
    }
    fn end(&self, _pids: &[u32], how: How) {
        if how == How::Kill {
            *self.held.lock().unwrap() = None;
        }
    }
    fn wait_gone(&self, _pids: &[u32], _at_most: Duration) -> bool {
        self.held.lock().unwrap().is_none()
    }
    fn now(&self) -> i64 {
        0
    }
    fn can_start(&self, program: &Program) -> bool {
        self.installed.contains(program)
    }
    fn start(
        &self,
        program: &Program,
        arguments: &[OsString],
        _variables: &[(&str, OsString)],
    ) -> Result<Started, crate::platform::OpenError> {
        assert!(self.installed.contains(program), "{program:?}");
        *self.told.lock().unwrap() = arguments.to_vec();
        let profile = match arguments {
            [option, profile, ..] if option == "--profile" => PathBuf::from(profile),
            [option, ..] => option.to_str().unwrap().strip_prefix("--user-data-dir=").unwrap().into(),
            [] => panic!("nothing is told"),
        };
        let (told, ended) = channel();
        (self.plays)(&profile, told);
        Ok(Started { ended })
    }
}

/// A home, and an engine in it.
struct Stage {
    folder: tempfile::TempDir,
    catalog: Catalog,
    policy: Settings,
    places: Places,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        Self { catalog: Catalog::builtin().unwrap(), policy: Settings::default(), places, folder }
    }

    fn engine<'a>(&'a self, system: &'a Computer) -> Engine<'a> {
        Engine { catalog: &self.catalog, policy: &self.policy, places: &self.places, system }
    }

    /// Returns what a browser's program is, for this layout.
    fn program(&self, id: &str, layout: Layout) -> Program {
        let (_, browser) = self.catalog.browsers().find(|(_, browser)| browser.id.0 == id).unwrap();
        open_page::program(browser, layout)
    }

    fn computer(&self, installed: &[(&str, Layout)], plays: Plays) -> Computer {
        let installed = installed.iter().map(|(id, layout)| self.program(id, *layout)).collect();
        let (told, held, asked) = (Mutex::default(), Mutex::default(), Mutex::default());
        Computer { installed, plays, told, held, is_polite: true, asked }
    }

    /// The rooms of native browsers.
    fn rooms(&self) -> Vec<OsString> {
        let home = Home::open(self.folder.path()).unwrap();
        let place = RelPath::parse(".local/state/signoff/clean-window").unwrap();
        let base = Root::open_own(&home, &place).unwrap();
        let names = base.list(None).unwrap().into_iter().map(|listed| listed.name);
        names.filter(|name| !Root::OWN_NAMES.iter().any(|own| name == *own)).collect()
    }
}

/// Puts what a browser has in every profile.
#[expect(clippy::disallowed_methods, reason = "the made-up browser writes its profile")]
fn fill(profile: &Path) {
    std::fs::create_dir_all(profile.join("Default/Cache")).unwrap();
    for name in ["Default/Cookies", "Default/Cache/1", "prefs.js", "../cache/shader"] {
        std::fs::write(profile.join(name), "of a session").unwrap();
    }
}

fn fills_and_ends() -> Plays {
    Box::new(|profile, told| {
        fill(profile);
        told.send(Some(0)).unwrap();
    })
}

const PAGE: &str = "https://login.example.org/";

#[test]
fn its_profile_is_empty_at_first_and_gone_at_last() {
    for (id, settings) in [("chromium", None), ("firefox", Some("user.js"))] {
        let stage = Stage::new();
        let plays: Plays = Box::new(move |profile, told| {
            let dir = walkdir::WalkDir::new(profile).min_depth(1).sort_by_file_name();
            let there: Vec<_> = dir.into_iter().map(|entry| entry.unwrap().file_name().to_owned()).collect();
            assert_eq!(there, settings.map(OsString::from).into_iter().collect::<Vec<_>>());
            let above = profile.parent().unwrap();
            // Before the browser starts it is known whose the folder is, and that somebody has it.
            assert!(["signoff.stamp", "lock"].iter().all(|name| above.join(name).symlink_metadata().is_ok()));
            fill(profile);
            told.send(Some(0)).unwrap();
        });
        let computer = stage.computer(&[(id, Layout::Native)], plays);
        let mut seen = Vec::new();
        let done = stage.engine(&computer).clean_window(None, PAGE, &mut seen, &Stop::default()).unwrap();
        assert_eq!((done.verdict, done.is_gone(), done.not_open.clone()), (Verdict::Clean, true, None), "{done:?}");
        assert!(done.removed.files >= 4, "{done:?}");
        assert!(stage.rooms().is_empty());
        assert_eq!(computer.told.lock().unwrap().last().unwrap(), PAGE);
        assert_eq!(seen.first(), Some(&Event::WindowOpened(BrowserId(id.into()))));
    }
}

#[test]
fn a_packaged_browser_gets_a_profile_where_it_can_see_it() {
    for (layout, place) in [
        (Layout::Flatpak, ".var/app/org.mozilla.firefox/data/signoff-clean-window/1/profile"),
        (Layout::Snap, "snap/firefox/common/signoff-clean-window/1/profile"),
    ] {
        let stage = Stage::new();
        let computer = stage.computer(&[("firefox", layout)], fills_and_ends());
        let done = stage.engine(&computer).clean_window(None, PAGE, &mut (), &Stop::default()).unwrap();
        assert_eq!((done.browser.layout, done.verdict), (layout, Verdict::Clean));
        let told = computer.told.lock().unwrap();
        let profile = Path::new(told.get(1).unwrap());
        assert!(profile.ends_with(place), "{profile:?}");
        assert!(profile.parent().unwrap().symlink_metadata().is_err(), "it is left");
    }
}

#[test]
fn what_it_takes_is_said_where_there_is_none() {
    let stage = Stage::new();
    let none = stage.computer(&[], fills_and_ends());
    let open = |computer: &Computer, id: Option<&str>| {
        let id = id.map(|id| BrowserId(id.into()));
        stage.engine(computer).clean_window(id.as_ref(), PAGE, &mut (), &Stop::default()).unwrap_err()
    };
    assert!(matches!(open(&none, None), CleanWindowError::NoBrowser));
    let falkon = stage.computer(&[("falkon", Layout::Native), ("firefox", Layout::Native)], fills_and_ends());
    let CleanWindowError::NotHere { near, .. } = open(&falkon, Some("falkon")) else { panic!("it is one") };
    assert_eq!(near, ["firefox"]);
    assert!(matches!(open(&falkon, Some("fire")), CleanWindowError::UnknownBrowser { .. }));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test writes the person's choice")]
fn the_browser_that_the_person_chose_comes_first() {
    let stage = Stage::new();
    let both = [("chromium", Layout::Native), ("firefox", Layout::Native), ("firefox", Layout::Flatpak)];
    let computer = stage.computer(&both, fills_and_ends());
    std::fs::create_dir_all(&stage.places.config).unwrap();
    for (chosen, id, layout) in [
        ("firefox", "firefox", Layout::Native),
        ("org.mozilla.firefox", "firefox", Layout::Flatpak),
        ("chromium", "chromium", Layout::Native),
    ] {
        let list = format!("[Default Applications]\nx-scheme-handler/https={chosen}.desktop\n");
        std::fs::write(stage.places.config.join("mimeapps.list"), list).unwrap();
        let found = stage.engine(&computer).clean_browsers();
        assert_eq!(found.first().map(|one| (one.id.0.as_str(), one.layout)), Some((id, layout)));
        assert_eq!(found.len(), 3);
    }
}

#[test]
fn one_that_ends_before_it_opens_is_said_and_leaves_nothing() {
    let stage = Stage::new();
    let computer = stage.computer(&[("chromium", Layout::Native)], Box::new(|_, told| told.send(Some(1)).unwrap()));
    let done = stage.engine(&computer).clean_window(None, PAGE, &mut (), &Stop::default()).unwrap();
    assert_eq!((done.verdict, done.not_open), (Verdict::NothingDone, Some(NotOpen::Ended(Some(1)))));
    assert!(stage.rooms().is_empty());
}

/// A start script has ended, and the browser that it started holds a file until it is closed.
fn stopped(is_polite: bool, reason: StopReason) -> (CleanWindow, u32, Vec<OsString>) {
    let mut stage = Stage::new();
    stage.policy.grace.value = 0;
    let mut computer = stage.computer(&[("chromium", Layout::Native)], fills_and_ends());
    computer.is_polite = is_polite;
    *computer.held.lock().unwrap() = Some(stage.folder.path().join(".local/state/signoff/clean-window/1/profile/a"));
    let stop = Stop::default();
    stop.ask(reason);
    let done = stage.engine(&computer).clean_window(None, PAGE, &mut (), &stop).unwrap();
    let asked = *computer.asked.lock().unwrap();
    (done, asked, stage.rooms())
}

#[test]
fn a_run_that_is_stopped_asks_the_browser_to_close_and_removes_its_profile() {
    for is_polite in [true, false] {
        let (done, asked, rooms) = stopped(is_polite, StopReason::Cancelled);
        assert_eq!((done.verdict, done.is_gone(), asked), (Verdict::Cancelled, true, 1), "{done:?}");
        assert!(rooms.is_empty(), "{rooms:?}");
    }
    let (done, _, rooms) = stopped(true, StopReason::OutOfTime);
    assert!(done.verdict == Verdict::Clean && rooms.is_empty(), "nothing is left for later: {done:?}");
}

#[test]
fn what_a_killed_run_left_goes_once_nobody_uses_it() {
    let stage = Stage::new();
    let computer = stage.computer(&[("chromium", Layout::Native)], fills_and_ends());
    let engine = stage.engine(&computer);
    let home = Home::open(stage.folder.path()).unwrap();
    let place = RelPath::parse(".local/state/signoff/clean-window").unwrap();
    let profile = stage.folder.path().join(".local/state/signoff/clean-window/1/profile");
    drop(engine.session().unwrap());
    drop(Room::make(Home::open(stage.folder.path()).unwrap(), &place).unwrap_or_else(|not| panic!("{not:?}")));
    fill(&profile);

    *computer.held.lock().unwrap() = Some(profile.join("Default/Cookies"));
    let used = engine.sweep_clean_windows().unwrap();
    assert_eq!((used.windows, used.left), (0, vec![LeftoverKind::InUse("chromium".into())]));
    *computer.held.lock().unwrap() = None;

    let room = Root::open_own(&home, &place.join("1".as_ref()).unwrap()).unwrap();
    let lock = RunLock::take(&room).unwrap().unwrap();
    assert_eq!(engine.sweep_clean_windows().unwrap(), Swept::default(), "the run that made it is at work");
    drop(lock);

    // A second window beside it takes the rest along, and says so.
    let done = engine.clean_window(None, PAGE, &mut (), &Stop::default()).unwrap();
    assert!(done.earlier.windows == 1 && done.earlier.removed.files >= 4, "{done:?}");
    assert!(stage.rooms().is_empty());
    assert_eq!(engine.sweep_clean_windows().unwrap(), Swept::default());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test puts a foreign folder there")]
fn a_folder_without_the_stamp_is_not_ours() {
    let stage = Stage::new();
    let computer = stage.computer(&[("chromium", Layout::Native)], fills_and_ends());
    let engine = stage.engine(&computer);
    engine.clean_window(None, PAGE, &mut (), &Stop::default()).unwrap();
    let foreign = stage.folder.path().join(".local/state/signoff/clean-window/mine");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("thesis.odt"), "not Signoff's").unwrap();
    let swept = engine.sweep_clean_windows().unwrap();
    assert_eq!((swept.windows, swept.left.len()), (0, 1));
    assert!(foreign.join("thesis.odt").symlink_metadata().is_ok());
}

#[test]
fn one_that_another_computer_has_open_is_left() {
    let stage = Stage::new();
    let computer = stage.computer(&[("chromium", Layout::Native)], fills_and_ends());
    let engine = stage.engine(&computer);
    drop(engine.session().unwrap());
    let place = RelPath::parse(".local/state/signoff/clean-window").unwrap();
    drop(Room::make(Home::open(stage.folder.path()).unwrap(), &place).unwrap_or_else(|not| panic!("{not:?}")));
    let profile = stage.folder.path().join(".local/state/signoff/clean-window/1/profile");
    std::os::unix::fs::symlink("elsewhere-7", profile.join("SingletonLock")).unwrap();
    assert_eq!(engine.sweep_clean_windows().unwrap().left, [LeftoverKind::InUse(String::new())]);
    assert_eq!(stage.rooms(), ["1"]);
}
