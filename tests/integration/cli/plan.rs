//! A run removes exactly what the preview names, and `--expect` refuses a run whose plan differs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::support::{Lab, RunOutput};

/// Returns the path of a row's folder in a home made by `Lab::with_both`.
fn folder(browser: &str, folder: &str) -> PathBuf {
    let below = match (browser, folder) {
        ("chromium", "user-data") => ".config/chromium",
        ("chromium", "profile") => ".config/chromium/Default",
        ("chromium", _) => ".cache/chromium/Default",
        (_, "user-data") => ".config/mozilla/firefox",
        (_, "profile") => ".config/mozilla/firefox/sample01.default-release",
        _ => ".cache/mozilla/firefox/sample01.default-release",
    };
    below.into()
}

/// Returns the paths that a preview names with this effect, below the home.
fn named(preview: &RunOutput, effect: &str) -> BTreeSet<PathBuf> {
    let rows = preview.json["items"].as_array().unwrap().iter().filter(|row| row["effect"] == effect);
    let paths = rows.flat_map(|row| {
        let folder = folder(row["browser"].as_str().unwrap(), row["folder"].as_str().unwrap());
        let paths = row["paths"].as_array().unwrap().iter();
        paths.map(move |path| folder.join(path.as_str().unwrap())).collect::<Vec<_>>()
    });
    paths.collect()
}

#[test]
fn what_goes_is_what_the_preview_named() {
    for scope in [&[][..], &["--only", "cache"], &["--only", "cookies,tabs"], &["--browser", "firefox"]] {
        let (lab, _chromium, _firefox) = Lab::with_both();
        let before = lab.snapshot();
        let preview = lab.run(&[&["preview", "--all-items"], scope].concat()).exits(0);
        assert!(lab.snapshot() == before, "the preview changed the home");
        let going = named(&preview, "remove");
        assert!(!going.is_empty(), "{scope:?}");
        let report = lab.run(&[&["end-session", "--yes", "--close", "never"], scope].concat()).exits(0);
        assert_eq!(report.json["new_since_preview"].as_array().unwrap().len(), 0);
        let after = lab.snapshot();
        for path in &going {
            // A folder that contains something kept is not named itself.
            assert!(before.contains_key(path), "{scope:?}: {} was previewed but is not there", path.display());
            assert!(!after.contains_key(path), "{scope:?}: {} is left", path.display());
        }
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            assert!(going.iter().any(|named| path.starts_with(named)), "{scope:?}: {} went", path.display());
        }
    }
}

#[test]
fn expect_holds_a_run_to_its_plan() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let digest = |args: &[&str]| lab.run(args).exits(0).json["digest"].as_str().unwrap().to_owned();
    let seen = digest(&["preview"]);
    // The digest covers the request and the folders, not the files in them.
    std::fs::write(chromium.at("Something new"), "sample").unwrap();
    assert_eq!(digest(&["preview"]), seen);
    assert_ne!(digest(&["preview", "--browser", "chromium"]), seen);
    assert_ne!(digest(&["preview", "--level", "everything"]), seen);

    let before = lab.snapshot();
    let end =
        |scope: &[&str]| lab.run(&[&["end-session", "--yes", "--close", "never", "--expect", &seen], scope].concat());
    assert_eq!(end(&["--level", "everything"]).exits(3).json["reason"], "plan-changed");
    assert!(lab.snapshot() == before, "a refused run changed the home");
    assert_eq!(end(&[]).exits(0).json["digest"], seen.as_str());
}

#[test]
fn a_report_answers_for_every_row_of_the_preview() {
    let (lab, _chromium, _firefox) = Lab::with_both();
    let ids = |ran: &RunOutput| -> BTreeSet<String> {
        let items = ran.json["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let preview = lab.run(&["preview"]).exits(0);
    let report = lab.end_session().exits(0);
    assert_eq!(ids(&preview), ids(&report));
    assert!(report.json["items"].as_array().unwrap().iter().all(|item| item["outcome"] != "not-reached"));
    assert_eq!(preview.json["total"]["files"], report.json["removed"]["files"]);
}

#[test]
fn extensions_that_no_policy_installed_are_named() {
    let (lab, ..) = Lab::with_both();
    let preview = lab.run(&["preview"]).exits(0);
    let named: Vec<_> =
        preview.json["extensions"].as_array().unwrap().iter().map(|one| one["browser"].as_str()).collect();
    assert_eq!(named, [Some("chromium"), Some("firefox")]);
    let text = String::from_utf8(lab.signoff().arg("preview").output().unwrap().stdout).unwrap();
    assert!(text.contains("Firefox · default-release: Sample extension"), "{text}");
    let whole = lab.run(&["preview", "--level", "everything"]).exits(0);
    assert!(whole.json["extensions"].as_array().unwrap().is_empty(), "they go with the profile");
}
