//! A reset on real folders below a temporary one; beside it what must never happen (`dangers`), and files (`files`).

mod dangers;
mod files;
mod staging;
mod survey;
mod template;
mod trusted;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use tempfile::TempDir;

use super::*;
use crate::model::{Certainty, Fate, LeftoverKind, RelPath, RootKind, Scope, Stop, StopReason, Tally};

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

/// Gives a file to another user. Only root can.
fn give_away(path: &Path) {
    std::os::unix::fs::lchown(path, Some(54_321), None).unwrap();
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

/// Tells whether files and folders have been opened or read since it was made.
struct Watch(OwnedFd);

impl Watch {
    fn on(paths: &[PathBuf]) -> Self {
        let watch = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).unwrap();
        for path in paths {
            inotify::add_watch(&watch, path, WatchFlags::OPEN | WatchFlags::ACCESS).unwrap();
        }
        Self(watch)
    }

    fn has_seen_something(&self) -> bool {
        match inotify::Reader::new(&self.0, &mut [MaybeUninit::uninit(); 4096]).next() {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error, rustix::io::Errno::AGAIN);
                false
            }
        }
    }
}

#[test]
fn a_kept_tree_is_not_opened() {
    let lab = Lab::new();
    lab.write("browser/Extensions/abc/manifest.json", "{}");
    let tree = ["", "/abc", "/abc/manifest.json"].map(|below| lab.path(&format!("browser/Extensions{below}")));
    let watch = Watch::on(&tree);
    reset(&lab.root(), None, &keeping(&["Extensions"]));
    assert!(!watch.has_seen_something(), "the kept tree was opened");
    assert!(lab.is_there("browser/Extensions/abc/manifest.json"));
    for path in tree {
        let watch = Watch::on(std::slice::from_ref(&path));
        fs::File::open(&path).unwrap();
        assert!(watch.has_seen_something(), "the watch is blind: {}", path.display());
    }
}

#[test]
fn a_tree_deeper_than_any_limit_goes() {
    const DEPTH: usize = 5_000;
    let lab = Lab::new();
    let mut here = sys::open_path(&lab.path("browser")).unwrap();
    for _ in 0..DEPTH {
        rustix::fs::mkdirat(&here, c"d", rustix::fs::Mode::RWXU).unwrap();
        here = sys::open_dir(&here, "d").unwrap();
        let flags = rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::CLOEXEC;
        rustix::fs::openat(&here, c"f", flags, rustix::fs::Mode::RUSR).unwrap();
    }
    let root = lab.root();
    let measured = root.measure(&rel("d"), &Stop::default());
    assert_eq!((measured.files, measured.certainty), (5_000, Certainty::Exact));

    let removed = reset(&root, None, &keeping(&[]));

    assert_eq!((removed.tally.files, removed.failures), (5_000, vec![]));
    assert!(!lab.is_there("browser/d"));
}

#[test]
fn a_large_folder_is_shared_between_threads_and_adds_up() {
    let lab = Lab::new();
    fs::create_dir_all(lab.path("browser/Cache/inner")).unwrap();
    for index in 0..9_000 {
        fs::write(lab.path(&format!("browser/Cache/f_{index}")), "123").unwrap();
    }
    let root = lab.root();
    let size = root.measure(&rel("Cache"), &Stop::default());
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
