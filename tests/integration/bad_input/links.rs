//! Links are removed or kept as links. None is entered, and none is written through.

use std::fs;
use std::os::unix::fs::symlink;

use super::{chromium_is_clean, chromium_profile_is_clean, firefox_is_clean, outside_is_untouched, places, there};
use crate::support::{Lab, RunOutput, snapshot};

#[test]
fn a_link_inside_the_profile_is_not_entered() {
    let (lab, chromium, firefox) = Lab::with_both();
    lab.chromium_at(&lab.outside().join("victim"), &lab.outside().join("cache"), &["Default"]);
    for profile in [&chromium, &firefox] {
        symlink(lab.outside(), profile.at("Link to a folder")).unwrap();
        symlink(lab.outside().join("somebody-elses"), profile.at("Link to a file")).unwrap();
        symlink("nowhere", profile.at("Link to nothing")).unwrap();
        symlink(lab.outside(), profile.cache.join("Link in the cache")).unwrap();
    }
    fs::remove_dir_all(chromium.at("Sessions")).unwrap();
    symlink(lab.outside().join("victim/Default/Sessions"), chromium.at("Sessions")).unwrap();
    let outside = lab.snapshot_outside();
    lab.end_session().exits(0);
    outside_is_untouched(&lab, &outside);
    for profile in [&chromium, &firefox] {
        for name in ["Link to a folder", "Link to a file", "Link to nothing"] {
            assert!(!there(&profile.at(name)), "{name} is left");
        }
        assert!(!there(&profile.cache.join("Link in the cache")));
    }
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

#[test]
fn a_kept_file_that_is_a_link_goes_and_is_not_written_through() {
    for name in ["Preferences", "Bookmarks", "Secure Preferences"] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        let target = lab.outside().join("target");
        fs::rename(chromium.at(name), &target).unwrap();
        symlink(&target, chromium.at(name)).unwrap();
        let outside = lab.snapshot_outside();
        let ran = lab.end_session().exits(0);
        assert!(ran.leftovers().is_empty(), "{:?}", ran.leftovers());
        outside_is_untouched(&lab, &outside);
        assert!(!there(&chromium.at(name)));
        chromium_is_clean(&chromium);
    }
}

#[test]
fn a_places_that_is_a_link_is_not_written_through() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let target = lab.outside().join("places.sqlite");
    fs::rename(firefox.at("places.sqlite"), &target).unwrap();
    symlink(&target, firefox.at("places.sqlite")).unwrap();
    let outside = lab.snapshot_outside();
    lab.end_session().exits(0);
    outside_is_untouched(&lab, &outside);
    assert!(!there(&firefox.at("places.sqlite")));
    firefox_is_clean(&firefox);
}

#[test]
fn a_kept_folder_that_is_a_link_goes_and_is_not_entered() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fs::rename(chromium.at("Extensions"), lab.outside().join("Extensions")).unwrap();
    symlink(lab.outside().join("Extensions"), chromium.at("Extensions")).unwrap();
    let outside = lab.snapshot_outside();
    let ran = lab.end_session().exits(0);
    assert!(ran.leftovers().is_empty() && ran.skipped().is_empty(), "{:#}", ran.json);
    outside_is_untouched(&lab, &outside);
    assert!(!there(&chromium.at("Extensions")));
}

#[test]
fn a_profile_that_is_a_link_is_skipped() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.chromium_at(&lab.outside().join("victim"), &lab.outside().join("cache"), &["Profile 1"]);
    symlink(lab.outside().join("victim/Profile 1"), chromium.root.join("Profile 1")).unwrap();
    let outside = lab.snapshot_outside();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.skipped(), ["chromium .config/chromium/Profile 1: link".to_owned()].into());
    outside_is_untouched(&lab, &outside);
    assert!(there(&chromium.root.join("Profile 1")), "the link is the person's arrangement");
    chromium_is_clean(&chromium);
}

#[test]
fn a_firefox_profile_that_is_a_link_is_skipped() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.outside().join("profile");
    fs::rename(&firefox.dir, &moved).unwrap();
    symlink(&moved, &firefox.dir).unwrap();
    let outside = lab.snapshot_outside();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.skipped(), ["firefox .config/mozilla/firefox/sample01.default-release: link".to_owned()].into());
    outside_is_untouched(&lab, &outside);
}

/// Fails unless the report and the preview say how a policy allows what is linked.
#[track_caller]
fn policy_line_is_said(lab: &Lab, ran: &RunOutput, moved: &str) {
    assert_eq!(ran.json["skipped"][0]["moved"], format!("~/{moved}"), "{:#}", ran.json);
    let shown = lab.signoff().arg("preview").output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains(&format!("moved = [\"~/{moved}\"]")), "{shown}");
}

#[test]
fn a_browser_root_that_is_a_link_is_elsewhere() {
    for name in [".config", ".config/chromium"] {
        let lab = Lab::new();
        lab.chromium(&["Default"]);
        let (link, moved) = (lab.home().join(name), lab.outside().join("moved"));
        fs::rename(&link, &moved).unwrap();
        symlink(&moved, &link).unwrap();
        let outside = lab.snapshot_outside();
        let ran = lab.end_session().exits(1);
        assert!(ran.skipped().iter().any(|skip| skip == "chromium .config/chromium: link"), "{:?}", ran.skipped());
        policy_line_is_said(&lab, &ran, name);
        outside_is_untouched(&lab, &outside);
    }
}

#[test]
fn a_linked_cache_is_elsewhere() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let (link, moved) = (lab.home().join(".cache"), lab.outside().join("moved"));
    fs::rename(&link, &moved).unwrap();
    symlink(&moved, &link).unwrap();
    let outside = lab.snapshot_outside();
    let ran = lab.end_session().exits(1);
    assert!(ran.skipped().iter().any(|skip| skip == "chromium .cache/chromium: link"), "{:?}", ran.skipped());
    policy_line_is_said(&lab, &ran, ".cache");
    outside_is_untouched(&lab, &outside);
    chromium_profile_is_clean(&chromium);
}

#[test]
fn a_second_name_is_no_reason_to_leave_ours_and_does_not_change() {
    let (lab, chromium, firefox) = Lab::with_both();
    let names = ["Preferences", "Cookies"].map(|name| chromium.at(name));
    let more = ["prefs.js", "places.sqlite", "cookies.sqlite"].map(|name| firefox.at(name));
    for path in names.iter().chain(&more) {
        fs::hard_link(path, lab.outside().join(path.file_name().unwrap())).unwrap();
    }
    let outside = lab.snapshot_outside();
    let ran = lab.end_session().exits(0);
    assert!(ran.leftovers().is_empty(), "{:?}", ran.leftovers());
    outside_is_untouched(&lab, &outside);
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    assert_eq!(places(&firefox), (3, 0));
}

#[test]
fn links_in_a_circle_end() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    symlink(".", chromium.at("Circle")).unwrap();
    symlink("../Default", chromium.at("Extensions/Circle")).unwrap();
    lab.end_session().exits(0);
    assert!(!there(&chromium.at("Circle")));
    assert!(there(&chromium.at("Extensions/Circle")), "it lies in a kept folder");
    chromium_is_clean(&chromium);
}

#[test]
fn names_that_are_no_text_go_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    for name in [&b"bytes \xff\xfe"[..], b"line\nbreak", b"\x1b[2Jscreen", b"-rf", b"..."] {
        fs::write(chromium.dir.join(std::ffi::OsStr::from_bytes(name)), "sample").unwrap();
    }
    let text = String::from_utf8(lab.signoff().args(["preview", "--all-items"]).output().unwrap().stdout).unwrap();
    assert!(!text.contains('\u{1b}'), "a file name reached the terminal as it is");
    lab.end_session().exits(0);
    let left: Vec<_> = snapshot(&chromium.dir).into_keys().filter(|path| path.components().count() == 1).collect();
    assert!(
        left.iter().all(|path| path.to_str().is_some_and(|name| !name.contains(['\n', '\u{1b}', '-']))),
        "{left:?}"
    );
    assert_eq!(left.len(), 4, "{left:?}");
}
