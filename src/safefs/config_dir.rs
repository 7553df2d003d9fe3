//! Single files and links of Signoff's in folders that it shares with others: a desktop's autostart folder, the
//! machine's `/etc`.
//!
//! Works by handles below a folder that was reached without following any link but the administrator's. Creates missing
//! folders and never removes one. It cannot tell which file is Signoff's: the caller reads a file before removing it.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::boundary::Boundary;
use super::file::ReadError;
use super::home::{Home, HomeError, PathResolver};
use super::replace::{self, ReplaceError};
use super::root::{NotARoot, Root};
use super::sys::{self, Dir, IfMissing, Kind, Refused, Sharing};
use crate::model::{OwnerId, RelPath, RootBase, RootKind, RootProof, Swaps, VolumeId};

/// A settings folder, in which and below which single files may be written.
#[derive(Debug)]
pub struct ConfigDir {
    root: Root,
    /// Who may use folders that are created here.
    folders: Sharing,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Nothing has this name.
    Nothing,
    /// A file, with its content.
    File(Vec<u8>),
    /// A link, with its target.
    Link(OsString),
    /// A folder, a device, or a file over the size limit.
    Other,
}

/// Who may use a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAccess {
    /// Everybody may read it.
    Read,
    /// Everybody may read and run it.
    Run,
}

/// Why a name was not read, written or removed.
#[derive(Debug, thiserror::Error)]
pub enum ConfigDirError {
    /// A folder on the way was refused.
    #[error(transparent)]
    Folder(#[from] NotARoot),
    /// The settings folder itself was refused.
    #[error(transparent)]
    Base(#[from] HomeError),
    /// The file cannot be read.
    #[error("cannot be read: {path:?}")]
    Read {
        /// The file's absolute path.
        path: PathBuf,
        /// The cause.
        #[source]
        cause: ReadError,
    },
    /// The file cannot be written or removed.
    #[error("cannot be written: {path:?}")]
    Write {
        /// The file's absolute path.
        path: PathBuf,
        /// The cause.
        #[source]
        cause: ReplaceError,
    },
}

impl ConfigDir {
    /// Opens the home folder, for settings of this user.
    pub fn user(home: &Home) -> Result<Self, ConfigDirError> {
        let dir = sys::reopen(home.dir()).map_err(|refused| NotARoot::new(refused, home.path().to_owned()))?;
        Self::over(dir, home.path(), home.owner(), Sharing::Private)
    }

    /// Opens a folder of the administrator's, for settings of the machine.
    pub fn machine(path: &Path, administrator: OwnerId) -> Result<Self, ConfigDirError> {
        let (dir, path) = PathResolver::resolve(path)?.open()?;
        Self::over(dir, &path, administrator, Sharing::Readable)
    }

    fn over(dir: Dir, path: &Path, owner: OwnerId, folders: Sharing) -> Result<Self, ConfigDirError> {
        let not = |refused: Refused| NotARoot::new(refused, path.to_owned());
        let meta = sys::meta_of(&dir).map_err(not)?;
        let boundary = Boundary { owner, mount: meta.mount };
        boundary.check(&meta).map_err(not)?;
        // An absolute path without a name, as `/`, is refused too.
        let (volume, at) = VolumeId::split(path).map_err(|_top| not(Refused::NotAFolder))?;
        let proof = RootProof { kind: RootKind::Mixed, base: RootBase::Volume(volume), at, marker: None, id: meta.id };
        Ok(Self { root: Root::proven(dir, path.to_owned(), proof, boundary, Swaps::default()), folders })
    }

    /// Returns the absolute path of a name, to be shown or written into files.
    pub fn path(&self, at: &RelPath) -> PathBuf {
        self.root.path().join(at.to_path())
    }

    /// Reads what a name stands for. A file of more than `limit` bytes is [`FileState::Other`].
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

    /// Says whether a name is a file that its owner may run; `false` if it is missing.
    pub fn is_program(&self, at: &RelPath) -> Result<bool, ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Leave)? else { return Ok(false) };
        match sys::meta(&dir, at.file_name()) {
            Ok(seen) => Ok(seen.kind == Kind::File && seen.access.is_program()),
            Err(Refused::Missing) => Ok(false),
            Err(refused) => Err(ConfigDirError::Read { path: self.path(at), cause: refused.into() }),
        }
    }

    /// Lists the names in a folder; empty if the folder is missing.
    pub fn names(&self, dir: &RelPath) -> Result<Vec<OsString>, ConfigDirError> {
        match self.root.list(Some(dir)) {
            Ok(listed) => Ok(listed.into_iter().map(|one| one.name).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(ConfigDirError::Read { path: self.path(dir), cause: ReadError::Os(error) }),
        }
    }

    /// Writes a file completely or not at all. An existing file is replaced, and keeps its group and mode.
    pub fn write(&self, at: &RelPath, bytes: &[u8], access: FileAccess) -> Result<(), ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Create)? else { return Ok(()) };
        let sharing = if access == FileAccess::Run { Sharing::Runnable } else { Sharing::Readable };
        let put = || -> Result<(), ReplaceError> {
            let old = match sys::meta(&dir, at.file_name()) {
                Ok(old) => Some(self.root.check_plain_file(&old).map(|()| old)?),
                Err(Refused::Missing) => None,
                Err(refused) => return Err(refused.into()),
            };
            replace::put(&self.root, &dir, at, old.as_ref(), bytes, Some(sharing), &[])
        };
        put().map_err(|cause| ConfigDirError::Write { path: self.path(at), cause })
    }

    /// Creates a link. Refuses a name that is taken.
    pub fn link(&self, at: &RelPath, to: &Path) -> Result<(), ConfigDirError> {
        let Some(dir) = self.reach(at, IfMissing::Create)? else { return Ok(()) };
        let linked = sys::make_link(&dir, at.file_name(), to);
        linked.map_err(|refused| ConfigDirError::Write { path: self.path(at), cause: refused.into() })
    }

    /// Removes a file or a link. The target of a link stays.
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

    /// Opens the folder that contains a name; `None` if it is missing and not to be created.
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
        // Overrides the administrator's umask: other users must be able to read what is written here.
        sys::set_dir_sharing(&dir, self.folders)?;
        Ok(dir)
    }
}
