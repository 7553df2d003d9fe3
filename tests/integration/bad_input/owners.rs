//! Other users' files in a profile are not touched, and named. Only root can make such files.

use std::os::unix::process::CommandExt as _;

use super::{chromium_is_clean, firefox_is_clean, same_but};
use crate::running::copy_program;
use crate::support::{Lab, snapshot};

#[test]
#[ignore = "needs root"]
fn another_owners_file_stays_and_is_reported() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.give_away(&chromium.at("History"));
    let before = lab.snapshot();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.leftovers(), ["chromium History: foreign-owner".to_owned()].into());
    let at = std::path::Path::new(".config/chromium/Default/History");
    assert_eq!(lab.snapshot().get(at), before.get(at));
    assert!(!chromium.at("Cookies").exists());
}

#[test]
#[ignore = "needs root"]
fn another_owners_folder_is_not_entered() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.give_away(&chromium.at("Local Storage"));
    let before = snapshot(&chromium.at("Local Storage"));
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["foreign-owner".to_owned()].into(), "{:?}", ran.leftovers());
    assert_eq!(snapshot(&chromium.at("Local Storage")), before);
    assert!(!chromium.at("Cookies").exists());
}

#[test]
#[ignore = "needs root"]
fn another_owners_kept_file_is_not_edited() {
    for name in ["Preferences", "Bookmarks"] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        lab.give_away(&chromium.at(name));
        let before = std::fs::read(chromium.at(name)).unwrap();
        let ran = lab.end_session().exits(1);
        assert!(!ran.leftovers().is_empty());
        assert_eq!(std::fs::read(chromium.at(name)).unwrap(), before);
        chromium_is_clean(&chromium);
    }
}

#[test]
#[ignore = "needs root"]
fn another_owners_browser_root_is_skipped() {
    let (lab, chromium, firefox) = Lab::with_both();
    lab.give_away(&chromium.root);
    let before = lab.snapshot();
    let ran = lab.end_session().exits(1);
    assert!(ran.skipped().contains("chromium .config/chromium: foreign-owner"), "{:?}", ran.skipped());
    same_but(&before, &lab.snapshot(), &[".local", ".cache", ".config/mozilla"]);
    firefox_is_clean(&firefox);
}

#[test]
#[ignore = "needs root"]
fn another_owners_home_is_refused() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    lab.give_away(&lab.home());
    let before = lab.snapshot();
    let ran = lab.end_session().exits(2);
    assert!(!ran.stderr.is_empty(), "refused without a word");
    assert_eq!(lab.snapshot(), before);
}

#[test]
#[ignore = "needs root"]
fn two_users_browsers_on_one_computer_do_not_meet() {
    let ours = Lab::new();
    let chromium = ours.chromium(&["Default"]);
    let theirs = Lab::new();
    let other = theirs.chromium(&["Default"]);
    theirs.give_away(&theirs.home());
    let before = theirs.snapshot();
    // Their browser runs; it even holds a file of ours open, as in a folder that both may read.
    let program = theirs.bench().join("chromium");
    copy_program("/usr/bin/sleep", &program);
    let cookies = std::fs::File::open(chromium.at("Cookies")).unwrap();
    // The command goes at once: it holds the file too.
    let mut running = theirs.within(&program).arg("600").stdin(cookies).uid(65_534).gid(65_534).spawn().unwrap();
    let listed = ours.run(&["browsers"]).exits(0);
    let ran = ours.run(&["end-session", "--yes", "--close", "force", "--grace", "0"]);
    let survives = running.try_wait().unwrap().is_none();
    running.kill().unwrap();
    running.wait().unwrap();
    assert_eq!(listed.json["browsers"][0]["running"], false);
    ran.exits(0);
    assert!(survives, "another user's browser was ended");
    assert_eq!(theirs.snapshot(), before);
    assert!(other.at("Cookies").exists());
    chromium_is_clean(&chromium);
}
