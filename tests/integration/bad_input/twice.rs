//! A second Signoff, and things in the way of Signoff's own folder.

use std::fs::{self, File};
use std::os::unix::fs::symlink;

use super::{chromium_is_clean, outside_is_untouched, same_but};
use crate::support::Lab;

const OWN: &str = ".local/state/signoff";

#[test]
fn a_second_signoff_does_nothing() {
    let lab = Lab::new();
    // Makes Signoff's own folder.
    lab.end_session().exits(0);
    let chromium = lab.chromium(&["Default"]);
    let lock = File::options().write(true).open(lab.home().join(OWN).join("lock")).unwrap();
    lock.try_lock().unwrap();
    let before = lab.snapshot();
    let ran = lab.end_session().exits(3);
    assert_eq!(ran.json["outcome"], "nothing-done");
    assert_eq!(lab.snapshot(), before);
    lab.run(&["preview"]).exits(0);
    drop(lock);
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
}

#[test]
fn finish_beside_a_running_signoff_does_nothing() {
    let lab = Lab::new();
    lab.end_session().exits(0);
    lab.chromium(&["Default"]);
    let own = lab.home().join(OWN);
    let request = r#"{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
    fs::write(own.join("unfinished.json"), format!(r#"{{"schema":1,"request":{request},"since":4102444800}}"#))
        .unwrap();
    let lock = File::options().write(true).open(own.join("lock")).unwrap();
    lock.try_lock().unwrap();
    let before = lab.snapshot();
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(lab.snapshot(), before);
}

#[test]
fn a_lock_that_nobody_holds_stops_nobody() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.end_session().exits(0);
    assert!(lab.home().join(OWN).join("lock").exists());
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
}

#[test]
fn a_folder_that_is_not_signoffs_own_is_not_used() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    fs::create_dir_all(lab.home().join(OWN)).unwrap();
    fs::write(lab.home().join(OWN).join("somebody-elses"), "sample").unwrap();
    let before = lab.snapshot();
    let ran = lab.end_session();
    assert!(matches!(ran.code, Some(2 | 3)), "{:?} {}", ran.code, ran.stderr);
    assert_eq!(lab.snapshot(), before);
}

#[test]
fn an_own_folder_behind_a_link_is_not_used() {
    for name in [".local", ".local/state", OWN] {
        let lab = Lab::new();
        lab.chromium(&["Default"]);
        let link = lab.home().join(name);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(lab.outside(), &link).unwrap();
        let (before, outside) = (lab.snapshot(), lab.snapshot_outside());
        let ran = lab.end_session();
        assert!(matches!(ran.code, Some(2 | 3)), "{name}: {:?} {}", ran.code, ran.stderr);
        outside_is_untouched(&lab, &outside);
        same_but(&before, &lab.snapshot(), &[]);
    }
}

#[test]
fn a_marker_that_is_not_understood_is_not_acted_on() {
    for text in ["", "{", "[]", r#"{"schema":1,"request":{"paths":["/"]},"since":0}"#] {
        let lab = Lab::new();
        lab.end_session().exits(0);
        lab.chromium(&["Default"]);
        fs::write(lab.home().join(OWN).join("unfinished.json"), text).unwrap();
        let before = lab.snapshot();
        let output = lab.signoff().arg("finish").output().unwrap();
        assert_ne!(output.status.code(), Some(0), "{text:?}");
        assert!(!output.stderr.is_empty() || !output.stdout.is_empty(), "{text:?}: failed without a word");
        same_but(&before, &lab.snapshot(), &[]);
    }
}

#[test]
fn finish_is_silent_where_nothing_is_to_finish() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    assert!(lab.home().join(".config/chromium/Default/Cookies").exists());
}
