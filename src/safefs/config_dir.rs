//! Single files and links of ours in folders that are others' too: a desktop's start-up folder, the machine's `/etc`.
//!
//! A name is put, replaced or taken away, by handles from a folder that was reached without following anybody's link
//! but the administrator's. Folders are made where they are missing and never removed, and nothing here knows which file
//! is ours: the caller has read it before it is taken away.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::boundary::Boundary;
use super::file::ReadError;
use super::home::{Home, HomeError, PathResolver};
use super::replace::{self, ReplaceError};
use super::root::{NotARoot, Root};
use super::sys::{self, Dir, IfMissing, Kind, Refused, Sharing};
use crate::model::{OwnerId, RelPath, RootBase, RootKind, RootProof, VolumeId};

/// A folder in which, and below which, single files may be put.
#[derive(Debug)]
pub struct ConfigDir {
    root: Root,
    /// Who may look into folders that are made here.
    folders: Sharing,
}

/// What has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Nothing,
    /// A file, with what is in it.
    File(Vec<u8>),
    /// A link, with where it leads.
    Link(OsString),
    /// A folder, a device, or a file that is too large to be meant.
    Other,
}

/// Who may do what with a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAccess {
    /// Everybody may read it.
    Read,
    /// Everybody may read and run it.
    Run,
}

/// Why a name was not read, put or taken away.
#[derive(Debug, thiserror::Error)]
pub enum ConfigDirError {
    /// The way to it.
    #[error(transparent)]
    Folder(#[from] NotARoot),
    /// The folder from which everything is reached.
    #[error(transparent)]
    Base(#[from] HomeError),
    /// It cannot be read.
    #[error("cannot be read: {path:?}")]
    Read {
        /// What.
        path: PathBuf,
        /// Why.
        #[source]
        cause: ReadError,
    },
    /// It cannot be written.
    #[error("cannot be written: {path:?}")]
    Write {
        /// What.
        path: PathBuf,
        /// Why.
        #[source]
        cause: ReplaceError,
    },
}

impl ConfigDir {
    /// Opens the home folder for files of this user.
    pub fn user(home: &Home) -> Result<Self, ConfigDirError> {
        let dir = sys::reopen(home.dir()).map_err(|refused| NotARoot::new(refused, home.path().to_owned()))?;
        Self::over(dir, home.path(), home.owner(), Sharing::Private)
    }

    /// Opens a folder of the administrator's.
    pub fn machine(path: &Path, administrator: OwnerId) -> Result<Self, ConfigDirError> {
        let (dir, path) = PathResolver::resolve(path)?.open()?;
        Self::over(dir, &path, administrator, Sharing::Readable)
    }

    fn over(dir: Dir, path: &Path, owner: OwnerId, folders: Sharing) -> Result<Self, ConfigDirError> {
        let not = |refused: Refused| NotARoot::new(refused, path.to_owned());
        let meta = sys::meta_of(&dir).map_err(not)?;
        let boundary = Boundary { owner, mount: meta.mount };
        boundary.check(&meta).map_err(not)?;
        // Below the top of a volume in any case; a path of no names is refused with the rest.
        let (volume, at) = VolumeId::split(path).map_err(|_top| not(Refused::NotAFolder))?;
        let proof = RootProof { kind: RootKind::Mixed, base: RootBase::Volume(volume), at, marker: None, id: meta.id };
        Ok(Self { root: Root::proven(dir, path.to_owned(), proof, boundary), folders })
    }

    /// Returns the absolute path of a name, to be shown and to be written into files.
    pub fn path(&self, at: &RelPath) -> PathBuf {
        self.root.path().join(at.to_path())
    }

    /// Reads what has a name; a file of more than `limit` bytes is not what is looked for.
    pub fn read(&self, at: &RelPath, limit: u64) -> Result<FileState, ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Leave)? else { return Ok(FileState::Nothing) };
        let read = |cause| ConfigDirError::Read { path: self.path(at), cause };
        let seen = match sys::meta(&dir, at.file_name()) {
            Ok(seen) => seen,
            Err(Refused::Missing) => return Ok(FileState::Nothing),
            Err(refused) => return Err(read(refused.into())),
        };
        match seen.kind {
            Kind::File => match self.root.read(at, limit) {
                Ok(bytes) => Ok(FileState::File(bytes)),
                Err(ReadError::Missing) => Ok(FileState::Nothing),
                Err(ReadError::TooLarge) => Ok(FileState::Other),
                Err(cause) => Err(read(cause)),
            },
            Kind::Link => self.root.read_link(at).map(FileState::Link).map_err(|error| read(ReadError::Os(error))),
            Kind::Folder | Kind::Special => Ok(FileState::Other),
        }
    }

    /// Lists the names in a folder; none where it is missing.
    pub fn names(&self, dir: &RelPath) -> Result<Vec<OsString>, ConfigDirError> {
        match self.root.list(Some(dir)) {
            Ok(listed) => Ok(listed.into_iter().map(|one| one.name).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(ConfigDirError::Read { path: self.path(dir), cause: ReadError::Os(error) }),
        }
    }

    /// Puts a file, whole or not at all; one that is there is replaced and keeps its group and mode.
    pub fn write(&self, at: &RelPath, bytes: &[u8], access: FileAccess) -> Result<(), ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Create)? else { return Ok(()) };
        let sharing = if access == FileAccess::Run { Sharing::Runnable } else { Sharing::Readable };
        let put = || -> Result<(), ReplaceError> {
            let old = match sys::meta(&dir, at.file_name()) {
                Ok(old) => Some(self.root.check_plain_file(&old).map(|()| old)?),
                Err(Refused::Missing) => None,
                Err(refused) => return Err(refused.into()),
            };
            replace::put(&dir, at, old.as_ref(), bytes, Some(sharing))
        };
        put().map_err(|cause| ConfigDirError::Write { path: self.path(at), cause })
    }

    /// Puts a link. Refuses a name that is taken.
    pub fn link(&self, at: &RelPath, to: &Path) -> Result<(), ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Create)? else { return Ok(()) };
        let linked = sys::make_link(&dir, at.file_name(), to);
        linked.map_err(|refused| ConfigDirError::Write { path: self.path(at), cause: refused.into() })
    }

    /// Takes a file or a link away. What it leads to stays.
    pub fn remove(&self, at: &RelPath) -> Result<(), ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Leave)? else { return Ok(()) };
        let take = || -> Result<(), ReplaceError> {
            let seen = sys::meta(&dir, at.file_name())?;
            if seen.kind == Kind::Link {
                self.root.boundary().check(&seen)?;
            } else {
                self.root.check_plain_file(&seen)?;
            }
            Ok(sys::remove_file(&dir, at.file_name())?)
        };
        take().map_err(|cause| ConfigDirError::Write { path: self.path(at), cause })
    }

    /// Opens the folder that a name is in.
    fn reach(&self, at: &RelPath, missing: IfMissing) -> Result<Option<Dir>, ConfigDirError> {
        let mut path = self.root.path();
        let mut reached: Option<Dir> = None;
        for name in at.parent().iter().flat_map(RelPath::names) {
            path.push(name);
            let above = reached.as_ref().unwrap_or(self.root.dir());
            let entered = match (self.root.boundary().enter(above, name.as_os_str()), missing) {
                (Err(Refused::Missing), IfMissing::Leave) => return Ok(None),
                (Err(Refused::Missing), IfMissing::Create) => self.make(above, name),
                (entered, _) => entered.map(|(dir, _meta)| dir),
            };
            reached = Some(entered.map_err(|refused| NotARoot::new(refused, path.clone()))?);
        }
        let dir = reached.map_or_else(|| self.root.folder(None), Ok);
        Ok(Some(dir.map_err(|refused| NotARoot::new(refused, path))?))
    }

    fn make(&self, above: &Dir, name: &OsStr) -> Result<Dir, Refused> {
        match sys::make_dir(above, name, self.folders) {
            Ok(()) | Err(Refused::Exists) => {}
            Err(refused) => return Err(refused),
        }
        let (dir, _meta) = self.root.boundary().enter(above, name)?;
        // Whatever mask the administrator works with, others must reach what is put here.
        sys::set_dir_sharing(&dir, self.folders)?;
        Ok(dir)
    }
}
