//! Arguments that are refused with exit code 2, without changing anything.

use super::said;
use crate::support::Lab;

#[track_caller]
fn refused(lab: &Lab, args: &[&str], hint: &str) {
    let before = lab.snapshot();
    let (code, stdout, stderr) = said(lab, "C", args);
    assert_eq!(code, Some(2), "{args:?}: {stdout}{stderr}");
    assert!(stdout.is_empty(), "{args:?}: {stdout}");
    assert!(stderr.contains(hint), "{args:?}: {stderr}");
    assert!(lab.snapshot() == before, "{args:?}: the home changed");
}

#[test]
fn what_does_not_exist_is_refused_with_the_near_matches() {
    let lab = Lab::new();
    lab.chromium(&["Default", "Profile 1"]);
    for command in [&["preview"][..], &["end-session", "--yes"]] {
        let with = |more: &[&'static str]| [command, more].concat();
        refused(&lab, &with(&["--browser", "chrom"]), "chromium");
        refused(&lab, &with(&["--profile", "Profil"]), "Profile 1");
        refused(&lab, &with(&["--only", "cookie"]), "cookies");
        refused(&lab, &with(&["--only", ""]), "possible values");
        refused(&lab, &with(&["--level", "all"]), "everything");
        refused(&lab, &with(&["--also", "trsh"]), "trash");
        refused(&lab, &with(&["--also", ""]), "possible values");
    }
    refused(&lab, &["end-session", "--yes", "--close", "kill"], "force");
    refused(&lab, &["end-session", "--yes", "--grace=-1"], "--grace");
    refused(&lab, &["end-session", "--yes", "--expect", "1234"], "16");
    refused(&lab, &["services", "--open", "micro"], "microsoft, microsoft-365");
    refused(&lab, &["end-sesion"], "end-session");
    refused(&lab, &[], "Usage");
}

#[test]
fn a_name_of_two_profiles_is_refused() {
    let lab = Lab::new();
    // Both are called "Sample Student".
    lab.chromium(&["Default", "Profile 1"]);
    refused(&lab, &["preview", "--profile", "Sample Student"], "more than one profile");
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    refused(&lab, &["end-session"], "--yes");
    refused(&lab, &["end-session", "--json"], "--yes");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    for args in [&["preview", "--all-items"][..], &["preview", "--json"], &["browsers"], &["--help"]] {
        let mut command = lab.plain_signoff();
        let mut child = command.args(args).stdout(std::process::Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}");
    }
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let status = lab.plain_signoff().arg("preview").stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
