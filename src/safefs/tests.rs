//! What must never happen, and what must, on real folders below a temporary one.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;
use tempfile::TempDir;

use super::*;
use crate::model::{Certainty, Fate, LeftoverKind, RelPath, RootKind, Scope, SkipReason, Stop, StopReason, Tally};

/// A throw-away home with one browser's folder `browser` in it.
struct Lab {
    dir: TempDir,
    home: Home,
}

impl Lab {
    fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("signoff-").tempdir().unwrap();
        fs::create_dir(dir.path().join("browser")).unwrap();
        fs::write(dir.path().join("browser/Local State"), "{}").unwrap();
        let home = Home::open(dir.path()).unwrap();
        Self { dir, home }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.dir.path().join(below)
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn root(&self) -> Root {
        self.prove("browser").unwrap()
    }

    fn prove(&self, at: &str) -> Result<Root, NotARoot> {
        Root::prove(&self.home, &rel(at), RootKind::Browser, Some("Local State"))
    }

    fn is_there(&self, below: &str) -> bool {
        self.path(below).symlink_metadata().is_ok()
    }
}

fn rel(text: &str) -> RelPath {
    RelPath::parse(text).unwrap()
}

fn steps(text: &str) -> Vec<OsString> {
    text.split('/').map(OsString::from).collect()
}

/// Everything goes but the marker, and what else is named.
fn keeping(names: &[&str]) -> Scope<OsString> {
    let mut scope = Scope::new(Fate::Remove);
    scope.keep(&steps("Local State"));
    for name in names {
        scope.keep(&steps(name));
    }
    scope
}

fn reset(root: &Root, dir: Option<&str>, scope: &Scope<OsString>) -> Removed {
    let dir = dir.map(rel);
    let mut told = Tally::default();
    let removed = root.reset(dir.as_ref(), scope, &Stop::default(), &mut |tally| told += tally);
    assert_eq!(told, removed.tally, "what is told adds up to what is gone");
    removed
}

fn failed(at: &str, kind: LeftoverKind) -> Failure {
    Failure { at: Some(rel(at)), kind }
}

/// Gives a file to somebody else; without the right to do so the test cannot be done, and says so.
#[expect(clippy::print_stderr, reason = "a test that could not be done must not look as if it had been")]
fn give_away(path: &Path) -> bool {
    let given = geteuid().is_root() && std::os::unix::fs::lchown(path, Some(54_321), None).is_ok();
    if !given {
        eprintln!("skipped: only root can give a file to another user");
    }
    given
}

#[test]
fn a_reset_keeps_what_the_scope_names_and_nothing_else() {
    let lab = Lab::new();
    for name in ["History", "Bookmarks", "Network/Cookies", "Network/Cookies-journal", "Network/Trust Tokens"] {
        lab.write(&format!("browser/Default/{name}"), "12345");
    }
    lab.write("browser/Default/Cache/Cache_Data/f_1", "12345");
    lab.write("browser/Default/Extensions/abc/1.0/manifest.json", "{}");
    lab.write("browser/Default/Extensions/abc/1.0/cached", "12345");
    let mut scope = keeping(&["Default/Bookmarks", "Default/Network/Cookies", "Default/Extensions"]);
    scope.remove(&steps("Default/Extensions/abc/1.0/cached"));

    let removed = reset(&lab.root(), None, &scope);

    let expected = Removed { tally: Tally { files: 4, bytes: 20 }, ..Removed::default() };
    assert_eq!(removed, expected);
    let left = walkdir::WalkDir::new(lab.path("browser")).sort_by_file_name().into_iter();
    let left = left.map(|entry| entry.unwrap().path().strip_prefix(lab.path("browser")).unwrap().to_owned());
    let left = left.map(|path| path.to_str().unwrap().to_owned()).collect::<Vec<_>>();
    let expected = [
        "",
        "Default",
        "Default/Bookmarks",
        "Default/Extensions",
        "Default/Extensions/abc",
        "Default/Extensions/abc/1.0",
        "Default/Extensions/abc/1.0/manifest.json",
        "Default/Network",
        "Default/Network/Cookies",
        "Default/Network/Cookies-journal",
        "Local State",
    ];
    assert_eq!(left, expected);
    assert_eq!(reset(&lab.root(), None, &scope), Removed::default(), "the second time nothing is there to go");
}

#[test]
fn a_folder_that_is_not_there_is_already_gone() {
    let lab = Lab::new();
    let removed = reset(&lab.root(), Some("Default"), &keeping(&[]));
    assert_eq!(removed, Removed { missing: true, ..Removed::default() });
}

#[test]
fn a_kept_tree_is_not_opened() {
    let lab = Lab::new();
    lab.write("browser/Extensions/abc/manifest.json", "{}");
    let before = fs::metadata(lab.path("browser/Extensions")).unwrap().accessed().unwrap();
    reset(&lab.root(), None, &keeping(&["Extensions"]));
    assert!(lab.is_there("browser/Extensions/abc/manifest.json"));
    assert_eq!(fs::metadata(lab.path("browser/Extensions")).unwrap().accessed().unwrap(), before);
}

#[test]
fn a_link_inside_the_profile_is_not_entered() {
    let lab = Lab::new();
    lab.write("thesis/chapter 1", "two years of work");
    lab.write("browser/Default/x", "1");
    symlink(lab.path("thesis"), lab.path("browser/Default/Downloads")).unwrap();
    symlink(lab.path("thesis/chapter 1"), lab.path("browser/Default/chapter")).unwrap();
    let measured = lab.root().measure(&rel("Default"));

    let removed = reset(&lab.root(), None, &keeping(&[]));

    assert!(removed.failures.is_empty());
    assert_eq!(removed.tally.files, 3);
    assert!(!lab.is_there("browser/Default"));
    assert_eq!(fs::read_to_string(lab.path("thesis/chapter 1")).unwrap(), "two years of work");
    assert_eq!((measured.size.files, measured.size.bytes), (removed.tally.files, removed.tally.bytes));
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
    assert_eq!(root.measure(&rel("Default/chapter 1")).size.files, 0);
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
    if give_away(&lab.path("browser")) {
        assert!(matches!(Home::open(&lab.path("browser")), Err(HomeError::ForeignOwner { .. })));
    }
}

#[test]
fn what_belongs_to_another_user_stays_and_is_named() {
    let lab = Lab::new();
    lab.write("browser/Default/file", "theirs");
    lab.write("browser/Default/folder/file", "ours in theirs");
    lab.write("browser/Default/ours", "1");
    if !give_away(&lab.path("browser/Default/file")) || !give_away(&lab.path("browser/Default/folder")) {
        return;
    }
    assert_eq!(lab.root().measure(&rel("Default")).size.bytes, 1, "what stays is not promised to go");

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
    assert_eq!(root.measure(&rel("Default")).size.files, 2);
    let removed = reset(&root, None, &keeping(&[]));
    assert_eq!((removed.tally.files, removed.failures), (2, vec![]));
    assert!(!lab.is_there("browser/Default"));
}

#[test]
fn another_mount_is_not_entered() {
    // Called again inside a mount namespace of its own, where a bind mount does no harm. Same device: only the mount
    // differs.
    const INNER: &str = "SIGNOFF_TEST_MOUNTED_HOME";
    if let Some(home) = std::env::var_os(INNER) {
        let home = Home::open(Path::new(&home)).unwrap();
        let root = Root::prove(&home, &rel("browser"), RootKind::Browser, Some("Local State")).unwrap();
        let measured = root.measure(&rel("Default")).size;
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
    let script = r#"mount --bind "$1" "$2" && exec "$3" --exact safefs::tests::another_mount_is_not_entered"#;
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, "sh"]);
    if !geteuid().is_root() {
        command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]);
    }
    command.arg(lab.path("thesis")).arg(lab.path("browser/Default/mounted")).arg(std::env::current_exe().unwrap());
    let output = command.env(INNER, lab.dir.path()).output().unwrap();
    assert!(may_not_mount(&output) || output.status.success(), "{output:?}");
    assert_eq!(fs::read_to_string(lab.path("thesis/chapter 1")).unwrap(), "two years of work");
}

#[expect(clippy::print_stderr, reason = "a test that could not be done must not look as if it had been")]
fn may_not_mount(output: &std::process::Output) -> bool {
    let refused = !String::from_utf8_lossy(&output.stdout).contains("running 1 test");
    if refused {
        eprintln!("skipped: this system lets no test mount: {}", String::from_utf8_lossy(&output.stderr));
    }
    refused
}

#[test]
fn a_tree_deeper_than_any_limit_goes() {
    const DEPTH: usize = 5_000;
    let lab = Lab::new();
    let mut here = std::os::fd::OwnedFd::from(fs::File::open(lab.path("browser")).unwrap());
    for _ in 0..DEPTH {
        rustix::fs::mkdirat(&here, c"d", rustix::fs::Mode::RWXU).unwrap();
        here = entry::open_folder(&here, c"d").unwrap();
        let flags = rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY;
        rustix::fs::openat(&here, c"f", flags, rustix::fs::Mode::RUSR).unwrap();
    }
    let root = lab.root();
    let measured = root.measure(&rel("d"));
    assert_eq!((measured.size.files, measured.size.certainty), (5_000, Certainty::Exact));

    let removed = reset(&root, None, &keeping(&[]));

    assert_eq!((removed.tally.files, removed.failures), (5_000, vec![]));
    assert!(!lab.is_there("browser/d"));
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

#[test]
fn a_large_folder_is_shared_between_threads_and_adds_up() {
    let lab = Lab::new();
    fs::create_dir_all(lab.path("browser/Cache/inner")).unwrap();
    for index in 0..9_000 {
        fs::write(lab.path(&format!("browser/Cache/f_{index}")), "123").unwrap();
    }
    let root = lab.root();
    let size = root.measure(&rel("Cache")).size;
    assert_eq!((size.files, size.bytes), (9_000, 27_000));
    let removed = reset(&root, None, &keeping(&["Cache/f_77"]));
    assert_eq!(removed.tally, Tally { files: 8_999, bytes: 26_997 });
    assert_eq!(fs::read_dir(lab.path("browser/Cache")).unwrap().count(), 1);
}

#[test]
fn what_appears_meanwhile_goes_too() {
    let lab = Lab::new();
    lab.write("browser/Default/Cache/a", "1");
    let mut late = 0;
    let removed = lab.root().reset(None, &keeping(&[]), &Stop::default(), &mut |_tally| {
        if late < 2 {
            late += 1;
            lab.write(&format!("browser/Default/Cache/late {late}"), "1");
        }
    });
    assert_eq!((removed.tally.files, removed.failures), (3, vec![]));
    assert!(!lab.is_there("browser/Default"));
}

#[test]
fn a_folder_that_keeps_filling_is_named() {
    let lab = Lab::new();
    lab.write("browser/Cache/a", "1");
    let mut late = 0;
    let removed = lab.root().reset(None, &keeping(&[]), &Stop::default(), &mut |_tally| {
        late += 1;
        lab.write(&format!("browser/Cache/late {late}"), "1");
    });
    assert_eq!(removed.failures, [failed("Cache", LeftoverKind::CameBack)]);
}

#[test]
fn a_stopped_reset_says_so_and_the_next_one_finishes() {
    let lab = Lab::new();
    for index in 0..5_000 {
        lab.write(&format!("browser/Cache/{index}"), "1");
    }
    let stop = Stop::default();
    let asked = stop.clone();
    let scope = keeping(&[]);
    let removed = lab.root().reset(None, &scope, &stop, &mut |_tally| asked.ask(StopReason::Cancelled));
    assert!(removed.stopped && removed.tally.files < 5_000, "{removed:?}");
    let rest = reset(&lab.root(), None, &scope);
    assert_eq!(removed.tally.files + rest.tally.files, 5_000);
    assert!(!rest.stopped && !lab.is_there("browser/Cache"));
}

#[test]
fn names_are_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let lab = Lab::new();
    let name = OsStr::from_bytes(b"\xff\n\x1b[31m");
    fs::write(lab.path("browser").join(name), "1").unwrap();
    let listed = lab.root().list(None).unwrap();
    assert!(listed.iter().any(|entry| entry.name == name && entry.kind == Kind::File && entry.len == 1));
    assert_eq!(reset(&lab.root(), None, &keeping(&[])).tally.files, 1);
}

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
fn a_file_that_is_shared_linked_or_missing_is_not_replaced() {
    let lab = Lab::new();
    lab.write("thesis", "two years of work");
    fs::hard_link(lab.path("thesis"), lab.path("browser/hard")).unwrap();
    symlink(lab.path("thesis"), lab.path("browser/soft")).unwrap();
    let root = lab.root();
    assert!(matches!(root.replace(&rel("hard"), b"x"), Err(ReplaceError::NotAFile)));
    assert!(matches!(root.replace(&rel("soft"), b"x"), Err(ReplaceError::Link)));
    assert!(matches!(root.replace(&rel("nothing"), b"x"), Err(ReplaceError::Missing)));
    assert!(matches!(root.read(&rel("soft"), 100), Err(ReadError::Link)));
    assert_eq!(root.read_link(&rel("soft")).unwrap(), lab.path("thesis"));
    assert_eq!(fs::read_to_string(lab.path("thesis")).unwrap(), "two years of work");
    assert_eq!(root.list(None).unwrap().len(), 3, "nothing is left aside");
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
