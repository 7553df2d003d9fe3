//! Replacing a kept file by a new version, whole or not at all. Never writes into the old one.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, Gid, Mode, OFlags, fchmod, fchown, fsync, openat, renameat, unlinkat};
use rustix::io::Errno;

use super::boundary::{Kind, Meta, Refused, meta, meta_of};
use super::random_name;
use super::root::Root;
use crate::model::{RelPath, RootKind};

/// How the name of a new version begins, until it is in place.
const ASIDE: &str = ".signoff-";

/// Why a file was not replaced. The old one is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// Nothing is there.
    #[error("nothing is there")]
    Missing,
    /// A link, or behind one.
    #[error("a link leads elsewhere")]
    Link,
    /// Not a regular file of this user with a single name.
    #[error("not a plain file of this user")]
    NotAFile,
    /// It was replaced by somebody else meanwhile.
    #[error("the file changed meanwhile")]
    Changed,
    /// The disk or the quota is full.
    #[error("no space for the new version")]
    NoSpace,
    /// The system said no.
    #[error("cannot write the new version")]
    Os(#[source] io::Error),
}

impl From<Refused> for ReplaceError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => Self::Missing,
            Refused::Link => Self::Link,
            Refused::NotAFolder | Refused::Mount | Refused::Owner => Self::NotAFile,
            Refused::Changed => Self::Changed,
            Refused::Os(Errno::NOSPC | Errno::DQUOT | Errno::FBIG) => Self::NoSpace,
            Refused::Os(errno) => Self::Os(errno.into()),
        }
    }
}

impl From<Errno> for ReplaceError {
    fn from(errno: Errno) -> Self {
        Refused::from(errno).into()
    }
}

impl From<io::Error> for ReplaceError {
    fn from(error: io::Error) -> Self {
        match Errno::from_io_error(&error) {
            Some(errno) => errno.into(),
            None => Self::Os(error),
        }
    }
}

impl Root {
    /// Writes a new version beside a file and puts it in the file's place; mode and group stay. In Signoff's own
    /// folder, and only there, the file need not be there before.
    pub fn replace(&self, at: &RelPath, bytes: &[u8]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        let old = match meta(&dir, at.file_name()) {
            Ok(old) => Some(self.plain(&old).map(|()| old)?),
            Err(Errno::NOENT) if self.proof().kind == RootKind::Own => None,
            Err(errno) => return Err(errno.into()),
        };
        self.sweep(&dir, at);
        put(&dir, at, old.as_ref(), bytes, None)
    }

    /// Puts a new file into a folder that is there, whole or not at all. Refuses a name that is taken.
    pub fn add(&self, at: &RelPath, bytes: &[u8]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        self.sweep(&dir, at);
        put(&dir, at, None, bytes, None)
    }

    /// Removes what a killed run left beside the files of a folder. Whoever writes outside Signoff's own folder holds the
    /// run lock, so nobody is at work on these. One that cannot be removed does not keep the file from being replaced.
    fn sweep(&self, dir: &OwnedFd, at: &RelPath) {
        if self.proof().kind == RootKind::Own {
            return;
        }
        let listed = self.list(at.parent().as_ref()).unwrap_or_default();
        for name in listed.iter().map(|listed| &listed.name).filter(|name| random_name::is_drawn(name, ASIDE)) {
            if meta(dir, name).is_ok_and(|meta| self.plain(&meta).is_ok()) {
                unlinkat(dir, name, AtFlags::empty()).unwrap_or_default();
            }
        }
    }

    /// Says whether something is a regular file on this ground with one name.
    pub(super) fn plain(&self, old: &Meta) -> Result<(), ReplaceError> {
        self.ground().holds(old)?;
        match old.kind {
            Kind::File if old.links == 1 => Ok(()),
            Kind::Link => Err(ReplaceError::Link),
            _ => Err(ReplaceError::NotAFile),
        }
    }
}

/// Writes a new file beside a name and gives it the name, whole or not at all: in the place of `old`, whose mode and group
/// it takes, or where there is none with a mode of its own, without which it is for nobody else.
pub(super) fn put(
    dir: &OwnedFd,
    at: &RelPath,
    old: Option<&Meta>,
    bytes: &[u8],
    mode: Option<Mode>,
) -> Result<(), ReplaceError> {
    let aside = random_name::draw(ASIDE);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = openat(dir, &*aside, flags, Mode::RUSR | Mode::WUSR)?;
    // Whatever mask we work with.
    let opened_up = mode.map_or(Ok(()), |mode| fchmod(&file, mode).map_err(ReplaceError::from));
    let swapped = opened_up.and_then(|()| swap(dir, at, old, bytes, &aside, file));
    if swapped.is_err() {
        // The first failure is the one to tell; what is left aside goes with the next new version in this folder.
        unlinkat(dir, &*aside, AtFlags::empty()).unwrap_or_default();
    }
    swapped
}

/// Fills the new file and puts it in the old one's place, if that is still the one that was looked at.
fn swap(
    dir: &OwnedFd,
    at: &RelPath,
    old: Option<&Meta>,
    bytes: &[u8],
    aside: &str,
    file: OwnedFd,
) -> Result<(), ReplaceError> {
    let mut file = File::from(file);
    file.write_all(bytes)?;
    if let Some(old) = old {
        dress(file.as_fd(), old)?;
    }
    file.sync_all()?;
    match (old, meta(dir, at.file_name())) {
        (Some(old), Ok(now)) if now.id == old.id && now.links == 1 => {}
        (None, Err(Errno::NOENT)) => {}
        _ => return Err(ReplaceError::Changed),
    }
    renameat(dir, aside, dir, at.file_name())?;
    // The new version is in place either way; a file system that cannot sync folders has other ways to keep order.
    fsync(dir).unwrap_or_default();
    Ok(())
}

/// Gives the new file the old one's group and mode. Where the group cannot be given, it gets no rights either.
fn dress(file: BorrowedFd<'_>, old: &Meta) -> Result<(), ReplaceError> {
    let mut mode = old.mode & (Mode::RWXU | Mode::RWXG | Mode::RWXO);
    if meta_of(file)?.group != old.group && fchown(file, None, Some(Gid::from_raw(old.group))).is_err() {
        mode -= Mode::RWXG;
    }
    fchmod(file, mode)?;
    Ok(())
}
