//! What is set counts, and what the policy has fixed cannot be asked for otherwise.

use signoff::cli::run_with_places;

use super::{END, places, run, set, set_own};
use crate::support::Lab;

#[test]
fn every_value_is_shown_with_who_set_it() {
    let lab = Lab::new();
    let places = set(&lab, "close = \"force\"\nmoved = [\"~/.cache\"]\norganisation = \"Example\"");
    set_own(&places, "grace = 4\nclose = \"never\"");
    let shown = run(&places, &["policy", "show", "--json"], 0);
    let schema = include_str!("../../../assets/schema/settings.schema.json");
    let form = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let wrong: Vec<_> = form.iter_errors(&shown).map(|wrong| wrong.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let line = |key: &str| {
        let lines = shown["settings"].as_array().unwrap();
        lines
            .iter()
            .find(|line| line["key"] == key)
            .map(|line| format!("{} {}", line["value"], line["source"]))
            .unwrap()
    };
    assert_eq!(line("close"), "\"force\" \"machine\"");
    assert_eq!(line("grace"), "4 \"user\"");
    assert_eq!(line("moved"), "[\"~/.cache\"] \"machine\"");
    assert_eq!(line("level"), "\"traces\" \"default\"");
    let text = run_with_places(&places, &["policy", "show"]).result;
    assert!(text.lines().any(|line| line.starts_with("grace = 4 (")), "{text}");
    assert_eq!(text.lines().count(), shown["settings"].as_array().unwrap().len());
}

#[test]
fn the_level_that_is_set_counts() {
    for (machine, own, bookmarks) in
        [("", "", true), ("", "level = \"everything\"", false), ("level = \"traces\"", "level = \"everything\"", true)]
    {
        let (lab, chromium, _firefox) = Lab::with_both();
        let places = if machine.is_empty() { places(&lab) } else { set(&lab, machine) };
        if !own.is_empty() {
            set_own(&places, own);
        }
        run(&places, &END, 0);
        assert!(!chromium.at("Cookies").exists());
        assert_eq!(chromium.at("Bookmarks").exists(), bookmarks, "{machine} {own}");
    }
}

#[test]
fn what_the_policy_has_fixed_is_refused_otherwise() {
    let (lab, ..) = Lab::with_both();
    let places = set(&lab, "level = \"traces\"\nclose = \"never\"\ngrace = 5\nswitches = [\"cache\"]");
    let before = lab.snapshot();
    let refused = |more: &[&str], word: &str| {
        let said = run_with_places(&places, &[&["end-session", "--yes"], more].concat());
        assert_eq!((said.code, said.result.as_str()), (2, ""), "{more:?}: {}", said.error);
        assert!(said.error.contains(word), "{}", said.error);
    };
    refused(&["--level", "everything"], "traces");
    refused(&["--close", "force"], "never");
    refused(&["--grace", "6"], "\"grace\"");
    refused(&["--only", "cookies"], "\"site-data\"");
    assert_eq!(run_with_places(&places, &["preview", "--only", "cache"]).code, 2);
    assert!(lab.snapshot() == before, "a refused run changed the home");
    run(&places, &[&END[..], &["--grace", "5", "--level", "traces"]].concat(), 0);
}

#[test]
fn a_digest_covers_what_is_set() {
    let (lab, ..) = Lab::with_both();
    let digest = |places: &signoff::platform::Places| {
        run(places, &["preview", "--json"], 0)["digest"].as_str().unwrap().to_owned()
    };
    let without = digest(&places(&lab));
    let with = set(&lab, "extensions = \"keep\"\ngrace = 9");
    assert_ne!(digest(&with), without);
    let ran = run(&with, &[&END[..], &["--expect", &without]].concat(), 3);
    assert_eq!(ran["reason"], "plan-changed");
}

#[test]
fn a_demonstration_is_governed_by_nobody() {
    let lab = Lab::new();
    let places = set(&lab, "level = ");
    assert_eq!(run_with_places(&places, &["--demo", "preview"]).code, 0);
}
