//! The record never stops the work: whatever is in the place of Signoff's own folder, marker, lock or receipts, a run
//! cleans, says what of its record failed, and gives the same result when it is run again.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use signoff::catalog::Catalog;
use signoff::cli::{CliOutput, run_with_places};
use signoff::engine::Engine;
use signoff::model::{FolderFault, Origin, RecordFault, Request};
use signoff::platform::testing::FakeSystem;
use signoff::platform::{Places, System as _};
use signoff::policy::Settings;

use crate::bad_input::chromium_is_clean;
use crate::running::{Running, wait_until};
use crate::support::{Lab, MARKER};

const OWN: &str = ".local/state/signoff";
const END: [&str; 4] = ["end-session", "--yes", "--json", "--close=never"];

fn end(places: &Places) -> (u8, serde_json::Value) {
    let CliOutput { code, result, error } = run_with_places(places, &END);
    let report: Result<serde_json::Value, _> = serde_json::from_str(&result);
    assert!(report.is_ok(), "{report:?}: {result} {error}");
    (code, report.unwrap())
}

fn faults(report: &serde_json::Value) -> Vec<String> {
    let text = |fault: &serde_json::Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let named = |fault: &serde_json::Value| format!("{} {}", text(fault, "fault"), text(fault, "reason"));
    report["record_faults"].as_array().into_iter().flatten().map(named).map(|name| name.trim().to_owned()).collect()
}

fn fifo(at: &Path) {
    assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
}

fn own_with(lab: &Lab, name: &str) -> std::path::PathBuf {
    let own = lab.home().join(OWN);
    fs::create_dir_all(&own).unwrap();
    File::create(own.join("signoff.stamp")).unwrap();
    own.join(name)
}

type Way = (&'static str, fn(&Lab));

const WAYS: [Way; 17] = [
    ("a folder with a file and no stamp", |lab| {
        fs::create_dir_all(lab.home().join(OWN)).unwrap();
        fs::write(lab.home().join(OWN).join("x"), "").unwrap();
    }),
    ("a folder of very many files", |lab| {
        fs::create_dir_all(lab.home().join(OWN)).unwrap();
        for number in 0..2000 {
            File::create(lab.home().join(OWN).join(number.to_string())).unwrap();
        }
    }),
    ("a link", |lab| {
        fs::create_dir_all(lab.home().join(".local/state")).unwrap();
        symlink(lab.outside(), lab.home().join(OWN)).unwrap();
    }),
    ("a file", |lab| {
        fs::create_dir_all(lab.home().join(".local/state")).unwrap();
        fs::write(lab.home().join(OWN), "x").unwrap();
    }),
    ("a FIFO", |lab| {
        fs::create_dir_all(lab.home().join(".local/state")).unwrap();
        fifo(&lab.home().join(OWN));
    }),
    ("a folder that may not be written to", |lab| {
        own_with(lab, "");
        fs::set_permissions(lab.home().join(OWN), Permissions::from_mode(0o500)).unwrap();
    }),
    ("a folder that may not be entered", |lab| {
        own_with(lab, "");
        lab.forbid(&lab.home().join(OWN));
    }),
    ("a marker that is a folder", |lab| fs::create_dir(own_with(lab, "unfinished.json")).unwrap()),
    ("a marker that is a link", |lab| symlink("/etc/hostname", own_with(lab, "unfinished.json")).unwrap()),
    ("a marker that is a FIFO", |lab| fifo(&own_with(lab, "unfinished.json"))),
    ("a marker without end", |lab| {
        File::create(own_with(lab, "unfinished.json")).unwrap().set_len(1 << 40).unwrap();
    }),
    ("a marker that is damaged", |lab| fs::write(own_with(lab, "unfinished.json"), "x").unwrap()),
    ("a lock that is a folder", |lab| fs::create_dir(own_with(lab, "lock")).unwrap()),
    ("a lock that is a FIFO", |lab| fifo(&own_with(lab, "lock"))),
    ("a lock that may not be opened", |lab| {
        File::create(own_with(lab, "lock")).unwrap();
        lab.forbid(&lab.home().join(OWN).join("lock"));
    }),
    ("a list of runs that is a folder", |lab| fs::create_dir(own_with(lab, "receipts.sqlite")).unwrap()),
    ("a log of the list of runs that is a FIFO", |lab| fifo(&own_with(lab, "receipts.sqlite-journal"))),
];

#[test]
fn nothing_in_the_place_of_the_record_stops_a_run() {
    for (what, put) in WAYS {
        let lab = Lab::new();
        lab.chromium(&["Default"]);
        put(&lab);
        let (lab, outside) = (lab.without_rights(), fs::read(Path::new("/etc/hostname")).unwrap());
        let before = lab.snapshot_outside();
        for _again in 0..2 {
            let chromium = profile(&lab);
            let ran = lab.end_session();
            assert_eq!(ran.code, Some(0), "{what}: {:#} {}", ran.json, ran.stderr);
            assert!(faults(&ran.json).iter().all(|fault| fault == "put-aside"), "{what}: {:#}", ran.json);
            chromium_is_clean(&chromium);
            assert!(!lab.home().join(MARKER).exists(), "{what}: something is owed");
        }
        assert_eq!(lab.run(&["log"]).exits(0).json["runs"].as_array().unwrap().len(), 2, "{what}");
        assert_eq!(lab.snapshot_outside(), before, "{what}");
        assert_eq!(fs::read(Path::new("/etc/hostname")).unwrap(), outside);
    }
}

/// The profile that the lab has, with cookies again.
fn profile(lab: &Lab) -> crate::support::Profile {
    let root = lab.home().join(".config/chromium");
    let (dir, cache) = (root.join("Default"), lab.home().join(".cache/chromium/Default"));
    if !dir.join("Cookies").exists() {
        fs::write(dir.join("Cookies"), "a cookie").unwrap();
        let owner = fs::metadata(&dir).unwrap();
        chown(dir.join("Cookies"), Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    crate::support::Profile { root, dir, cache }
}

/// Makes the folder of the user's sessions, as the system does.
fn runtime(places: &Places, mode: u32) {
    fs::create_dir_all(&places.os.session_folder).unwrap();
    fs::set_permissions(&places.os.session_folder, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn where_the_own_folder_is_behind_a_link_the_record_is_elsewhere_and_that_is_said() {
    for name in [".local", ".local/state"] {
        let lab = Lab::new();
        lab.chromium(&["Default"]);
        let places = Places::below(&lab.home());
        runtime(&places, 0o700);
        let link = lab.home().join(name);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(lab.outside(), &link).unwrap();
        let outside = lab.snapshot_outside();
        for _again in 0..2 {
            let chromium = profile(&lab);
            let (code, report) = end(&places);
            assert_eq!((code, faults(&report)), (1, vec!["elsewhere link".to_owned()]), "{name}: {report:#}");
            // Browsers' own folders may be behind a link in `.local`.
            assert_eq!(report["outcome"] == "clean", name != ".local", "{name}: {report:#}");
            chromium_is_clean(&chromium);
        }
        assert!(places.os.session_folder.join("signoff/receipts.sqlite").exists(), "{name}");
        assert_eq!(lab.snapshot_outside(), outside, "{name}");
        let said = run_with_places(&places, &END[..2]).result;
        assert!(said.starts_with("Clean and verified") || name == ".local", "{said}");
        assert!(said.contains("moved = […]"), "{said}");
    }
}

#[test]
fn without_any_place_for_the_record_a_run_cleans_and_says_so() {
    for runtime_mode in [None, Some(0o755)] {
        let lab = Lab::new();
        let places = Places::below(&lab.home());
        if let Some(mode) = runtime_mode {
            // A folder that others may use is not the system's.
            runtime(&places, mode);
        }
        symlink(lab.outside(), lab.home().join(".local")).unwrap();
        lab.chromium(&["Default"]);
        for _again in 0..2 {
            let chromium = profile(&lab);
            let (code, report) = end(&places);
            assert_eq!((code, faults(&report)), (1, vec!["nowhere link".to_owned()]), "{report:#}");
            chromium_is_clean(&chromium);
        }
    }
}

#[test]
fn what_was_noted_elsewhere_is_completed_once_the_own_folder_can_be_used() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let places = Places::below(&lab.home());
    runtime(&places, 0o700);
    fs::create_dir(places.os.session_folder.join("signoff")).unwrap();
    File::create(places.os.session_folder.join("signoff/signoff.stamp")).unwrap();
    let marker = places.os.session_folder.join("signoff/unfinished.json");
    let request = r#"{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
    fs::write(&marker, format!(r#"{{"schema":1,"owed":[{{"request":{request},"since":4102444800}}]}}"#)).unwrap();
    let done = run_with_places(&places, &["finish"]);
    assert_eq!(done.code, 0, "{}{}", done.result, done.error);
    chromium_is_clean(&chromium);
    assert!(!marker.exists() && !lab.home().join(MARKER).exists());
}

#[test]
fn a_moved_state_folder_that_the_policy_names_holds_the_record() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let places = Places::below(&lab.home());
    fs::create_dir(lab.bench().join("moved")).unwrap();
    symlink(lab.bench().join("moved"), lab.home().join(".local")).unwrap();
    fs::create_dir_all(lab.home().join("machine")).unwrap();
    fs::write(&places.policy, "moved = [\"~/.local\"]\n").unwrap();
    let (code, report) = end(&places);
    assert_eq!((code, faults(&report)), (0, vec![]), "{report:#}");
    chromium_is_clean(&chromium);
    assert!(lab.bench().join("moved/state/signoff/receipts.sqlite").exists());
}

#[test]
fn a_note_of_a_newer_version_stays_and_is_said() {
    let lab = Lab::new();
    let places = Places::below(&lab.home());
    lab.chromium(&["Default"]);
    let newer = r#"{"schema":2,"owed":[{"what":"nobody knows"}]}"#;
    fs::write(own_with(&lab, "unfinished.json"), newer).unwrap();
    for _again in 0..2 {
        let chromium = profile(&lab);
        let (code, report) = end(&places);
        assert_eq!((code, faults(&report)), (1, vec!["marker-newer".to_owned()]), "{report:#}");
        chromium_is_clean(&chromium);
        assert_eq!(fs::read_to_string(lab.home().join(MARKER)).unwrap(), newer);
    }
}

#[test]
#[ignore = "needs root"]
fn a_note_of_another_users_is_refused_and_the_run_cleans() {
    let lab = Lab::new();
    let places = Places::below(&lab.home());
    lab.chromium(&["Default"]);
    let marker = own_with(&lab, "unfinished.json");
    fs::write(&marker, r#"{"schema":1,"owed":[]}"#).unwrap();
    lab.give_away(&marker);
    for _again in 0..2 {
        let chromium = profile(&lab);
        let (code, report) = end(&places);
        assert_eq!((code, faults(&report)), (1, vec!["nowhere foreign-owner".to_owned()]), "{report:#}");
        chromium_is_clean(&chromium);
        assert!(marker.exists());
    }
}

/// Says whether somebody holds the lock.
fn is_held(lab: &Lab) -> bool {
    File::options().write(true).open(lab.home().join(OWN).join("lock")).is_ok_and(|lock| lock.try_lock().is_err())
}

#[test]
fn a_lock_that_another_program_holds_does_not_count() {
    let lab = Lab::new();
    let mut flock = Command::new("flock");
    // Without a process of its own: the program that it starts holds the lock.
    flock.arg("--no-fork").arg(own_with(&lab, "lock")).args(["sleep", "600"]).stdin(Stdio::null());
    let mut held = Running::start(flock);
    wait_until("another program holds the lock", || is_held(&lab));
    lab.chromium(&["Default"]);
    for _again in 0..2 {
        let chromium = profile(&lab);
        lab.end_session().exits(0);
        chromium_is_clean(&chromium);
    }
    assert!(held.ended().is_none(), "it is not Signoff's to end");
}

/// A run that waits for a browser, with the lock.
fn waiting_run(lab: &Lab) -> (Running, Running) {
    let browser = Running::stubborn_browser(lab, &lab.home().join(".config/chromium/Default/Cookies"));
    let mut first = lab.plain_signoff();
    first.args(["end-session", "--yes", "--close", "force", "--grace", "60"]);
    first.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let first = Running::start(first);
    wait_until("the run is noted", || lab.home().join(MARKER).exists());
    (first, browser)
}

#[test]
fn a_run_that_was_stopped_ends_itself_when_it_is_asked_and_does_not_stop_the_next() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let (mut first, browser) = waiting_run(&lab);
    let busy = lab.end_session().exits(3);
    assert_eq!(busy.json["reason"], "busy", "while it works it counts");
    first.signal(Signal::STOP);
    let status = format!("/proc/{}/stat", first.id());
    wait_until("the run is stopped", || fs::read_to_string(&status).unwrap().contains(") T "));
    drop(browser);
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
    assert_eq!(first.ended().and_then(|ended| ended.code()), Some(4), "it was killed, perhaps in the middle of a swap");
    assert!(!lab.home().join(MARKER).exists());
}

#[test]
fn a_program_that_a_run_starts_does_not_keep_its_lock() {
    let lab = Lab::new();
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let system = FakeSystem::over_real();
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &system };
    let turn = engine.turn(None, None).unwrap();
    let mut sleep = Command::new("sleep");
    sleep.arg("600");
    let mut started = Running::start(sleep);
    let lock = File::open(lab.home().join(OWN).join("lock")).unwrap();
    let holders = || system.lock_holders(&lock).into_iter().map(|holder| holder.pid).collect::<Vec<_>>();
    assert_eq!(holders(), [std::process::id()]);
    drop(turn);
    assert_eq!(holders(), [0; 0]);
    assert!(started.ended().is_none() && !is_held(&lab));
}

#[test]
fn a_request_that_could_not_be_noted_is_said() {
    let lab = Lab::new();
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let system = FakeSystem::over_real();
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &system };
    assert_eq!(engine.record_pending(&Request::default(), Origin::Hook).unwrap(), []);
    assert!(lab.home().join(MARKER).exists());
    fs::rename(lab.home().join(".local"), lab.home().join("local")).unwrap();
    symlink(lab.outside(), lab.home().join(".local")).unwrap();
    let faults = engine.record_pending(&Request::default(), Origin::Hook).unwrap();
    assert_eq!(faults, [RecordFault::Nowhere(FolderFault::Link)]);
}

#[test]
fn receipts_of_a_clock_that_was_wrong_are_listed() {
    let lab = Lab::new();
    let places = Places::below(&lab.home());
    lab.chromium(&["Default"]);
    assert_eq!(end(&places).0, 0);
    let list = rusqlite::Connection::open(lab.home().join(OWN).join("receipts.sqlite")).unwrap();
    list.execute_batch("UPDATE runs SET started = 9223372036854775807").unwrap();
    drop(list);
    assert_eq!(end(&places).0, 0);
    let log = run_with_places(&places, &["log"]);
    assert_eq!((log.code, log.result.lines().count()), (0, 2), "{}{}", log.result, log.error);
    let log = run_with_places(&places, &["log", "--json"]);
    assert_eq!(log.code, 0, "{}", log.error);
}
