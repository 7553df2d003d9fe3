//! Another file system inside the home is not entered. Made in a mount namespace of its own, so nothing outside the
//! run sees it; where the kernel does not allow that, the tests say so.

use std::path::Path;

use super::{chromium_is_clean, firefox_is_clean, outside_is_untouched};
use crate::support::{Lab, Ran, cannot, is_root};

/// Runs End session while `outside` is mounted over `at`. `None` where no mount can be made.
fn with_mount(lab: &Lab, at: &Path) -> Option<Ran> {
    let mut unshare = lab.within(Path::new("unshare"));
    if !is_root() {
        unshare.args(["--user", "--map-root-user"]);
    }
    // The exit code is that of Signoff, or 99 where the mount could not be made.
    let script = "mount --bind \"$1\" \"$2\" || exit 99; exec \"$3\" end-session --yes --close never --json";
    unshare.args(["--mount", "sh", "-c", script, "sh"]);
    unshare.arg(lab.outside()).arg(at).arg(env!("CARGO_BIN_EXE_signoff"));
    let output = unshare.output().ok()?;
    let made = output.status.code() != Some(99) && !(output.stdout.is_empty() && output.status.code() == Some(1));
    made.then(|| Ran::of(output))
}

const NO_MOUNT: &str = "no mount namespace can be made here";

#[test]
fn a_mount_in_the_profile_is_not_entered() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let at = chromium.at("Sessions/mounted");
    std::fs::create_dir(&at).unwrap();
    let outside = lab.snapshot_outside();
    let Some(ran) = with_mount(&lab, &at) else { return cannot(NO_MOUNT) };
    let ran = ran.exits(1);
    assert_eq!(ran.leftovers(), ["chromium Sessions/mounted: other-mount".to_owned()].into());
    outside_is_untouched(&lab, &outside);
    assert!(!chromium.at("Cookies").exists());
}

#[test]
fn a_mounted_browser_root_is_elsewhere() {
    let (lab, chromium, firefox) = Lab::with_both();
    lab.chromium_at(&lab.outside().join("other"), &lab.outside().join("cache"), &["Default"]);
    std::fs::copy(lab.outside().join("other/Local State"), lab.outside().join("Local State")).unwrap();
    let outside = lab.snapshot_outside();
    let Some(ran) = with_mount(&lab, &chromium.root) else { return cannot(NO_MOUNT) };
    let ran = ran.exits(1);
    assert!(ran.skipped().contains("chromium .config/chromium: mount"), "{:?}", ran.skipped());
    outside_is_untouched(&lab, &outside);
    firefox_is_clean(&firefox);
}

#[test]
fn a_mounted_cache_is_elsewhere() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let outside = lab.snapshot_outside();
    let Some(ran) = with_mount(&lab, &lab.home().join(".cache")) else { return cannot(NO_MOUNT) };
    let ran = ran.exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.ends_with(": mount")), "{:?}", ran.skipped());
    outside_is_untouched(&lab, &outside);
    chromium_is_clean(&chromium);
}

#[test]
fn a_mounted_profile_is_not_entered() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default", "Profile 1"]);
    let victim = lab.chromium_at(&lab.outside().join("other"), &lab.outside().join("cache"), &["Default"]);
    std::fs::copy(victim.at("Preferences"), lab.outside().join("Preferences")).unwrap();
    let outside = lab.snapshot_outside();
    let Some(ran) = with_mount(&lab, &chromium.root.join("Profile 1")) else { return cannot(NO_MOUNT) };
    let ran = ran.exits(1);
    assert!(!ran.leftovers().is_empty() || !ran.skipped().is_empty());
    outside_is_untouched(&lab, &outside);
    chromium_is_clean(&chromium);
}
