//! Browsers that are not where the catalog says: unknown ones, and folders that a command line names.

use std::fs;

use super::{chromium_is_clean, there};
use crate::support::Lab;

#[test]
fn a_browsers_folder_among_a_persons_files_is_left_alone_until_it_is_named() {
    let lab = Lab::new();
    let known = lab.chromium(&["Default"]);
    let (root, cache) = (lab.home().join("Vendor/New"), lab.home().join(".cache/Vendor/New"));
    let unknown = lab.chromium_at(&root, &cache, &["Default"]);
    fs::write(unknown.at("Its own document"), "not a browser's").unwrap();
    let id = "unknown:Vendor/New";
    let listed = lab.run(&["browsers"]).exits(0);
    assert!(listed.profiles().contains(&format!("{id} Default")), "{:?}", listed.profiles());
    let preview = lab.run(&["preview"]).exits(0);
    let row = serde_json::json!({ "browser": id, "ticked": false, "only_changed": false });
    assert_eq!(preview.json["elsewhere"], serde_json::json!([row]));
    let before = crate::support::snapshot(&root);
    lab.end_session().exits(0);
    chromium_is_clean(&known);
    assert_eq!(crate::support::snapshot(&root), before);
    // Nobody knows how to close it.
    let held = fs::File::open(unknown.at("History")).unwrap();
    lab.run(&["end-session", "--yes", "--browser", id]).exits(3);
    assert_eq!(crate::support::snapshot(&root), before);
    drop(held);
    lab.run(&["end-session", "--yes", "--close", "never", "--browser", id]).exits(0);
    for name in ["Cookies", "History", "Login Data", "Sessions", "Local Storage"] {
        assert!(!there(&unknown.at(name)), "{name} is left");
    }
    assert!(there(&unknown.at("Its own document")), "only what is known to be a browser's goes");
    let ran = lab.run(&["preview", "--browser", "unknown:.config/nothing"]).exits(2);
    assert!(ran.stderr.contains(id), "{}", ran.stderr);
}

#[test]
fn every_revision_of_a_snap_is_found() {
    let lab = Lab::new();
    let snaps = lab.home().join("snap/brave");
    for revision in ["12", "13"] {
        let root = snaps.join(revision).join(".config/BraveSoftware/Brave-Browser");
        lab.chromium_at(&root, &snaps.join("cache of").join(revision), &["Default"]);
    }
    std::os::unix::fs::symlink("13", snaps.join("current")).unwrap();
    lab.end_session().exits(0);
    for revision in ["12", "13", "current"] {
        let profile = snaps.join(revision).join(".config/BraveSoftware/Brave-Browser/Default");
        assert!(there(&profile.join("Bookmarks")) && !there(&profile.join("Cookies")), "{revision}");
    }
}
