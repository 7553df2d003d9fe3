//! What a policy says of sites: which End session keeps, and which Fix sign-in is about.

use std::os::unix::fs::symlink;

use rusqlite::{Connection, OpenFlags};
use signoff::cli::run_with_places;

use super::{END, places, run, set, set_own};
use crate::support::{Lab, Profile};

const FIX: [&str; 4] = ["fix-sign-in", "--yes", "--json", "--close=never"];

/// How many cookies of a host a Chromium profile holds.
fn cookies(profile: &Profile, host: &str) -> i64 {
    let file = profile.at("Cookies");
    if !file.exists() {
        return 0;
    }
    let open = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT count(*) FROM cookies WHERE trim(host_key, '.') = ?1";
    open.query_row(sql, [host], |row| row.get(0)).unwrap()
}

const SHOP: &str = "shop.example.com";
const LOGIN: &str = "login.microsoftonline.com";

#[test]
fn sites_that_are_set_keep_their_cookies() {
    for (machine, own) in
        [("keep_sites = [\"shop.example.com\"]", ""), ("grace = 1", "keep_sites = [\"shop.example.com\"]")]
    {
        let (lab, chromium, _firefox) = Lab::with_both();
        assert!(cookies(&chromium, SHOP) > 0 && cookies(&chromium, LOGIN) > 0);
        let places = set(&lab, machine);
        set_own(&places, own);
        run(&places, &END, 0);
        assert!(cookies(&chromium, SHOP) > 0 && cookies(&chromium, LOGIN) == 0, "{machine} {own}");
        assert!(!chromium.at("History").exists());
    }
}

#[test]
fn another_site_is_kept_only_where_the_policy_lets_it_be() {
    for policy in ["keep_sites = [\"shop.example.com\"]", "switches = [\"cache\"]"] {
        let (lab, ..) = Lab::with_both();
        let places = set(&lab, policy);
        let before = lab.snapshot();
        let said = run_with_places(&places, &["end-session", "--yes", "--keep-site", "tuni.fi"]);
        assert_eq!((said.code, said.result.as_str()), (2, ""), "{policy}: {}", said.error);
        assert!(lab.snapshot() == before, "a refused run changed the home");
    }
}

#[test]
fn fix_sign_in_is_about_the_sets_that_are_set() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let policy = "default_sets = [\"shop\"]\n[sets.shop]\nsites = [\"shop.example.com\"]\n";
    let places = set(&lab, policy);
    run(&places, &FIX, 0);
    assert!(cookies(&chromium, SHOP) == 0 && cookies(&chromium, LOGIN) > 0);
    run(&places, &[&FIX[..], &["--sites", "microsoft"]].concat(), 0);
    assert_eq!(cookies(&chromium, LOGIN), 0);
}

#[test]
fn why_knows_the_services_that_are_set() {
    let (lab, ..) = Lab::with_both();
    let policy = "[[services]]\nname = \"Example shop\"\nsites = [\"shop.example.com\"]\n";
    let words = ["why", "--sites", "example-shop"];
    let places_with = set(&lab, policy);
    let shown = run(&places_with, &[&words[..], &["--json"]].concat(), 0);
    assert_eq!(shown["profiles"][0]["services"][0]["service"], "example-shop", "{shown:#}");
    assert!(run_with_places(&places_with, &words).result.contains("Example shop"));
    let lab = Lab::new();
    assert_eq!(run_with_places(&places(&lab), &words).code, 2, "without the policy there is no such set");
}

#[test]
fn what_is_fixed_for_end_session_changes_nothing_of_a_fix() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let policy =
        "level = \"everything\"\nswitches = []\nkeep_sites = [\"login.microsoftonline.com\"]\ntime_budget = 600";
    let places = set(&lab, policy);
    run(&places, &FIX, 0);
    assert_eq!(cookies(&chromium, LOGIN), 0);
    assert!(chromium.at("Bookmarks").exists() && chromium.at("History").exists());
    // What says how a run goes counts for both.
    let said = run_with_places(&places, &["fix-sign-in", "--yes", "--time-budget", "5"]);
    assert!(said.code == 2 && said.error.contains("time_budget"), "{}", said.error);
    let log = run(&places, &["log", "--json"], 0);
    assert_eq!((&log["runs"][0]["work"], &log["runs"][0]["outcome"]), (&"fix-sign-in".into(), &"clean".into()));
    let noted = std::fs::read(lab.home().join(".local/state/signoff/receipts.sqlite")).unwrap();
    assert!(!String::from_utf8_lossy(&noted).contains("microsoft"), "a receipt names sites");
}

#[test]
fn a_browser_that_was_moved_is_fixed_where_the_policy_names_it() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let to = lab.bench().join("moved");
    std::fs::rename(lab.home().join(".config/chromium"), &to).unwrap();
    symlink(&to, lab.home().join(".config/chromium")).unwrap();
    run(&places(&lab), &FIX, 1);
    assert!(cookies(&chromium, LOGIN) > 0);
    run(&set(&lab, "moved = [\"~/.config/chromium\"]"), &FIX, 0);
    assert_eq!(cookies(&chromium, LOGIN), 0);
}
