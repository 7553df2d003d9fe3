//! Damaged lists of profiles: the folders are found all the same, and a list leads nowhere outside.

use std::fs;

use super::{chromium_is_clean, firefox_is_clean, outside_is_untouched, places};
use crate::support::{Lab, snapshot};

/// Ways in which a text file can be broken.
const BROKEN: [&[u8]; 4] = [b"", b"\0\0\0\0\0\0", b"{\"profile\":{\"info_cache\":{\"Def", b"\xff\xfe[Profile0\nPath"];

#[test]
fn a_damaged_local_state_hides_no_profile() {
    for text in BROKEN {
        let lab = Lab::new();
        let first = lab.chromium(&["Default", "Profile 7"]);
        fs::write(first.root.join("Local State"), text).unwrap();
        let found = lab.run(&["browsers"]).exits(0).profiles();
        assert_eq!(found, ["chromium Default".to_owned(), "chromium Profile 7".to_owned()].into(), "{text:?}");
        lab.end_session().exits(0);
        chromium_is_clean(&first);
        assert!(!first.root.join("Profile 7/Cookies").exists());
        let left = fs::read(first.root.join("Local State")).unwrap();
        assert!(text.is_empty() && left.is_empty() || left == b"{}", "{text:?}: {left:?}");
    }
}

#[test]
fn a_damaged_profiles_ini_hides_no_profile() {
    for text in BROKEN {
        let lab = Lab::new();
        let firefox = lab.firefox();
        fs::write(firefox.root.join("profiles.ini"), text).unwrap();
        let found = lab.run(&["browsers"]).exits(0).profiles();
        assert_eq!(found, ["firefox sample01.default-release".to_owned()].into(), "{text:?}");
        lab.end_session().exits(0);
        firefox_is_clean(&firefox);
        assert_eq!(places(&firefox), (3, 0));
        assert_eq!(fs::read(firefox.root.join("profiles.ini")).unwrap(), b"", "what the browser does not read goes");
    }
}

/// Lets `profiles.ini` name a profile by this path, where a real profile lies, and expects that it is not touched.
fn a_path_leads_nowhere(path_of: impl Fn(&Lab) -> String) {
    let lab = Lab::new();
    let firefox = lab.firefox();
    // A whole profile, so that nothing but the way to it can be the reason to leave it alone.
    for place in [lab.outside().join("victim"), lab.home().join("victim")] {
        fs::create_dir(&place).unwrap();
        for name in ["prefs.js", "places.sqlite", "cookies.sqlite", "times.json"] {
            fs::copy(firefox.at(name), place.join(name)).unwrap();
        }
    }
    let path = path_of(&lab);
    let list = firefox.root.join("profiles.ini");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{text}\n[Profile1]\nName=elsewhere\nIsRelative=0\nPath={path}\n")).unwrap();
    let (outside, inside) = (lab.snapshot_outside(), snapshot(&lab.home().join("victim")));
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.skipped().len(), 1, "{path}: {:?}", ran.skipped());
    assert!(ran.skipped().iter().all(|skip| skip.ends_with(": outside")), "{path}: {:?}", ran.skipped());
    outside_is_untouched(&lab, &outside);
    assert_eq!(snapshot(&lab.home().join("victim")), inside, "{path}");
    assert_eq!(ran.leftovers(), [].into(), "{path}");
    firefox_is_clean(&firefox);
}

#[test]
fn a_profile_path_that_climbs_is_not_followed() {
    a_path_leads_nowhere(|_lab| "../../../victim".to_owned());
    a_path_leads_nowhere(|_lab| "sample01.default-release/../../../../victim".to_owned());
    a_path_leads_nowhere(|_lab| "../..".to_owned());
    a_path_leads_nowhere(|_lab| "..".to_owned());
}

#[test]
fn an_absolute_profile_path_is_not_followed() {
    a_path_leads_nowhere(|lab| lab.outside().join("victim").display().to_string());
    a_path_leads_nowhere(|lab| lab.outside().join("victim/../../home/victim").display().to_string());
    a_path_leads_nowhere(|lab| lab.home().display().to_string());
    a_path_leads_nowhere(|_lab| "/".to_owned());
}

#[test]
fn a_profile_elsewhere_in_the_home_is_reset_too() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.home().join("my profiles/study");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(&firefox.dir, &moved).unwrap();
    fs::write(moved.parent().unwrap().join("thesis.odt"), "beside the profile").unwrap();
    let text = format!("[Profile0]\nName=study\nIsRelative=0\nPath={}\n", moved.display());
    fs::write(firefox.root.join("profiles.ini"), text).unwrap();
    let found = lab.run(&["browsers"]).exits(0).profiles();
    assert_eq!(found, ["firefox my profiles/study".to_owned()].into());
    lab.end_session().exits(0);
    let firefox = crate::support::Profile { dir: moved.clone(), ..firefox };
    firefox_is_clean(&firefox);
    assert_eq!(places(&firefox), (3, 0));
    assert!(moved.parent().unwrap().join("thesis.odt").exists());
    lab.run(&["end-session", "--yes", "--close", "never", "--level", "everything"]).exits(0);
    assert_eq!(fs::read_dir(&moved).unwrap().count(), 0);
}

#[test]
fn a_profile_among_the_persons_files_is_not_touched() {
    for place in ["Documents", ".config", ".local", "Documents/.."] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        fs::create_dir_all(lab.home().join("Documents")).unwrap();
        fs::create_dir_all(lab.home().join(".local/share")).unwrap();
        for name in ["prefs.js", "places.sqlite", "times.json"] {
            fs::copy(firefox.at(name), lab.home().join(place).join(name)).unwrap();
        }
        fs::write(lab.home().join(place).join("thesis.odt"), "the person's").unwrap();
        let text = format!("[Profile0]\nName=x\nIsRelative=0\nPath={}\n", lab.home().join(place).display());
        fs::write(firefox.root.join("profiles.ini"), text).unwrap();
        let ran = lab.end_session().exits(1);
        assert!(ran.skipped().iter().all(|skip| skip.ends_with(": outside")), "{place}: {:?}", ran.skipped());
        assert_eq!(ran.skipped().len(), 1, "{place}: {:?}", ran.skipped());
        assert!(lab.home().join(place).join("thesis.odt").exists(), "{place}");
        firefox_is_clean(&firefox);
    }
}

#[test]
fn a_local_state_names_no_profile_outside() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.chromium_at(&lab.outside().join("victim"), &lab.outside().join("cache"), &["Default"]);
    let outside = lab.snapshot_outside();
    let victim = lab.outside().join("victim/Default").display().to_string();
    let state = serde_json::json!({ "profile": { "info_cache": {
        "../../../../outside/victim/Default": { "name": "climbs" }, victim: { "name": "absolute" }, "..": {}, "": {},
    } } });
    fs::write(chromium.root.join("Local State"), state.to_string()).unwrap();
    let found = lab.run(&["browsers"]).exits(0).profiles();
    assert_eq!(found, ["chromium Default".to_owned()].into());
    lab.end_session().exits(0);
    outside_is_untouched(&lab, &outside);
    chromium_is_clean(&chromium);
}

#[test]
fn a_listed_profile_that_is_missing_is_no_failure() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let list = firefox.root.join("profiles.ini");
    let mut text = fs::read_to_string(&list).unwrap();
    text.push_str("\n[Profile1]\nName=gone\nIsRelative=1\nPath=gone.default\n");
    fs::write(&list, text).unwrap();
    lab.end_session().exits(0);
    firefox_is_clean(&firefox);
    assert!(!firefox.root.join("gone.default").exists());
}

/// Copies a profile, which then no list names.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    assert!(std::process::Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

#[test]
fn a_profile_that_no_list_names_is_reset_too() {
    let (lab, chromium, firefox) = Lab::with_both();
    for name in ["Profile 9", "Named by nobody"] {
        copy(&chromium.dir, &chromium.root.join(name));
    }
    for name in ["left0ver.default", "Profiles/left0ver.default"] {
        fs::create_dir_all(firefox.root.join("Profiles")).unwrap();
        copy(&firefox.dir, &firefox.root.join(name));
    }
    let expected = [
        "chromium Default",
        "chromium Named by nobody",
        "chromium Profile 9",
        "firefox Profiles/left0ver.default",
        "firefox left0ver.default",
        "firefox sample01.default-release",
    ];
    let found = lab.run(&["browsers"]).exits(0).profiles();
    assert_eq!(found, expected.map(str::to_owned).into());
    lab.end_session().exits(0);
    for name in ["Default", "Profile 9", "Named by nobody"] {
        let dir = chromium.root.join(name);
        assert!(dir.join("Bookmarks").exists() && !dir.join("Cookies").exists(), "{name}");
    }
    for name in ["left0ver.default", "Profiles/left0ver.default", "sample01.default-release"] {
        let dir = firefox.root.join(name);
        assert!(dir.join("places.sqlite").exists() && !dir.join("cookies.sqlite").exists(), "{name}");
    }
}

#[test]
fn an_empty_folder_beside_the_real_one_hides_nothing() {
    let (lab, chromium, firefox) = Lab::with_both();
    let stale = lab.home().join(".mozilla/firefox");
    fs::create_dir_all(&stale).unwrap();
    for root in [".config/google-chrome", ".var/app/org.chromium.Chromium/config/chromium", "snap/firefox/common"] {
        fs::create_dir_all(lab.home().join(root)).unwrap();
    }
    let ran = lab.end_session().exits(0);
    assert!(ran.skipped().is_empty(), "{:?}", ran.skipped());
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);

    // With a list in it that names a profile which is gone, and the real one has been used again.
    let (lab, _chromium, firefox) = Lab::with_both();
    fs::create_dir_all(lab.home().join(".mozilla/firefox")).unwrap();
    let list = "[Profile0]\nName=default\nIsRelative=1\nPath=sample01.default-release\nDefault=1\n";
    fs::write(lab.home().join(".mozilla/firefox/profiles.ini"), list).unwrap();
    let found = lab.run(&["browsers"]).exits(0).profiles();
    assert_eq!(found, ["chromium Default", "firefox sample01.default-release"].map(str::to_owned).into());
    lab.end_session().exits(0);
    firefox_is_clean(&firefox);
    assert!(!firefox.cache.join("cache2").exists());
}
