//! Putting aside what goes whole.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::safefs::Staged;
use crate::safefs::staging::is_staging_dir;

use super::*;

fn scope(keep: &[&str]) -> Scope<OsString> {
    let mut scope = Scope::new(Fate::Remove);
    for path in keep {
        scope.keep(&steps(path));
    }
    scope
}

#[test]
fn what_goes_is_put_aside_and_what_is_kept_stays_in_its_place() {
    let lab = Lab::new();
    for file in ["p/Cookies", "p/Cache/index", "p/Network/Reports", "p/Kept", "p/Storage/kept", "p/Storage/other/file"]
    {
        lab.write(&format!("browser/{file}"), "sample");
    }
    lab.write("thesis/chapter", "a person's");
    symlink(lab.path("thesis"), lab.path("browser/p/elsewhere")).unwrap();
    let mut scope = scope(&["Kept", "Storage/kept"]);
    // Many rules may say the same of a folder.
    scope.remove(&steps("Network/Cookies"));
    let root = lab.root();
    let staged = root.stage_for_removal(Some(&rel("p")), &scope, &Stop::default());
    let aside = staged.dir.unwrap();
    assert!(is_staging_dir(&aside) && staged.is_all);
    let aside = aside.to_str().unwrap();
    let mode = || fs::metadata(lab.path(&format!("browser/p/{aside}"))).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0, "nobody can list it");
    fs::set_permissions(lab.path(&format!("browser/p/{aside}")), Permissions::from_mode(0o700)).unwrap();
    for moved in ["Cookies", "Cache/index", "Network/Reports", "Storage/other/file", "elsewhere"] {
        assert!(lab.is_there(&format!("browser/p/{aside}/{moved}")), "{moved}");
    }
    for stays in ["Kept", "Storage/kept"] {
        assert!(lab.is_there(&format!("browser/p/{stays}")), "{stays}");
    }
    let nothing = Staged { dir: None, is_all: true };
    assert_eq!(
        root.stage_for_removal(Some(&rel("p")), &scope, &Stop::default()),
        nothing,
        "nothing is put aside twice"
    );
    // A part of it goes, then nobody can list it again.
    fs::set_permissions(lab.path(&format!("browser/p/{aside}")), Permissions::from_mode(0o0)).unwrap();
    let some = root.reset_some(Some(&rel("p")), &scope, &mut 2, &Stop::default(), &mut |_| {});
    assert_eq!((some.failures, some.tally.files, some.stopped), (Vec::new(), 2, true));
    assert_eq!(mode(), 0);
    let removed = root.reset(Some(&rel("p")), &scope, &Stop::default(), &mut |_| {});
    assert_eq!((removed.failures, removed.tally.files), (Vec::new(), 3));
    assert!(!lab.is_there(&format!("browser/p/{aside}")) && lab.is_there("browser/p/Storage/kept"));
    assert!(lab.is_there("thesis/chapter"));
}

#[test]
fn where_nothing_goes_no_folder_is_made() {
    let lab = Lab::new();
    lab.write("browser/p/Kept", "sample");
    let root = lab.root();
    let stopped = Stop::default();
    stopped.ask(StopReason::OutOfTime);
    for (scope, stop) in [
        (scope(&["Kept"]), &Stop::default()),
        (Scope::new(Fate::Keep), &Stop::default()),
        // No time is left to put anything there.
        (scope(&[]), &stopped),
    ] {
        assert_eq!(root.stage_for_removal(Some(&rel("p")), &scope, stop).dir, None);
        assert_eq!(fs::read_dir(lab.path("browser/p")).unwrap().count(), 1);
    }
}
