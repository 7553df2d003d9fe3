//! The home folder: the one absolute path that this program starts from. Refuses a folder that is not clearly this
//! user's own.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::boundary::Boundary;
use super::sys::{self, Dir, Kind, Meta, Refused};
use crate::model::{OwnerId, RelPath, Swaps, VolumeId, name};

/// The number of links that Linux itself follows in one path.
const MOST_LINKS: usize = 40;

/// This user's home folder, held open.
#[derive(Debug)]
pub struct Home {
    dir: Dir,
    path: PathBuf,
    boundary: Boundary,
    relocated: BTreeSet<RelPath>,
    swaps: Swaps,
}

/// Why a path is not this user's home folder.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// It is relative, and so depends on the current folder. Holds the path as given.
    #[error("the home folder is not an absolute path: {0:?}")]
    Relative(PathBuf),
    /// It is the top of a volume, or resolves to it. Holds the path as given.
    #[error("the home folder is the root of the file system: {0:?}")]
    RootFolder(PathBuf),
    /// A link on the way belongs to a user other than the administrator, who could redirect it. Holds the
    /// link's path.
    #[error("the way to the home folder has a link that is not the administrator's: {0:?}")]
    Link(PathBuf),
    /// It belongs to another user. Holds the resolved path.
    #[error("the home folder belongs to another user: {0:?}")]
    ForeignOwner(PathBuf),
    /// It, or a name on the way, is not a folder. Holds the path of what is not.
    #[error("the home folder is not a folder: {0:?}")]
    NotAFolder(PathBuf),
    /// It is missing or cannot be read.
    #[error("cannot open the home folder {path:?}")]
    Open {
        /// The path that could not be opened.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
}

impl Home {
    /// Opens the home folder, one name at a time. Follows a link on the way only if it is the administrator's, as on
    /// systems whose `/home` leads to `/var/home`.
    pub fn open(path: &Path) -> Result<Self, HomeError> {
        PathResolver::resolve(path)?.into_home(path)
    }

    /// Returns the resolved path: it has no link in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the user who owns the home.
    pub fn owner(&self) -> OwnerId {
        self.boundary.owner
    }

    /// Says whether this user alone may use the folder.
    pub fn is_private(&self) -> bool {
        sys::meta_of(&self.dir).is_ok_and(|meta| meta.access.is_private())
    }

    /// Sets the folders that the machine's policy allows to be somewhere else, behind a link or a mount.
    #[must_use]
    pub fn with_relocated(self, relocated: BTreeSet<RelPath>) -> Self {
        Self { relocated, ..self }
    }

    /// Sets the gate that every swap of files below this home passes.
    #[must_use]
    pub fn with_swaps(self, swaps: Swaps) -> Self {
        Self { swaps, ..self }
    }

    /// Enters a relocated folder, if the policy names `at`: a mounted one directly, a linked one only if the
    /// administrator and this user own every folder on the way. The target must belong to this user, and be neither
    /// inside HOME nor above it: a link back would apply one folder's rules to another.
    pub(super) fn enter_relocated(&self, dir: &Dir, at: &RelPath, path: &Path) -> Result<Relocated, Refused> {
        let seen = sys::meta(dir, at.file_name())?;
        let refused = if seen.kind == Kind::Link { Refused::Link } else { Refused::Mount };
        if !self.relocated.contains(at) {
            return Err(refused);
        }
        let (dir, path) = match seen.kind {
            Kind::Link => self.follow(dir, at, path).ok_or(refused)?,
            _ => (sys::open_dir(dir, at.file_name())?, path.to_owned()),
        };
        let meta = sys::meta_of(&dir)?;
        if meta.owner != self.boundary.owner {
            return Err(Refused::Owner);
        }
        Ok(Relocated { boundary: Boundary { owner: self.boundary.owner, mount: meta.mount }, dir, meta, path })
    }

    fn follow(&self, dir: &Dir, at: &RelPath, path: &Path) -> Option<(Dir, PathBuf)> {
        let link = sys::read_link(dir, at.file_name()).ok()?;
        let target = path.parent()?.join(link);
        let resolver = PathResolver::resolve(&target).ok()?;
        let around = name::is_below(&self.path, &resolver.path) || name::is_below(&resolver.path, &self.path);
        let is_ours = |owner| owner == self.boundary.owner || sys::is_system(owner);
        let trusted = |dir: &Dir| sys::meta_of(dir).is_ok_and(|meta| is_ours(meta.owner));
        if around || ![&resolver.top].into_iter().chain(&resolver.dirs).all(trusted) {
            return None;
        }
        Some((sys::reopen(resolver.current()).ok()?, resolver.path))
    }

    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }

    pub(super) fn swaps(&self) -> &Swaps {
        &self.swaps
    }

    pub(super) fn boundary(&self) -> Boundary {
        self.boundary
    }
}

/// A relocated folder: its resolved path, and the boundary of the files in it.
pub(super) struct Relocated {
    pub(super) dir: Dir,
    pub(super) meta: Meta,
    pub(super) boundary: Boundary,
    pub(super) path: PathBuf,
}

fn names(path: &Path) -> Vec<OsString> {
    path.components()
        .filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir))
        .map(|part| part.as_os_str().to_owned())
        .collect()
}

/// The open folders from the top of a volume to the one resolved so far, opened to pass through.
pub(super) struct PathResolver {
    top: Dir,
    dirs: Vec<Dir>,
    path: PathBuf,
}

impl PathResolver {
    /// Resolves an absolute path, one name at a time.
    pub(super) fn resolve(path: &Path) -> Result<Self, HomeError> {
        let volume = VolumeId::of(path).ok_or_else(|| HomeError::Relative(path.to_owned()))?;
        let mut resolver = Self::begin(&volume)?;
        let mut ahead = names(path);
        ahead.reverse();
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            if name == ".." {
                resolver.up();
                continue;
            }
            if let Some(target) = resolver.down(&name)? {
                links += 1;
                if links > MOST_LINKS {
                    return Err(resolver.refused(&name, Refused::Link));
                }
                if let Some(volume) = VolumeId::of(&target) {
                    resolver = Self::begin(&volume)?;
                }
                ahead.extend(names(&target).into_iter().rev());
            }
        }
        Ok(resolver)
    }

    fn begin(volume: &VolumeId) -> Result<Self, HomeError> {
        let path = volume.path().to_owned();
        match sys::root_of(volume) {
            Ok(top) => Ok(Self { top, dirs: Vec::new(), path }),
            Err(refused) => Err(HomeError::Open { path, source: refused.into() }),
        }
    }

    fn current(&self) -> &Dir {
        self.dirs.last().unwrap_or(&self.top)
    }

    fn up(&mut self) {
        if self.dirs.pop().is_some() {
            self.path.pop();
        }
    }

    /// Enters a folder, or returns the target of a link.
    fn down(&mut self, name: &OsStr) -> Result<Option<PathBuf>, HomeError> {
        let seen = sys::meta(self.current(), name).map_err(|refused| self.refused(name, refused))?;
        if seen.kind == Kind::Link {
            if !sys::is_system(seen.owner) {
                return Err(self.refused(name, Refused::Link));
            }
            let target = sys::read_link(self.current(), name).map_err(|refused| self.refused(name, refused))?;
            return Ok(Some(target.into()));
        }
        let dir = sys::pass(self.current(), name).map_err(|refused| self.refused(name, refused))?;
        self.dirs.push(dir);
        self.path.push(name);
        Ok(None)
    }

    fn refused(&self, name: &OsStr, refused: Refused) -> HomeError {
        let path = self.path.join(name);
        match refused {
            Refused::Link => HomeError::Link(path),
            Refused::Owner => HomeError::ForeignOwner(path),
            Refused::NotAFolder => HomeError::NotAFolder(path),
            other => HomeError::Open { path, source: other.into() },
        }
    }

    /// Opens the resolved folder, and returns its path without links.
    pub(super) fn open(self) -> Result<(Dir, PathBuf), HomeError> {
        match sys::reopen(self.current()) {
            Ok(dir) => Ok((dir, self.path)),
            Err(refused) => Err(HomeError::Open { path: self.path, source: refused.into() }),
        }
    }

    fn into_home(self, asked: &Path) -> Result<Home, HomeError> {
        if self.dirs.is_empty() {
            return Err(HomeError::RootFolder(asked.to_owned()));
        }
        let opened = sys::reopen(self.current()).and_then(|dir| sys::meta_of(&dir).map(|meta| (dir, meta)));
        let (dir, meta) =
            opened.map_err(|refused| HomeError::Open { path: self.path.clone(), source: refused.into() })?;
        let owner = sys::effective_owner();
        if meta.owner != owner {
            return Err(HomeError::ForeignOwner(self.path));
        }
        let boundary = Boundary { owner, mount: meta.mount };
        Ok(Home { dir, path: self.path, boundary, relocated: BTreeSet::new(), swaps: Swaps::default() })
    }
}
