//! Programs that outlive the session that started them: they hold files, or start a browser again each time it ends.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use signoff::catalog::Catalog;
use signoff::cli::run_with_places;
use signoff::engine::{Count, Engine, Programs, RunOptions, Time, Waits};
use signoff::model::{Area, Close, Elsewhere, LeftoverKind, Origin, Report, Request, SkipReason, Stop, Verdict};
use signoff::platform::testing::{Ends, FakeProcess, FakeSystem};
use signoff::platform::{Places, System, ThisComputer};
use signoff::policy::Settings;

use crate::bad_input::{chromium_is_clean, firefox_is_clean};
use crate::running::{Running, copy_program, wait_until};
use crate::support::Lab;

/// How a run is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All is planned first.
    Whole,
    /// Some profiles after the other, as under a time budget.
    ByProfile,
}

/// Runs End session as a hook does once the session is over.
fn run(lab: &Lab, system: &dyn System, way: Way, budget: Duration) -> Report {
    run_request(lab, system, &Request::default(), way, budget)
}

fn run_request(lab: &Lab, system: &dyn System, request: &Request, way: Way, budget: Duration) -> Report {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system };
    let stop = Stop::default();
    let count = if way == Way::Whole { Count::NamesOnly } else { Count::Listed };
    let inventory = engine.discover(&request.browsers, &request.also, count, &mut (), &stop).unwrap();
    let plan = engine.plan(&inventory, request).unwrap();
    let (close, grace, origin, programs) = (Close::Force, Duration::ZERO, Origin::Hook, Programs::LeftOver);
    let options = RunOptions { close, grace, origin, programs, time: Time::Limited, budget: Some(budget) };
    match way {
        Way::Whole => engine.run(&plan, &options, &mut (), &stop).unwrap(),
        Way::ByProfile => {
            let turn = engine.turn(None, None).unwrap();
            engine.run_by_profile(&turn, (&inventory, &plan), &options, &mut (), &stop).1
        }
    }
}

/// A program that is no browser and has a file open.
fn holding(file: &Path) -> Running {
    let mut sleep = Command::new("sleep");
    sleep.arg("600").stdin(File::open(file).unwrap());
    Running::start(sleep)
}

#[test]
fn what_a_left_over_program_holds_goes_all_the_same() {
    for way in [Way::Whole, Way::ByProfile] {
        let (lab, chromium, firefox) = Lab::with_both();
        let held = [chromium.at("History"), chromium.at("Preferences"), firefox.at("places.sqlite")];
        let mut programs = held.map(|file| holding(&file));
        let report = run(&lab, &ThisComputer::new(), way, Duration::from_mins(1));
        assert_eq!((report.verdict, report.leftovers), (Verdict::Clean, Vec::new()), "{way:?}");
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
        for program in &mut programs {
            assert!(program.ended().is_none(), "a program that is no browser was ended");
        }
    }
}

#[test]
fn what_it_holds_in_other_places_goes_too() {
    let lab = Lab::new();
    let thumbnails = lab.home().join(".cache/thumbnails/normal");
    fs::create_dir_all(&thumbnails).unwrap();
    fs::write(thumbnails.join("37.png"), "37").unwrap();
    let _program = holding(&thumbnails.join("37.png"));
    let also = Area::Thumbnails.name();
    let places = Places::below(&lab.home());
    let asked = ["end-session", "--yes", "--time-budget", "30", "--also", also];
    assert_eq!(run_with_places(&places, &asked).code, 1, "the session goes on: it is in use");
    assert!(thumbnails.join("37.png").exists());
    let ended = run_with_places(&places, &[&asked[..], &["--unattended"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!thumbnails.join("37.png").exists());
}

#[test]
fn what_it_holds_goes_when_the_next_session_begins() {
    let (lab, chromium, firefox) = Lab::with_both();
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let now = ThisComputer::new().now();
    let at = |logon| FakeSystem { logon: Some(logon), ..FakeSystem::over_real() };
    let (first, second) = (at(now - 60), at(now + 60));
    let engine = |system| Engine { catalog: &catalog, policy: &policy, places: &places, system };
    engine(&first).begin_session(&Request::default(), (None, Waits::Login), &mut (), &Stop::default()).unwrap();
    let _program = holding(&chromium.at("History"));
    let reports = engine(&second).finish((None, Waits::Nobody), &mut (), &Stop::default()).unwrap();
    let verdicts: Vec<_> = reports.iter().map(|report| (report.verdict, &report.leftovers[..])).collect();
    assert_eq!(verdicts, [(Verdict::Clean, &[][..])]);
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

/// A computer on which something starts a browser again, so many times, that writes into its profile at once.
fn restarting(lab: &Lab, times: u32) -> (FakeSystem, crate::support::Profile) {
    let chromium = lab.chromium(&["Default"]);
    let (cookies, new) = (chromium.at("Cookies"), chromium.at("Written by the browser"));
    let started = AtomicU32::new(0);
    let next = move |_: &FakeProcess| {
        let number = started.fetch_add(1, Ordering::Relaxed);
        (number < times).then(|| {
            fs::write(&cookies, "again").unwrap();
            fs::write(&new, "again").unwrap();
            FakeProcess::new(u32::MAX - 1 - number, "/usr/lib/chromium/chromium", &[&cookies])
        })
    };
    let computer = FakeSystem { ends: Ends::WhenKilled, on_kill: Box::new(next), ..FakeSystem::over_real() };
    let first = FakeProcess::new(u32::MAX, "/usr/lib/chromium/chromium", &[&chromium.at("Cookies")]);
    computer.open().push(first);
    (computer, chromium)
}

#[test]
fn a_browser_that_is_started_again_is_ended_until_none_is_and_what_it_wrote_goes() {
    for way in [Way::Whole, Way::ByProfile] {
        for times in [0, 1, 7] {
            let lab = Lab::new();
            let (computer, chromium) = restarting(&lab, times);
            let report = run(&lab, &computer, way, Duration::from_mins(1));
            let left = report.leftovers;
            assert_eq!((report.verdict, left), (Verdict::Clean, Vec::new()), "{way:?}, {times} times");
            assert!(report.still_open.is_empty() && computer.open().is_empty(), "{way:?}, {times} times");
            assert!(!chromium.at("Written by the browser").exists(), "{way:?}, {times} times");
            chromium_is_clean(&chromium);
        }
    }
}

#[test]
fn one_that_is_started_without_end_is_named_and_the_rest_is_clean() {
    for way in [Way::Whole, Way::ByProfile] {
        let lab = Lab::new();
        let (computer, chromium) = restarting(&lab, u32::MAX / 2);
        let report = run(&lab, &computer, way, Duration::from_millis(200));
        let kinds: Vec<_> = report.leftovers.iter().map(|left| left.kind.clone()).collect();
        assert!(kinds.contains(&LeftoverKind::OpenedAgain), "{way:?}: {kinds:?}");
        assert!(kinds.iter().all(|kind| matches!(kind, LeftoverKind::OpenedAgain | LeftoverKind::Found)), "{kinds:?}");
        assert_eq!(report.verdict, Verdict::Left, "{way:?}");
        assert!(!chromium.at("History").exists(), "the person's own went before");
    }
}

/// Returns where a Chromium has a cached page for its folder in the folder for settings.
fn cache_of(made: &Path) -> PathBuf {
    let home = made.ancestors().nth(2).unwrap();
    home.join(".cache").join(made.file_name().unwrap()).join("Default/Cache/Cache_Data/f_000001")
}

/// A computer on which a browser is started, when another one is ended, in a folder that is not there before. Its command
/// line may name the folder.
fn making(lab: &Lab, made: &str, exe: &'static str, is_told: bool) -> (FakeSystem, PathBuf) {
    let chromium = lab.chromium(&["Default"]);
    let (from, to) = (chromium.at("..").canonicalize().unwrap(), lab.home().join(made));
    let (made, is_made, cache) = (to.clone(), AtomicU32::new(0), cache_of(&to));
    let next = move |_: &FakeProcess| {
        (is_made.fetch_add(1, Ordering::Relaxed) == 0).then(|| {
            for file in ["Local State", "Default/Preferences"] {
                fs::create_dir_all(to.join(file).parent().unwrap()).unwrap();
                fs::copy(from.join(file), to.join(file)).unwrap();
            }
            for file in ["Default/History", "Default/Cookies"] {
                fs::write(to.join(file), "made").unwrap();
            }
            fs::create_dir_all(cache.parent().unwrap()).unwrap();
            fs::write(&cache, "made").unwrap();
            let mut browser = FakeProcess::new(u32::MAX - 1, exe, &[&to.join("Default/Cookies")]);
            browser.proc.data_dir = is_told.then(|| to.clone());
            browser
        })
    };
    let computer = FakeSystem { ends: Ends::WhenKilled, on_kill: Box::new(next), ..FakeSystem::over_real() };
    computer.open().push(FakeProcess::new(u32::MAX, "/usr/lib/chromium/chromium", &[&chromium.at("Cookies")]));
    (computer, made)
}

#[test]
fn what_a_browser_makes_that_starts_after_the_folders_were_listed_goes_too() {
    for (made, exe, is_told) in [
        (".config/google-chrome", "/opt/google/chrome/chrome", false),
        (".config/made-by-a-loop", "/usr/lib/chromium/chromium", true),
    ] {
        let lab = Lab::new();
        let (computer, made) = making(&lab, made, exe, is_told);
        // As in a lab: what was found by its content alone would only be named.
        let request = Request { elsewhere: Some(Elsewhere::Report), ..Request::default() };
        let report = run_request(&lab, &computer, &request, Way::ByProfile, Duration::from_mins(1));
        assert_eq!((report.verdict, report.leftovers), (Verdict::Clean, Vec::new()), "{}", made.display());
        assert!(computer.open().is_empty(), "{}", made.display());
        for gone in ["Default/History", "Default/Cookies"] {
            assert!(!made.join(gone).exists(), "{}", made.join(gone).display());
        }
        assert!(!cache_of(&made).exists(), "{}", cache_of(&made).display());
    }
}

#[test]
fn what_it_makes_where_the_policy_names_only_is_named() {
    let lab = Lab::new();
    let (computer, made) = making(&lab, ".config/made-by-a-loop", "/usr/lib/chromium/chromium", false);
    let request = Request { elsewhere: Some(Elsewhere::Report), ..Request::default() };
    let report = run_request(&lab, &computer, &request, Way::ByProfile, Duration::from_mins(1));
    assert_eq!(report.verdict, Verdict::Left);
    let skipped: Vec<_> = report.skipped.iter().map(|skip| (skip.at.to_string(), skip.reason.clone())).collect();
    assert_eq!(skipped, [(".config/made-by-a-loop".to_owned(), SkipReason::Elsewhere)]);
    assert!(made.join("Default/History").exists());
}

#[test]
fn one_that_cannot_be_ended_is_named_and_left() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let computer = FakeSystem { ends: Ends::Never, ..FakeSystem::over_real() };
    computer.open().push(FakeProcess::new(u32::MAX, "/usr/lib/chromium/chromium", &[&chromium.at("Cookies")]));
    let report = run(&lab, &computer, Way::ByProfile, Duration::from_mins(1));
    assert_eq!((report.verdict, &report.still_open[..]), (Verdict::Left, &["Chromium".to_owned()][..]));
    assert!(chromium.at("Cookies").exists());
}

/// A loop that starts a browser again each time that it ends. The browser writes into its profile and holds a file there.
fn browser_loop(lab: &Lab, profile: &Path, times: u32) -> Running {
    let program = lab.bench().join("chromium");
    copy_program("/usr/bin/sleep", &program);
    let script = format!(
        "for _ in $(seq {times}); do echo again >'{0}/Cookies'; echo again >'{0}/New'; '{1}' 600 <'{0}/Cookies'; done",
        profile.display(),
        program.display()
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).stdout(Stdio::null()).stderr(Stdio::null());
    Running::start(shell)
}

#[test]
fn a_loop_that_starts_a_browser_again_does_not_keep_the_hook_from_a_clean_end() {
    let (lab, chromium, firefox) = Lab::with_both();
    fs::remove_file(chromium.at("Cookies")).unwrap();
    let mut running = browser_loop(&lab, &chromium.at("."), 4);
    wait_until("the browser has written", || chromium.at("New").exists());
    let places = Places::below(&lab.home());
    let ended = run_with_places(&places, &["end-session", "--yes", "--unattended", "--time-budget", "30"]);
    assert!(ended.code == 0 && ended.result.starts_with("Clean and verified"), "{ended:?}");
    assert!(running.ended().is_some(), "a browser is left");
    assert!(!chromium.at("New").exists());
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}
