//! Clean windows in a temporary home, with a fake browser that a closure plays.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use super::error::CleanWindowError;
use super::throwaway::ThrowawayProfile;
use crate::catalog::Catalog;
use crate::engine::context::Engine;
use crate::engine::open_page;
use crate::model::{
    BrowserId, CleanWindow, CleanWindowFailure, Event, Layout, LeftoverKind, RelPath, StaleRemoved, Stop, StopReason,
    Verdict,
};
use crate::platform::testing::{Ends, FakeProcess, FakeSystem};
use crate::platform::{Places, Program};
use crate::policy::Settings;
use crate::safefs::{Home, Root, RunLock};

/// What a test does when a browser is started: it gets the profile's folder, and a sender for the exit code.
type Plays = Box<dyn Fn(&Path, Sender<Option<i32>>) + Sync + Send>;

/// Returns the profile's folder that a browser is started with.
fn profile_in(arguments: &[OsString]) -> PathBuf {
    match arguments {
        [option, profile, ..] if option == "--profile" => PathBuf::from(profile),
        [option, ..] => option.to_str().unwrap().strip_prefix("--user-data-dir=").unwrap().into(),
        [] => panic!("nothing is told"),
    }
}

/// Has process 7, a browser, hold a file.
fn hold(computer: &FakeSystem, file: &Path) {
    *computer.open() = vec![FakeProcess::new(7, "/usr/lib/chromium/chromium", &[file])];
}

/// A temporary home, and what an engine needs in it.
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

    fn engine<'a>(&'a self, system: &'a FakeSystem) -> Engine<'a> {
        Engine { catalog: &self.catalog, policy: &self.policy, places: &self.places, system }
    }

    /// Returns the program of a browser for this layout.
    fn program(&self, id: &str, layout: Layout) -> Program {
        let (_, browser) = self.catalog.browsers().find(|(_, browser)| browser.id.0 == id).unwrap();
        open_page::program(browser, layout)
    }

    fn computer(&self, installed: &[(&str, Layout)], plays: Plays) -> FakeSystem {
        let installed = installed.iter().map(|(id, layout)| self.program(id, *layout)).collect();
        let on_start = Box::new(move |arguments: &[OsString], told| plays(&profile_in(arguments), told));
        FakeSystem { installed, on_start, ends: Ends::WhenAsked, ..FakeSystem::new() }
    }

    /// Returns the throw-away profiles of native browsers.
    fn rooms(&self) -> Vec<OsString> {
        let home = Home::open(self.folder.path()).unwrap();
        let place = RelPath::parse(".local/state/signoff/clean-window").unwrap();
        let base = Root::open_own(&home, &place).unwrap();
        let names = base.list(None).unwrap().into_iter().map(|listed| listed.name);
        names.filter(|name| !Root::OWN_NAMES.iter().any(|own| name == *own)).collect()
    }
}

/// Writes what a browser has in every profile.
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
            // The stamp and the lock are there before the browser starts.
            assert!(["signoff.stamp", "lock"].iter().all(|name| above.join(name).symlink_metadata().is_ok()));
            fill(profile);
            told.send(Some(0)).unwrap();
        });
        let computer = stage.computer(&[(id, Layout::Native)], plays);
        let mut seen = Vec::new();
        let done = stage.engine(&computer).clean_window(None, PAGE, &mut seen, &Stop::default()).unwrap();
        assert_eq!((done.verdict, done.is_gone(), done.failure.clone()), (Verdict::Clean, true, None), "{done:?}");
        assert!(done.removed.files >= 4, "{done:?}");
        assert!(stage.rooms().is_empty());
        assert_eq!(computer.started.lock().unwrap().last().unwrap(), PAGE);
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
        let told = computer.started.lock().unwrap();
        let profile = Path::new(told.get(1).unwrap());
        assert!(profile.ends_with(place), "{profile:?}");
        assert!(profile.parent().unwrap().symlink_metadata().is_err(), "it is left");
    }
}

#[test]
fn what_it_takes_is_said_where_there_is_none() {
    let stage = Stage::new();
    let none = stage.computer(&[], fills_and_ends());
    let open = |computer: &FakeSystem, id: Option<&str>| {
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
    assert_eq!((done.verdict, done.failure), (Verdict::NothingDone, Some(CleanWindowFailure::Ended(Some(1)))));
    assert!(stage.rooms().is_empty());
}

/// Stops a window whose start script has ended, while the browser that it started has a file open.
fn stopped(is_polite: bool, reason: StopReason) -> (CleanWindow, u32, Vec<OsString>) {
    let mut stage = Stage::new();
    stage.policy.grace.value = 0;
    let mut computer = stage.computer(&[("chromium", Layout::Native)], fills_and_ends());
    computer.ends = if is_polite { Ends::WhenAsked } else { Ends::WhenKilled };
    hold(&computer, &stage.folder.path().join(".local/state/signoff/clean-window/1/profile/a"));
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
    drop(engine.session(None).unwrap());
    drop(
        ThrowawayProfile::make(Home::open(stage.folder.path()).unwrap(), &place)
            .unwrap_or_else(|err| panic!("{err:?}")),
    );
    fill(&profile);

    hold(&computer, &profile.join("Default/Cookies"));
    let used = engine.remove_stale_clean_windows(None, None).unwrap();
    assert_eq!((used.windows, used.left), (0, vec![LeftoverKind::InUse("chromium".into())]));
    computer.open().clear();

    let room = Root::open_own(&home, &place.join("1".as_ref()).unwrap()).unwrap();
    let lock = RunLock::take(&room).unwrap().unwrap();
    assert_eq!(
        engine.remove_stale_clean_windows(None, None).unwrap(),
        StaleRemoved::default(),
        "the run that made it is at work"
    );
    drop(lock);

    // The next window removes the rest, and says so.
    let done = engine.clean_window(None, PAGE, &mut (), &Stop::default()).unwrap();
    assert!(done.earlier.windows == 1 && done.earlier.removed.files >= 4, "{done:?}");
    assert!(stage.rooms().is_empty());
    assert_eq!(engine.remove_stale_clean_windows(None, None).unwrap(), StaleRemoved::default());
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
    let swept = engine.remove_stale_clean_windows(None, None).unwrap();
    assert_eq!((swept.windows, swept.left.len()), (0, 1));
    assert!(foreign.join("thesis.odt").symlink_metadata().is_ok());
}

#[test]
fn one_that_another_computer_has_open_is_left() {
    let stage = Stage::new();
    let computer = stage.computer(&[("chromium", Layout::Native)], fills_and_ends());
    let computer = FakeSystem { on_network: true, ..computer };
    let engine = stage.engine(&computer);
    drop(engine.session(None).unwrap());
    let place = RelPath::parse(".local/state/signoff/clean-window").unwrap();
    drop(
        ThrowawayProfile::make(Home::open(stage.folder.path()).unwrap(), &place)
            .unwrap_or_else(|err| panic!("{err:?}")),
    );
    let profile = stage.folder.path().join(".local/state/signoff/clean-window/1/profile");
    crate::safefs::testing::link("elsewhere-7", profile.join("SingletonLock")).unwrap();
    assert_eq!(engine.remove_stale_clean_windows(None, None).unwrap().left, [LeftoverKind::InUse(String::new())]);
    assert_eq!(stage.rooms(), ["1"]);
}
