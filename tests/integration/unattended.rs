//! What a logout hook meets when nobody watches: each time the outcome that is promised, within the time budget. A full
//! disk and a home that is read-only need root and are beside the other tests of these (`bad_input`).

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use signoff::catalog::Catalog;
use signoff::cli::{CliOutput, run_with_places};
use signoff::engine::{Count, Engine, RunOptions, Time};
use signoff::model::{Close, Event, Observer, Origin, Phase, ReceiptStatus, Report, Request, Stop, Verdict};
use signoff::platform::testing::FakeSystem;
use signoff::platform::{Places, System, ThisComputer};
use signoff::policy::Settings;

use crate::bad_input::{chromium_is_clean, firefox_is_clean};
use crate::running::{Running, wait_until};
use crate::support::{Lab, MARKER, Profile, RunOutput};

const BUDGET: Duration = Duration::from_secs(20);

/// As a hook starts it.
fn hook(lab: &Lab) -> Command {
    patient_hook(lab, "1")
}

/// As a hook that gives browsers so many seconds to close.
fn patient_hook(lab: &Lab, grace: &str) -> Command {
    let mut signoff = lab.plain_signoff();
    signoff.args(["end-session", "--yes", "--json", "--close", "force", "--grace", grace, "--time-budget", "20"]);
    signoff.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    signoff
}

/// Runs something that must not take longer than the budget.
#[track_caller]
fn in_time<T>(what: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = what();
    assert!(began.elapsed() < BUDGET + Duration::from_secs(1), "{:?}", began.elapsed());
    result
}

#[track_caller]
fn is_clean(lab: &Lab, chromium: &Profile, firefox: &Profile) {
    chromium_is_clean(chromium);
    firefox_is_clean(firefox);
    assert!(!lab.home().join(MARKER).exists(), "something is owed");
    assert!(chromium.at("Bookmarks").exists() && firefox.at("places.sqlite").exists());
}

#[test]
fn a_person_who_comes_second_is_told_at_once_and_disturbs_nobody() {
    let (lab, chromium, firefox) = Lab::with_both();
    let browser = Running::stubborn_browser(&lab, &chromium.at("Cookies"));
    in_time(|| {
        // The first waits for the browser, with its marker written, until the second has come and gone.
        let mut first = Running::start(patient_hook(&lab, "15"));
        wait_until("the run is noted", || lab.home().join(MARKER).exists());
        let before = lab.snapshot();
        let second = RunOutput::of(hook(&lab).output().unwrap()).exits(3);
        assert_eq!(second.json["outcome"], "nothing-done", "{:#}", second.json);
        assert_eq!(lab.snapshot(), before, "the second disturbed the first");
        assert!(first.ended().is_none(), "the first did not wait");
        drop(browser);
        let first = RunOutput::of(first.output()).exits(0);
        assert!(first.json["removed"]["files"].as_u64().unwrap() > 0, "{:#}", first.json);
    });
    is_clean(&lab, &chromium, &firefox);
}

#[test]
fn two_hooks_that_start_at_once_do_it_once() {
    let (lab, chromium, firefox) = Lab::with_both();
    let wanted = lab.run(&["preview"]).exits(0).json["total"]["files"].as_u64().unwrap();
    in_time(|| {
        let running = [hook(&lab).spawn().unwrap(), hook(&lab).spawn().unwrap()];
        let ran = running.map(|run| RunOutput::of(run.wait_with_output().unwrap()));
        // The second came too early and did nothing, or when nothing was left to do.
        let mut done: Vec<_> = ran
            .iter()
            .map(|ran| (ran.code, ran.json["outcome"].as_str(), ran.json["removed"]["files"].as_u64().unwrap_or(0)))
            .collect();
        done.sort_by_key(|(.., files)| *files);
        assert_eq!(done[1], (Some(0), Some("clean"), wanted));
        assert!([(Some(3), Some("nothing-done"), 0), (Some(0), Some("clean"), 0)].contains(&done[0]), "{done:?}");
    });
    is_clean(&lab, &chromium, &firefox);
}

/// Starts a second run while the window removes. Both are this program, and so take each other for Signoff.
struct Beside<'a>(&'a Lab, Vec<CliOutput>);

impl Observer for Beside<'_> {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Phase(Phase::Removing | Phase::Verifying)) {
            let args = ["end-session", "--yes", "--close", "force", "--grace", "1", "--time-budget", "20"];
            self.1.push(run_with_places(&Places::below(&self.0.home()), &args));
        }
    }
}

/// Runs End session as a hook would, on this computer.
pub(crate) fn run(lab: &Lab, system: &dyn System, origin: Origin, seen: &mut dyn Observer) -> Report {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system };
    let (request, stop) = (Request::default(), Stop::default());
    let inventory = engine.discover(&request.browsers, &request.also, Count::NamesOnly, &mut (), &stop).unwrap();
    let plan = engine.plan(&inventory, &request).unwrap();
    let (grace, time) = (Duration::ZERO, Time::Limited);
    let options = RunOptions { close: Close::Never, grace, origin, time, ..RunOptions::default() };
    engine.run(&plan, &options, seen, &stop).unwrap()
}

#[test]
fn a_second_run_beside_the_window_does_nothing_and_the_window_ends_its_work() {
    let (lab, chromium, firefox) = Lab::with_both();
    let mut beside = Beside(&lab, Vec::new());
    let report = in_time(|| run(&lab, &ThisComputer::new(), Origin::Window, &mut beside));
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", report.leftovers);
    assert_eq!(beside.1.len(), 2);
    for ran in beside.1 {
        assert_eq!(ran.code, 3, "{}{}", ran.result, ran.error);
    }
    is_clean(&lab, &chromium, &firefox);
}

#[test]
fn without_a_home_nothing_is_looked_at() {
    let lab = Lab::new();
    let ran =
        in_time(|| RunOutput::of(lab.plain_signoff().env_remove("HOME").arg("preview").output().unwrap())).exits(2);
    assert!(ran.stderr.contains("HOME"), "{}", ran.stderr);
}

/// Sockets on which somebody listens and never answers.
struct Silent {
    _bus: UnixListener,
    path: PathBuf,
    _display: TcpListener,
    number: u16,
}

impl Silent {
    fn new(lab: &Lab) -> Self {
        let path = lab.bench().join("bus");
        // An X display by its number: TCP ports from 6000 on.
        let free = (40..400).find_map(|number| Some((TcpListener::bind(("127.0.0.1", 6000 + number)).ok()?, number)));
        let (display, number) = free.unwrap();
        Self { _bus: UnixListener::bind(&path).unwrap(), path, _display: display, number }
    }
}

#[test]
fn a_session_bus_and_a_display_that_are_gone_or_silent_hold_up_nobody() {
    let (lab, chromium, firefox) = Lab::with_both();
    let gone = lab.bench().join("nothing-here");
    let at = |path: &Path| format!("unix:path={}", path.display());
    let with = |lab: &Lab, bus: &Path, display: &str, more: &[&str]| {
        let mut hook = hook(lab);
        hook.env("DBUS_SESSION_BUS_ADDRESS", at(bus)).env("DBUS_SYSTEM_BUS_ADDRESS", at(bus));
        hook.env("XDG_RUNTIME_DIR", lab.bench().join("no-runtime-dir")).env("DISPLAY", display).args(more);
        in_time(|| RunOutput::of(hook.output().unwrap()))
    };
    with(&lab, &gone, ":4711", &[]).exits(0);
    is_clean(&lab, &chromium, &firefox);
    let (lab, chromium, firefox) = Lab::with_both();
    let silent = Silent::new(&lab);
    let display = format!("localhost:{}", silent.number);
    with(&lab, &silent.path, &display, &[]).exits(0);
    is_clean(&lab, &chromium, &firefox);
    // What only the display knows cannot be known then, and that is said.
    let ran = with(&lab, &silent.path, &display, &["--also", "clipboard"]).exits(1);
    assert!(!ran.leftovers().is_empty(), "{:#}", ran.json);
}

#[test]
fn a_silent_display_does_not_outlast_a_small_budget() {
    let (lab, ..) = Lab::with_both();
    let silent = Silent::new(&lab);
    let mut hook = lab.plain_signoff();
    hook.args(["end-session", "--yes", "--json", "--close", "never", "--time-budget", "2", "--also", "clipboard"]);
    hook.env("DISPLAY", format!("localhost:{}", silent.number));
    let began = Instant::now();
    let ran = RunOutput::of(hook.output().unwrap());
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(ran.exits(4).json["outcome"], "out-of-time");
    assert!(lab.home().join(MARKER).exists());
}

#[test]
fn a_clock_that_was_set_back_changes_no_outcome() {
    // A battery that is flat, and a zone that is wrong.
    for back in [i64::MAX, 7200] {
        let (lab, chromium, firefox) = Lab::with_both();
        lab.end_session().exits(0);
        File::create(chromium.at("Cookies")).unwrap();
        let then = ThisComputer::new().now().saturating_sub(back).max(0);
        let computer = FakeSystem { now: Some(then), ..FakeSystem::over_real() };
        let report = in_time(|| run(&lab, &computer, Origin::CommandLine, &mut ()));
        assert_eq!(report.verdict, Verdict::Clean, "{:?}", report.leftovers);
        assert_eq!(report.receipt, ReceiptStatus::Saved);
        is_clean(&lab, &chromium, &firefox);
        let log = lab.run(&["log"]).exits(0);
        assert_eq!(log.json["runs"].as_array().unwrap().len(), 2, "{:#}", log.json);
    }
}

#[test]
fn a_clock_that_was_set_back_after_a_kill_loses_nothing_of_what_is_owed() {
    let (lab, chromium, firefox) = Lab::with_both();
    lab.end_session().exits(0);
    let later = ThisComputer::new().now() + 86_400;
    let request = r#"{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
    let marker = format!(r#"{{"schema":1,"owed":[{{"request":{request},"since":{later},"began":{later}}}]}}"#);
    File::create(chromium.at("Cookies")).unwrap();
    fs::write(lab.home().join(MARKER), marker).unwrap();
    in_time(|| lab.signoff().arg("finish").assert().code(0));
    is_clean(&lab, &chromium, &firefox);
}
