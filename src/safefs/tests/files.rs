//! Files that are replaced, and Signoff's own folder.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

use super::*;
use crate::safefs::sys::Refused;

#[test]
fn a_replaced_file_keeps_its_mode_and_leaves_nothing_aside() {
    let lab = Lab::new();
    let path = lab.path("browser/Local State");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let root = lab.root();
    root.replace(&rel("Local State"), b"{\"new\":1}").unwrap();
    assert_eq!(root.read(&rel("Local State"), 9).unwrap(), b"{\"new\":1}");
    assert!(matches!(root.read(&rel("Local State"), 8), Err(ReadError::TooLarge)));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o640);
    assert_eq!(root.list(None).unwrap().len(), 1);
}

#[test]
fn a_file_that_is_linked_or_missing_is_not_replaced() {
    let lab = Lab::new();
    lab.write("thesis", "two years of work");
    symlink(lab.path("thesis"), lab.path("browser/soft")).unwrap();
    let root = lab.root();
    assert!(matches!(root.replace(&rel("soft"), b"x"), Err(ReplaceError::Link)));
    assert!(matches!(root.replace(&rel("nothing"), b"x"), Err(ReplaceError::Missing)));
    assert!(matches!(root.read(&rel("soft"), 100), Err(ReadError::Link)));
    assert_eq!(root.read_link(&rel("soft")).unwrap(), lab.path("thesis"));
    assert_eq!(fs::read_to_string(lab.path("thesis")).unwrap(), "two years of work");
    assert_eq!(root.list(None).unwrap().len(), 2, "nothing is left aside");
}

#[test]
fn the_other_name_of_a_file_does_not_change_with_ours() {
    let lab = Lab::new();
    lab.write("thesis", "two years of work");
    for name in ["browser/replaced", "browser/separated"] {
        fs::hard_link(lab.path("thesis"), lab.path(name)).unwrap();
    }
    let root = lab.root();
    root.replace(&rel("replaced"), b"x").unwrap();
    assert!(matches!(root.separate(&rel("separated"), 16), Err(ReplaceError::TooLarge)));
    root.separate(&rel("separated"), 17).unwrap();
    assert_eq!(fs::read_to_string(lab.path("browser/separated")).unwrap(), "two years of work");
    fs::write(lab.path("browser/separated"), "y").unwrap();
    assert_eq!(fs::read_to_string(lab.path("thesis")).unwrap(), "two years of work");
    assert_eq!(fs::metadata(lab.path("thesis")).unwrap().nlink(), 1);
    assert_eq!(root.list(None).unwrap().len(), 3, "nothing is left aside");
}

#[test]
fn what_a_killed_run_left_aside_goes_with_the_next_new_version() {
    let lab = Lab::new();
    lab.write("browser/Default/Preferences", "{}");
    let sides = ["Default/.signoff-0123456789abcdef-journal", "Default/.signoff-0123456789abcdee-wal"];
    let names = ["Default/.signoff-0123456789abcdef", "Default/.signoff-notes", ".signoff-0123456789abcdef"];
    for name in names.iter().chain(&sides) {
        lab.write(&format!("browser/{name}"), "half of it");
    }
    symlink(lab.path("thesis"), lab.path("browser/Default/.signoff-fedcba9876543210")).unwrap();
    let root = lab.root();
    root.replace(&rel("Default/Preferences"), b"{\"new\":1}").unwrap();
    for goes in ["Default/.signoff-0123456789abcdef"].iter().chain(&sides) {
        assert!(!lab.is_there(&format!("browser/{goes}")), "{goes}");
    }
    for stays in ["Default/.signoff-notes", "Default/.signoff-fedcba9876543210", ".signoff-0123456789abcdef"] {
        assert!(lab.is_there(&format!("browser/{stays}")), "{stays}");
    }
    root.add(&rel("new"), b"new").unwrap();
    assert!(!lab.is_there("browser/.signoff-0123456789abcdef"));
}

#[test]
fn signoffs_own_folder_is_known_by_its_stamp() {
    let lab = Lab::new();
    let at = rel(".local/state/signoff");
    let own = Root::create_own(&lab.home, &at).unwrap();
    assert_eq!(fs::metadata(own.path()).unwrap().mode() & 0o7777, 0o700);
    own.replace(&rel("marker"), b"one").unwrap();
    own.replace(&rel("marker"), b"two").unwrap();
    let again = Root::create_own(&lab.home, &at).unwrap();
    assert_eq!(again.proof(), own.proof());
    assert_eq!(again.read(&rel("marker"), 10).unwrap(), b"two");
    assert_eq!(fs::metadata(own.path().join("marker")).unwrap().mode() & 0o7777, 0o600);
    again.remove_file(&rel("marker")).unwrap();
    assert!(matches!(own.read(&rel("marker"), 10), Err(ReadError::Missing)));

    lab.write("theirs/thesis", "two years of work");
    assert!(matches!(Root::create_own(&lab.home, &rel("theirs")), Err(NotARoot::NoMarker { .. })));
    assert!(lab.root().remove_file(&rel("Local State")).is_err(), "a browser's file does not go by name");
    assert!(lab.is_there("browser/Local State"));
}

#[test]
fn a_second_run_is_kept_out_until_the_first_ends() {
    let lab = Lab::new();
    let own = Root::create_own(&lab.home, &rel("own")).unwrap();
    let first = RunLock::take(&own).unwrap();
    assert!(first.is_some());
    assert!(RunLock::take(&own).unwrap().is_none());
    drop(first);
    assert!(RunLock::take(&own).unwrap().is_some());
}

#[test]
fn a_plain_file_that_is_swapped_after_it_was_found_is_noticed() {
    let lab = Lab::new();
    let (root, path) = (lab.root(), lab.path("browser/Local State"));
    let found = PlainFile::find(&root, &rel("Local State")).unwrap().unwrap();
    assert!(found.is_unchanged().unwrap());
    lab.write("browser/other", "{}");
    fs::rename(lab.path("browser/other"), &path).unwrap();
    assert!(!found.is_unchanged().unwrap());
    fs::remove_file(&path).unwrap();
    symlink(lab.path("browser"), &path).unwrap();
    assert!(matches!(found.is_unchanged(), Err(FileError::NotPlain)));
    fs::remove_file(&path).unwrap();
    assert!(matches!(found.is_unchanged(), Err(FileError::Os(_))));
}

#[test]
fn a_number_that_is_no_error_of_the_systems_is_kept_as_it_is() {
    for number in [-1, 0, 4096, i32::MAX] {
        let refused = Refused::from_io(&std::io::Error::from_raw_os_error(number));
        assert!(matches!(refused, Some(Refused::Os(kept)) if kept == number), "{number}: {refused:?}");
    }
}
