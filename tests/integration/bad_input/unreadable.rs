//! Files and folders without permissions. As root the lab is given to a user without rights first, because root reads
//! everything.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use super::{chromium_is_clean, firefox_is_clean};
use crate::support::Lab;

#[test]
fn an_unreadable_file_that_goes_needs_no_reading() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let lab = lab.without_rights();
    fs::set_permissions(chromium.at("Cookies"), Permissions::from_mode(0o000)).unwrap();
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
}

#[test]
fn an_unreadable_kept_file_goes_and_that_is_said() {
    for name in ["Preferences", "Bookmarks", "places.sqlite"] {
        let (lab, chromium, firefox) = Lab::with_both();
        let path = if name == "places.sqlite" { firefox.at(name) } else { chromium.at(name) };
        let lab = lab.without_rights();
        lab.forbid(&path);
        let ran = lab.end_session().exits(0);
        assert_eq!(ran.json["lost"][0]["path"], name, "{:#}", ran.json);
        assert!(!path.exists());
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
    }
}

#[test]
fn an_unreadable_folder_is_reported_and_the_rest_is_cleaned() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let lab = lab.without_rights();
    lab.forbid(&chromium.at("Local Storage"));
    let ran = lab.end_session().exits(1);
    assert!(ran.leftovers().iter().any(|left| left.starts_with("chromium Local Storage")), "{:?}", ran.leftovers());
    assert!(ran.reasons().contains("no-permission"), "{:?}", ran.leftovers());
    assert!(!chromium.at("Cookies").exists());
    let preview = lab.run(&["preview"]).exits(0);
    assert_eq!(preview.json["total"]["certainty"], "at-least", "what cannot be counted is not nothing");
}

#[test]
fn a_folder_that_may_not_be_written_keeps_its_files() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let lab = lab.without_rights();
    fs::set_permissions(chromium.at("Sessions"), Permissions::from_mode(0o500)).unwrap();
    let ran = lab.end_session().exits(1);
    assert!(ran.leftovers().iter().any(|left| left.starts_with("chromium Sessions/")), "{:?}", ran.leftovers());
    assert_eq!(ran.reasons(), ["no-permission".to_owned()].into(), "{:?}", ran.leftovers());
    assert!(!chromium.at("Cookies").exists());
}

#[test]
fn an_unreadable_browser_root_is_reported() {
    let lab = Lab::new();
    let (chromium, firefox) = (lab.chromium(&["Default"]), lab.firefox());
    let lab = lab.without_rights();
    lab.forbid(&chromium.root);
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.skipped(), ["chromium .config/chromium: unreadable".to_owned()].into());
    firefox_is_clean(&firefox);
}

#[test]
fn an_unreadable_profile_is_reported() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default", "Profile 1"]);
    let lab = lab.without_rights();
    lab.forbid(&chromium.root.join("Profile 1"));
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["no-permission".to_owned(), "unverified".to_owned()].into(), "{:#}", ran.json);
    chromium_is_clean(&chromium);
}
