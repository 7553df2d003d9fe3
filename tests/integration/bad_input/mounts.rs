//! Another file system inside the home is not entered. Made in a mount namespace of its own, so nothing outside the
//! run sees it.

use std::path::Path;

use super::{chromium_is_clean, chromium_profile_is_clean, firefox_is_clean, outside_is_untouched};
use crate::support::{Lab, RunOutput};

/// Runs End session while `outside` is mounted over `at`.
fn with_mount(lab: &Lab, at: &Path) -> RunOutput {
    let script = "mount --bind \"$1\" \"$2\" && exec \"$3\" end-session --yes --close never --json";
    let mut unshare = lab.within(Path::new("unshare"));
    unshare.args(["--mount", "sh", "-ec", script, "sh"]);
    unshare.arg(lab.outside()).arg(at).arg(env!("CARGO_BIN_EXE_signoff"));
    let output = unshare.output().unwrap();
    assert!(!output.stdout.is_empty(), "no mount could be made: {}", String::from_utf8_lossy(&output.stderr));
    RunOutput::of(output)
}

#[test]
#[ignore = "needs root"]
fn a_mount_in_the_profile_is_not_entered() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let at = chromium.at("Sessions/mounted");
    std::fs::create_dir(&at).unwrap();
    let outside = lab.snapshot_outside();
    let ran = with_mount(&lab, &at).exits(1);
    assert_eq!(ran.leftovers(), ["chromium Sessions/mounted: other-mount".to_owned()].into());
    outside_is_untouched(&lab, &outside);
    assert!(!chromium.at("Cookies").exists());
}

#[test]
#[ignore = "needs root"]
fn a_mounted_browser_root_is_elsewhere() {
    let (lab, chromium, firefox) = Lab::with_both();
    lab.chromium_at(&lab.outside().join("other"), &lab.outside().join("cache"), &["Default"]);
    std::fs::copy(lab.outside().join("other/Local State"), lab.outside().join("Local State")).unwrap();
    let outside = lab.snapshot_outside();
    let ran = with_mount(&lab, &chromium.root).exits(1);
    assert!(ran.skipped().contains("chromium .config/chromium: mount"), "{:?}", ran.skipped());
    assert_eq!(ran.json["skipped"][0]["moved"], "~/.config/chromium", "{:#}", ran.json);
    outside_is_untouched(&lab, &outside);
    firefox_is_clean(&firefox);
}

#[test]
#[ignore = "needs root"]
fn a_mounted_cache_is_elsewhere() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let outside = lab.snapshot_outside();
    let ran = with_mount(&lab, &lab.home().join(".cache")).exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.ends_with(": mount")), "{:?}", ran.skipped());
    assert_eq!(ran.json["skipped"][0]["moved"], "~/.cache", "{:#}", ran.json);
    outside_is_untouched(&lab, &outside);
    chromium_profile_is_clean(&chromium);
}

#[test]
#[ignore = "needs root"]
fn a_mounted_profile_is_not_entered() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default", "Profile 1"]);
    let victim = lab.chromium_at(&lab.outside().join("other"), &lab.outside().join("cache"), &["Default"]);
    std::fs::copy(victim.at("Preferences"), lab.outside().join("Preferences")).unwrap();
    let outside = lab.snapshot_outside();
    let ran = with_mount(&lab, &chromium.root.join("Profile 1")).exits(1);
    assert_eq!(ran.reasons(), ["other-mount".to_owned(), "unverified".to_owned()].into(), "{:#}", ran.json);
    outside_is_untouched(&lab, &outside);
    chromium_is_clean(&chromium);
}

#[test]
#[ignore = "needs root"]
fn in_a_home_that_is_read_only_everything_is_left_and_named() {
    let (lab, ..) = Lab::with_both();
    let before = lab.snapshot();
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && exec \"$2\" end-session --yes --json --close force --grace 1 --time-budget 20";
    let mut unshare = lab.within(Path::new("unshare"));
    unshare.args(["--mount", "sh", "-ec", script, "sh"]).arg(lab.home()).arg(env!("CARGO_BIN_EXE_signoff"));
    let ran = RunOutput::of(unshare.output().unwrap()).exits(1);
    assert_eq!(ran.json["outcome"], "left", "{:#}", ran.json);
    assert!(!ran.leftovers().is_empty() && ran.json["removed"]["files"] == 0, "{:#}", ran.json);
    let fault = &ran.json["record_faults"][0];
    assert_eq!((fault["fault"].as_str(), fault["reason"].as_str()), (Some("nowhere"), Some("not-writable")));
    assert_eq!(lab.snapshot(), before);
}
