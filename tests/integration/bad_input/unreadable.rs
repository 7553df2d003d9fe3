//! Files and folders without permissions. As root the lab is given to a user without rights first, because root reads
//! everything.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use super::{chromium_is_clean, firefox_is_clean, places};
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
fn an_unreadable_kept_file_is_reported() {
    for name in ["Preferences", "Bookmarks"] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        let lab = lab.without_rights();
        let before = fs::read(chromium.at(name)).unwrap();
        lab.forbid(&chromium.at(name));
        let ran = lab.end_session().exits(1);
        assert!(ran.reasons().contains("no-permission"), "{:?}", ran.leftovers());
        fs::set_permissions(chromium.at(name), Permissions::from_mode(0o600)).unwrap();
        assert_eq!(fs::read(chromium.at(name)).unwrap(), before);
        chromium_is_clean(&chromium);
    }
}

#[test]
fn an_unreadable_places_is_reported() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let lab = lab.without_rights();
    lab.forbid(&firefox.at("places.sqlite"));
    let ran = lab.end_session().exits(1);
    assert!(ran.reasons().contains("no-permission"), "{:?}", ran.leftovers());
    firefox_is_clean(&firefox);
    fs::set_permissions(firefox.at("places.sqlite"), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(places(&firefox).0, 3);
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
