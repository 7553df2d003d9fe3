//! Any number of folders, and files of any size: the profiles of the person who left are cleaned first, nothing is
//! claimed that was not looked at, and the same plan comes of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use signoff::catalog::Catalog;
use signoff::engine::{Count, Engine, RunOptions, Time};
use signoff::model::{Close, LeftoverKind, Observer, Plan, Report, Request, Stop, Verdict};
use signoff::platform::{Places, ThisComputer};
use signoff::policy::Settings;

use crate::support::{AtOnce, Lab, MARKER};

/// How many made-up profiles lie beside the real ones.
const MANY: usize = 400;

fn with_engine<T>(lab: &Lab, work: impl FnOnce(&Engine<'_>) -> T) -> T {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    work(&Engine { catalog: &catalog, policy: &policy, places: &places, system: &ThisComputer::new() })
}

fn planned(lab: &Lab, request: &Request, count: Count) -> Plan {
    with_engine(lab, |engine| {
        let found = engine.discover(&request.browsers, &request.also, count, &mut (), &Stop::default()).unwrap();
        engine.plan(&found, request).unwrap()
    })
}

fn run_by_profile(lab: &Lab, observer: impl Fn(&Stop) -> Box<dyn Observer + '_>) -> (Plan, Report) {
    with_engine(lab, |engine| {
        let (request, stop) = (Request::default(), Stop::default());
        let found = engine.discover(&request.browsers, &request.also, Count::Listed, &mut (), &stop).unwrap();
        let plan = engine.plan(&found, &request).unwrap();
        let options = RunOptions { close: Close::Never, time: Time::Limited, ..RunOptions::default() };
        let turn = engine.turn(None, None).unwrap();
        engine.run_by_profile(&turn, (&found, &plan), &options, observer(&stop).as_mut(), &stop)
    })
}

/// Makes profiles that nobody has used.
fn flood(root: &Path, number: usize) {
    for number in 0..number {
        let at = root.join(format!("Profile {}", number + 1));
        fs::create_dir(&at).unwrap();
        fs::write(at.join("Preferences"), "{\"homepage\":\"https://a.example/\",\"b\":1}").unwrap();
    }
}

fn age(file: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * 86_400);
    fs::File::options().write(true).open(file).unwrap().set_modified(then).unwrap();
}

#[test]
fn a_flood_of_profiles_does_not_keep_a_run_from_those_that_were_used() {
    let (lab, chromium, firefox) = Lab::with_both();
    flood(&chromium.root, MANY);
    let (plan, report) = run_by_profile(&lab, |stop| Box::new(AtOnce(stop)));
    assert_eq!(report.verdict, Verdict::OutOfTime);
    // The first that are out of reach are those that were made, and so used, last.
    let cookies = [chromium.at("Cookies"), firefox.at("cookies.sqlite")];
    assert!(cookies.iter().all(|file| !file.exists()) && report.removed.files < 9, "the run was cut short");
    let first = plan.items.first().and_then(|item| item.profile.profile_name.clone());
    assert_ne!(first, Some("Profile 1".to_owned()));
    // What was not reached is named as far as a report goes, and counted.
    assert!(report.leftovers.iter().any(|left| left.kind == LeftoverKind::NotReached));
    assert!(lab.home().join(MARKER).exists());
    lab.signoff().arg("finish").assert().code(0);
    assert!(!chromium.at("History").exists() && !firefox.at("cookies.sqlite").exists());
}

#[test]
fn every_profile_of_a_flood_is_cleaned_and_verified() {
    let (lab, chromium, _firefox) = Lab::with_both();
    flood(&chromium.root, MANY);
    let ran = lab.run(&["end-session", "--yes", "--close", "never", "--time-budget", "600"]).exits(0);
    assert_eq!(ran.json["outcome"], "clean", "{:#}", ran.json["leftovers"]);
    for number in [1, MANY / 2, MANY] {
        let left = fs::read_to_string(chromium.root.join(format!("Profile {number}/Preferences"))).unwrap();
        assert_eq!(left, "{\"homepage\":\"https://a.example/\"}");
    }
    assert!(!chromium.at("History").exists());
}

#[test]
fn what_was_listed_has_the_digest_of_what_was_looked_into() {
    let (lab, chromium, firefox) = Lab::with_both();
    flood(&chromium.root, 20);
    let request = Request::default();
    let digest = |count| with_engine(&lab, |engine| engine.digest(&planned(&lab, &request, count)));
    let before = digest(Count::Sizes);
    assert_eq!(digest(Count::Listed), before);
    // A browser that is open changes times.
    age(&chromium.at("History"), 9);
    fs::write(firefox.at("places.sqlite-wal"), "").unwrap();
    assert_eq!(digest(Count::Listed), before);
    let (_plan, report) = run_by_profile(&lab, |_| Box::new(()));
    assert_eq!(report.digest, before, "areas are planned last, and count all the same");
}

#[test]
fn a_run_by_profile_does_what_a_whole_run_does() {
    let rows = |budget: &[&str]| {
        let (lab, ..) = Lab::with_both();
        let ran = lab.run(&[&["end-session", "--yes", "--close", "never"], budget].concat()).exits(0);
        let row = |row: &serde_json::Value| {
            let mut row = row.clone();
            row.as_object_mut().unwrap().remove("id");
            row.to_string()
        };
        let rows: BTreeSet<String> = ran.json["items"].as_array().unwrap().iter().map(row).collect();
        // Files name the folder of the lab, whose length differs.
        (rows, ran.json["removed"]["files"].clone(), ran.json["checked"].clone())
    };
    assert_eq!(rows(&["--time-budget", "600"]), rows(&[]));
}

#[test]
fn an_address_that_is_found_last_is_searched_for_in_what_was_verified_first() {
    let lab = Lab::new();
    let dirs: Vec<String> = (0..12).map(|number| format!("Profile {number}")).collect();
    let dirs: Vec<&str> = dirs.iter().map(String::as_str).collect();
    let chromium = lab.chromium(&dirs);
    // Profile 0 was used last, Profile 11 first.
    for (days, dir) in dirs.iter().enumerate() {
        for file in ["History", "Cookies", "Login Data", "Web Data", "Favicons"] {
            let file = chromium.root.join(dir).join(file);
            if file.exists() {
                age(&file, days as u64);
            }
        }
    }
    let account = r#"{"account_info":[{"email":"only.here@example.org"}]}"#;
    fs::write(chromium.root.join("Profile 11/Preferences"), account).unwrap();
    let code = chromium.root.join("Profile 0/Extensions/aaaa/1.0_0");
    fs::create_dir_all(&code).unwrap();
    fs::write(code.join("code.js"), "send('only.here@example.org')").unwrap();
    let (_plan, report) = run_by_profile(&lab, |_| Box::new(()));
    let found: Vec<_> =
        report.leftovers.iter().map(|left| (left.at.as_ref().unwrap().to_string(), &left.kind)).collect();
    assert_eq!(found, [("Extensions/aaaa/1.0_0/code.js".to_owned(), &LeftoverKind::Found)]);
}

#[test]
fn a_settings_file_of_any_size_is_reduced_and_costs_no_memory() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let many = vec!["{}"; 2_000_000].join(",");
    fs::write(chromium.at("Preferences"), format!("{{\"homepage\":[{many}]}}")).unwrap();
    let ran = lab.run(&["end-session", "--yes", "--close", "never"]).exits(0);
    assert_eq!(ran.json["lost"][0]["path"], "Preferences", "{:#}", ran.json);
    assert!(!chromium.at("History").exists());
}

#[test]
fn a_list_of_profiles_of_any_length_hides_none() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let list = firefox.root.join("profiles.ini");
    let mut text = fs::read_to_string(&list).unwrap();
    for number in 0..50_000 {
        writeln!(text, "[Profile{}]\nName=n\nPath=none{number}", number + 1).unwrap();
    }
    fs::write(&list, text).unwrap();
    lab.run(&["end-session", "--yes", "--close", "never", "--time-budget", "600"]).exits(0);
    assert!(!firefox.at("cookies.sqlite").exists());
}
