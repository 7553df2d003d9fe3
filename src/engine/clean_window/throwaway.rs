//! The throw-away folder of a clean window: created with a stamp and a lock before its browser starts, and removed
//! whole.
//!
//! Only folders with Signoff's stamp below one of Signoff's own places are ever removed. A folder is left alone while
//! the Signoff that created it runs (it holds the lock), while any process has a file in it open, and while a lock in
//! it names another computer. The stamp and the lock are removed last, so that the remains of a killed removal are
//! recognised.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::engine::browser_processes;
use crate::model::{Fate, LeftoverKind, RelPath, Scope, StaleRemoved, Stop, Tally, name};
use crate::platform::System;
use crate::safefs::{Home, NotARoot, Root, RunLock};

/// The browser's profile in the throw-away folder.
pub(super) const PROFILE: &str = "profile";
/// The cache folder of the programs that run with it.
pub(super) const CACHE: &str = "cache";
/// The settings folder of the programs that run with it.
pub(super) const CONFIG: &str = "config";

/// How many times removal is tried: a crash reporter may still be writing.
const PASSES: u8 = 3;

/// A throw-away folder that this process has locked.
pub(super) struct ThrowawayProfile {
    home: Home,
    base: Root,
    name: RelPath,
    root: Root,
    _lock: RunLock,
}

/// Why a throw-away folder cannot be created.
#[derive(Debug)]
pub(super) enum ThrowawayError {
    Root(NotARoot),
    Io(io::Error),
    /// The file system has no links, with which browsers lock their profiles.
    Links(io::Error),
}

impl ThrowawayProfile {
    /// Creates a folder below one of Signoff's own places. Its stamp and lock are there before anything else.
    pub(super) fn make(home: Home, place: &RelPath) -> Result<Self, ThrowawayError> {
        let base = Root::create_own(&home, place).map_err(ThrowawayError::Root)?;
        let taken = base.list(None).map_err(ThrowawayError::Io)?;
        let is_free = |number: &u32| taken.iter().all(|listed| listed.name.to_str() != Some(&number.to_string()));
        let number = (1..=u32::MAX).find(is_free).unwrap_or(u32::MAX);
        let name = own_name(number.to_string())?;
        let own = Root::create_own(&home, &place.extend(&name)).map_err(ThrowawayError::Root)?;
        let lock = RunLock::take(&own).map_err(ThrowawayError::Io)?;
        let lock = lock.ok_or_else(|| ThrowawayError::Io(io::ErrorKind::ResourceBusy.into()))?;
        for folder in [PROFILE, CACHE, CONFIG] {
            own.make_folder(&own_name(folder)?).map_err(ThrowawayError::Io)?;
        }
        // Tried now: without links a browser would end without a message.
        own.make_link(&own_name(CACHE)?.extend(&own_name("link")?), Path::new("nowhere"))
            .map_err(ThrowawayError::Links)?;
        Ok(Self { home, base, name, root: own, _lock: lock })
    }

    pub(super) fn root(&self) -> &Root {
        &self.root
    }

    /// Returns the path of one of its folders.
    pub(super) fn at(&self, folder: &str) -> PathBuf {
        self.root.path().join(folder)
    }

    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    /// Creates a link in it.
    pub(super) fn link(&self, at: &RelPath, to: &Path) -> io::Result<()> {
        self.root.make_link(at, to)
    }

    /// Removes it whole. Returns what was removed, and why something is left.
    pub(super) fn remove(self) -> (Tally, Vec<LeftoverKind>) {
        remove(&self.base, &self.name, &self.root)
    }
}

/// Removes stale throw-away folders below one of Signoff's own places.
pub(super) fn remove_stale(system: &dyn System, home: &Home, place: &RelPath, stale: &mut StaleRemoved) {
    let Ok(base) = Root::open_own(home, place) else { return };
    let listed = match base.list(None) {
        Ok(listed) => listed,
        Err(error) => return stale.left.push(leftover_kind(&error)),
    };
    let is_ours = |name: &OsString| Root::OWN_NAMES.iter().any(|own| name == *own);
    for name in listed.into_iter().map(|listed| listed.name).filter(|name| !is_ours(name)) {
        let Ok(at) = RelPath::from_name(&name) else { continue };
        // If a run was killed before it wrote the stamp, the folder is empty, and gets its stamp now.
        let root = match Root::create_own(home, &place.extend(&at)) {
            Ok(root) => root,
            Err(err) => {
                stale.left.push(err.leftover());
                continue;
            }
        };
        match RunLock::take(&root) {
            // The run that created it is still at work.
            Ok(None) => {}
            Err(error) => stale.left.push(leftover_kind(&error)),
            Ok(Some(_lock)) => {
                if let Some(kind) = in_use(system, &root) {
                    stale.left.push(kind);
                    continue;
                }
                let (removed, left) = remove(&base, &at, &root);
                stale.removed += removed;
                stale.windows += u64::from(left.is_empty());
                stale.left.extend(left);
            }
        }
    }
}

/// Returns why a folder is in use, if it is.
fn in_use(system: &dyn System, root: &Root) -> Option<LeftoverKind> {
    let path = root.path();
    let processes = system.processes();
    let started_there =
        processes.iter().find(|process| process.data_dir.as_ref().is_some_and(|dir| name::is_below(&path, dir)));
    let held = system.open_files_below(std::slice::from_ref(&path));
    let holds = held.first().map(|file| file.pid);
    let pid = started_there.map(|process| process.pid).or(holds);
    let elsewhere = || {
        let profile = RelPath::parse(PROFILE).ok()?;
        browser_processes::is_locked_elsewhere(system, root, Some(&profile)).then(|| LeftoverKind::InUse(String::new()))
    };
    let name = |pid: u32| processes.iter().find(|process| process.pid == pid).map(|process| process.name.clone());
    pid.map(|pid| LeftoverKind::InUse(name(pid).unwrap_or_default())).or_else(elsewhere)
}

fn remove(base: &Root, name: &RelPath, root: &Root) -> (Tally, Vec<LeftoverKind>) {
    // Not the run's own `stop`: a stopped run must leave nothing either.
    let (stop, mut removed, mut left) = (Stop::default(), Tally::default(), Vec::new());
    let mut inside = Scope::new(Fate::Remove);
    for own in Root::OWN_NAMES {
        inside.keep(&[OsString::from(own)]);
    }
    let mut whole = Scope::new(Fate::Keep);
    whole.remove(&[name.file_name().to_owned()]);
    for _ in 0..PASSES {
        let first = root.reset(None, &inside, &stop, &mut |_| ());
        removed += first.tally;
        left = first.failures.into_iter().map(|failure| failure.kind).collect();
        if !left.is_empty() {
            continue;
        }
        // The stamp and the lock are not counted: they are Signoff's own. The lock goes before the stamp, because an
        // empty folder is recognised as ours, but one with only a lock would not be.
        left.extend(root.remove_lock_file().err().map(|error| leftover_kind(&error)));
        let last = base.reset(None, &whole, &stop, &mut |_| ());
        left.extend(last.failures.into_iter().map(|failure| failure.kind));
        match base.list(None) {
            Ok(listed) if listed.iter().all(|listed| listed.name != name.file_name()) => return (removed, Vec::new()),
            Ok(_) if left.is_empty() => left.push(LeftoverKind::CameBack),
            Ok(_) => {}
            Err(_) => left.push(LeftoverKind::Unverified),
        }
    }
    left.sort();
    left.dedup();
    (removed, left)
}

fn leftover_kind(error: &io::Error) -> LeftoverKind {
    error.raw_os_error().map_or(LeftoverKind::Internal, LeftoverKind::Os)
}

/// Returns one of our own names as a path, which always parses.
fn own_name(name: impl AsRef<std::ffi::OsStr>) -> Result<RelPath, ThrowawayError> {
    RelPath::from_name(name.as_ref()).map_err(|_never| ThrowawayError::Io(io::ErrorKind::InvalidInput.into()))
}
