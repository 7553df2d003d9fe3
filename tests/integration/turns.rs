//! One run of a user works at a time. One that nobody watches waits for its turn, and loses nothing if it waits in vain.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use rustix::process::Signal;

use crate::bad_input::{chromium_is_clean, firefox_is_clean};
use crate::running::{Running, copy_program, wait_until};
use crate::support::{Lab, MARKER, Profile, RunOutput};

/// A lab in which a run is at work, because a browser does not close.
struct Busy {
    lab: Lab,
    chromium: Profile,
    firefox: Profile,
    first: Running,
    browser: Running,
}

fn busy() -> Busy {
    busy_with(Lab::plain_signoff)
}

fn busy_with(first: impl FnOnce(&Lab) -> Command) -> Busy {
    let (lab, chromium, firefox) = Lab::with_both();
    let browser = Running::stubborn_browser(&lab, &chromium.at("Cookies"));
    let mut first = first(&lab);
    first.args(["end-session", "--yes", "--json", "--close", "force", "--grace", "50"]);
    first.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let first = Running::start(first);
    wait_until("the run is noted", || lab.home().join(MARKER).exists());
    Busy { lab, chromium, firefox, first, browser }
}

/// As a hook starts it at the end of a session.
fn hook(lab: &Lab, budget: &str) -> Command {
    as_hook(lab.plain_signoff(), budget)
}

fn as_hook(mut signoff: Command, budget: &str) -> Command {
    signoff.args(["end-session", "--yes", "--json", "--unattended", "--session-stays", "--time-budget", budget]);
    signoff.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    signoff
}

/// What a run notes while another one has the marker.
fn noted(lab: &Lab) -> PathBuf {
    lab.home().join(".local/state/signoff/unfinished.beside-1.json")
}

#[track_caller]
fn is_clean(chromium: &Profile, firefox: &Profile) {
    chromium_is_clean(chromium);
    firefox_is_clean(firefox);
}

#[test]
fn of_two_that_end_at_once_one_cleans_and_the_other_waits_for_it() {
    let Busy { lab, chromium, firefox, first, browser } = busy();
    let mut second = Running::start(hook(&lab, "40"));
    // The other program has begun, and its worker is there.
    wait_until("the second run has a worker", || second.worker().is_some());
    assert!(second.ended().is_none(), "it did not wait");
    drop(browser);
    let first = RunOutput::of(first.output()).exits(0);
    assert!(first.json["removed"]["files"].as_u64().unwrap() > 0, "{:#}", first.json);
    let second = RunOutput::of(second.output()).exits(0);
    assert_eq!((&second.json["outcome"], &second.json["removed"]["files"]), (&"clean".into(), &0.into()));
    is_clean(&chromium, &firefox);
    assert!(!lab.home().join(MARKER).exists() && !noted(&lab).exists());
}

/// What the window does is done here by the command line under the window's name: by its file it is known.
#[test]
fn a_window_at_work_is_spared_by_a_hook() {
    let program = |lab: &Lab, name: &str| {
        let program = lab.bench().join(name);
        // Without a copy of its own where that is possible: the file is large.
        if fs::hard_link(env!("CARGO_BIN_EXE_signoff"), &program).is_err() {
            copy_program(env!("CARGO_BIN_EXE_signoff"), &program);
        }
        lab.within(&program)
    };
    let Busy { lab, chromium, firefox, first: mut window, browser } = busy_with(|lab| program(lab, "signoff-app"));
    let signoff = || as_hook(program(&lab, "signoff"), "1");
    let hook = RunOutput::of(signoff().output().unwrap()).exits(4);
    assert_eq!(hook.json["reason"], "busy", "{:#}", hook.json);
    assert!(window.ended().is_none(), "it was ended");
    drop(browser);
    RunOutput::of(window.output()).exits(0);
    is_clean(&chromium, &firefox);
}

#[test]
fn a_run_that_waits_in_vain_leaves_its_request_and_finish_completes_it() {
    let Busy { lab, chromium, firefox, first, browser } = busy();
    let began = Instant::now();
    let second = RunOutput::of(hook(&lab, "1").output().unwrap()).exits(4);
    assert!(began.elapsed() >= Duration::from_secs(1), "it did not wait");
    assert_eq!((&second.json["outcome"], &second.json["reason"]), (&"out-of-time".into(), &"busy".into()));
    assert!(noted(&lab).exists());
    let log = lab.run(&["log"]).exits(0);
    assert_eq!(log.json["runs"][0]["outcome"], "out-of-time", "{:#}", log.json);
    drop(browser);
    first.output();
    is_clean(&chromium, &firefox);
    assert!(noted(&lab).exists(), "the first run has not done what the second was to do");
    // As written after the first looked, and before the second was asked.
    let file = File::create(chromium.at("Cookies")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    drop(file);
    let finish = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(finish.status.code(), Some(0), "{}", String::from_utf8_lossy(&finish.stdout));
    is_clean(&chromium, &firefox);
    assert!(!lab.home().join(MARKER).exists() && !noted(&lab).exists());
}

#[test]
fn where_the_request_cannot_be_noted_nobody_is_told_that_it_will_be_finished() {
    let Busy { lab, .. } = &busy();
    let said = || {
        let mut hook = lab.plain_signoff();
        hook.args(["end-session", "--yes", "--unattended", "--session-stays", "--time-budget", "1"]);
        let output = hook.output().unwrap();
        assert_eq!(output.status.code(), Some(4));
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let [noted, _progress] = said();
    assert!(noted.starts_with("Not finished") && noted.contains("signoff finish"), "{noted}");
    // There is room for four.
    for number in 2..=4 {
        let taken = lab.home().join(format!(".local/state/signoff/unfinished.beside-{number}.json"));
        fs::copy(self::noted(lab), taken).unwrap();
    }
    let [not_noted, error] = said();
    assert!(not_noted.starts_with("Not finished") && !not_noted.contains("signoff finish"), "{not_noted}");
    assert!(!error.is_empty());
}

#[test]
fn a_run_that_is_asked_to_end_while_it_waits_leaves_its_request() {
    let Busy { lab, .. } = &busy();
    let second = Running::start(hook(lab, "50"));
    // However early it is asked: a worker that does not handle signals yet must not end by one.
    wait_until("the second run has a worker", || second.worker().is_some());
    second.signal(Signal::TERM);
    let second = RunOutput::of(second.output()).exits(4);
    assert_eq!(second.json["reason"], "busy", "{:#}", second.json);
    assert!(noted(lab).exists());
}

#[test]
fn a_session_that_begins_beside_a_run_at_work_is_noted_and_that_run_does_not_take_it_off() {
    let Busy { lab, chromium, firefox, first, browser } = busy();
    let marker = fs::read(lab.home().join(MARKER)).unwrap();
    for _hooks_of_one_login in 0..3 {
        let begins = lab.signoff().args(["finish", "--session-begins", "--unattended"]).output().unwrap();
        assert_eq!(begins.status.code(), Some(0), "{}", String::from_utf8_lossy(&begins.stdout));
    }
    assert_eq!(fs::read(lab.home().join(MARKER)).unwrap(), marker, "the marker is the other run's");
    let note: serde_json::Value = serde_json::from_slice(&fs::read(noted(&lab)).unwrap()).unwrap();
    assert_eq!(note["owed"][0]["lasts"], true, "{note:#}");
    assert!(!lab.home().join(".local/state/signoff/unfinished.beside-2.json").exists(), "noted once");
    drop(browser);
    RunOutput::of(first.output()).exits(0);
    is_clean(&chromium, &firefox);
    assert!(noted(&lab).exists(), "the session has only begun");
    // At its end.
    RunOutput::of(hook(&lab, "40").output().unwrap()).exits(0);
    assert!(!lab.home().join(MARKER).exists() && !noted(&lab).exists());
}

#[test]
fn what_is_removed_beside_a_session_waits_for_the_run_that_it_meets() {
    let Busy { lab, chromium, firefox, first, browser } = busy();
    // What the first run does not do, because it is noted beside it.
    RunOutput::of(hook(&lab, "1").output().unwrap()).exits(4);
    let mut rest = lab.plain_signoff();
    rest.args(["finish", "--unattended", "--rest"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut rest = Running::start(rest);
    wait_until("the rest has a worker", || rest.worker().is_some());
    assert!(rest.ended().is_none() && noted(&lab).exists(), "it did not wait");
    drop(browser);
    RunOutput::of(first.output()).exits(0);
    let rest = rest.output();
    assert_eq!(rest.status.code(), Some(0), "{}", String::from_utf8_lossy(&rest.stdout));
    is_clean(&chromium, &firefox);
    assert!(!lab.home().join(MARKER).exists() && !noted(&lab).exists(), "nothing is owed any more");
}

#[test]
fn what_is_removed_beside_a_session_and_waits_in_vain_stays_owed() {
    let Busy { lab, .. } = &busy();
    RunOutput::of(hook(lab, "1").output().unwrap()).exits(4);
    let began = Instant::now();
    let rest = lab.plain_signoff().args(["finish", "--unattended", "--rest", "--time-budget", "1"]).output().unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1), "it did not wait");
    assert_eq!(rest.status.code(), Some(3), "{}", String::from_utf8_lossy(&rest.stdout));
    assert!(noted(lab).exists());
}
