//! What happens while Signoff is at work: an observer does it at the very moment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use signoff::catalog::Catalog;
use signoff::engine::{Count, Engine, RunOptions};
use signoff::model::{Close, Event, LeftoverKind, Level, Observer, Phase, Report, Request, Stop, Verdict};
use signoff::platform::testing::{Ends, FakeProcess, FakeSystem};
use signoff::platform::{Places, System, ThisComputer};
use signoff::policy::Settings;

use super::{chromium_is_clean, same_but};
use crate::support::{Lab, snapshot};

/// Does something when a phase begins.
struct At<F> {
    phase: Phase,
    what: F,
}

impl<F: FnMut()> Observer for At<F> {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Phase(phase) if phase == self.phase) {
            (self.what)();
        }
    }
}

/// Plans End session, and runs it while `what` happens at the beginning of a phase.
fn while_it_runs(lab: &Lab, phase: Phase, what: impl FnMut()) -> Report {
    on(&ThisComputer::new(), lab, phase, what)
}

/// As `while_it_runs`, on another computer.
fn on(system: &dyn System, lab: &Lab, phase: Phase, what: impl FnMut()) -> Report {
    let (catalog, places) = (Catalog::builtin().unwrap(), Places::below(&lab.home()));
    let engine = Engine { catalog: &catalog, policy: &Settings::default(), places: &places, system };
    let (request, stop) = (Request::default(), Stop::default());
    let inventory = engine.discover(&request.browsers, &request.also, Count::Sizes, &mut (), &stop).unwrap();
    let plan = engine.plan(&inventory, &request).unwrap();
    let options = RunOptions { close: Close::Ask, grace: Duration::from_millis(10), ..RunOptions::default() };
    engine.run(&plan, &options, &mut At { phase, what }, &stop).unwrap()
}

fn left(report: &Report) -> Vec<(String, LeftoverKind)> {
    let at = |left: &signoff::model::Leftover| left.at.as_ref().map(ToString::to_string).unwrap_or_default();
    report.leftovers.iter().map(|left| (at(left), left.kind.clone())).collect()
}

#[test]
fn what_appears_after_the_preview_goes_and_is_named_as_new() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_it_runs(&lab, Phase::Closing, || {
        fs::write(chromium.at("Brand New Store"), "written while it closed").unwrap();
    });
    let new: Vec<_> = report.new_since_preview.iter().map(|new| new.at.to_string()).collect();
    assert_eq!(new, ["Brand New Store"]);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    assert!(!chromium.at("Brand New Store").exists());
}

/// Returns this computer, with a browser that may be opened, and that closes when it is asked.
fn computer(closes: bool) -> FakeSystem {
    FakeSystem { ends: if closes { Ends::WhenAsked } else { Ends::Never }, ..FakeSystem::over_real() }
}

/// Opens the browser, which holds a file of its profile.
fn open(computer: &FakeSystem, root: &Path) {
    let held = root.join("Default/Cookies");
    computer.open().push(FakeProcess::new(u32::MAX, "/usr/lib/chromium/chromium", &[&held]));
}

#[test]
fn a_browser_opened_again_meanwhile_is_closed_once_more_and_reported() {
    for closes in [true, false] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        let computer = computer(closes);
        let mut opened = 0;
        let report = on(&computer, &lab, Phase::Removing, || {
            opened += 1;
            if opened == 1 {
                open(&computer, &chromium.root);
                fs::write(chromium.at("Written by the browser"), "again").unwrap();
            }
        });
        assert_eq!(opened, 2, "one more try, and no third");
        let left = left(&report);
        assert!(left.contains(&(String::new(), LeftoverKind::OpenedAgain)), "{left:?}");
        assert_eq!(report.verdict, Verdict::Left);
        assert_eq!(left.iter().any(|(_, kind)| *kind == LeftoverKind::BrowserOpen), !closes, "{left:?}");
        if closes {
            assert_eq!(left.len(), 1, "{left:?}");
            chromium_is_clean(&chromium);
        }
    }
}

#[test]
fn settings_that_a_browser_first_writes_while_it_closes_are_edited() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let settings = fs::read(chromium.at("Preferences")).unwrap();
    fs::remove_file(chromium.at("Preferences")).unwrap();
    let computer = computer(true);
    open(&computer, &chromium.root);
    let report = on(&computer, &lab, Phase::Removing, || fs::write(chromium.at("Preferences"), &settings).unwrap());
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    assert_ne!(fs::read(chromium.at("Preferences")).unwrap(), settings);
    chromium_is_clean(&chromium);
}

#[test]
fn nothing_goes_while_a_browser_stays_open() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let before = lab.snapshot();
    let computer = computer(false);
    open(&computer, &chromium.root);
    let report = on(&computer, &lab, Phase::Removing, || panic!("it began to remove"));
    assert_eq!((report.verdict, report.still_open), (Verdict::NothingDone, vec!["Chromium".to_owned()]));
    same_but(&before, &lab.snapshot(), &[".local"]);
}

/// Looks whether the marker is there at the moment when browsers have been asked to close.
struct Marked<'a>(&'a Path, Vec<bool>);

impl Observer for Marked<'_> {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::WaitingFor(_)) {
            self.1.push(self.0.exists());
        }
    }
}

#[test]
fn a_run_that_waits_for_browsers_is_owed_until_it_gives_up() {
    const OLDER: &str = r#"{"schema":1,"owed":[{"request":{"level":"traces","only":["cache"],"keeping":[],"browsers":["firefox"],"profiles":[]},"since":1,"began":null}]}"#;
    for older in [None, Some(OLDER)] {
        let lab = Lab::new();
        lab.end_session().exits(0);
        let chromium = lab.chromium(&["Default"]);
        let marker = lab.home().join(".local/state/signoff/unfinished.json");
        let owed = || fs::read(&marker).ok().map(|text| serde_json::from_slice::<serde_json::Value>(&text).unwrap());
        if let Some(older) = older {
            fs::write(&marker, older).unwrap();
        }
        let before = owed();
        let computer = computer(false);
        open(&computer, &chromium.root);
        let (catalog, places) = (Catalog::builtin().unwrap(), Places::below(&lab.home()));
        let engine = Engine { catalog: &catalog, policy: &Settings::default(), places: &places, system: &computer };
        let (request, stop) = (Request::default(), Stop::default());
        let inventory = engine.discover(&request.browsers, &request.also, Count::NamesOnly, &mut (), &stop).unwrap();
        let plan = engine.plan(&inventory, &request).unwrap();
        let options = RunOptions { grace: Duration::from_millis(10), ..RunOptions::default() };
        let mut seen = Marked(&marker, Vec::new());
        let report = engine.run(&plan, &options, &mut seen, &stop).unwrap();
        assert_eq!((report.verdict, seen.1), (Verdict::NothingDone, vec![true]));
        let now = owed();
        let sites = |value: Option<serde_json::Value>| value.map(|value| value["owed"][0]["request"]["only"].clone());
        assert_eq!(sites(now), sites(before), "what was owed before is owed, and no more");
    }
}

#[test]
fn what_comes_back_after_removal_is_found() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_it_runs(&lab, Phase::Verifying, || fs::write(chromium.at("Cookies"), "again").unwrap());
    assert_eq!(left(&report), [("Cookies".to_owned(), LeftoverKind::Found)]);
    assert_eq!(report.verdict, Verdict::Left);
}

#[test]
fn a_setting_that_comes_back_after_an_edit_is_found() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_it_runs(&lab, Phase::Verifying, || {
        fs::write(chromium.at("Preferences"), r#"{"account_info":[{"email":"sample@example.org"}]}"#).unwrap();
    });
    assert_eq!(left(&report), [("Preferences".to_owned(), LeftoverKind::Found)]);
    assert_eq!(report.verdict, Verdict::Left);
}

#[test]
fn a_root_that_is_swapped_after_the_preview_is_skipped() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.chromium_at(&lab.bench().join("other"), &lab.bench().join("other cache"), &["Default"]);
    let before = snapshot(&lab.bench().join("other"));
    let report = while_it_runs(&lab, Phase::Removing, || {
        fs::rename(&chromium.root, lab.bench().join("first")).unwrap();
        fs::rename(lab.bench().join("other"), &chromium.root).unwrap();
    });
    assert!(left(&report).iter().all(|(_, kind)| *kind == LeftoverKind::Changed), "{:?}", left(&report));
    assert_eq!(report.verdict, Verdict::Left);
    same_but(&before, &snapshot(&chromium.root), &[]);
}

#[test]
fn an_account_address_in_a_kept_file_is_found() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let settings: serde_json::Value = serde_json::from_slice(&fs::read(chromium.at("Preferences")).unwrap()).unwrap();
    let address = settings["account_info"][0]["email"].as_str().unwrap().to_owned();
    let wide: Vec<u8> = address.to_uppercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, text) in [("Extensions/plain", address.into_bytes()), ("Extensions/wide", [&b"x"[..], &wide].concat())] {
        fs::write(chromium.at(name), text).unwrap();
    }
    let ran = lab.end_session().exits(1);
    let expected = ["chromium Extensions/plain: found", "chromium Extensions/wide: found"].map(str::to_owned);
    assert_eq!(ran.leftovers(), expected.into());
    chromium_is_clean(&chromium);
}

/// Programs that hold a file until the first removal has begun.
struct Holding(Vec<Child>);

impl Observer for Holding {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Started(_)) {
            for mut program in self.0.drain(..) {
                program.kill().unwrap();
                program.wait().unwrap();
            }
        }
    }
}

/// Runs a request while other programs hold these files until the first removal has begun.
fn while_held(lab: &Lab, request: &Request, files: &[PathBuf]) -> Report {
    let hold = |file: &PathBuf| {
        let file = fs::File::open(file).unwrap();
        Command::new("sleep").arg("100").stdin(file).spawn().unwrap()
    };
    let mut holding = Holding(files.iter().map(hold).collect());
    let (system, catalog, places) = (ThisComputer::new(), Catalog::builtin().unwrap(), Places::below(&lab.home()));
    let engine = Engine { catalog: &catalog, policy: &Settings::default(), places: &places, system: &system };
    let stop = Stop::default();
    let inventory = engine.discover(&request.browsers, &request.also, Count::Sizes, &mut (), &stop).unwrap();
    let plan = engine.plan(&inventory, request).unwrap();
    engine.run(&plan, &RunOptions::default(), &mut holding, &stop).unwrap()
}

#[test]
fn what_another_program_held_for_a_moment_only_goes_all_the_same() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_held(&lab, &Request::default(), &[chromium.at("History"), chromium.at("Preferences")]);
    assert_eq!(left(&report), []);
    assert_eq!(report.verdict, Verdict::Clean);
    assert!(!chromium.at("History").exists());
    chromium_is_clean(&chromium);
}

#[test]
fn what_was_held_goes_though_the_mark_of_its_folder_went_before() {
    let lab = Lab::new();
    let folder = lab.home().join(".local/share/epiphany");
    fs::create_dir_all(&folder).unwrap();
    for name in [".migrated", "cookies.sqlite", "ephy-history.db"] {
        fs::write(folder.join(name), "37").unwrap();
    }
    let request = Request { level: Level::Everything, ..Request::default() };
    let report = while_held(&lab, &request, &[folder.join("ephy-history.db")]);
    assert_eq!(left(&report), []);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn settings_that_another_program_holds_are_not_edited() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let before = fs::read(chromium.at("Preferences")).unwrap();
    // A program of this user that is no browser: the test itself.
    let held = fs::File::open(chromium.at("Preferences")).unwrap();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["in-use".to_owned(), "found".to_owned()].into(), "{:?}", ran.leftovers());
    assert_eq!(fs::read(chromium.at("Preferences")).unwrap(), before);
    drop(held);
    lab.end_session().exits(0);
}
