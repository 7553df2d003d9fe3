//! Replacing a kept file by a new version, completely or not at all. Never writes into the old file.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::random_name;
use super::root::Root;
use super::sys::{self, Dir, Existing, Kind, Meta, Refused, Sharing};
use crate::model::name::database_of_side;
use crate::model::{Fate, RelPath, RootKind, Scope, Stop};

/// The prefix of a new version's name until the version is in place.
const ASIDE: &str = ".signoff-";

/// Why a file was not replaced. The old file is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// There is no such file.
    #[error("nothing is there")]
    Missing,
    /// It is a link, or a folder on the way is one.
    #[error("a link leads elsewhere")]
    Link,
    /// It is not a regular file of this user.
    #[error("not a plain file of this user")]
    NotAFile,
    /// Another program replaced it meanwhile.
    #[error("the file changed meanwhile")]
    Changed,
    /// It is larger than the caller's limit.
    #[error("the file is too large")]
    TooLarge,
    /// The disk or the quota is full.
    #[error("no space for the new version")]
    NoSpace,
    /// The system refused.
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
    /// Replaces a file by a new version; its mode and group stay. A second name of the old file stands for the old
    /// version. Only in Signoff's own folder, the file need not exist.
    pub fn replace(&self, at: &RelPath, bytes: &[u8]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        let old = match sys::meta(&dir, at.file_name()) {
            Ok(old) => Some(self.check_file(&old).map(|()| old)?),
            Err(Refused::Missing) if self.proof().kind == RootKind::Own => None,
            Err(refused) => return Err(refused.into()),
        };
        self.remove_stale(&dir, at);
        put(self, &dir, at, old.as_ref(), bytes, None, &[])
    }

    /// As [`Self::replace`], for a file with side files, named by what follows the file's name: those go with the old
    /// version.
    pub fn replace_with_sides(&self, at: &RelPath, bytes: &[u8], sides: &[&str]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        let old = sys::meta(&dir, at.file_name())?;
        self.check_file(&old)?;
        self.remove_stale(&dir, at);
        put(self, &dir, at, Some(&old), bytes, None, sides)
    }

    /// As [`Self::replace_with_sides`], by a version that `write` puts into an empty file of this user's alone. It gets the
    /// file's path, for `SQLite`: everything else works by handles.
    pub fn replace_by<E: From<ReplaceError>>(
        &self,
        at: &RelPath,
        sides: &[&str],
        write: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let dir = self.folder(at.parent().as_ref()).map_err(ReplaceError::from)?;
        let old = sys::meta(&dir, at.file_name()).map_err(ReplaceError::from)?;
        self.check_file(&old)?;
        self.remove_stale(&dir, at);
        let aside = random_name::generate(ASIDE);
        let file = sys::create_file(&dir, &*aside, Sharing::Private).map_err(ReplaceError::from)?;
        let swapped = write(&self.path().join(at.to_path()).with_file_name(&aside)).and_then(|()| {
            let seen = sys::meta(&dir, &*aside).map_err(ReplaceError::from)?;
            if sys::meta_of(&file).map_err(ReplaceError::from)?.id != seen.id {
                return Err(ReplaceError::Changed.into());
            }
            fill(&file, Some(&old), io::empty())?;
            Ok(swap(self, &dir, at, Some(&old), &aside, sides)?)
        });
        if swapped.is_err() {
            // As in `put`.
            sys::remove_file(&dir, &*aside).unwrap_or_default();
        }
        swapped
    }

    /// Removes what has the name of a kept file and of which nothing is worth keeping, and its side files. A link goes as a
    /// link.
    pub fn discard(&self, at: &RelPath, sides: &[&str], stop: &Stop) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        let old = sys::meta(&dir, at.file_name())?;
        self.boundary().check(&old)?;
        match old.kind {
            Kind::File | Kind::Special | Kind::Link => {
                let _swap = self.begin_swap();
                sys::remove_file(&dir, at.file_name())?;
            }
            Kind::Folder => {
                let removed = self.reset(Some(at), &Scope::new(Fate::Remove), stop, &mut |_removed| ());
                if removed.stopped || !removed.failures.is_empty() {
                    return Err(ReplaceError::NotAFile);
                }
                sys::remove_dir(&dir, at.file_name())?;
            }
        }
        remove_sides(&dir, at, sides)
    }

    /// Gives a file with several names an own copy under this name, of at most `limit` bytes. The other names stand for
    /// the old file. A file with one name stays as it is.
    pub fn separate(&self, at: &RelPath, limit: u64) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        let old = sys::meta(&dir, at.file_name())?;
        self.check_file(&old)?;
        if old.links == 1 {
            return Ok(());
        }
        if old.len > limit {
            return Err(ReplaceError::TooLarge);
        }
        self.remove_stale(&dir, at);
        // Not more than it was when it was looked at: it may grow.
        let content = sys::open_file(&dir, at.file_name())?.take(old.len);
        put(self, &dir, at, Some(&old), content, None, &[])
    }

    /// Creates a file in an existing folder, completely or not at all. Refuses a name that is taken.
    pub fn add(&self, at: &RelPath, bytes: &[u8]) -> Result<(), ReplaceError> {
        let dir = self.folder(at.parent().as_ref())?;
        self.remove_stale(&dir, at);
        put(self, &dir, at, None, bytes, None, &[])
    }

    /// Removes what a killed run left beside the files of a folder. Outside Signoff's own folder a run holds the run
    /// lock, so no other run is writing these files. A leftover that cannot be removed does not prevent the
    /// replacement.
    fn remove_stale(&self, dir: &Dir, at: &RelPath) {
        if self.proof().kind == RootKind::Own {
            return;
        }
        let listed = self.list(at.parent().as_ref()).unwrap_or_default();
        // A database that is written aside has side files.
        let is_aside = |name: &&OsString| {
            let of = name.to_str().and_then(database_of_side).map_or(name.as_os_str(), OsStr::new);
            random_name::matches(of, ASIDE)
        };
        for name in listed.iter().map(|listed| &listed.name).filter(is_aside) {
            if sys::meta(dir, name.as_os_str()).is_ok_and(|meta| self.check_plain_file(&meta).is_ok()) {
                sys::remove_file(dir, name.as_os_str()).unwrap_or_default();
            }
        }
    }

    /// Returns an error unless a file is a regular file within the boundary.
    fn check_file(&self, old: &Meta) -> Result<(), ReplaceError> {
        self.boundary().check(old)?;
        match old.kind {
            Kind::File => Ok(()),
            Kind::Link => Err(ReplaceError::Link),
            Kind::Folder | Kind::Special => Err(ReplaceError::NotAFile),
        }
    }

    /// As [`Self::check_file`], and with exactly one name.
    pub(super) fn check_plain_file(&self, old: &Meta) -> Result<(), ReplaceError> {
        self.check_file(old)?;
        if old.links == 1 { Ok(()) } else { Err(ReplaceError::NotAFile) }
    }
}

/// Writes a new file under a random name and renames it to its own, completely or not at all. It replaces `old` and
/// takes that file's mode and group; the old one's `sides` go. Without an old file, `sharing` says who may use it; `None`
/// means this user alone.
pub(super) fn put(
    root: &Root,
    dir: &Dir,
    at: &RelPath,
    old: Option<&Meta>,
    content: impl io::Read,
    sharing: Option<Sharing>,
    sides: &[&str],
) -> Result<(), ReplaceError> {
    let aside = random_name::generate(ASIDE);
    let file = sys::create_file(dir, &*aside, Sharing::Private)?;
    let opened_up = sharing.map_or(Ok(()), |sharing| sys::set_file_sharing(&file, sharing));
    let swapped = opened_up.map_err(ReplaceError::from).and_then(|()| {
        fill(&file, old, content)?;
        swap(root, dir, at, old, &aside, sides)
    });
    if swapped.is_err() {
        // The first failure is the one to return. What is left is removed with the next new version in this folder.
        sys::remove_file(dir, &*aside).unwrap_or_default();
    }
    swapped
}

fn fill(mut file: &File, old: Option<&Meta>, mut content: impl io::Read) -> Result<(), ReplaceError> {
    io::copy(&mut content, &mut file)?;
    if let Some(old) = old {
        sys::copy_access(file, old)?;
    }
    Ok(file.sync_all()?)
}

/// Renames the new file over the old one, if the name still stands for the file that was looked at. Side files go first:
/// a database would take an old log for its own.
fn swap(
    root: &Root,
    dir: &Dir,
    at: &RelPath,
    old: Option<&Meta>,
    aside: &str,
    sides: &[&str],
) -> Result<(), ReplaceError> {
    let _swap = root.begin_swap();
    match (old, sys::meta(dir, at.file_name())) {
        (Some(old), Ok(now)) if now.id == old.id => {}
        (None, Err(Refused::Missing)) => {}
        _ => return Err(ReplaceError::Changed),
    }
    remove_sides(dir, at, sides)?;
    let existing = if old.is_some() { Existing::Replace } else { Existing::Keep };
    match sys::rename(dir, aside, dir, at.file_name(), existing) {
        Err(Refused::Exists) => return Err(ReplaceError::Changed),
        // NFS and some others cannot refuse to replace.
        Err(Refused::Os(_)) if existing == Existing::Keep => {
            sys::rename(dir, aside, dir, at.file_name(), Existing::Replace)?;
        }
        renamed => renamed?,
    }
    // The new version is in place either way. A file system that cannot sync folders keeps the order by other means.
    sys::sync_dir(dir).unwrap_or_default();
    Ok(())
}

/// Removes the files whose names are the file's name and one of these ends.
fn remove_sides(dir: &Dir, at: &RelPath, sides: &[&str]) -> Result<(), ReplaceError> {
    for side in sides {
        let mut name = at.file_name().to_owned();
        name.push(side);
        match sys::remove_file(dir, name.as_os_str()) {
            Ok(()) | Err(Refused::Missing) => {}
            Err(refused) => return Err(refused.into()),
        }
    }
    Ok(())
}
