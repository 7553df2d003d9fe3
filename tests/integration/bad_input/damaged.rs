//! Missing, empty, truncated and foreign files in the place of those that stay and are edited: what is worth keeping and
//! can be read stays, and nothing else.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::{chromium_is_clean, firefox_is_clean, places};
use crate::support::Lab;

/// The kept files that are edited, in a lab with both profiles.
const EDITED: [&str; 6] = [
    ".config/chromium/Local State",
    ".config/chromium/Default/Preferences",
    ".config/chromium/Default/Secure Preferences",
    ".config/chromium/Default/Bookmarks",
    ".config/mozilla/firefox/sample01.default-release/prefs.js",
    ".config/mozilla/firefox/sample01.default-release/places.sqlite",
];

fn damage(path: &Path, how: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    fs::write(path, how(fs::read(path).unwrap())).unwrap();
}

/// Damages one file at a time and expects: nothing of the person's stays in it, and what was lost is said.
fn each_is_replaced(how: impl Fn(Vec<u8>) -> Vec<u8>) {
    for name in EDITED {
        let (lab, chromium, firefox) = Lab::with_both();
        let path = lab.home().join(name);
        damage(&path, &how);
        let before = fs::read(&path).unwrap();
        let ran = lab.end_session().exits(0);
        // Of a file of lines the readable ones stay, and nobody knows whether there were others.
        let lost: Vec<_> = ran.json["lost"].as_array().into_iter().flatten().map(|lost| &lost["path"]).collect();
        let file = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(lost, if file == "prefs.js" { vec![] } else { vec![file] }, "{name}");
        let after = fs::read(&path).unwrap_or_default();
        assert!(after != before, "{name}");
        for planted in ["account_info", "google", "services.sync", "visited"] {
            assert!(!after.windows(planted.len()).any(|window| window == planted.as_bytes()), "{name}: {planted}");
        }
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
        if name.ends_with("places.sqlite") {
            assert!(!path.exists() || places(&firefox).1 == 0);
        } else {
            assert_eq!(places(&firefox), (3, 0), "{name}");
        }
    }
}

#[test]
fn of_a_truncated_file_what_can_be_read_stays() {
    each_is_replaced(|mut bytes| {
        bytes.truncate(bytes.len() * 2 / 3 + 1);
        bytes
    });
}

#[test]
fn a_file_of_something_else_is_emptied_or_goes() {
    each_is_replaced(|bytes| bytes.iter().map(|byte| byte ^ 0xa5).collect());
}

#[test]
fn an_empty_file_has_nothing_to_edit() {
    for name in EDITED {
        let (lab, chromium, firefox) = Lab::with_both();
        let path = lab.home().join(name);
        damage(&path, |_bytes| Vec::new());
        let ran = lab.end_session().exits(0);
        assert_eq!(ran.json["verified"], true, "{name}");
        assert_eq!(fs::read(&path).unwrap(), b"", "{name}");
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
    }
}

#[test]
fn a_missing_file_has_nothing_to_edit() {
    for name in &EDITED[1..] {
        let (lab, chromium, firefox) = Lab::with_both();
        fs::remove_file(lab.home().join(name)).unwrap();
        lab.end_session().exits(0);
        assert!(!lab.home().join(name).exists(), "{name} was made");
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
    }
}

#[test]
fn a_home_without_browsers_is_clean() {
    let lab = Lab::new();
    let ran = lab.end_session().exits(0);
    assert_eq!(ran.json["outcome"], "clean");
    assert!(!lab.home().join(".config").exists() && !lab.home().join(".cache").exists());
}

#[test]
fn an_empty_profile_folder_is_clean() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fs::remove_dir_all(&chromium.dir).unwrap();
    fs::create_dir(&chromium.dir).unwrap();
    lab.end_session().exits(0);
    assert!(chromium.dir.is_dir(), "the browser would ask where its profile is");
}

/// Changes `places.sqlite` by SQL, ends the session, and returns whether something was lost.
fn lost_of_an_unknown_places(sql: &str, bookmarks: Option<i64>) -> bool {
    let (lab, chromium, firefox) = Lab::with_both();
    Connection::open(firefox.at("places.sqlite")).unwrap().execute_batch(sql).unwrap();
    let ran = lab.end_session().exits(0);
    match bookmarks {
        Some(count) => assert_eq!(places(&firefox), (count, 0), "{sql}"),
        None => assert!(!firefox.at("places.sqlite").exists(), "{sql}"),
    }
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    ran.json["lost"][0]["path"] == "places.sqlite"
}

#[test]
fn of_an_unknown_schema_the_bookmarks_stay_as_far_as_there_are_any() {
    assert!(!lost_of_an_unknown_places("CREATE TABLE moz_new(x)", Some(3)));
    assert!(!lost_of_an_unknown_places("ALTER TABLE moz_places ADD COLUMN newer TEXT", Some(3)));
    assert!(!lost_of_an_unknown_places("DROP TABLE moz_historyvisits; PRAGMA user_version = 4711", Some(3)));
    assert!(lost_of_an_unknown_places("ALTER TABLE moz_bookmarks RENAME COLUMN fk TO place", Some(0)));
    assert!(lost_of_an_unknown_places("DROP TABLE moz_bookmarks", None));
}

#[test]
fn json_of_another_form_becomes_an_empty_object() {
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
    for text in ["[]", "42", "\"text\"", "{\"profile\":", &deep] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        fs::write(chromium.at("Preferences"), text).unwrap();
        let ran = lab.end_session().exits(0);
        assert_eq!(ran.json["lost"][0]["path"], "Preferences", "{:#}", ran.json);
        assert_eq!(fs::read_to_string(chromium.at("Preferences")).unwrap(), "{}");
        chromium_is_clean(&chromium);
    }
}
