//! Missing, empty, truncated and foreign files in the place of those that stay and are edited.

use std::fs;
use std::path::{Path, PathBuf};

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

/// Damages one file at a time and expects: the file is as it was, the report names a reason, all else is clean.
fn each_is_kept_and_reported(how: impl Fn(Vec<u8>) -> Vec<u8>) {
    for name in EDITED {
        let (lab, chromium, firefox) = Lab::with_both();
        let path = lab.home().join(name);
        damage(&path, &how);
        let before = fs::read(&path).unwrap();
        let ran = lab.end_session().exits(1);
        assert_eq!(ran.json["outcome"], "left", "{name}");
        // An account address that was known is still in the file: that is found, and said as well.
        let mut reasons = ran.reasons();
        reasons.remove("found");
        let expected = if name.ends_with("places.sqlite") { ["damaged", "unknown-schema"] } else { ["damaged"; 2] };
        assert!(reasons.len() == 1 && expected.iter().any(|reason| reasons.contains(*reason)), "{name}: {reasons:?}");
        assert_eq!(fs::read(&path).unwrap(), before, "{name}");
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
        if !name.ends_with("places.sqlite") {
            assert_eq!(places(&firefox), (3, 0), "{name}");
        }
    }
}

#[test]
fn a_truncated_file_is_kept_and_reported() {
    each_is_kept_and_reported(|mut bytes| {
        bytes.truncate(bytes.len() * 2 / 3 + 1);
        bytes
    });
}

#[test]
fn a_file_of_something_else_is_kept_and_reported() {
    each_is_kept_and_reported(|bytes| bytes.iter().map(|byte| byte ^ 0xa5).collect());
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
fn without_its_marker_a_folder_is_no_browsers() {
    for marker in [".config/chromium/Local State", ".config/mozilla/firefox/profiles.ini"] {
        let (lab, ..) = Lab::with_both();
        let marker = lab.home().join(marker);
        fs::remove_file(&marker).unwrap();
        let root = marker.parent().unwrap();
        let before = crate::support::snapshot(root);
        lab.end_session().exits(0);
        assert_eq!(crate::support::snapshot(root), before);
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

/// Changes `places.sqlite` by SQL and expects that it is kept as it was, and reported.
fn an_unknown_places_is_kept(sql: &str) {
    let (lab, chromium, firefox) = Lab::with_both();
    let path: PathBuf = firefox.at("places.sqlite");
    let database = Connection::open(&path).unwrap();
    database.execute_batch(sql).unwrap();
    let dump = |database: &Connection| -> Vec<String> {
        let mut rows = database.prepare("SELECT url FROM moz_places ORDER BY id").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let before = dump(&database);
    database.close().unwrap();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["unknown-schema".to_owned()].into(), "{sql}");
    assert_eq!(dump(&Connection::open(&path).unwrap()), before, "{sql}");
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

#[test]
fn an_unknown_schema_is_kept_and_reported() {
    an_unknown_places_is_kept("ALTER TABLE moz_bookmarks RENAME COLUMN fk TO place");
    an_unknown_places_is_kept("DROP TABLE moz_bookmarks");
    an_unknown_places_is_kept("DROP TABLE moz_historyvisits");
}

#[test]
fn json_of_another_form_is_kept_and_reported() {
    for text in ["[]", "42", "\"text\"", "{\"profile\":", "{}{}"] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        fs::write(chromium.at("Preferences"), text).unwrap();
        let ran = lab.end_session().exits(1);
        assert_eq!(ran.reasons(), ["damaged".to_owned()].into(), "{text}");
        assert_eq!(fs::read_to_string(chromium.at("Preferences")).unwrap(), text);
        chromium_is_clean(&chromium);
    }
}

#[test]
fn json_that_is_nested_without_end_is_kept_and_reported() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let text = format!("{}{}", "{\"a\":".repeat(100_000), "1");
    fs::write(chromium.at("Preferences"), &text).unwrap();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["damaged".to_owned()].into());
    assert_eq!(fs::read_to_string(chromium.at("Preferences")).unwrap(), text);
}
