//! What a power cut leaves is completed: of a session that was on the marker from its beginning, and of every account
//! when the computer starts. A session that goes on is left alone.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use signoff::catalog::Catalog;
use signoff::engine::{Engine, Waits};
use signoff::model::{Event, Observer, Origin, Report, Request, Stop, StopReason, Verdict};
use signoff::platform::Places;
use signoff::platform::testing::FakeSystem;
use signoff::policy::Settings;

use crate::support::{Lab, MARKER, NAME, Profile, UID, with_account};

/// Seconds since 1970 of the sample's sessions, all long after the sample's files.
const FIRST: i64 = 4_000_000_000;

/// As [`FIRST`], long before the sample's files: a file is of then only if it is given such a time.
const PAST: i64 = 1_600_000_000;

/// Calls `work` with an engine in the lab's home at this time, where a session began at `logon`.
fn at<T>(lab: &Lab, logon: Option<i64>, now: i64, work: impl FnOnce(&Engine<'_>) -> T) -> T {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let system = FakeSystem { logon, now: Some(now), ..FakeSystem::new() };
    work(&Engine { catalog: &catalog, policy: &policy, places: &places, system: &system })
}

fn begin(lab: &Lab, logon: Option<i64>, now: i64, stop: &Stop) -> Vec<Report> {
    at(lab, logon, now, |engine| {
        engine.begin_session(&Request::default(), (None, Waits::Login), &mut (), stop).unwrap().reports
    })
}

fn finish(lab: &Lab, logon: Option<i64>, now: i64) -> Vec<Verdict> {
    let reports =
        at(lab, logon, now, |engine| engine.finish((None, Waits::Nobody), &mut (), &Stop::default()).unwrap());
    reports.iter().map(|report| report.verdict).collect()
}

/// Returns each run on the marker: since when, and whether its session goes on.
fn marked(lab: &Lab) -> Vec<(i64, bool)> {
    let Ok(text) = fs::read(lab.home().join(MARKER)) else { return Vec::new() };
    let marker: Value = serde_json::from_slice(&text).unwrap();
    let runs = marker["owed"].as_array().unwrap().iter();
    runs.map(|run| (run["since"].as_i64().unwrap(), run["lasts"].as_bool().unwrap())).collect()
}

fn written_at(file: &Path, seconds: i64) {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds.try_into().unwrap());
    fs::File::options().append(true).open(file).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_power_cut_in_mid_session_is_owed_whoever_comes_next() {
    let (lab, chromium, firefox) = Lab::with_both();
    assert!(begin(&lab, None, FIRST, &Stop::default()).is_empty());
    assert_eq!(marked(&lab), [(FIRST, true)]);
    // A clock that was wrong: nobody is logged in, so it is not the next person's.
    written_at(&chromium.at("History"), FIRST + 9_000);
    // The computer starts again.
    assert_eq!(finish(&lab, None, FIRST + 500), [Verdict::Clean]);
    assert_eq!(marked(&lab), []);
    for gone in [chromium.at("Cookies"), chromium.at("History"), firefox.at("cookies.sqlite")] {
        assert!(!gone.exists(), "{}", gone.display());
    }
    assert!(chromium.at("Bookmarks").exists());
}

#[test]
fn a_session_that_goes_on_is_not_finished() {
    let (lab, chromium, firefox) = Lab::with_both();
    let logon = Some(FIRST - 2);
    begin(&lab, logon, FIRST, &Stop::default());
    assert_eq!(finish(&lab, logon, FIRST + 500), []);
    assert!(begin(&lab, logon, FIRST + 600, &Stop::default()).is_empty());
    assert_eq!(marked(&lab), [(FIRST + 600, true)]);
    assert!(chromium.at("Cookies").exists() && firefox.at("cookies.sqlite").exists());
}

#[test]
fn a_session_that_was_marked_before_the_system_lists_it_is_not_finished() {
    let (lab, chromium, firefox) = Lab::with_both();
    begin(&lab, None, FIRST, &Stop::default());
    assert_eq!(finish(&lab, None, FIRST + 20), []);
    assert!(begin(&lab, None, FIRST + 21, &Stop::default()).is_empty());
    assert_eq!(marked(&lab), [(FIRST + 21, true)]);
    assert!(chromium.at("Cookies").exists() && firefox.at("cookies.sqlite").exists());
    // The plug was pulled meanwhile.
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let system = FakeSystem { now: Some(FIRST + 40), booted: Some(FIRST + 30), ..FakeSystem::new() };
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &system };
    assert_eq!(engine.finish((None, Waits::Nobody), &mut (), &Stop::default()).unwrap().len(), 1);
    assert_eq!(marked(&lab), []);
    assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists());
}

#[test]
fn a_run_that_is_cut_off_is_completed_though_the_next_login_follows_at_once() {
    for logon in [None, Some(FIRST + 3_603)] {
        let (lab, chromium, firefox) = Lab::with_both();
        begin(&lab, None, FIRST, &Stop::default());
        let cut_off = |engine: &Engine<'_>| engine.record_pending(&Request::default(), Origin::Hook).unwrap();
        assert_eq!(at(&lab, Some(FIRST + 1), FIRST + 3_600, cut_off), []);
        let reports = begin(&lab, logon, FIRST + 3_604, &Stop::default());
        assert_eq!(reports.iter().map(|report| report.verdict).collect::<Vec<_>>(), [Verdict::Clean], "{logon:?}");
        assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists(), "{logon:?}");
    }
}

#[test]
fn what_the_next_session_wrote_stays_and_so_does_its_mark() {
    let (lab, chromium, firefox) = Lab::with_both();
    begin(&lab, None, PAST, &Stop::default());
    let second = Some(PAST + 1_000);
    // The next person's browser was quicker than the hook.
    written_at(&chromium.at("History"), PAST + 1_010);
    let reports = begin(&lab, second, PAST + 1_020, &Stop::default());
    assert_eq!(reports.iter().map(|report| report.verdict).collect::<Vec<_>>(), [Verdict::Left]);
    assert!(chromium.at("History").exists() && !firefox.at("cookies.sqlite").exists());
    assert_eq!(marked(&lab), [(PAST + 1_000, false), (PAST + 1_020, true)]);
    let log = lab.run(&["log"]).exits(0);
    let run = &log.json["runs"][0];
    assert_eq!((&run["outcome"], &run["verified"]), (&"left".into(), &false.into()), "{:#}", log.json);
    assert!(run["left"]["opened-since"].as_u64().is_some_and(|left| left > 0), "{:#}", log.json);
}

#[test]
fn a_file_that_was_dated_into_the_future_is_not_the_next_persons() {
    let (lab, chromium, firefox) = Lab::with_both();
    begin(&lab, None, FIRST, &Stop::default());
    let second = Some(FIRST + 1_000);
    for file in [chromium.at("History"), firefox.at("cookies.sqlite"), chromium.at("Bookmarks")] {
        written_at(&file, FIRST + 1_010);
    }
    assert_eq!(finish(&lab, second, FIRST + 1_020), [Verdict::Clean]);
    assert!(!chromium.at("History").exists() && !firefox.at("cookies.sqlite").exists());
}

#[test]
fn a_file_of_a_clock_that_was_wrong_is_not_the_next_persons() {
    // The sample's files are of a time that is still to come.
    let (lab, chromium, firefox) = Lab::with_both();
    begin(&lab, None, PAST, &Stop::default());
    assert_eq!(finish(&lab, Some(PAST + 1_000), PAST + 1_020), [Verdict::Clean]);
    assert!(!chromium.at("History").exists() && !firefox.at("cookies.sqlite").exists());
    // A mark of a clock that was ahead is none of just now.
    let (lab, chromium, _firefox) = Lab::with_both();
    begin(&lab, None, FIRST, &Stop::default());
    assert_eq!(finish(&lab, None, PAST), [Verdict::Clean]);
    assert!(!chromium.at("History").exists());
}

/// A home in which a login's first hook had no time to complete the session before. Returns when the login was, too.
fn owed_at_a_login() -> (Lab, Profile, Profile, Option<i64>) {
    let (lab, chromium, firefox) = Lab::with_both();
    begin(&lab, None, FIRST, &Stop::default());
    let second = Some(FIRST + 1_000);
    let out_of_time = Stop::default();
    out_of_time.ask(StopReason::OutOfTime);
    begin(&lab, second, FIRST + 1_020, &out_of_time);
    (lab, chromium, firefox, second)
}

#[test]
fn a_hook_that_read_the_clock_a_moment_before_the_session_was_noted_takes_it_for_no_earlier_one() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let logon = Some(FIRST);
    begin(&lab, logon, FIRST + 1, &Stop::default());
    // It waited for its turn meanwhile.
    assert!(begin(&lab, logon, FIRST, &Stop::default()).is_empty());
    assert_eq!(finish(&lab, logon, FIRST + 9), []);
    assert!(chromium.at("Cookies").exists());
    assert_eq!(marked(&lab), [(FIRST, true)]);
}

#[test]
fn what_a_login_did_not_wait_for_is_completed_beside_the_session_and_its_mark_stays() {
    let (lab, chromium, firefox, second) = owed_at_a_login();
    assert!(chromium.at("Cookies").exists(), "there was no time");
    assert_eq!(marked(&lab), [(FIRST + 1_000, false), (FIRST + 1_020, true)]);
    assert_eq!(finish(&lab, second, FIRST + 1_100), [Verdict::Clean]);
    assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists());
    assert_eq!(marked(&lab), [(FIRST + 1_020, true)]);
}

#[test]
fn a_login_waits_for_one_of_its_hooks_and_what_is_left_is_completed_beside_it() {
    let (lab, chromium, firefox, second) = owed_at_a_login();
    // The next hook of the same login has time, and takes none.
    assert!(begin(&lab, second, FIRST + 1_030, &Stop::default()).is_empty());
    assert!(chromium.at("Cookies").exists());
    assert_eq!(marked(&lab), [(FIRST + 1_000, false), (FIRST + 1_030, true)]);
    // One for which nobody waits.
    let (request, stop) = (Request::default(), Stop::default());
    let beside = at(&lab, second, FIRST + 1_040, |engine| {
        engine.begin_session(&request, (None, Waits::Nobody), &mut (), &stop).unwrap().reports
    });
    assert_eq!(beside.iter().map(|report| report.verdict).collect::<Vec<_>>(), [Verdict::Clean]);
    assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists());
    assert_eq!(marked(&lab), [(FIRST + 1_040, true)]);
}

/// Looks at the marker when the first work begins.
struct AtFirst<'a>(&'a Lab, Option<Vec<(i64, bool)>>);

impl Observer for AtFirst<'_> {
    fn on(&mut self, _event: Event) {
        self.1.get_or_insert_with(|| marked(self.0));
    }
}

#[test]
fn a_session_is_marked_before_earlier_ones_are_completed() {
    let (lab, ..) = Lab::with_both();
    begin(&lab, None, FIRST, &Stop::default());
    let mut seen = AtFirst(&lab, None);
    let (request, stop) = (Request::default(), Stop::default());
    let reports = at(&lab, Some(FIRST + 1_000), FIRST + 1_020, |engine| {
        engine.begin_session(&request, (None, Waits::Login), &mut seen, &stop).unwrap().reports
    });
    assert_eq!(reports.len(), 1);
    assert_eq!(seen.1, Some(vec![(FIRST + 1_000, false), (FIRST + 1_020, true)]));
    assert_eq!(marked(&lab), [(FIRST + 1_020, true)]);
}

#[test]
fn an_account_that_never_used_it_gets_no_folder() {
    let lab = Lab::with_both().0.without_rights();
    let before = lab.snapshot();
    lab.signoff().arg("finish").assert().code(0).stdout("");
    assert_eq!(lab.snapshot(), before);
}

#[test]
fn nobody_but_root_finishes_for_all() {
    let lab = Lab::with_both().0.without_rights();
    let before = lab.snapshot();
    let ran = lab.signoff().args(["finish", "--all"]).assert().code(2);
    let why = String::from_utf8_lossy(&ran.get_output().stderr);
    assert!(why.contains("Only root"), "{why}");
    assert_eq!(lab.snapshot(), before);
}

/// Returns a command that runs Signoff as root, where there are the test account and one more, and root's home is none
/// of this computer's. `policy` is the machine's.
fn as_root(lab: &Lab, policy: &str, words: &[&str]) -> Command {
    let other = lab.outside();
    let setup = format!(
        "sed -i s,:/root:,:/nonexistent:, /etc/passwd; mkdir /etc/signoff; printf \"{policy}\" >/etc/signoff/policy.toml; \
         echo other:x:65532:65532::{}:/bin/sh >>/etc/passwd; exec \"$@\"",
        other.display()
    );
    let mut command = with_account(lab, &format!("sh -ec '{setup}' sh"));
    command.arg(env!("CARGO_BIN_EXE_signoff")).args(words);
    command.env_remove("HOME").env("LANG", "C");
    command
}

/// Returns what a run as root printed. It must exit with 0.
fn root_said(lab: &Lab, policy: &str, words: &[&str]) -> String {
    let ran = as_root(lab, policy, words).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
#[ignore = "needs root"]
fn every_account_is_finished_when_the_computer_starts_and_nobody_else_is_touched() {
    let (lab, chromium, firefox) = Lab::with_both();
    let lab = lab.without_rights();
    std::os::unix::fs::chown(lab.outside(), Some(65_532), Some(65_532)).unwrap();
    root_said(&lab, "", &["finish", "--session-begins", "--unattended", "--user", NAME]);
    assert_eq!(marked(&lab).len(), 1);
    assert!(chromium.at("Cookies").exists());
    let outside = lab.snapshot_outside();

    let off = root_said(&lab, "finish_at_boot = false\\n", &["finish", "--all"]);
    assert!(off.starts_with("Nothing was done"), "{off}");
    assert!(chromium.at("Cookies").exists() && marked(&lab).len() == 1);

    // The session may have begun just now.
    assert_eq!(root_said(&lab, "", &["finish", "--all"]), "");
    assert!(chromium.at("Cookies").exists() && marked(&lab).len() == 1);
    let marker = lab.home().join(MARKER);
    let since = marked(&lab)[0].0;
    let text = fs::read_to_string(&marker).unwrap();
    fs::write(&marker, text.replace(&since.to_string(), &(since - 1_000).to_string())).unwrap();

    let said = root_said(&lab, "", &["finish", "--all"]);
    assert!(said.starts_with(&format!("{NAME}: Clean and verified")) && said.lines().count() == 1, "{said}");
    for gone in [chromium.at("Cookies"), chromium.at("History"), firefox.at("cookies.sqlite")] {
        assert!(!gone.exists(), "{}", gone.display());
    }
    assert!(chromium.at("Bookmarks").exists() && marked(&lab).is_empty());
    let owner = |path: &Path| std::os::unix::fs::MetadataExt::uid(&fs::symlink_metadata(path).unwrap());
    for entry in walkdir::WalkDir::new(lab.home()) {
        let entry = entry.unwrap();
        assert_eq!(owner(entry.path()), UID, "{}", entry.path().display());
    }
    assert_eq!(lab.snapshot_outside(), outside);
    assert_eq!(root_said(&lab, "", &["finish", "--all", "--rest"]), "");
}
