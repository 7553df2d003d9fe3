//! A browser's folder is its by its place: without its list of profiles, with one that is odd, or with profiles in one
//! another, everything is found, by every kind of run alike.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{chromium_is_clean, chromium_profile_is_clean, firefox_is_clean, places, there};
use crate::support::{Lab, Profile};

/// What can have become of a file.
const FATES: [&str; 6] = ["gone", "empty", "a folder", "a link to nothing", "a link to a file", "a FIFO"];

/// Lets something else be where a file was. What a link leads to holds what the file held.
fn becomes(file: &Path, fate: &str) {
    let beside = file.ancestors().nth(4).unwrap().join("kept by hand");
    match fate {
        "a link to a file" => fs::rename(file, &beside).unwrap(),
        _ => fs::remove_file(file).unwrap(),
    }
    match fate {
        "empty" => fs::write(file, "").unwrap(),
        "a folder" => fs::create_dir(file).unwrap(),
        "a link to nothing" => symlink("nowhere", file).unwrap(),
        "a link to a file" => symlink(&beside, file).unwrap(),
        "a FIFO" => assert!(Command::new("mkfifo").arg(file).status().unwrap().success()),
        _ => {}
    }
}

#[test]
fn a_browser_whose_list_of_profiles_is_gone_or_odd_is_cleaned() {
    for fate in FATES {
        let (lab, chromium, firefox) = Lab::with_both();
        becomes(&chromium.root.join("Local State"), fate);
        becomes(&firefox.root.join("profiles.ini"), fate);
        let ran = lab.end_session();
        chromium_is_clean(&chromium);
        firefox_is_clean(&firefox);
        assert_eq!(places(&firefox), (3, 0), "{fate}");
        // A list that may be elsewhere and is not read is named, once.
        let is_unread = fate == "a link to nothing";
        assert_eq!(ran.code, Some(i32::from(is_unread)), "{fate}: {:#}", ran.json);
        assert!(ran.leftovers().is_empty(), "{fate}: {:#}", ran.json);
        lab.end_session().exits(0);
    }
}

#[test]
fn a_list_that_is_a_link_is_read_where_it_leads() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let study = lab.home().join("profiles of mine/study");
    fs::create_dir(study.parent().unwrap()).unwrap();
    fs::rename(&firefox.dir, &study).unwrap();
    let list = format!("[Profile0]\nName=study\nIsRelative=0\nPath={}\n", study.display());
    fs::write(lab.home().join("dotfile.ini"), list).unwrap();
    fs::remove_file(firefox.root.join("profiles.ini")).unwrap();
    symlink("../../../dotfile.ini", firefox.root.join("profiles.ini")).unwrap();
    lab.end_session().exits(0);
    firefox_is_clean(&Profile { dir: study, ..firefox });
}

#[test]
fn a_local_state_that_cannot_be_understood_hides_no_profile() {
    let deep = format!("{}1{}", "{\"a\":".repeat(150), "}".repeat(150));
    let huge = format!("{{\"a\":\"{}\"}}", "x".repeat(60 << 20));
    for text in [deep, huge] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default", "Named by a person"]);
        // Nothing but one file is left that shows what it is.
        let other = chromium.root.join("Named by a person");
        for entry in fs::read_dir(&other).unwrap().map(Result::unwrap).filter(|entry| entry.file_name() != "Login Data")
        {
            Command::new("rm").arg("-r").arg(entry.path()).status().unwrap();
        }
        fs::write(chromium.root.join("Local State"), text).unwrap();
        let found = lab.run(&["browsers"]).exits(0).profiles();
        assert_eq!(found, ["chromium Default", "chromium Named by a person"].map(str::to_owned).into());
        lab.end_session();
        chromium_is_clean(&chromium);
        assert!(!there(&other.join("Login Data")));
    }
}

#[test]
fn a_profile_in_a_folder_that_another_one_keeps_is_a_profile_of_its_own() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let inner = firefox.at("chrome/inner");
    copy(&firefox.dir, &inner);
    fs::write(firefox.at("chrome/userChrome.css"), "/* the person's */").unwrap();
    let list = firefox.root.join("profiles.ini");
    let text = fs::read_to_string(&list).unwrap();
    let path = "sample01.default-release/chrome/inner";
    fs::write(&list, format!("{text}\n[Profile1]\nName=inner\nIsRelative=1\nPath={path}\n")).unwrap();
    lab.end_session().exits(0);
    assert!(there(&firefox.at("chrome/userChrome.css")));
    let inner = Profile { dir: inner, cache: firefox.cache.clone(), root: firefox.root.clone() };
    assert_eq!((places(&firefox), places(&inner)), ((3, 0), (3, 0)));
    firefox_is_clean(&inner);
    fs::remove_dir_all(firefox.at("chrome")).unwrap();
    firefox_is_clean(&firefox);
}

#[test]
fn a_profile_in_a_folder_that_another_browser_keeps_is_found_by_its_path() {
    let lab = Lab::new();
    let (chromium, firefox) = (lab.chromium(&["Default"]), lab.firefox());
    let inner = chromium.root.join("NativeMessagingHosts/inner");
    fs::create_dir_all(inner.parent().unwrap()).unwrap();
    fs::rename(&firefox.dir, &inner).unwrap();
    let list = format!("[Profile0]\nName=x\nIsRelative=0\nPath={}\n", inner.display());
    fs::write(firefox.root.join("profiles.ini"), list).unwrap();
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
    let inner = Profile { dir: inner, ..firefox };
    firefox_is_clean(&inner);
    assert_eq!(places(&inner), (3, 0));
}

#[test]
fn profiles_in_a_folder_of_their_own_leave_no_false_line() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    fs::create_dir(firefox.root.join("Profiles")).unwrap();
    let dir = firefox.root.join("Profiles/a.default");
    fs::rename(&firefox.dir, &dir).unwrap();
    fs::write(firefox.root.join("profiles.ini"), "[Profile0]\nName=a\nIsRelative=1\nPath=Profiles/a.default\n")
        .unwrap();
    let ran = lab.end_session().exits(0);
    assert_eq!(ran.json["new_since_preview"], serde_json::json!([]), "{:#}", ran.json);
    firefox_is_clean(&Profile { dir, ..firefox });
}

#[test]
fn each_spelling_of_a_profiles_path_leads_to_it() {
    for path in ["a.default/", "./a.default", "a.default ", ".//a.default/"] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        let dir = firefox.root.join("a.default");
        fs::rename(&firefox.dir, &dir).unwrap();
        // Nothing but the list tells that this is a profile.
        let text = format!("\u{feff}[Profile0]\r\nName=by hand\r\nPath={path}\r\n");
        fs::write(firefox.root.join("profiles.ini"), text).unwrap();
        let listed = lab.run(&["browsers"]).exits(0);
        assert_eq!(listed.profiles(), ["firefox a.default".to_owned()].into(), "{path:?}");
        assert!(listed.json.to_string().contains("by hand"), "{path:?}: {:#}", listed.json);
        let ran = lab.end_session().exits(0);
        assert!(ran.skipped().is_empty(), "{path:?}: {:?}", ran.skipped());
        firefox_is_clean(&Profile { dir, ..firefox });
    }
}

#[test]
fn a_listed_profile_below_home_that_is_gone_is_named_by_nobody() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    fs::create_dir(lab.home().join("empty")).unwrap();
    let list = firefox.root.join("profiles.ini");
    let mut text = fs::read_to_string(&list).unwrap();
    for gone in ["gone", "empty"] {
        let path = lab.home().join(gone).display().to_string();
        text.extend(["\n[Profile1]\nName=x\nIsRelative=0\nPath=", &path, "\n"]);
    }
    fs::write(&list, text).unwrap();
    let ran = lab.end_session().exits(0);
    assert!(ran.skipped().is_empty(), "{:?}", ran.skipped());
}

#[test]
fn a_profile_that_is_a_link_is_named_with_and_without_a_list() {
    for has_list in [true, false] {
        let (lab, chromium, firefox) = Lab::with_both();
        for profile in [&chromium, &firefox] {
            let memory = lab.outside().join(profile.dir.file_name().unwrap());
            fs::rename(&profile.dir, &memory).unwrap();
            symlink(&memory, &profile.dir).unwrap();
        }
        if !has_list {
            fs::remove_file(chromium.root.join("Local State")).unwrap();
            fs::remove_file(firefox.root.join("profiles.ini")).unwrap();
        }
        let before = lab.snapshot_outside();
        let ran = lab.end_session().exits(1);
        super::outside_is_untouched(&lab, &before);
        let expected = [
            "chromium .config/chromium/Default: link",
            "firefox .config/mozilla/firefox/sample01.default-release: link",
        ];
        assert_eq!(ran.skipped(), expected.map(str::to_owned).into());
        assert!(there(&chromium.dir) && there(&firefox.dir), "the link is the person's");
    }
}

#[test]
fn a_cache_without_the_browsers_folder_is_cleaned() {
    let (lab, chromium, firefox) = Lab::with_both();
    fs::remove_dir_all(&chromium.root).unwrap();
    fs::remove_dir_all(&firefox.root).unwrap();
    // A browser that is named and left keeps its cache.
    let linked = lab.chromium_at(&lab.home().join(".config/vivaldi"), &lab.home().join(".cache/vivaldi"), &["Default"]);
    fs::rename(&linked.root, lab.home().join("moved")).unwrap();
    symlink("../moved", &linked.root).unwrap();
    lab.end_session().exits(1);
    for gone in [&chromium.cache, &firefox.cache] {
        assert!(!there(gone), "{}", gone.display());
    }
    assert!(there(&linked.cache.join("Cache")));
}

#[test]
fn a_browser_without_its_list_is_finished_too() {
    for fate in ["gone", "a link to nothing"] {
        let (lab, chromium, firefox) = Lab::with_both();
        becomes(&chromium.root.join("Local State"), fate);
        becomes(&firefox.root.join("profiles.ini"), fate);
        let marker = lab.home().join(crate::support::MARKER);
        lab.run(&["end-session", "--yes", "--unattended", "--session-stays", "--browser", "edge"]).exits(0);
        let request = serde_json::to_value(signoff::model::Request::default()).unwrap();
        fs::write(&marker, format!(r#"{{"schema":1,"owed":[{{"request":{request},"since":4102444800}}]}}"#)).unwrap();
        let output = lab.signoff().arg("finish").output().unwrap();
        assert!(!output.stdout.is_empty(), "{fate}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!there(&chromium.at("Cookies")) && !there(&firefox.at("cookies.sqlite")), "{fate}");
    }
}

#[test]
fn a_folder_that_one_kind_of_run_names_every_kind_names() {
    let (lab, chromium, firefox) = Lab::with_both();
    fs::remove_file(chromium.root.join("Local State")).unwrap();
    fs::remove_file(firefox.root.join("profiles.ini")).unwrap();
    copy(&firefox.dir, &firefox.at("chrome/inner"));
    symlink("nowhere", lab.home().join(".config/vivaldi")).unwrap();
    fs::write(lab.home().join(".librewolf"), "no folder").unwrap();
    lab.chromium_at(&lab.home().join(".config/opera"), &lab.home().join(".cache/opera"), &["Default"]);
    let list = format!("[Profile0]\nPath={}\n", lab.home().join("Documents").display());
    fs::write(lab.home().join(".config/mozilla/firefox/profiles.ini"), list).unwrap();
    copy(&firefox.dir, &lab.home().join("Documents"));
    let preview = lab.run(&["preview"]);
    let roots = |json: &Value| -> BTreeSet<String> {
        let items = json["items"].as_array().into_iter().flatten();
        items.map(|item| format!("{} {}", item["browser"], item["profile"])).collect()
    };
    let (skipped, found) = (preview.skipped(), roots(&preview.json));
    assert_eq!(skipped.len(), 3, "{skipped:?}");
    assert!(found.len() > 3, "{found:?}");
    let dry = lab.run(&["preview", "--level", "everything"]);
    assert_eq!((dry.skipped(), roots(&dry.json)), (skipped.clone(), found));
    let owed = lab.run(&["end-session", "--yes", "--close", "never", "--time-budget", "60"]).exits(1);
    assert_eq!(owed.skipped(), skipped);
    let again = lab.run(&["end-session", "--yes", "--unattended", "--session-stays", "--time-budget", "60"]).exits(1);
    // What the preview has as a row that is not ticked, nobody ticks in a run that nobody watches.
    let (elsewhere, named): (BTreeSet<_>, _) =
        again.skipped().into_iter().partition(|one| one.ends_with(": elsewhere"));
    assert_eq!(named, skipped);
    let copies = ["Documents", "Documents/chrome/inner"].map(|at| format!("unknown:{at} {at}: elsewhere"));
    assert_eq!(elsewhere, copies.into());
    assert!(preview.json["elsewhere"].to_string().contains("unknown:Documents"), "{:#}", preview.json);
    chromium_profile_is_clean(&chromium);
    assert!(!there(&firefox.at("chrome/inner/cookies.sqlite")), "what a browser keeps is the browser's");
}

/// Copies a folder, also into itself.
fn copy(from: &Path, to: &Path) {
    let aside = tempfile::tempdir().unwrap();
    for (from, to) in [(from, &*aside.path().join("copy")), (&*aside.path().join("copy"), to)] {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        assert!(Command::new("cp").arg("-aT").args([from, to]).status().unwrap().success());
    }
}
