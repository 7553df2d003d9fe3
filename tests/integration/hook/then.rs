//! What follows a run, with the test's own programs instead of `loginctl` and `systemctl`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use signoff::cli::run_with_places;
use signoff::platform::Places;

use super::places;
use crate::support::Lab;

/// Creates programs that record their arguments and exit with this code.
fn stand_ins(lab: &Lab, code: u8) -> PathBuf {
    let folder = lab.bench().join("bin");
    fs::create_dir_all(&folder).unwrap();
    for name in ["loginctl", "systemctl"] {
        let program = folder.join(name);
        let log = lab.bench().join("called");
        let locked = folder.join("locked");
        let text = format!(
            "#!/bin/sh\nif [ \"$1\" = show-session ]; then while read line; do echo \"$line\"; done <'{}'; exit; fi\necho {name} \"$@\" >> '{}'\n\
             echo no such session >&2\nexit {code}\n",
            locked.display(),
            log.display()
        );
        fs::write(locked, "Active=yes\nLockedHint=yes\n").unwrap();
        fs::write(&program, text).unwrap();
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn called(lab: &Lab) -> String {
    let log = lab.bench().join("called");
    let text = fs::read_to_string(&log).unwrap_or_default();
    drop(fs::remove_file(&log));
    text
}

/// Only the test's programs are on PATH, so that a mistake cannot log out the developer.
fn signoff(lab: &Lab, code: u8, words: &[&str]) -> Output {
    let mut command: Command = lab.plain_signoff();
    command.env("PATH", stand_ins(lab, code)).env("XDG_SESSION_ID", "c7").args(words).output().unwrap()
}

const END: [&str; 4] = ["end-session", "--yes", "--close", "never"];

#[test]
fn each_action_follows_a_clean_run() {
    for (then, expected) in [
        ("nothing", ""),
        ("lock", "loginctl --no-ask-password lock-session -- c7\n"),
        ("log-out", "loginctl --no-ask-password terminate-session -- c7\n"),
        ("restart", "systemctl --no-ask-password reboot\n"),
    ] {
        let (lab, ..) = Lab::with_both();
        let ran = signoff(&lab, 0, &[&END[..], &["--then", then]].concat());
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        assert!(String::from_utf8_lossy(&ran.stdout).starts_with("Clean and verified"));
        assert_eq!(called(&lab), expected);
    }
}

#[test]
fn an_action_that_fails_is_said_and_is_not_clean() {
    let (lab, ..) = Lab::with_both();
    let ran = signoff(&lab, 1, &[&END[..], &["--then", "lock", "--json"]].concat());
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let words = "What should follow did not happen: the system refused it. Lock the screen yourself, or log out.";
    assert!(said.contains(words) && !said.contains("no such session"), "{said}");
    // The result itself is not affected.
    let json: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(json["outcome"], "clean");
    assert!(called(&lab).contains("lock-session"));
}

/// Logind tells the desktop to lock, and nothing there does.
#[test]
fn a_lock_that_nothing_carries_out_is_told_apart() {
    let (lab, ..) = Lab::with_both();
    let mut signoff = lab.plain_signoff();
    signoff.env("PATH", stand_ins(&lab, 0)).env("XDG_SESSION_ID", "c7").args(END).args(["--then", "lock"]);
    fs::write(lab.bench().join("bin/locked"), "Active=yes\nLockedHint=no\n").unwrap();
    let ran = signoff.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("no program of this desktop locks the screen. Lock the screen yourself"), "{said}");
    assert_eq!(called(&lab), "loginctl --no-ask-password lock-session -- c7\n");
}

#[test]
fn an_action_follows_where_something_is_left_and_not_where_nothing_was_done() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let lab = lab.without_rights();
    fs::create_dir(chromium.at("shut")).unwrap();
    fs::write(chromium.at("shut/inside"), "").unwrap();
    lab.forbid(&chromium.at("shut"));
    let ran = signoff(&lab, 0, &[&END[..], &["--then", "log-out"]].concat());
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(called(&lab).contains("terminate-session"));
    let ran = signoff(&lab, 0, &[&END[..], &["--then", "log-out", "--expect", "0123456789abcdef"]].concat());
    assert_eq!((ran.status.code(), called(&lab)), (Some(3), String::new()));
    let ran = signoff(&lab, 0, &["end-session", "--yes", "--browser", "none", "--then", "restart"]);
    assert_eq!((ran.status.code(), called(&lab)), (Some(2), String::new()));
}

#[test]
fn a_demonstration_and_a_hook_are_followed_by_nothing() {
    let (lab, ..) = Lab::with_both();
    let settings = lab.home().join(".config/signoff/settings.toml");
    let ran = signoff(&lab, 0, &["--demo", "end-session", "--yes", "--then", "restart"]);
    assert_eq!((ran.status.code(), called(&lab)), (Some(0), String::new()));
    assert!(!settings.exists());
    let ran = signoff(&lab, 0, &["end-session", "--yes", "--unattended", "--then", "restart"]);
    assert_eq!((ran.status.code(), called(&lab)), (Some(2), String::new()));
    let ran = signoff(&lab, 0, &["end-session", "--yes", "--unattended", "--session-stays", "--time-budget", "60"]);
    assert_eq!((ran.status.code(), called(&lab)), (Some(0), String::new()));
}

/// Writes the machine policy of a lab.
fn policy(lab: &Lab, text: &str) -> Places {
    let places = places(lab);
    fs::create_dir_all(places.policy.parent().unwrap()).unwrap();
    fs::set_permissions(places.policy.parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    fs::write(&places.policy, text).unwrap();
    fs::set_permissions(&places.policy, Permissions::from_mode(0o644)).unwrap();
    places
}

#[test]
fn what_a_policy_fixes_later_does_not_stop_a_hook() {
    let (lab, ..) = Lab::with_both();
    let places = policy(&lab, "close = \"never\"\ntime_budget = 50\nafterwards = \"restart\"\n");
    let attended = run_with_places(&places, &["end-session", "--yes", "--then", "nothing"]);
    assert_eq!(attended.code, 2, "{}", attended.error);
    let hook = run_with_places(&places, &["end-session", "--yes", "--unattended", "--time-budget", "30"]);
    assert_eq!(hook.code, 0, "{}{}", hook.result, hook.error);
    let log: serde_json::Value = serde_json::from_str(&run_with_places(&places, &["log", "--json"]).result).unwrap();
    assert_eq!(log["runs"][0]["origin"], "hook");
}
