//! Plain files below a root: read completely, held for a library that opens by path, or locked. Writes nothing.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::root::Root;
use super::sys::{self, Dir, IfMissing, Kind, Meta, Refused};
use crate::model::{FileId, RelPath};

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("nothing is there")]
    Missing,
    /// It is a link, or a folder on the way is one.
    #[error("a link leads elsewhere")]
    Link,
    /// It is a folder, FIFO, socket or device.
    #[error("not a regular file")]
    NotAFile,
    /// It is longer than the caller's limit.
    #[error("the file is too large")]
    TooLarge,
    /// The system refused.
    #[error("cannot read the file")]
    Os(#[source] io::Error),
}

impl From<Refused> for ReadError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => Self::Missing,
            Refused::Link => Self::Link,
            Refused::NotAFolder => Self::NotAFile,
            other => Self::Os(other.into()),
        }
    }
}

/// Why a file cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is a link, a folder, or a file with several names.
    #[error("not a plain file")]
    NotPlain,
    /// The system refused.
    #[error("cannot look at the file")]
    Os(#[source] io::Error),
}

impl From<Refused> for FileError {
    fn from(refused: Refused) -> Self {
        Self::Os(refused.into())
    }
}

/// A regular file with exactly one name. Its folder is held open, so that after a library opened the file by path one
/// can check that the name still stands for this file.
#[derive(Debug)]
pub struct PlainFile {
    folder: Arc<Dir>,
    name: OsString,
    path: PathBuf,
    id: FileId,
    len: u64,
}

impl PlainFile {
    /// Finds a file; `None` if the name is not taken.
    pub fn find(root: &Root, at: &RelPath) -> Result<Option<Self>, FileError> {
        let folder = Arc::new(root.folder(at.parent().as_ref())?);
        Self::find_in(folder, at.file_name(), root.path().join(at.to_path()))
    }

    fn find_in(folder: Arc<Dir>, name: &OsStr, path: PathBuf) -> Result<Option<Self>, FileError> {
        let seen = look(&folder, name)?;
        Ok(seen.map(|seen| Self { folder, name: name.to_owned(), path, id: seen.id, len: seen.len }))
    }

    /// Returns the absolute path, for `SQLite` alone: everything else works by handles.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the length in bytes when the file was found.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Says whether the file was empty when it was found.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Opens the file for reading.
    pub fn open_read(&self) -> Result<File, FileError> {
        Ok(sys::open_file(&self.folder, self.name.as_os_str())?)
    }

    /// Says whether the name still stands for the file that was found. An error if nothing has that name any more.
    pub fn is_unchanged(&self) -> Result<bool, FileError> {
        let now = look(&self.folder, &self.name)?.ok_or(Refused::Missing)?;
        Ok(now.id == self.id)
    }

    /// Finds the file in the same folder whose name is this file's name and `suffix`; `None` if there is none.
    pub fn side(&self, suffix: &str) -> Result<Option<Self>, FileError> {
        let mut name = self.name.clone();
        name.push(suffix);
        let path = self.path.with_file_name(&name);
        Self::find_in(Arc::clone(&self.folder), &name, path)
    }
}

/// Looks at a name. `None` if nothing has it, an error if it is anything but a file with one name.
fn look(folder: &Dir, name: &OsStr) -> Result<Option<Meta>, FileError> {
    match sys::meta(folder, name) {
        Err(Refused::Missing) => Ok(None),
        Err(refused) => Err(refused.into()),
        Ok(meta) if meta.kind == Kind::File && meta.links == 1 => Ok(Some(meta)),
        Ok(_other) => Err(FileError::NotPlain),
    }
}

/// The result of asking for a file's lock.
#[derive(Debug)]
pub enum FileLock {
    /// There is no such file.
    Missing,
    /// Another program holds the lock.
    Taken,
    /// This program holds the lock until the file is closed.
    Held(File),
}

impl Root {
    /// Reads a regular file of at most `limit` bytes.
    pub fn read(&self, at: &RelPath, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (file, len) = self.open_regular(at)?;
        if len > limit {
            return Err(ReadError::TooLarge);
        }
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(ReadError::Os)?;
        // The file may have grown since its length was checked.
        if u64::try_from(bytes.len()).is_ok_and(|len| len <= limit) { Ok(bytes) } else { Err(ReadError::TooLarge) }
    }

    /// Reads the first `limit` bytes of a regular file, or all of it.
    pub fn read_beginning(&self, at: &RelPath, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (file, _len) = self.open_regular(at)?;
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes).map_err(ReadError::Os)?;
        Ok(bytes)
    }

    /// Opens a regular file for reading piece by piece. Returns it with its length.
    pub fn open_to_read(&self, at: &RelPath) -> Result<(File, u64), ReadError> {
        self.open_regular(at)
    }

    fn open_regular(&self, at: &RelPath) -> Result<(File, u64), ReadError> {
        let (dir, seen) = self.look(at)?;
        match seen.kind {
            Kind::File => {}
            Kind::Link => return Err(ReadError::Link),
            Kind::Folder | Kind::Special => return Err(ReadError::NotAFile),
        }
        let file = sys::open_file(&dir, at.file_name())?;
        let meta = sys::meta_of(&file)?;
        if meta.kind != Kind::File {
            return Err(ReadError::NotAFile);
        }
        Ok((file, meta.len))
    }

    /// Takes the lock on a whole file, of the kind that `LevelDB` takes too. The system releases the lock of a program
    /// that ended.
    pub fn lock_file(&self, at: &RelPath) -> io::Result<FileLock> {
        let folder = self.folder(at.parent().as_ref())?;
        match sys::open_to_lock(&folder, at.file_name(), IfMissing::Leave) {
            Ok(file) if sys::lock_whole(&file)? => Ok(FileLock::Held(file)),
            Ok(_taken) => Ok(FileLock::Taken),
            Err(Refused::Missing) => Ok(FileLock::Missing),
            Err(refused) => Err(refused.into()),
        }
    }
}
