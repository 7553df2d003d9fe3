//! `--json` matches the schemas in `assets/schema`, and contains neither a path of the home nor a site name.

use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use crate::support::{Lab, RunOutput};

/// Checks the schema and that there is no path of the home. Only `fix-sign-in`, `why` and `services` may name sites.
#[track_caller]
fn valid(lab: &Lab, form: &str, ran: &RunOutput) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schema").join(format!("{form}.schema.json"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let form = jsonschema::validator_for(&schema).unwrap();
    let mistakes: Vec<_> = form.iter_errors(&ran.json).map(|mistake| mistake.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:?} in {:#}", ran.json);
    let text = ran.json.to_string();
    assert!(!text.contains(lab.home().to_str().unwrap()) && !text.contains("sample-value"), "{text}");
}

#[track_caller]
fn check(lab: &Lab, form: &str, ran: &RunOutput) {
    valid(lab, form, ran);
    let text = ran.json.to_string();
    for private in ["tuni.fi", "example", "microsoftonline"] {
        assert!(!text.contains(private), "{private} is in {text}");
    }
}

#[test]
fn lists_and_previews_have_their_form() {
    let (lab, _chromium, _firefox) = Lab::with_both();
    check(&lab, "browsers", &lab.run(&["browsers"]).exits(0));
    check(&lab, "browsers", &lab.run(&["browsers", "--unknown"]).exits(0));
    check(&lab, "preview", &lab.run(&["preview"]).exits(0));
    let all = lab.run(&["preview", "--all-items"]).exits(0);
    check(&lab, "preview", &all);
    let items = all.json["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["effect"] == "edit" && item["paths"][0] == "Preferences"));
    assert!(items.iter().all(|item| item["paths"].as_array().is_some_and(|paths| !paths.is_empty())));
    check(&lab, "preview", &Lab::new().run(&["preview"]).exits(0));
}

#[test]
fn areas_have_their_form() {
    // The demonstration has its own folders for every area, so this computer's are not read.
    let lab = Lab::new();
    let also = "recent-files,thumbnails,trash,downloads,clipboard,temp,embedded-apps,microsoft-accounts";
    let preview = lab.run(&["--demo", "preview", "--all-items", "--also", also]).exits(0);
    check(&lab, "preview", &preview);
    assert!(preview.json["notes"].as_array().unwrap().iter().any(|note| note["note"] == "not-here"));
    let areas = preview.json["items"].as_array().unwrap().iter().filter(|item| item["folder"] == "area");
    assert!(areas.count() >= 4, "{:#}", preview.json);
    let report = lab.run(&["--demo", "end-session", "--yes", "--close", "never", "--also", also]).exits(0);
    check(&lab, "report", &report);
}

#[test]
fn reports_have_their_form_however_they_end() {
    let (lab, _chromium, _firefox) = Lab::with_both();
    let refused = lab.run(&["end-session", "--yes", "--expect", "0123456789abcdef"]).exits(3);
    check(&lab, "report", &refused);
    assert_eq!((&refused.json["outcome"], &refused.json["reason"]), (&"nothing-done".into(), &"plan-changed".into()));
    let elsewhere = lab.home().join(".config/vivaldi");
    symlink(lab.outside(), elsewhere).unwrap();
    let left = lab.end_session().exits(1);
    check(&lab, "report", &left);
    assert_eq!((&left.json["outcome"], &left.json["verified"]), (&"left".into(), &false.into()));
    assert_eq!(left.json["skipped"][0]["reason"], "link");

    let (lab, _chromium, _firefox) = Lab::with_both();
    let clean = lab.end_session().exits(0);
    check(&lab, "report", &clean);
    assert_eq!((&clean.json["outcome"], &clean.json["verified"]), (&"clean".into(), &true.into()));
    assert!(clean.json["removed"]["files"].as_u64().unwrap() > 0);
}

#[test]
fn what_names_sites_has_its_form_too() {
    let (lab, ..) = Lab::with_both();
    valid(&lab, "preview", &lab.run(&["fix-sign-in", "--dry-run"]).exits(0));
    valid(&lab, "why", &lab.run(&["why"]).exits(0));
    let signed_in = lab.run(&["services"]).exits(0);
    valid(&lab, "services", &signed_in);
    assert!(!signed_in.json["services"].as_array().unwrap().is_empty(), "{:#}", signed_in.json);
    // PATH contains no browser that could open a page.
    let opened = lab.run_without_programs(&["services", "--open", "Microsoft"]).exits(3);
    valid(&lab, "services", &opened);
    assert_eq!(opened.json["opened"][0]["reason"], "not-started", "{:#}", opened.json);
    valid(&lab, "report", &lab.run(&["fix-sign-in", "--yes", "--close", "never"]).exits(0));
    valid(&lab, "why", &lab.run(&["why"]).exits(0));
    check(&lab, "preview", &lab.run(&["preview", "--keep-site", "shop.example.com"]).exits(0));
}

#[test]
fn what_is_asked_twice_is_answered_the_same() {
    let (lab, _chromium, _firefox) = Lab::with_both();
    let args = ["preview", "--all-items"];
    assert_eq!(lab.run(&args).json, lab.run(&args).json);
}
