//! Putting aside what goes whole.

use crate::safefs::staging::is_staging_dir;
use std::os::unix::fs::symlink;

use super::*;

fn scope(keep: &[&str]) -> Scope<OsString> {
    let mut scope = Scope::new(Fate::Remove);
    for path in keep {
        scope.keep(&steps(path));
    }
    scope
}

#[test]
fn what_goes_whole_is_put_aside_and_what_holds_something_kept_is_not() {
    let lab = Lab::new();
    for file in ["p/Cookies", "p/Cache/index", "p/Network/Reports", "p/Kept", "p/Storage/kept", "p/Storage/other"] {
        lab.write(&format!("browser/{file}"), "sample");
    }
    lab.write("thesis/chapter", "a person's");
    symlink(lab.path("thesis"), lab.path("browser/p/elsewhere")).unwrap();
    let mut scope = scope(&["Kept", "Storage/kept"]);
    // Many rules may say the same of a folder.
    scope.remove(&steps("Network/Cookies"));
    let root = lab.root();
    let aside = root.stage_for_removal(Some(&rel("p")), &scope, &Stop::default()).unwrap();
    assert!(is_staging_dir(&aside));
    let aside = aside.to_str().unwrap();
    for moved in ["Cookies", "Cache/index", "Network/Reports", "elsewhere"] {
        assert!(lab.is_there(&format!("browser/p/{aside}/{moved}")), "{moved}");
    }
    for stays in ["Kept", "Storage/kept", "Storage/other"] {
        assert!(lab.is_there(&format!("browser/p/{stays}")), "{stays}");
    }
    assert_eq!(root.stage_for_removal(Some(&rel("p")), &scope, &Stop::default()), None, "nothing is put aside twice");
    let removed = root.reset(Some(&rel("p")), &scope, &Stop::default(), &mut |_| {});
    assert_eq!((removed.failures, removed.tally.files), (Vec::new(), 5));
    assert!(!lab.is_there(&format!("browser/p/{aside}")) && lab.is_there("browser/p/Storage/kept"));
    assert!(lab.is_there("thesis/chapter"));
}

#[test]
fn where_nothing_goes_whole_no_folder_is_made() {
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
        assert_eq!(root.stage_for_removal(Some(&rel("p")), &scope, stop), None);
        assert_eq!(fs::read_dir(lab.path("browser/p")).unwrap().count(), 1);
    }
}

#[test]
fn what_was_put_aside_proves_a_browsers_folder() {
    let lab = Lab::new();
    let proved = || Root::prove_by_staging_dir(&lab.home, &rel("browser"), RootKind::Browser);
    assert!(matches!(proved(), Err(NotARoot::NoMarker { .. })));
    lab.write("browser/.signoff-going-0123456789abcdef/Cookies", "sample");
    let root = proved().unwrap();
    assert!(Root::prove_again(&lab.home, root.proof()).is_ok());
    fs::remove_dir_all(lab.path("browser/.signoff-going-0123456789abcdef")).unwrap();
    symlink(lab.path("browser"), lab.path("browser/.signoff-going-0123456789abcdef")).unwrap();
    assert!(matches!(proved(), Err(NotARoot::NoMarker { .. })), "a link proves nothing");
}
