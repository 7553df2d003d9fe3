//! HOME that is not plainly this user's own folder. Where a mistake would reach a real home, only a preview is asked
//! for: it removes nothing.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;

use super::chromium_is_clean;
use crate::support::{Lab, RunOutput, is_root};

fn with_home(lab: &Lab, home: Option<&OsStr>, args: &[&str]) -> RunOutput {
    let mut signoff = lab.signoff();
    match home {
        Some(home) => signoff.env("HOME", home),
        None => signoff.env_remove("HOME"),
    };
    RunOutput::of(signoff.args(args).arg("--json").output().unwrap())
}

#[test]
fn without_a_home_nothing_is_looked_at() {
    let lab = Lab::new();
    for home in [None, Some("")] {
        let ran = with_home(&lab, home.map(OsStr::new), &["preview"]).exits(2);
        assert!(ran.json.is_null() && ran.stderr.contains("HOME"), "{}", ran.stderr);
    }
}

#[test]
fn the_root_of_the_disk_is_no_home() {
    let lab = Lab::new();
    for home in ["/", "//", "/.", "/..", "/tmp/.."] {
        let ran = with_home(&lab, Some(OsStr::new(home)), &["preview"]).exits(2);
        assert!(ran.json.is_null() && !ran.stderr.is_empty(), "{home}: {}", ran.stderr);
    }
}

#[test]
fn a_link_to_the_root_of_the_disk_is_no_home() {
    let lab = Lab::new();
    let link = lab.bench().join("link");
    symlink("/", &link).unwrap();
    with_home(&lab, Some(link.as_os_str()), &["preview"]).exits(2);
}

#[test]
fn a_relative_home_is_refused() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    let before = lab.snapshot();
    // The lab's commands start in `tmp`, so these do lead to its home.
    for home in ["../home", "./../home", "home", "."] {
        let ran = with_home(&lab, Some(OsStr::new(home)), &["end-session", "--yes", "--close", "never"]).exits(2);
        assert!(!ran.stderr.is_empty());
    }
    assert_eq!(lab.snapshot(), before);
}

#[test]
fn a_home_that_climbs_is_refused() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    let before = lab.snapshot();
    let home = lab.bench().join("tmp/../home");
    with_home(&lab, Some(home.as_os_str()), &["end-session", "--yes", "--close", "never"]).exits(2);
    assert_eq!(lab.snapshot(), before);
}

#[test]
fn a_home_that_is_a_file_or_missing_is_refused() {
    let lab = Lab::new();
    fs::write(lab.bench().join("file"), "sample").unwrap();
    for name in ["file", "missing", "file/below"] {
        let home = lab.bench().join(name);
        let ran = with_home(&lab, Some(home.as_os_str()), &["end-session", "--yes", "--close", "never"]).exits(2);
        assert!(!ran.stderr.is_empty());
    }
    assert_eq!(fs::read_to_string(lab.bench().join("file")).unwrap(), "sample");
    assert!(!lab.bench().join("missing").exists());
}

#[test]
fn a_home_behind_a_link_must_be_the_administrators_link() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let link = lab.bench().join("link");
    symlink(lab.home(), &link).unwrap();
    let before = lab.snapshot();
    let ran = with_home(&lab, Some(link.as_os_str()), &["end-session", "--yes", "--close", "never"]);
    if is_root() {
        // The link is root's own, as where /home leads to /var/home.
        ran.exits(0);
        chromium_is_clean(&chromium);
    } else {
        ran.exits(2);
        assert_eq!(lab.snapshot(), before);
    }
}

#[test]
fn an_ordinary_users_link_is_refused_even_to_their_own_home() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    symlink(lab.home(), lab.bench().join("link")).unwrap();
    let lab = lab.without_rights();
    let before = lab.snapshot();
    let home = lab.bench().join("link");
    with_home(&lab, Some(home.as_os_str()), &["end-session", "--yes", "--close", "never"]).exits(2);
    assert_eq!(lab.snapshot(), before);
}
