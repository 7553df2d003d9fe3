//! The folder of a clean window: made with a stamp and a lock before its browser starts, and removed whole.
//!
//! Only folders with Signoff's stamp below a place of Signoff's own are ever removed. One is left alone while the
//! Signoff that made it lives (it holds the lock), while any process has something in it open, and while a lock in it
//! names another computer. The stamp and the lock go last: what a killed run has begun is known again.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::engine::browser_processes;
use crate::model::{Fate, LeftoverKind, RelPath, Scope, Stop, Swept, Tally};
use crate::platform::System;
use crate::safefs::{Home, NotARoot, Root, RunLock};

/// The browser's profile in a room.
pub(super) const PROFILE: &str = "profile";
/// What browsers and libraries keep as cache for programs that run in this room.
pub(super) const CACHE: &str = "cache";
/// What they would write beside the profile.
pub(super) const CONFIG: &str = "config";

/// As often as something comes back while it is being removed: a crash reporter may write for a moment longer.
const PASSES: u8 = 3;

/// A room that this process has for itself.
pub(super) struct ThrowawayProfile {
    home: Home,
    base: Root,
    name: RelPath,
    root: Root,
    _lock: RunLock,
}

/// Why there is no room.
#[derive(Debug)]
pub(super) enum ThrowawayError {
    Root(NotARoot),
    Io(io::Error),
    /// The file system has no links: browsers lock their profile by one.
    Links(io::Error),
}

impl ThrowawayProfile {
    /// Makes a room below a place of Signoff's own. Its stamp and lock are there before anything else.
    pub(super) fn make(home: Home, place: &RelPath) -> Result<Self, ThrowawayError> {
        let base = Root::create_own(&home, place).map_err(ThrowawayError::Root)?;
        let taken = base.list(None).map_err(ThrowawayError::Io)?;
        let is_free = |number: &u32| taken.iter().all(|listed| listed.name.to_str() != Some(&number.to_string()));
        let number = (1..=u32::MAX).find(is_free).unwrap_or(u32::MAX);
        let name = named(number.to_string())?;
        let own = Root::create_own(&home, &place.extend(&name)).map_err(ThrowawayError::Root)?;
        let lock = RunLock::take(&own).map_err(ThrowawayError::Io)?;
        let lock = lock.ok_or_else(|| ThrowawayError::Io(io::ErrorKind::ResourceBusy.into()))?;
        for folder in [PROFILE, CACHE, CONFIG] {
            own.make_folder(&named(folder)?).map_err(ThrowawayError::Io)?;
        }
        // Found out now: a browser would end without a word.
        own.make_link(&named(CACHE)?.extend(&named("link")?), Path::new("nowhere")).map_err(ThrowawayError::Links)?;
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

    /// Makes a link in it.
    pub(super) fn link(&self, at: &RelPath, to: &Path) -> io::Result<()> {
        self.root.make_link(at, to)
    }

    /// Removes it whole, and looks whether it is gone.
    pub(super) fn remove(self) -> (Tally, Vec<LeftoverKind>) {
        remove(&self.base, &self.name, &self.root)
    }
}

/// Removes what rooms that were cut off left below a place of Signoff's own.
pub(super) fn sweep(system: &dyn System, home: &Home, place: &RelPath, swept: &mut Swept) {
    let Ok(base) = Root::open_own(home, place) else { return };
    let listed = match base.list(None) {
        Ok(listed) => listed,
        Err(error) => return swept.left.push(because(&error)),
    };
    let is_ours = |name: &OsString| Root::OWN_NAMES.iter().any(|own| name == *own);
    for name in listed.into_iter().map(|listed| listed.name).filter(|name| !is_ours(name)) {
        let Ok(at) = RelPath::from_name(&name) else { continue };
        // A run that was killed before the stamp was there had an empty folder only.
        let root = match Root::create_own(home, &place.extend(&at)) {
            Ok(root) => root,
            Err(err) => {
                swept.left.push(err.leftover());
                continue;
            }
        };
        match RunLock::take(&root) {
            // Somebody is using it.
            Ok(None) => {}
            Err(error) => swept.left.push(because(&error)),
            Ok(Some(_lock)) => {
                if let Some(kind) = holder(system, &root) {
                    swept.left.push(kind);
                    continue;
                }
                let (removed, left) = remove(&base, &at, &root);
                swept.removed += removed;
                swept.windows += u64::from(left.is_empty());
                swept.left.extend(left);
            }
        }
    }
}

/// Returns who uses a room, as the reason why it is left.
fn holder(system: &dyn System, root: &Root) -> Option<LeftoverKind> {
    let path = root.path();
    let processes = system.processes();
    let told = processes.iter().find(|process| process.data_dir.as_ref().is_some_and(|dir| dir.starts_with(&path)));
    let held = system.files_held_below(std::slice::from_ref(&path));
    let holds = held.first().map(|file| file.pid);
    let pid = told.map(|process| process.pid).or(holds);
    let elsewhere = || {
        let profile = RelPath::parse(PROFILE).ok()?;
        browser_processes::is_locked_elsewhere(system, root, &profile).then(|| LeftoverKind::InUse(String::new()))
    };
    let name = |pid: u32| processes.iter().find(|process| process.pid == pid).map(|process| process.name.clone());
    pid.map(|pid| LeftoverKind::InUse(name(pid).unwrap_or_default())).or_else(elsewhere)
}

fn remove(base: &Root, name: &RelPath, root: &Root) -> (Tally, Vec<LeftoverKind>) {
    // Whoever asked the run to stop wants nothing left all the more.
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
        // The stamp and the lock are ours, not the window's: they are not counted. A folder without anything in it is
        // known as ours, one with a lock only would not be.
        left.extend(root.remove_lock_file().err().map(|error| because(&error)));
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

fn because(error: &io::Error) -> LeftoverKind {
    error.raw_os_error().map_or(LeftoverKind::Internal, LeftoverKind::Os)
}

/// A name of ours always is one.
fn named(name: impl AsRef<std::ffi::OsStr>) -> Result<RelPath, ThrowawayError> {
    RelPath::from_name(name.as_ref()).map_err(|_never| ThrowawayError::Io(io::ErrorKind::InvalidInput.into()))
}
