//! Roots: folders that are proven to be what they are called. Nothing is read or removed except through one.

use std::ffi::{OsStr, OsString};
use std::io;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

use super::boundary::Boundary;
use super::home::Home;
use super::listing::Listing;
use super::sys::{self, Dir, Kind, Meta, Refused};
use crate::model::{
    FailedCheck, FileId, LastUse, LeftoverKind, RelPath, RootBase, RootKind, RootProof, SkipReason, Swap, Swaps, name,
};

/// A proven folder, held open, with its proof.
#[derive(Debug)]
pub struct Root {
    dir: Dir,
    path: PathBuf,
    proof: RootProof,
    boundary: Boundary,
    swaps: Swaps,
}

/// Why a folder is not a root.
#[derive(Debug, thiserror::Error)]
pub enum NotARoot {
    /// There is no such folder.
    #[error("nothing is there: {0:?}")]
    Missing(PathBuf),
    /// It, or a folder on the way, is a link. Holds the link's path.
    #[error("a link leads elsewhere: {0:?}")]
    Link(PathBuf),
    /// It is on another file system or behind a bind mount. Holds the path where that begins.
    #[error("another file system begins here: {0:?}")]
    Mount(PathBuf),
    /// It belongs to another user. Holds the path of what does.
    #[error("belongs to another user: {0:?}")]
    ForeignOwner(PathBuf),
    /// It, or a name on the way, is not a folder. Holds the path of what is not.
    #[error("not a folder: {0:?}")]
    NotAFolder(PathBuf),
    /// It does not contain the marker file.
    #[error("no marker {marker:?} in {path:?}")]
    NoMarker {
        /// The marker's name.
        marker: String,
        /// The folder's path.
        path: PathBuf,
    },
    /// It is no longer the folder that was proven before.
    #[error("no longer the same folder: {0:?}")]
    Changed(PathBuf),
    /// It cannot be opened.
    #[error("cannot open {path:?}")]
    Open {
        /// The path that cannot.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: io::Error,
    },
}

impl NotARoot {
    pub(super) fn new(refused: Refused, path: PathBuf) -> Self {
        match refused {
            Refused::Missing => Self::Missing(path),
            Refused::Link => Self::Link(path),
            Refused::NotAFolder => Self::NotAFolder(path),
            Refused::Mount => Self::Mount(path),
            Refused::Owner => Self::ForeignOwner(path),
            Refused::Changed => Self::Changed(path),
            other => Self::Open { path, source: other.into() },
        }
    }

    /// Returns the reason to skip the folder, or `None` if there is no such root at all.
    pub fn reason(&self) -> Option<SkipReason> {
        match self {
            Self::Missing { .. } | Self::NoMarker { .. } => None,
            Self::Link { .. } => Some(SkipReason::Link),
            Self::Mount { .. } => Some(SkipReason::Mount),
            Self::ForeignOwner { .. } => Some(SkipReason::ForeignOwner),
            Self::NotAFolder { .. } => Some(SkipReason::NotAFolder),
            Self::Changed { .. } | Self::Open { .. } => Some(SkipReason::Unreadable),
        }
    }

    /// Returns the link or mount on the way, which an administrator may have made on purpose.
    pub fn relocation(&self) -> Option<&Path> {
        match self {
            Self::Link(path) | Self::Mount(path) => Some(path),
            _ => None,
        }
    }

    /// Returns the kind to report if a root that was proven before is not one any more.
    pub fn leftover(&self) -> LeftoverKind {
        match self {
            Self::Mount { .. } => LeftoverKind::OtherMount,
            Self::ForeignOwner { .. } => LeftoverKind::ForeignOwner,
            Self::Open { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => LeftoverKind::NoPermission,
            Self::Open { source, .. } => source.raw_os_error().map_or(LeftoverKind::Internal, LeftoverKind::Os),
            _ => LeftoverKind::Changed,
        }
    }
}

/// A name in a folder, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The name. It is chosen by others, and need not be text.
    pub name: OsString,
    /// The kind of file.
    pub kind: Kind,
    /// Which file it is.
    pub id: FileId,
    /// The apparent size in bytes.
    pub len: u64,
    /// When its content was last changed, in Unix seconds.
    pub modified: i64,
    /// When anything about it was last changed, its name included, in Unix seconds.
    pub changed: i64,
    /// When it was created, in Unix seconds, if the file system records that.
    pub created: Option<i64>,
    /// Whether it belongs to the user whose folder was listed.
    pub is_ours: bool,
    /// Whether it is on another mount than the listed folder.
    pub is_other_mount: bool,
}

impl Listed {
    /// Returns this name of a folder as one in which a check failed.
    pub const fn failed_check(&self, folder: FileId) -> FailedCheck {
        FailedCheck { folder, file: self.id, len: self.len, modified: self.modified }
    }
}

impl Root {
    /// Opens a folder below HOME, one name at a time, and proves it: no link on the way, on HOME's mount, owned by this
    /// user, and with the marker in it. A link or a mount is entered only if the policy says that the folder was
    /// relocated.
    pub fn prove(home: &Home, at: &RelPath, kind: RootKind, marker: Option<&str>) -> Result<Self, NotARoot> {
        let mut path = home.path().to_owned();
        let mut boundary = home.boundary();
        let mut reached = None;
        let mut below: Option<RelPath> = None;
        for name in at.names() {
            path.push(name);
            let above = reached.as_ref().map_or(home.dir(), |(dir, _meta): &(Dir, _)| dir);
            let here = below.as_ref().map_or_else(|| RelPath::from_name(name), |below| below.join(name));
            let next = match (boundary.enter(above, name.as_os_str()), &here) {
                (Err(Refused::Link | Refused::Mount), Ok(here)) => {
                    home.enter_relocated(above, here, &path).map(|relocated| {
                        (boundary, path) = (relocated.boundary, relocated.path);
                        (relocated.dir, relocated.meta)
                    })
                }
                (next, _) => next,
            };
            below = here.ok();
            reached = Some(next.map_err(|refused| NotARoot::new(refused, path.clone()))?);
        }
        // A `RelPath` has at least one name.
        let Some((dir, meta)) = reached else { return Err(NotARoot::NotAFolder(path)) };
        let proof =
            RootProof { kind, base: RootBase::Home, at: at.clone(), marker: marker.map(str::to_owned), id: meta.id };
        let root = Self { dir, path, proof, boundary, swaps: home.swaps().clone() };
        if let Some(marker) = marker
            && !root.has(marker)
        {
            return Err(NotARoot::NoMarker { marker: marker.to_owned(), path: root.path });
        }
        Ok(root)
    }

    /// Says whether a policy may name this link or mount as moved on purpose: a link that leads into HOME, or to a folder
    /// around it, is not followed though the policy names it. Only reads the link; what it leads to may not answer.
    pub fn may_be_moved(home: &Home, at: &RelPath) -> bool {
        let link = match at.parent() {
            None => sys::read_link(home.dir(), at.file_name()),
            Some(above) => match Self::prove(home, &above, RootKind::Config, None) {
                Ok(above) => sys::read_link(&above.dir, at.file_name()),
                Err(_) => return false,
            },
        };
        let Ok(link) = link else { return true };
        let place = home.path().join(at.to_path());
        let target = place.parent().unwrap_or(home.path()).join(link);
        // Where ".." leads is not known before the way is gone.
        target.components().any(|part| part == Component::ParentDir)
            || !name::is_below(home.path(), &target) && !name::is_below(&target, home.path())
    }

    /// Proves a root again, and that it is still the same folder.
    pub fn prove_again(home: &Home, proof: &RootProof) -> Result<Self, NotARoot> {
        let root = match &proof.base {
            RootBase::Home => Self::prove(home, &proof.at, proof.kind, proof.marker.as_deref())?,
            RootBase::Volume(volume) => Self::prove_outside_home(home, volume, &proof.at, proof.kind)?,
        };
        if root.proof == *proof { Ok(root) } else { Err(NotARoot::Changed(root.path)) }
    }

    /// Returns a root for a folder that was proven in another way.
    pub(super) fn proven(dir: Dir, path: PathBuf, proof: RootProof, boundary: Boundary, swaps: Swaps) -> Self {
        Self { dir, path, proof, boundary, swaps }
    }

    /// Says whether the marker is there. A link is no marker: any program can create one to anywhere.
    fn has(&self, marker: &str) -> bool {
        let Ok(marker) = RelPath::parse(marker) else { return false };
        self.look(&marker).is_ok_and(|(_dir, meta)| matches!(meta.kind, Kind::File | Kind::Folder))
    }

    /// Returns the proof.
    pub fn proof(&self) -> &RootProof {
        &self.proof
    }

    /// Returns the absolute path, to compare with paths from the system and for `SQLite`. Not for removing.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Lists a folder, sorted by name; `None` is the root itself.
    pub fn list(&self, dir: Option<&RelPath>) -> io::Result<Vec<Listed>> {
        let dir = self.folder(dir)?;
        let mut listed = Vec::new();
        let mut problem = None;
        Listing::new().read(&dir, |batch| {
            for name in batch.names() {
                let name = batch.text(*name);
                match sys::meta(&dir, name) {
                    Ok(meta) => listed.push(Listed {
                        name: name.to_os_str().into_owned(),
                        kind: meta.kind,
                        id: meta.id,
                        len: meta.len,
                        modified: meta.modified,
                        changed: meta.changed,
                        created: meta.created,
                        is_other_mount: meta.mount != self.boundary.mount,
                        is_ours: meta.owner == self.boundary.owner,
                    }),
                    // It was removed since the folder was read.
                    Err(Refused::Missing) => {}
                    Err(refused) => {
                        problem = Some(refused);
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
        problem.map_or(Ok(()), Err)?;
        listed.sort();
        Ok(listed)
    }

    /// Returns what a name stands for. Opens only the folders on the way.
    pub fn kind(&self, at: &RelPath) -> io::Result<Kind> {
        Ok(self.look(at)?.1.kind)
    }

    /// Returns which folder this is (`None`: the root).
    pub fn folder_id(&self, dir: Option<&RelPath>) -> io::Result<FileId> {
        Ok(sys::meta_of(&self.folder(dir)?)?.id)
    }

    /// Returns a file or folder as one in which a check failed. Opens only the folders on the way.
    pub fn failed_check(&self, at: &RelPath) -> io::Result<FailedCheck> {
        let (dir, meta) = self.look(at)?;
        Ok(FailedCheck { folder: sys::meta_of(&dir)?.id, file: meta.id, len: meta.len, modified: meta.modified })
    }

    /// Says whether a path is a file of the administrator's that no one else may write to.
    pub fn is_administrators(&self, at: &RelPath) -> bool {
        self.look(at).is_ok_and(|(_dir, meta)| {
            let is_theirs = sys::is_system(meta.owner) && meta.owner != self.boundary.owner;
            meta.kind == Kind::File && is_theirs && !meta.access.others_may_write()
        })
    }

    /// Says whether a path is a folder that may be entered.
    pub fn is_folder(&self, at: &RelPath) -> bool {
        self.folder(Some(at)).is_ok()
    }

    /// Returns when a folder was last used (`None`: the root), by these files in it and by its own time. Opens no file.
    pub fn last_use(&self, dir: Option<&RelPath>, files: &[&str]) -> io::Result<LastUse> {
        let dir = self.folder(dir)?;
        let of_files = files.iter().filter_map(|file| sys::meta(&dir, OsStr::new(file)).ok());
        let of_files = of_files.filter(|meta| meta.kind == Kind::File).map(|meta| meta.written()).max();
        Ok(LastUse { of_files, of_folder: sys::meta_of(&dir)?.written() })
    }

    /// Says whether any of these names is in a folder (`None`: the root), whatever it stands for. Opens the folder once,
    /// and no file.
    pub fn has_any(&self, dir: Option<&RelPath>, names: &[&str]) -> io::Result<bool> {
        let dir = self.folder(dir)?;
        Ok(names.iter().any(|name| sys::meta(&dir, OsStr::new(name)).is_ok()))
    }

    /// Counts the files with these names in a folder (`None`: the root). Opens the folder once, and no file.
    pub fn count_files(&self, dir: Option<&RelPath>, names: &[&str]) -> io::Result<usize> {
        let dir = self.folder(dir)?;
        let is_file = |name: &&&str| sys::meta(&dir, OsStr::new(name)).is_ok_and(|meta| meta.kind == Kind::File);
        Ok(names.iter().filter(is_file).count())
    }

    /// Returns the text of a link. It need not name a file: browsers' locks do not.
    pub fn read_link(&self, at: &RelPath) -> io::Result<OsString> {
        let dir = self.folder(at.parent().as_ref())?;
        Ok(sys::read_link(&dir, at.file_name())?)
    }

    /// Opens a folder below the root within the boundary; `None` is the root itself.
    pub(super) fn folder(&self, at: Option<&RelPath>) -> Result<Dir, Refused> {
        // Opened again, not duplicated: duplicates share their position in the listing.
        let mut here = sys::reopen(&self.dir)?;
        for name in at.map_or(&[][..], RelPath::names) {
            here = self.boundary.enter(&here, name.as_os_str())?.0;
        }
        Ok(here)
    }

    /// Opens the folder that contains a name, and looks at the name there.
    pub(super) fn look(&self, at: &RelPath) -> Result<(Dir, Meta), Refused> {
        let dir = self.folder(at.parent().as_ref())?;
        let seen = sys::meta(&dir, at.file_name())?;
        Ok((dir, seen))
    }

    /// Begins a swap: the program is not ended before the returned value is dropped. Swaps must not be nested.
    pub(super) fn begin_swap(&self) -> Swap<'_> {
        self.swaps.begin()
    }

    pub(super) fn boundary(&self) -> Boundary {
        self.boundary
    }

    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }
}
