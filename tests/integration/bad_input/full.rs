//! A full disk: nothing kept is lost, and what was freed is enough to go on. The disk is a small one, in a mount
//! namespace of its own.

use std::path::Path;

use super::{chromium_is_clean, firefox_is_clean, there};
use crate::support::{Lab, Profile, RunOutput};

/// Copies the home to a disk of its own, fills that up to `free` bytes, runs End session there, and copies back what
/// is there afterwards.
fn with_free(lab: &Lab, free: u32) -> RunOutput {
    run_with_free(lab, free, "--close never")
}

/// As `with_free`, as a logout hook starts it.
fn hook_with_free(lab: &Lab, free: u32) -> RunOutput {
    let began = std::time::Instant::now();
    let ran = run_with_free(lab, free, "--close force --grace 1 --time-budget 20");
    assert!(began.elapsed() < std::time::Duration::from_secs(21), "{:?}", began.elapsed());
    ran
}

fn run_with_free(lab: &Lab, free: u32, options: &str) -> RunOutput {
    // Folders of tmpfs cost no blocks, files whole ones: what is free is free for contents.
    let script = r#"
        mount -t tmpfs -o size=64m,mode=700 signoff "$1"
        cp -a "$2/." "$1"
        left=$(($(stat -f -c '%a * %S' "$1") - $3))
        head -c "$left" /dev/zero > "$1/filler"
        test "$(($(stat -f -c '%a * %S' "$1")))" -le "$3"
        code=0
        HOME="$1" "$4" end-session --yes --json $5 || code=$?
        rm -rf "$2"
        cp -a "$1" "$2"
        rm "$2/filler"
        exit "$code""#;
    let disk = lab.bench().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mut unshare = lab.within(Path::new("unshare"));
    unshare.args(["--mount", "sh", "-ec", script, "sh"]).arg(&disk).arg(lab.home()).arg(free.to_string());
    let output = unshare.arg(env!("CARGO_BIN_EXE_signoff")).arg(options).output().unwrap();
    assert!(!output.stdout.is_empty(), "it was not run: {}", String::from_utf8_lossy(&output.stderr));
    RunOutput::of(output)
}

#[track_caller]
fn kept_is_there(chromium: &Profile, firefox: &Profile) {
    for file in [chromium.root.join("Local State"), chromium.at("Preferences"), chromium.at("Bookmarks")] {
        let text = std::fs::read(&file).unwrap();
        assert!(
            serde_json::from_slice::<serde_json::Value>(&text).is_ok_and(|value| value.is_object()),
            "{}",
            file.display()
        );
    }
    assert_eq!(super::places(firefox).0, 3, "bookmarks");
    assert!(std::fs::read_to_string(firefox.at("prefs.js")).unwrap().contains("browser.startup.homepage"));
}

#[test]
#[ignore = "needs root"]
fn without_space_for_the_marker_caches_go_first_and_make_it() {
    for run in [with_free, hook_with_free] {
        let (lab, chromium, firefox) = Lab::with_both();
        let wanted = lab.run(&["preview"]).exits(0).json["total"].clone();
        let ran = run(&lab, 0).exits(0);
        assert!(ran.json.get("record_faults").is_none(), "{:#}", ran.json);
        // What went first is counted once, and with its item.
        assert_eq!(ran.json["removed"]["files"], wanted["files"], "{:#}", ran.json);
        let gone = ran.json["items"].as_array().unwrap().iter().filter(|row| row["outcome"] == "already-gone");
        assert_eq!(gone.count(), 0, "{:#}", ran.json);
        assert!(!there(&lab.home().join(".local/state/signoff/unfinished.json")));
        assert!(there(&lab.home().join(".local/state/signoff/receipts.sqlite")));
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
        kept_is_there(&chromium, &firefox);
    }
}

#[test]
#[ignore = "needs root"]
fn without_space_for_an_edit_the_file_stays_as_it_was() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    // Nothing in the home frees any space.
    std::fs::remove_dir_all(&firefox.cache).unwrap();
    for entry in std::fs::read_dir(&firefox.dir).unwrap().map(Result::unwrap) {
        if !["places.sqlite", "prefs.js"].iter().any(|name| entry.file_name() == *name) {
            drop(std::fs::remove_file(entry.path()).or_else(|_folder| std::fs::remove_dir_all(entry.path())));
        }
    }
    let before = std::fs::read(firefox.at("places.sqlite")).unwrap();
    let ran = with_free(&lab, 8192).exits(1);
    assert_eq!(ran.leftovers(), ["firefox places.sqlite: no-space".to_owned()].into());
    assert_eq!(std::fs::read(firefox.at("places.sqlite")).unwrap(), before);
    lab.end_session().exits(0);
    assert_eq!(super::places(&firefox), (3, 0));
}

#[test]
#[ignore = "needs root"]
fn what_is_removed_makes_space_for_what_is_edited() {
    let runs = [4096, 8192, 16_384, 40_960].map(|free| (free, with_free as fn(&Lab, u32) -> RunOutput));
    for (free, run) in runs.into_iter().chain([(4096, hook_with_free as _), (40_960, hook_with_free as _)]) {
        let (lab, chromium, firefox) = Lab::with_both();
        run(&lab, free).exits(0);
        assert!(!there(&lab.home().join(".local/state/signoff/unfinished.json")), "{free}");
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
        kept_is_there(&chromium, &firefox);
        assert_eq!(super::places(&firefox), (3, 0));
    }
}

/// Runs End session on a disk that is full at the Nth call of a system call, and once more when it is not.
fn full_at(call: &str, when: u32) -> bool {
    let (lab, chromium, firefox) = Lab::with_both();
    let mut strace = lab.within(Path::new("strace"));
    // The log is the only sign that it came to that call.
    let log = lab.bench().join("strace");
    strace.args(["-f", "-qq", "-o"]).arg(&log).args(["-e", &format!("trace={call}"), "-e"]);
    strace.arg(format!("inject={call}:error=ENOSPC:when={when}"));
    strace.arg(env!("CARGO_BIN_EXE_signoff")).args(["end-session", "--yes", "--close", "never", "--json"]);
    let ran = RunOutput::of(strace.output().unwrap());
    let was_full = std::fs::read_to_string(&log).unwrap().contains("(INJECTED)");
    kept_is_there(&chromium, &firefox);
    let cleaned = !there(&chromium.at("Cookies")) && super::places(&firefox).1 == 0;
    match ran.code {
        Some(0) => assert!(cleaned, "{call} {when}: {:#}", ran.json),
        // What is left is named, or what failed of the record.
        Some(1) if ran.leftovers().is_empty() => {
            assert!(cleaned && ran.json.get("record_faults").is_some(), "{call} {when}: {:#}", ran.json);
        }
        Some(1) => {}
        code => panic!("{call} {when}: {code:?} {:#} {}", ran.json, ran.stderr),
    }
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    kept_is_there(&chromium, &firefox);
    was_full
}

#[test]
#[ignore = "needs strace"]
fn a_disk_that_is_full_at_any_write_loses_nothing() {
    // Every call by which something reaches the disk; the early ones of each, and some of the many later ones.
    let points = [
        ("write", &[1, 2, 3, 4, 5, 6][..]),
        ("pwrite64", &[1, 2, 3, 5, 8, 13, 21, 34]),
        ("ftruncate,fallocate", &[1, 2, 3]),
        ("fsync,fdatasync", &[1, 2, 3, 4, 6, 9]),
        ("renameat,renameat2,rename", &[1, 2, 3, 4, 5]),
        ("mkdirat,mkdir", &[1, 2, 3]),
    ];
    for (call, whens) in points {
        let full = whens.iter().filter(|when| full_at(call, **when)).count();
        assert!(full > 0, "{call} is not called");
    }
}
