//! Signoff's own folder: created with a stamp, and recognised by it. A folder without a stamp is not touched.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use super::home::Home;
use super::root::{NotARoot, Root};
use super::sys::{self, Dir, Existing, IfMissing, Kind, Refused, Sharing};
use crate::model::{RelPath, RootKind};

const STAMP: &str = "signoff.stamp";
const LOCK: &str = "lock";

impl Root {
    /// Opens Signoff's own folder, and creates it if it is missing. An empty folder of this user is accepted, because a
    /// run may have been killed between the two steps; a folder with content but without a stamp is not.
    pub fn create_own(home: &Home, at: &RelPath) -> Result<Self, NotARoot> {
        let mut path = home.path().to_owned();
        let mut reached = None;
        for name in at.names() {
            path.push(name);
            let above = reached.as_ref().map_or(home.dir(), |dir: &Dir| dir);
            let next = match sys::make_dir(above, name.as_os_str(), Sharing::Private) {
                Ok(()) | Err(Refused::Exists) => home.boundary().enter(above, name.as_os_str()),
                Err(refused) => Err(refused),
            };
            reached = Some(next.map_err(|refused| NotARoot::new(refused, path.clone()))?.0);
        }
        let bare = Self::prove(home, at, RootKind::Own, None)?;
        let listed = bare.list(None).map_err(|source| NotARoot::Open { path: path.clone(), source })?;
        if listed.is_empty() {
            match sys::create_file(bare.dir(), STAMP, Sharing::Private) {
                Ok(_) | Err(Refused::Exists) => {}
                Err(refused) => return Err(NotARoot::Open { path, source: refused.into() }),
            }
        }
        Self::prove(home, at, RootKind::Own, Some(STAMP))
    }

    /// Opens Signoff's own folder if it exists.
    pub fn open_own(home: &Home, at: &RelPath) -> Result<Self, NotARoot> {
        Self::prove(home, at, RootKind::Own, Some(STAMP))
    }

    /// Renames a file in Signoff's own folder. A file that has the new name is replaced.
    pub fn set_aside(&self, at: &RelPath, aside: &RelPath) -> io::Result<()> {
        if self.proof().kind != RootKind::Own || at.parent() != aside.parent() {
            return Err(Refused::Owner.into());
        }
        let (dir, _seen) = self.look(at)?;
        Ok(sys::rename(&dir, at.file_name(), &dir, aside.file_name(), Existing::Replace)?)
    }

    /// The names in an own folder that Signoff itself uses.
    pub const OWN_NAMES: [&str; 2] = [STAMP, LOCK];

    /// Removes the lock's file from Signoff's own folder, so that the stamp is removed last. A run that holds the lock
    /// keeps it.
    pub fn remove_lock_file(&self) -> io::Result<()> {
        let lock = RelPath::parse(LOCK).map_err(|_never| io::Error::from(io::ErrorKind::InvalidInput))?;
        match self.remove_file(&lock) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Creates a folder in Signoff's own folder, for this user alone.
    pub fn make_folder(&self, at: &RelPath) -> io::Result<()> {
        let dir = self.own_folder_of(at)?;
        Ok(sys::make_dir(&dir, at.file_name(), Sharing::Private)?)
    }

    /// Creates a link in Signoff's own folder. Signoff never follows it, and removes it as a link.
    pub fn make_link(&self, at: &RelPath, to: &Path) -> io::Result<()> {
        let dir = self.own_folder_of(at)?;
        Ok(sys::make_link(&dir, at.file_name(), to)?)
    }

    fn own_folder_of(&self, at: &RelPath) -> io::Result<Dir> {
        if self.proof().kind != RootKind::Own {
            return Err(Refused::Owner.into());
        }
        Ok(self.folder(at.parent().as_ref())?)
    }

    /// Removes a file from Signoff's own folder. Refuses every other root: there, files are removed by a scope.
    pub fn remove_file(&self, at: &RelPath) -> io::Result<()> {
        if self.proof().kind != RootKind::Own {
            return Err(Refused::Owner.into());
        }
        let (dir, seen) = self.look(at)?;
        self.boundary().check(&seen)?;
        Ok(sys::remove_file(&dir, at.file_name())?)
    }
}

/// The lock that keeps a second run out while this value lives.
#[derive(Debug)]
pub struct RunLock {
    file: File,
}

/// Unlocks explicitly: a program that is being started has a copy of the handle for a moment longer.
impl Drop for RunLock {
    fn drop(&mut self) {
        self.file.unlock().unwrap_or_default();
    }
}

impl RunLock {
    /// Takes the lock; `None` if another run holds it. The system releases the lock of a run that ended.
    pub fn take(own: &Root) -> io::Result<Option<Self>> {
        let file = sys::open_to_lock(own.dir(), LOCK, IfMissing::Create)?;
        let seen = sys::meta_of(&file)?;
        own.boundary().check(&seen)?;
        if seen.kind != Kind::File {
            return Err(Refused::NotAFile.into());
        }
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
