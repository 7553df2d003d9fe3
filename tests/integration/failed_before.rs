//! A file that failed a check is named by every later run that comes across it, until it changes or is gone: what was
//! looked for in it may be known to nobody any more.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{Lab, Profile, RunOutput};

const ADDRESS: &str = "only.here@tuni.example";
const CODE: &str = "Extensions/aaaa/1.0_0/code.js";
const END: [&str; 4] = ["end-session", "--yes", "--close", "never"];
const FIX: [&str; 4] = ["fix-sign-in", "--yes", "--close", "never"];

fn list(lab: &Lab) -> PathBuf {
    lab.home().join(".local/state/signoff/failed-checks.json")
}

/// Makes a profile in which an extension's file holds the account's address.
fn with_address(lab: &Lab) -> Profile {
    let chromium = lab.chromium(&["Default"]);
    fs::create_dir_all(chromium.at(CODE).parent().unwrap()).unwrap();
    fs::write(chromium.at(CODE), format!("const who = '{ADDRESS}'")).unwrap();
    know_address(&chromium);
    chromium
}

fn know_address(chromium: &Profile) {
    fs::write(chromium.at("Preferences"), format!(r#"{{"account_info":[{{"email":"{ADDRESS}"}}]}}"#)).unwrap();
}

fn left(ran: &RunOutput) -> Vec<(String, String)> {
    let word = |left: &Value, key: &str| left[key].as_str().unwrap_or_default().to_owned();
    let left = ran.json["leftovers"].as_array().unwrap().iter();
    left.map(|left| (word(left, "reason"), word(left, "path"))).collect()
}

fn faults(ran: &RunOutput) -> Vec<&str> {
    ran.json["record_faults"].as_array().unwrap().iter().map(|fault| fault["fault"].as_str().unwrap()).collect()
}

fn of_code(reason: &str) -> Vec<(String, String)> {
    vec![(reason.to_owned(), CODE.to_owned())]
}

#[test]
fn what_was_found_is_named_again_by_runs_that_do_not_know_what_it_was() {
    let lab = Lab::new();
    let (chromium, _firefox) = (with_address(&lab), lab.firefox());
    assert_eq!(left(&lab.run(&END).exits(1)), of_code("found"));
    let text = fs::read_to_string(list(&lab)).unwrap();
    for secret in ["only.here", "tuni", "aaaa", "code.js", "hromium", "Default"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let narrow = [&END[..], &["--only", "history"]].concat();
    let by_profile = [&END[..], &["--time-budget", "60"]].concat();
    let hook = ["end-session", "--yes", "--time-budget", "60", "--unattended", "--session-stays"];
    let one = [&END[..], &["--browser", "chromium", "--profile", "Default"]].concat();
    for args in
        [&END[..], &narrow, &by_profile, &hook[..], &one, &FIX, &[&FIX[..], &["--sites", "google"]].concat(), &END]
    {
        assert_eq!(left(&lab.run(args).exits(1)), of_code("failed-before"), "{args:?}");
    }
    lab.run(&[&END[..], &["--browser", "firefox"]].concat()).exits(0);
    assert_eq!(left(&lab.run(&END).exits(1)), of_code("failed-before"), "another browser's run forgets nothing");
    fs::write(chromium.at(CODE), "const who = null").unwrap();
    lab.run(&narrow).exits(0);
    assert!(!list(&lab).exists(), "it changed");
    lab.run(&END).exits(0);
}

#[test]
fn what_could_not_be_read_is_named_again_until_it_is_gone() {
    let lab = Lab::new();
    let chromium = with_address(&lab);
    // A file with a hole, larger than any that is read.
    File::create(chromium.at(CODE)).unwrap().set_len(3 << 30).unwrap();
    assert_eq!(left(&lab.run(&END).exits(1)), of_code("unverified"));
    assert_eq!(left(&lab.run(&END).exits(1)), of_code("failed-before"));
    know_address(&chromium);
    assert_eq!(left(&lab.run(&END).exits(1)), of_code("unverified"), "named once");
    fs::remove_file(chromium.at(CODE)).unwrap();
    lab.run(&END).exits(0);
    assert!(!list(&lab).exists());
}

#[test]
fn a_folder_that_cannot_be_listed_hides_none() {
    let lab = Lab::new();
    let chromium = with_address(&lab);
    let lab = lab.without_rights();
    lab.run(&END).exits(1);
    lab.forbid(&chromium.at("Extensions/aaaa"));
    assert_eq!(left(&lab.run(&END).exits(1)), [("unverified".to_owned(), "Extensions/aaaa".to_owned())]);
}

#[test]
fn a_store_that_mentions_a_chosen_site_is_named_by_a_later_end_session_too_unless_that_takes_it() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fs::write(chromium.at("StoreOfNextMonth"), "https://login.microsoftonline.com").unwrap();
    lab.run(&FIX).exits(1);
    let of_store = |reason: &str| [(reason.to_owned(), "StoreOfNextMonth".to_owned())];
    let other = [&FIX[..], &["--sites", "google"]].concat();
    assert_eq!(left(&lab.run(&other).exits(1)), of_store("failed-before"));
    assert_eq!(left(&lab.run(&[&END[..], &["--only", "cookies"]].concat()).exits(1)), of_store("failed-before"));
    assert_eq!(left(&lab.run(&FIX).exits(1)), of_store("mentioned"));
    lab.run(&END).exits(0);
    assert!(!list(&lab).exists());
}

type Way = (&'static str, fn(&Path));

const WAYS: [Way; 8] = [
    ("no list", |at| fs::write(at, "x").unwrap()),
    ("nothing", |at| fs::write(at, "").unwrap()),
    ("a newer list", |at| fs::write(at, r#"{"schema":2,"failed":[]}"#).unwrap()),
    ("something else in it", |at| fs::write(at, r#"{"schema":1,"failed":["1 2 3 4 5"]}"#).unwrap()),
    ("a very long file", |at| File::create(at).unwrap().set_len(1 << 40).unwrap()),
    ("a folder", |at| fs::create_dir(at).unwrap()),
    ("a link", |at| symlink("/etc/passwd", at).unwrap()),
    ("a FIFO", |at| assert!(Command::new("mkfifo").arg(at).status().unwrap().success())),
];

#[test]
fn a_list_that_cannot_be_read_is_said_and_no_run_is_clean_then() {
    for (way, make) in WAYS {
        let lab = Lab::new();
        let _chromium = lab.chromium(&["Default"]);
        lab.run(&END).exits(0);
        make(&list(&lab));
        let ran = lab.run(&END);
        assert!(faults(&ran).contains(&"checks-unread"), "{way}: {:?}", faults(&ran));
        ran.exits(1);
        lab.run(&END).exits(0);
    }
}
