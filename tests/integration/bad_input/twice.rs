//! A second Signoff, and things in the way of Signoff's own folder.

use std::fs::{self, File};

use signoff::cli::run_with_places;
use signoff::platform::Places;

use super::{chromium_is_clean, same_but};
use crate::support::Lab;

const OWN: &str = ".local/state/signoff";

#[test]
fn finish_and_end_session_beside_a_running_signoff_do_nothing() {
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
    // This program holds the lock, so it takes its own for that of another run.
    let done = run_with_places(&Places::below(&lab.home()), &["finish"]);
    assert_eq!(done.code, 3, "{}{}", done.result, done.error);
    let done = run_with_places(&Places::below(&lab.home()), &["end-session", "--yes", "--close=never"]);
    assert_eq!(done.code, 3, "{}{}", done.result, done.error);
    assert_eq!(lab.snapshot(), before);
    lab.run(&["preview"]).exits(0);
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
fn a_folder_that_is_not_signoffs_own_is_put_aside_as_it_is() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fs::create_dir_all(lab.home().join(OWN)).unwrap();
    fs::write(lab.home().join(OWN).join("somebody-elses"), "sample").unwrap();
    let ran = lab.end_session().exits(0);
    assert_eq!(ran.json["record_faults"][0]["name"], "signoff.put-aside-1", "{:#}", ran.json);
    let aside = lab.home().join(".local/state/signoff.put-aside-1");
    assert_eq!(fs::read_to_string(aside.join("somebody-elses")).unwrap(), "sample");
    assert_eq!(fs::read_dir(aside).unwrap().count(), 1);
    chromium_is_clean(&chromium);
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
