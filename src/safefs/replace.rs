//! Replacing a kept file by a new version, whole or not at all. Never writes into the old one.

use std::fs::File;
use std::io::{self, Write as _};

use super::random_name;
use super::root::Root;
use super::sys::{self, Dir, Existing, Kind, Meta, Refused, Sharing};
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
            Refused::NotAFolder | Refused::NotAFile | Refused::Mount | Refused::Owner => Self::NotAFile,
            Refused::Changed => Self::Changed,
            Refused::NoSpace(_) => Self::NoSpace,
            other => Self::Os(other.into()),
        }
    }
}

impl From<io::Error> for ReplaceError {
    fn from(error: io::Error) -> Self {
        Refused::from_io(&error).map_or(Self::Os(error), Self::from)
    }
}

impl Root {
    /// Writes a new version beside a file and puts it in the file's place; mode and group stay. In Signoff's own
    /// folder, and only there, the file need not be there before.
    pub fn replace(&self, at: &RelPath, bytes: &[u8]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        let old = match sys::meta(&dir, at.file_name()) {
            Ok(old) => Some(self.check_plain_file(&old).map(|()| old)?),
            Err(Refused::Missing) if self.proof().kind == RootKind::Own => None,
            Err(refused) => return Err(refused.into()),
        };
        self.remove_stale(&dir, at);
        put(&dir, at, old.as_ref(), bytes, None)
    }

    /// Puts a new file into a folder that is there, whole or not at all. Refuses a name that is taken.
    pub fn add(&self, at: &RelPath, bytes: &[u8]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        self.remove_stale(&dir, at);
        put(&dir, at, None, bytes, None)
    }

    /// Removes what a killed run left beside the files of a folder. Whoever writes outside Signoff's own folder holds the
    /// run lock, so nobody is at work on these. One that cannot be removed does not keep the file from being replaced.
    fn remove_stale(&self, dir: &Dir, at: &RelPath) {
        if self.proof().kind == RootKind::Own {
            return;
        }
        let listed = self.list(at.parent().as_ref()).unwrap_or_default();
        for name in listed.iter().map(|listed| &listed.name).filter(|name| random_name::matches(name, ASIDE)) {
            if sys::meta(dir, name.as_os_str()).is_ok_and(|meta| self.check_plain_file(&meta).is_ok()) {
                sys::remove_file(dir, name.as_os_str()).unwrap_or_default();
            }
        }
    }

    /// Says whether something is a regular file on this boundary with one name.
    pub(super) fn check_plain_file(&self, old: &Meta) -> Result<(), ReplaceError> {
        self.boundary().check(old)?;
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
    dir: &Dir,
    at: &RelPath,
    old: Option<&Meta>,
    bytes: &[u8],
    sharing: Option<Sharing>,
) -> Result<(), ReplaceError> {
    let aside = random_name::generate(ASIDE);
    let file = sys::create_file(dir, &*aside, Sharing::Private)?;
    let opened_up = sharing.map_or(Ok(()), |sharing| sys::set_file_sharing(&file, sharing));
    let swapped = opened_up.map_err(ReplaceError::from).and_then(|()| swap(dir, at, old, bytes, &aside, file));
    if swapped.is_err() {
        // The first failure is the one to tell; what is left aside goes with the next new version in this folder.
        sys::remove_file(dir, &*aside).unwrap_or_default();
    }
    swapped
}

/// Fills the new file and puts it in the old one's place, if that is still the one that was looked at.
fn swap(
    dir: &Dir,
    at: &RelPath,
    old: Option<&Meta>,
    bytes: &[u8],
    aside: &str,
    mut file: File,
) -> Result<(), ReplaceError> {
    file.write_all(bytes)?;
    if let Some(old) = old {
        sys::copy_access(&file, old)?;
    }
    file.sync_all()?;
    match (old, sys::meta(dir, at.file_name())) {
        (Some(old), Ok(now)) if now.id == old.id && now.links == 1 => {}
        (None, Err(Refused::Missing)) => {}
        _ => return Err(ReplaceError::Changed),
    }
    sys::rename(dir, aside, dir, at.file_name(), Existing::Replace)?;
    // The new version is in place either way; a file system that cannot sync folders has other ways to keep order.
    sys::sync_dir(dir).unwrap_or_default();
    Ok(())
}
