//! A policy that cannot be read or trusted stops every run before it looks at anything.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use signoff::cli::run_with_places;
use signoff::platform::Places;

use super::{END, places, run, set, set_own};
use crate::support::Lab;

const RUNS: [&[&str]; 5] = [&["browsers"], &["preview"], &END, &["finish"], &["policy", "show"]];
const SENTENCE: &str = "Nothing was removed. Call the IT Helpdesk.";

#[track_caller]
fn stops(lab: &Lab, places: &Places, first: &str, sentence: &str) {
    stop(lab, places, &RUNS, first, sentence);
}

#[track_caller]
fn stop(lab: &Lab, places: &Places, runs: &[&[&str]], first: &str, sentence: &str) {
    let before = lab.snapshot();
    for words in runs {
        let said = run_with_places(places, words);
        assert_eq!((said.code, said.result.as_str()), (2, ""), "{words:?}: {}", said.error);
        let lines: Vec<_> = said.error.lines().collect();
        assert!(lines.len() == 2 && lines[0].starts_with(first), "{words:?}: {lines:?}");
        assert!(lines[1].ends_with(sentence) || lines[1].contains("Asetuks"), "{lines:?}");
    }
    assert!(lab.snapshot() == before, "a refused run changed the home");
}

#[test]
fn a_policy_that_does_not_parse_stops_every_run_with_its_line_and_column() {
    for (text, at) in
        [("level = \"traces\"\nlevel", "2:6: "), ("\nclose = \"maybe\"\n", "2:9: "), ("grace = 1.5", "1:9: ")]
    {
        let (lab, ..) = Lab::with_both();
        let places = set(&lab, text);
        stops(&lab, &places, &format!("{}:{at}", places.policy.display()), SENTENCE);
    }
}

#[test]
fn a_policy_that_others_may_write_stops_every_run() {
    let (lab, ..) = Lab::with_both();
    let places = set(&lab, "level = \"traces\"");
    let first = format!("{}:1:1: others may write to it", places.policy.display());
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    for wrong in [0o646, 0o664] {
        mode(&places.policy, wrong);
        stops(&lab, &places, &first, SENTENCE);
    }
    mode(&places.policy, 0o644);
    mode(places.policy.parent().unwrap(), 0o777);
    stops(&lab, &places, &first, SENTENCE);
    // Whoever may write there may also have removed it.
    fs::remove_file(&places.policy).unwrap();
    stops(&lab, &places, &first, SENTENCE);
    mode(places.policy.parent().unwrap(), 0o755);
    run(&places, &END, 0);
}

#[test]
fn a_policy_of_somebody_else_stops_every_run() {
    let (lab, ..) = Lab::with_both();
    let mut places = set(&lab, "level = \"traces\"");
    // Root's files are everybody's authority, so that as root the file must be given away to be somebody else's.
    places.os.administrator = signoff::model::OwnerId::from_system(65_533);
    if crate::support::is_root() {
        lab.give_away(&places.policy);
    }
    stops(&lab, &places, &format!("{}:1:1: belongs to another user", places.policy.display()), SENTENCE);
}

#[test]
fn settings_of_ones_own_that_do_not_parse_stop_every_run_that_one_watches() {
    let (lab, ..) = Lab::with_both();
    let places = places(&lab);
    set_own(&places, "level = 3");
    let first = format!("{}:1:9: ", places.settings().display());
    let watched: Vec<&[&str]> = RUNS.into_iter().filter(|words| *words != ["finish"]).collect();
    stop(&lab, &places, &watched, &first, "Correct the file or remove it.");
    assert_eq!(run_with_places(&places, &["finish"]).code, 0, "what hooks run at login");
}

#[test]
fn broken_settings_of_the_person_before_stop_no_run_that_nobody_watches() {
    type Make = fn(&Path);
    let ways: [(&str, Make); 6] = [
        ("does not parse", |at| fs::write(at, "]garbage[").unwrap()),
        ("a wrong value", |at| fs::write(at, "level = 3").unwrap()),
        ("no text", |at| fs::write(at, b"\xff").unwrap()),
        ("a folder", |at| fs::create_dir(at).unwrap()),
        ("a FIFO", |at| assert!(Command::new("mkfifo").arg(at).status().unwrap().success())),
        ("others may write it", |at| {
            fs::write(at, "close = \"never\"").unwrap();
            fs::set_permissions(at, Permissions::from_mode(0o666)).unwrap();
        }),
    ];
    for (name, make) in ways {
        let (lab, chromium, _firefox) = Lab::with_both();
        let places = places(&lab);
        let file = places.settings();
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        make(&file);
        let watched = run_with_places(&places, &END);
        assert_eq!(watched.code, 2, "{name}");
        assert!(chromium.at("Cookies").exists(), "{name}");
        let hook = run_with_places(&places, &["end-session", "--yes", "--unattended", "--time-budget", "60"]);
        assert_eq!(hook.code, 0, "{name}: {}{}", hook.result, hook.error);
        assert!(!chromium.at("Cookies").exists(), "{name}");
    }
}

#[test]
fn a_broken_policy_stops_a_run_that_nobody_watches() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let places = set(&lab, "level = 3");
    let hook = run_with_places(&places, &["end-session", "--yes", "--unattended", "--time-budget", "60"]);
    assert_eq!(hook.code, 2, "{}", hook.error);
    assert!(chromium.at("Cookies").exists());
}

#[test]
fn an_unknown_key_stops_a_check_and_no_run() {
    let (lab, ..) = Lab::with_both();
    let places = set(&lab, "levle = \"traces\"\n");
    let file = places.policy.to_str().unwrap();
    let said = run_with_places(&places, &["policy", "check", file]);
    assert_eq!(said.code, 2);
    assert!(said.error.starts_with(&format!("{file}:1:1: there is no key \"levle\"; there are: level, ")));
    run(&places, &END, 0);
}

#[test]
fn a_check_names_every_mistake_and_needs_no_policy_in_force() {
    let lab = Lab::new();
    let places = set(&lab, "close = \"maybe\"");
    let file = lab.bench().join("new.toml");
    let check = || run_with_places(&places, &["policy", "check", file.to_str().unwrap()]);
    fs::write(&file, "grace = 1\nlevel = 1\nareas = 1\n").unwrap();
    let said = check();
    assert_eq!((said.code, said.error.lines().count()), (2, 2), "{}", said.error);
    fs::write(&file, "grace = 1\n").unwrap();
    assert_eq!((check().code, check().error), (0, String::new()));
    fs::remove_file(&file).unwrap();
    assert_eq!(check().code, 2);
}
