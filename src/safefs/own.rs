//! Signoff's own folder: made with a stamp, and known by it. What carries no stamp is somebody else's.

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
    /// Opens Signoff's own folder, and makes it first where it is missing. An empty folder of this user is taken (a run
    /// may have been killed between the two steps); one with something in it but no stamp is not.
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

    /// Opens Signoff's own folder where it has been made before.
    pub fn open_own(home: &Home, at: &RelPath) -> Result<Self, NotARoot> {
        Self::prove(home, at, RootKind::Own, Some(STAMP))
    }

    /// Gives a file in Signoff's own folder another name there; what has that name goes.
    pub fn set_aside(&self, at: &RelPath, aside: &RelPath) -> io::Result<()> {
        if self.proof().kind != RootKind::Own || at.parent() != aside.parent() {
            return Err(Refused::Owner.into());
        }
        let (dir, _seen) = self.look(at)?;
        Ok(sys::rename(&dir, at.file_name(), &dir, aside.file_name(), Existing::Replace)?)
    }

    /// Names that an own folder has of ours.
    pub const OWN_NAMES: [&str; 2] = [STAMP, LOCK];

    /// Removes the lock's file from Signoff's own folder, so that the stamp is what goes last. Who has taken the lock
    /// keeps it.
    pub fn remove_lock_file(&self) -> io::Result<()> {
        let lock = RelPath::parse(LOCK).map_err(|_never| io::Error::from(io::ErrorKind::InvalidInput))?;
        match self.remove_file(&lock) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Makes a folder in Signoff's own folder, for nobody else to enter.
    pub fn make_folder(&self, at: &RelPath) -> io::Result<()> {
        let dir = self.own_folder_of(at)?;
        Ok(sys::make_dir(&dir, at.file_name(), Sharing::Private)?)
    }

    /// Makes a link in Signoff's own folder. It is never followed by us, and goes as a link.
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

    /// Removes a file from Signoff's own folder. Refuses every other root: what goes there goes by a scope.
    pub fn remove_file(&self, at: &RelPath) -> io::Result<()> {
        if self.proof().kind != RootKind::Own {
            return Err(Refused::Owner.into());
        }
        let (dir, seen) = self.look(at)?;
        self.boundary().check(&seen)?;
        Ok(sys::remove_file(&dir, at.file_name())?)
    }
}

/// Keeps a second run out for as long as it lives.
#[derive(Debug)]
pub struct RunLock {
    file: File,
}

/// Let go of expressly: a program that was being started at that moment would hold a copy of the handle a while longer.
impl Drop for RunLock {
    fn drop(&mut self) {
        self.file.unlock().unwrap_or_default();
    }
}

impl RunLock {
    /// Takes the lock, or returns `None` where another run has it. A dead run's lock is free: the system lets go of it.
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
