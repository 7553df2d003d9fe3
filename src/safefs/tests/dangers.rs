//! Tests named after dangers: whatever else changes, these stay.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use rustix::process::geteuid;

use super::*;
use crate::model::SkipReason;

#[test]
fn a_link_inside_the_profile_is_not_entered() {
    let lab = Lab::new();
    lab.write("thesis/chapter 1", "two years of work");
    lab.write("browser/Default/x", "1");
    symlink(lab.path("thesis"), lab.path("browser/Default/Downloads")).unwrap();
    symlink(lab.path("thesis/chapter 1"), lab.path("browser/Default/chapter")).unwrap();
    let measured = lab.root().measure(&rel("Default"), &Stop::default());

    let removed = reset(&lab.root(), None, &keeping(&[]));

    assert!(removed.failures.is_empty());
    assert_eq!(removed.tally.files, 3);
    assert!(!lab.is_there("browser/Default"));
    assert_eq!(fs::read_to_string(lab.path("thesis/chapter 1")).unwrap(), "two years of work");
    assert_eq!((measured.files, measured.bytes), (removed.tally.files, removed.tally.bytes));
}

#[test]
fn a_linked_folder_is_not_reset_read_listed_or_measured() {
    let lab = Lab::new();
    lab.write("thesis/chapter 1", "two years of work");
    symlink(lab.path("thesis"), lab.path("browser/Default")).unwrap();
    let root = lab.root();
    let removed = reset(&root, Some("Default"), &Scope::new(Fate::Remove));
    assert_eq!(removed.failures, [Failure { at: None, kind: LeftoverKind::Changed }]);
    assert!(matches!(root.read(&rel("Default/chapter 1"), 100), Err(ReadError::Link)));
    assert!(matches!(root.replace(&rel("Default/chapter 1"), b""), Err(ReplaceError::Link)));
    assert!(root.list(Some(&rel("Default"))).is_err());
    assert_eq!(root.measure(&rel("Default/chapter 1"), &Stop::default()).files, 0);
    assert_eq!(fs::read_to_string(lab.path("thesis/chapter 1")).unwrap(), "two years of work");
}

#[test]
fn a_profile_that_is_a_link_is_skipped() {
    let lab = Lab::new();
    lab.write("elsewhere/Local State", "{}");
    symlink(lab.path("elsewhere"), lab.path("linked")).unwrap();
    symlink(lab.dir.path(), lab.path("around")).unwrap();
    for at in ["linked", "around/browser"] {
        assert_eq!(lab.prove(at).unwrap_err().reason(), Some(SkipReason::Link), "{at}");
    }
}

#[test]
fn a_root_swapped_after_preview_is_skipped() {
    let lab = Lab::new();
    let proof = lab.root().proof().clone();
    assert!(Root::prove_again(&lab.home, &proof).is_ok());
    fs::rename(lab.path("browser"), lab.path("before")).unwrap();
    lab.write("browser/Local State", "{}");
    assert!(matches!(Root::prove_again(&lab.home, &proof), Err(NotARoot::Changed { .. })));
    fs::remove_file(lab.path("browser/Local State")).unwrap();
    fs::remove_dir(lab.path("browser")).unwrap();
    symlink(lab.path("before"), lab.path("browser")).unwrap();
    assert!(matches!(Root::prove_again(&lab.home, &proof), Err(NotARoot::Link { .. })));
}

#[test]
fn a_root_needs_its_marker() {
    let lab = Lab::new();
    lab.write("other/History", "");
    lab.write("file", "");
    assert!(matches!(lab.prove("other"), Err(NotARoot::NoMarker { .. })));
    symlink(lab.path("browser/Local State"), lab.path("other/Local State")).unwrap();
    assert!(matches!(lab.prove("other"), Err(NotARoot::NoMarker { .. })));
    assert!(matches!(lab.prove("file"), Err(NotARoot::NotAFolder { .. })));
    assert!(matches!(lab.prove("nothing"), Err(NotARoot::Missing { .. })));
}

#[test]
fn a_home_must_be_absolute_and_not_the_root_folder() {
    assert!(matches!(Home::open(Path::new("home")), Err(HomeError::Relative { .. })));
    assert!(matches!(Home::open(Path::new("")), Err(HomeError::Relative { .. })));
    for root in ["/", "//", "/.", "/usr/..", "/.."] {
        assert!(matches!(Home::open(Path::new(root)), Err(HomeError::RootFolder { .. })), "{root}");
    }
    let lab = Lab::new();
    assert!(matches!(Home::open(&lab.path("browser/Local State")), Err(HomeError::NotAFolder { .. })));
    assert!(matches!(Home::open(&lab.path("nothing")), Err(HomeError::Open { .. })));
}

#[test]
fn a_home_behind_a_link_of_a_user_is_refused() {
    let lab = Lab::new();
    let link = lab.path("link");
    symlink("browser", &link).unwrap();
    if geteuid().is_root() {
        assert_eq!(Home::open(&link).unwrap().path(), lab.path("browser").canonicalize().unwrap());
        std::os::unix::fs::lchown(&link, Some(54_321), None).unwrap();
    }
    assert!(matches!(Home::open(&link), Err(HomeError::Link { .. })));
    assert!(matches!(Home::open(&link.join("below")), Err(HomeError::Link { .. })));
}

#[test]
fn a_circle_of_links_is_no_home() {
    let lab = Lab::new();
    symlink("circle", lab.path("circle")).unwrap();
    assert!(matches!(Home::open(&lab.path("circle")), Err(HomeError::Link { .. })));
}

#[test]
fn a_home_of_another_user_is_refused() {
    let lab = Lab::new();
    // Root owns everything here, and may give a folder away; for others, root is another user.
    let theirs = if geteuid().is_root() { lab.path("browser") } else { "/usr".into() };
    if geteuid().is_root() {
        give_away(&theirs);
    }
    assert!(matches!(Home::open(&theirs), Err(HomeError::ForeignOwner { .. })));
}

#[test]
#[ignore = "needs root"]
fn what_belongs_to_another_user_stays_and_is_named() {
    let lab = Lab::new();
    lab.write("browser/Default/file", "theirs");
    lab.write("browser/Default/folder/file", "ours in theirs");
    lab.write("browser/Default/ours", "1");
    give_away(&lab.path("browser/Default/file"));
    give_away(&lab.path("browser/Default/folder"));
    assert_eq!(lab.root().measure(&rel("Default"), &Stop::default()).bytes, 1, "what stays is not promised to go");

    let removed = reset(&lab.root(), None, &keeping(&[]));

    let kind = LeftoverKind::ForeignOwner;
    assert_eq!(removed.failures, [failed("Default/file", kind.clone()), failed("Default/folder", kind)]);
    assert_eq!(removed.tally.files, 1);
    assert!(lab.is_there("browser/Default/file") && lab.is_there("browser/Default/folder/file"));
    assert_eq!(lab.prove("browser/Default/folder").unwrap_err().reason(), Some(SkipReason::ForeignOwner));
}

#[test]
fn a_fifo_and_a_socket_are_removed_and_never_opened() {
    let lab = Lab::new();
    fs::create_dir(lab.path("browser/Default")).unwrap();
    let fifo = lab.path("browser/Default/fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(lab.path("browser/Default/socket")).unwrap();
    let root = lab.root();
    // Opening it for reading would wait for ever.
    assert!(matches!(root.read(&rel("Default/fifo"), 100), Err(ReadError::NotAFile)));
    assert_eq!(root.measure(&rel("Default"), &Stop::default()).files, 2);
    let removed = reset(&root, None, &keeping(&[]));
    assert_eq!((removed.tally.files, removed.failures), (2, vec![]));
    assert!(!lab.is_there("browser/Default"));
}

#[test]
#[ignore = "needs root"]
fn another_mount_is_not_entered() {
    // Called again inside a mount namespace of its own, where a bind mount does no harm. Same device: only the mount
    // differs.
    const INNER: &str = "SIGNOFF_TEST_MOUNTED_HOME";
    if let Some(home) = std::env::var_os(INNER) {
        let home = Home::open(Path::new(&home)).unwrap();
        let root = Root::prove(&home, &rel("browser"), RootKind::Browser, Some("Local State")).unwrap();
        let measured = root.measure(&rel("Default"), &Stop::default());
        let removed = reset(&root, None, &keeping(&[]));
        let mounted = Root::prove(&home, &rel("browser/Default/mounted"), RootKind::Cache, None);
        assert_eq!(mounted.unwrap_err().reason(), Some(SkipReason::Mount));
        assert_eq!(removed.failures, [failed("Default/mounted", LeftoverKind::OtherMount)]);
        assert_eq!((measured.files, removed.tally.files), (1, 1));
        return;
    }
    let lab = Lab::new();
    lab.write("thesis/chapter 1", "two years of work");
    lab.write("browser/Default/x", "1");
    fs::create_dir(lab.path("browser/Default/mounted")).unwrap();
    let (_crate, test) = concat!(module_path!(), "::another_mount_is_not_entered").split_once("::").unwrap();
    let script = r#"mount --bind "$1" "$2" && exec "$3" --exact "$4" --include-ignored"#;
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, "sh"]);
    command.arg(lab.path("thesis")).arg(lab.path("browser/Default/mounted"));
    command.arg(std::env::current_exe().unwrap()).arg(test);
    let output = command.env(INNER, lab.dir.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{output:?}");
    assert!(!lab.is_there("browser/Default/x"), "nothing was reset");
    assert_eq!(fs::read_to_string(lab.path("thesis/chapter 1")).unwrap(), "two years of work");
}

#[test]
fn a_folder_moved_away_under_a_deep_walk_is_noticed() {
    let lab = Lab::new();
    let deep = format!("a/{}", ["d"; 100].join("/"));
    lab.write(&format!("browser/{deep}/f"), "1");
    fs::create_dir(lab.path("elsewhere")).unwrap();
    lab.write("elsewhere/other", "1");
    let upper = lab.path("browser/a/d/d");
    let away = lab.path("elsewhere/d");
    // The walk holds the deepest folders and tells when the file is gone; by then those far above are closed.
    let mut moved = false;
    let removed = lab.root().reset(None, &keeping(&[]), &Stop::default(), &mut |_tally| {
        if !moved {
            fs::rename(&upper, &away).unwrap();
            moved = true;
        }
    });
    assert!(moved && removed.failures.iter().any(|failure| failure.kind == LeftoverKind::Changed), "{removed:?}");
    assert!(lab.is_there("elsewhere/other"), "what lies beside the place it was moved to is not the walk's");
}
