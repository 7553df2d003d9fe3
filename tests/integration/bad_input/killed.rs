//! Killed half-way: nothing that is kept is damaged, and `finish` completes it.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use super::{chromium_is_clean, firefox_is_clean, places};
use crate::support::{Lab, MARKER, Profile};

/// Enough that removing them takes longer than noticing that it began.
const MANY: u32 = 20_000;

/// Fails unless every kept file can be read as what it is.
#[track_caller]
fn kept_is_sound(chromium: &Profile, firefox: &Profile) {
    let files = [
        chromium.root.join("Local State"),
        chromium.at("Preferences"),
        chromium.at("Secure Preferences"),
        chromium.at("Bookmarks"),
        firefox.at("extensions.json"),
    ];
    for file in files {
        let value: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert!(value.is_object(), "{}", file.display());
    }
    let bookmarks = fs::read_to_string(chromium.at("Bookmarks")).unwrap();
    assert_eq!(bookmarks.matches("\"type\":\"url\"").count(), 3);
    let prefs = fs::read_to_string(firefox.at("prefs.js")).unwrap();
    assert!(prefs.contains("browser.startup.homepage\"") && prefs.trim_end().ends_with(");"), "{prefs}");
    assert_eq!(places(firefox).0, 3);
    assert!(chromium.at("Extensions").exists() && firefox.root.join("profiles.ini").exists());
}

fn fill(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for number in 0..MANY {
        File::create_new(folder.join(number.to_string())).unwrap();
    }
}

fn left(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Starts End session and kills it when its marker is there. `None` where it was done before.
fn kill_at_work(lab: &Lab) -> Option<()> {
    let mut signoff = lab.plain_signoff();
    signoff.args(["end-session", "--yes", "--close", "never"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = signoff.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_mins(1);
    while !lab.home().join(MARKER).exists() {
        if running.try_wait().unwrap().is_some() {
            return None;
        }
        assert!(Instant::now() < deadline, "it never began");
        std::thread::yield_now();
    }
    running.kill().unwrap();
    let status = running.wait().unwrap();
    (status.signal() == Some(9) && lab.home().join(MARKER).exists()).then_some(())
}

/// Makes a lab in which End session was killed at work.
fn interrupted() -> (Lab, Profile, Profile) {
    for _ in 0..5 {
        let (lab, chromium, firefox) = Lab::with_both();
        fill(&chromium.cache.join("Cache/Cache_Data"));
        fill(&firefox.cache.join("cache2/entries"));
        if kill_at_work(&lab).is_some() {
            return (lab, chromium, firefox);
        }
    }
    panic!("End session was always done before it could be killed");
}

#[test]
fn a_run_that_was_killed_is_finished() {
    let (lab, chromium, firefox) = interrupted();
    kept_is_sound(&chromium, &firefox);
    assert!(left(&firefox.cache.join("cache2/entries")) > 0, "it was killed too late to show anything");
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!lab.home().join(MARKER).exists());
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    assert_eq!(left(&chromium.cache) + left(&firefox.cache.join("cache2/entries")), 0);
    kept_is_sound(&chromium, &firefox);
    assert_eq!(places(&firefox).1, 0);
    let again = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(again.status.code(), Some(0));
    assert!(again.stdout.is_empty(), "nothing is left to finish");
}

#[test]
fn a_removal_that_took_seconds_is_finished_all_the_same() {
    let (lab, chromium, firefox) = interrupted();
    // As if files had gone from these folders some time after the marker was written.
    let later = SystemTime::now() + Duration::from_mins(1);
    for root in [&chromium.root, &chromium.cache, &firefox.root, &firefox.cache] {
        for entry in walkdir::WalkDir::new(root) {
            let entry = entry.unwrap();
            if entry.file_type().is_dir() {
                File::open(entry.path()).unwrap().set_modified(later).unwrap();
            }
        }
    }
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

#[test]
fn a_profile_that_was_opened_since_is_left_alone() {
    let (lab, chromium, firefox) = interrupted();
    lab.was_a_while_ago();
    File::create(chromium.at("Cookies")).unwrap();
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(chromium.at("Cookies").exists(), "it is the next person's");
    firefox_is_clean(&firefox);
    assert!(lab.home().join(MARKER).exists(), "what is still owed must not be forgotten");
}

#[test]
fn end_session_after_a_kill_needs_no_finish() {
    let (lab, chromium, firefox) = interrupted();
    lab.end_session().exits(0);
    assert!(!lab.home().join(MARKER).exists());
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    kept_is_sound(&chromium, &firefox);
}

#[test]
fn a_narrower_run_leaves_what_is_owed() {
    let (lab, chromium, firefox) = interrupted();
    lab.run(&["end-session", "--yes", "--close", "never", "--browser", "firefox"]).exits(0);
    firefox_is_clean(&firefox);
    assert!(lab.home().join(MARKER).exists(), "the whole is still owed");
    // What Firefox gets from now on is the next person's; it was not there when the runs were interrupted.
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!lab.home().join(MARKER).exists());
    chromium_is_clean(&chromium);
    kept_is_sound(&chromium, &firefox);
}

#[test]
fn every_interrupted_run_is_finished() {
    let (lab, chromium, firefox) = Lab::with_both();
    let own = lab.home().join(".local/state/signoff");
    lab.run(&["end-session", "--yes", "--close", "never", "--browser", "librewolf"]).exits(0);
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() + 60;
    let owed = |browser| {
        serde_json::json!({
            "request": { "level": "traces", "only": ["cookies"], "keeping": [], "browsers": [browser], "profiles": [] },
            "since": since,
        })
    };
    let marker = serde_json::json!({ "schema": 1, "owed": [owed("chromium"), owed("firefox")] });
    fs::write(own.join("unfinished.json"), marker.to_string()).unwrap();
    let output = lab.signoff().arg("finish").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(text.matches("Clean and verified").count(), 2, "{text}");
    assert!(!own.join("unfinished.json").exists());
    for gone in [chromium.at("Cookies"), firefox.at("cookies.sqlite")] {
        assert!(!gone.exists(), "{}", gone.display());
    }
    assert!(chromium.at("History").exists() && firefox.at("logins.json").exists(), "they were not asked for");
}

/// Kills End session at the Nth call of a system call, by strace, and finishes it. Says whether it was killed at work.
fn killed_at(call: &str, when: u32) -> bool {
    let (lab, chromium, firefox) = Lab::with_both();
    let mut strace = lab.within(Path::new("strace"));
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"]);
    strace.arg(format!("inject={call}:signal=KILL:when={when}"));
    strace.arg(env!("CARGO_BIN_EXE_signoff")).args(["end-session", "--yes", "--close", "never"]);
    let status = strace.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let was_killed = status.signal() == Some(9) || status.code() == Some(137);
    assert!(was_killed || status.code() == Some(0), "strace ended with {status}");
    kept_is_sound(&chromium, &firefox);
    let pending = lab.home().join(MARKER).exists();
    assert!(was_killed || !pending, "{call} {when}: ended by itself and left a marker");
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{call} {when}: {}", String::from_utf8_lossy(&output.stdout));
    if pending {
        // What was still to be done is done; without a marker nothing had begun, or everything was over.
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
    }
    kept_is_sound(&chromium, &firefox);
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    kept_is_sound(&chromium, &firefox);
    was_killed && pending
}

#[test]
#[ignore = "needs strace"]
fn killed_at_any_moment_nothing_kept_is_damaged() {
    let points =
        [("unlinkat", [1, 2, 40, 150]), ("renameat,renameat2,rename", [1, 2, 3, 5]), ("fsync,fdatasync", [1, 3, 5, 9])];
    for (call, whens) in points {
        let killed = whens.into_iter().filter(|when| killed_at(call, *when)).count();
        assert!(killed > 0, "{call} is not called at work");
    }
}
