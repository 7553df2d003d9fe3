//! Signoff's own folder: created with a stamp, and recognised by it. What else has its name, or the name of a file in
//! it, is put aside unread if it is this user's; it is never entered, emptied or removed.

use std::io;
use std::path::Path;

use super::home::Home;
use super::listing::Listing;
use super::root::{NotARoot, Root};
use super::staging::unseal;
use super::sys::{self, Dir, Existing, Kind, Refused, Sharing};
use crate::model::{RelPath, RootKind};

const STAMP: &str = "signoff.stamp";
/// The name of the lock in an own folder.
pub(super) const LOCK: &str = "lock";
/// How many things of one name are put aside. If somebody puts something in the way again and again, the disk must not
/// fill.
const MOST_ASIDE: u32 = 9;

impl Root {
    /// Opens Signoff's own folder, and creates it if it is missing. An empty folder of this user is accepted, because a
    /// run may have been killed between the two steps; a folder with content but without a stamp is not.
    pub fn create_own(home: &Home, at: &RelPath) -> Result<Self, NotARoot> {
        let mut missing = at.clone();
        let mut to_make = Vec::new();
        // From below, because a folder on the way may be one that the policy allows to be relocated.
        let bare = loop {
            match Self::prove(home, &missing, RootKind::Own, None) {
                Ok(bare) => break Some(bare),
                Err(NotARoot::Missing(_)) => {
                    to_make.push(missing.file_name().to_owned());
                    match missing.parent() {
                        Some(above) => missing = above,
                        None => break None,
                    }
                }
                Err(err) => return Err(err),
            }
        };
        let mut path = bare.as_ref().map_or_else(|| home.path().to_owned(), Self::path);
        let boundary = bare.as_ref().map_or_else(|| home.boundary(), Self::boundary);
        let mut reached: Option<Dir> = None;
        for name in to_make.iter().rev() {
            path.push(name);
            let above = reached.as_ref().or(bare.as_ref().map(Self::dir)).unwrap_or(home.dir());
            let made = match sys::make_dir(above, name.as_os_str(), Sharing::Private) {
                Ok(()) | Err(Refused::Exists) => boundary.enter(above, name.as_os_str()),
                Err(refused) => Err(refused),
            };
            let (made, _meta) = made.map_err(|refused| NotARoot::new(refused, path.clone()))?;
            // The marker in it must outlast a power cut, so its folder must too. A file system that cannot sync folders
            // keeps the order by other means.
            sys::sync_dir(above).unwrap_or_default();
            reached = Some(made);
        }
        let bare = Self::prove(home, at, RootKind::Own, None)?;
        if !bare.has_stamp() {
            let is_empty = is_empty(bare.dir()).map_err(|refused| NotARoot::new(refused, bare.path()))?;
            if is_empty {
                match sys::create_file(bare.dir(), STAMP, Sharing::Private) {
                    Ok(_) | Err(Refused::Exists) => {}
                    Err(refused) => return Err(NotARoot::Open { path: bare.path(), source: refused.into() }),
                }
            }
        }
        Self::prove(home, at, RootKind::Own, Some(STAMP))
    }

    /// As [`Root::create_own`], but puts aside what else has the folder's name, if it is this user's, and lets the user
    /// write to the folder. Returns the name under which something was put aside too.
    pub fn claim_own(home: &Home, at: &RelPath) -> Result<(Self, Option<String>), NotARoot> {
        let (own, aside) = match Self::create_own(home, at) {
            Ok(own) => (own, None),
            Err(err) if err.may_be_in_the_way() => match put_folder_aside(home, at) {
                Ok(aside) => (Self::create_own(home, at)?, Some(aside)),
                // What is in the way tells more than why it stays there.
                Err(_refused) => return Err(err),
            },
            Err(err) => return Err(err),
        };
        let meta = sys::meta_of(own.dir()).map_err(|refused| NotARoot::new(refused, own.path()))?;
        if !meta.access.owner_may_change() {
            sys::set_dir_sharing(own.dir(), Sharing::Private).map_err(|refused| NotARoot::new(refused, own.path()))?;
        }
        Ok((own, aside))
    }

    /// Opens Signoff's own folder if it exists.
    pub fn open_own(home: &Home, at: &RelPath) -> Result<Self, NotARoot> {
        Self::prove(home, at, RootKind::Own, Some(STAMP))
    }

    fn has_stamp(&self) -> bool {
        sys::meta(self.dir(), STAMP).is_ok_and(|meta| matches!(meta.kind, Kind::File | Kind::Folder))
    }

    /// Puts aside what has the name of a file of Signoff's in its own folder but is no plain file: a folder, a link, a
    /// FIFO, or a file with several names. Returns its new name; `None` if nothing was in the way. Refuses what is
    /// another user's.
    pub fn clear_own_name(&self, at: &RelPath) -> Result<Option<String>, NotARoot> {
        self.clear(at).map_err(|refused| NotARoot::new(refused, self.path().join(at.to_path())))
    }

    /// As [`Root::clear_own_name`].
    pub(super) fn clear(&self, at: &RelPath) -> Result<Option<String>, Refused> {
        let dir = self.folder(at.parent().as_ref())?;
        let seen = match sys::meta(&dir, at.file_name()) {
            Err(Refused::Missing) => return Ok(None),
            seen => seen?,
        };
        self.boundary().check(&seen)?;
        let is_plain = seen.kind == Kind::File && seen.links == 1;
        if is_plain { Ok(None) } else { self.put_own_name_aside(&dir, at).map(Some) }
    }

    /// Renames what has a name in Signoff's own folder, and returns the new name.
    pub(super) fn put_own_name_aside(&self, dir: &Dir, at: &RelPath) -> Result<String, Refused> {
        if self.proof().kind == RootKind::Own { put_aside(dir, at) } else { Err(Refused::Owner) }
    }

    /// Says whether what has a name in Signoff's own folder is this user's and on its mount; an error of the kind
    /// `NotFound` if nothing has it.
    pub fn is_ours(&self, at: &RelPath) -> io::Result<bool> {
        let (_dir, seen) = self.look(at)?;
        Ok(self.boundary().check(&seen).is_ok())
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

impl NotARoot {
    /// Says whether something of this user's may have the folder's name.
    fn may_be_in_the_way(&self) -> bool {
        match self {
            Self::Link(_) | Self::NotAFolder(_) | Self::NoMarker { .. } | Self::Changed(_) => true,
            Self::Open { source, .. } => source.kind() == io::ErrorKind::PermissionDenied,
            Self::Missing(_) | Self::Mount(_) | Self::ForeignOwner(_) => false,
        }
    }
}

/// Says whether a folder has no content, without reading all of it.
fn is_empty(dir: &Dir) -> Result<bool, Refused> {
    let mut is_empty = true;
    Listing::new().read(dir, |_names| {
        is_empty = false;
        std::ops::ControlFlow::Break(())
    })?;
    Ok(is_empty)
}

/// Puts aside what has the name of Signoff's own folder. Refuses it if the folder that it is in is not this user's, or
/// if it is itself another user's or a mount. A folder is made readable, so that a search of the home can look into it.
fn put_folder_aside(home: &Home, at: &RelPath) -> io::Result<String> {
    let above = at.parent().map(|above| Root::prove(home, &above, RootKind::Own, None)).transpose();
    let above = above.map_err(|_refused| io::Error::from(io::ErrorKind::InvalidInput))?;
    let (dir, boundary) = match &above {
        Some(above) => (above.dir(), above.boundary()),
        None => (home.dir(), home.boundary()),
    };
    boundary.check(&sys::meta(dir, at.file_name())?)?;
    let aside = put_aside(dir, at)?;
    // Where it stays closed, the search of the home says so.
    unseal(boundary, dir, &*aside, Sharing::Private).unwrap_or_default();
    Ok(aside)
}

/// Renames what has a name in a folder, and returns the new name. A link is renamed as a link.
fn put_aside(dir: &Dir, at: &RelPath) -> Result<String, Refused> {
    let name = at.file_name();
    let mut refused = Refused::Exists;
    for number in 1..=MOST_ASIDE {
        let aside = format!("{}.put-aside-{number}", name.to_string_lossy());
        match sys::rename(dir, name, dir, &*aside, Existing::Keep) {
            Ok(()) => return Ok(aside),
            Err(Refused::Exists) => {}
            // NFS and some others cannot refuse to replace: look first.
            Err(Refused::Os(_)) if matches!(sys::meta(dir, &*aside), Err(Refused::Missing)) => {
                sys::rename(dir, name, dir, &*aside, Existing::Replace)?;
                return Ok(aside);
            }
            Err(other) => {
                refused = other;
                break;
            }
        }
    }
    Err(refused)
}
