//! Reading a file that controls a run, only if no other user can have written it. Removes nothing.

use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::sys::{self, Kind, Meta, Refused};
use crate::model::OwnerId;

/// Why a file is not trusted.
#[derive(Debug, thiserror::Error)]
pub enum NotTrusted {
    /// It, or its folder, belongs to another user.
    #[error("belongs to another user: {path:?}")]
    Owner {
        /// The path of what does.
        path: PathBuf,
    },
    /// Other users may write to it, or to its folder.
    #[error("others may write to it: {path:?}")]
    Writable {
        /// The path that they may write to.
        path: PathBuf,
    },
    /// It is a link, a folder, or anything else than a file.
    #[error("not a plain file: {path:?}")]
    NotAFile {
        /// The file's path.
        path: PathBuf,
    },
    /// It is longer than the limit.
    #[error("too large: {path:?}")]
    TooLarge {
        /// The file's path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot be read ({cause}): {path:?}")]
    Read {
        /// The system's error.
        #[source]
        cause: io::Error,
        /// The path that cannot be read.
        path: PathBuf,
    },
}

/// Reads a file of at most `limit` bytes that only `owner` or the administrator can have written; `None` if there is no
/// such file. The file and its folder must be theirs. The folder may be reached by a link, because only its owner could
/// have made that link.
pub fn read_trusted(path: &Path, owner: OwnerId, limit: u64) -> Result<Option<Vec<u8>>, NotTrusted> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let not_read = |at: &Path, refused: Refused| match refused {
        Refused::Missing | Refused::NotAFolder => Ok(None),
        Refused::Link => Err(NotTrusted::NotAFile { path: at.to_owned() }),
        other => Err(NotTrusted::Read { cause: other.into(), path: at.to_owned() }),
    };
    let dir = match sys::open_path(folder) {
        Ok(dir) => dir,
        Err(refused) => return not_read(folder, refused),
    };
    trusted(&sys::meta_of(&dir), owner, folder)?;
    let name = path.file_name().unwrap_or(OsStr::new("."));
    let file = match sys::open_file(&dir, name) {
        Ok(file) => file,
        Err(refused) => return not_read(path, refused),
    };
    let meta = trusted(&sys::meta_of(&file), owner, path)?;
    if meta.kind != Kind::File {
        return Err(NotTrusted::NotAFile { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|cause| NotTrusted::Read { cause, path: path.to_owned() })?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len <= limit) {
        Ok(Some(bytes))
    } else {
        Err(NotTrusted::TooLarge { path: path.to_owned() })
    }
}

/// Returns an error if a user other than `owner` and the administrator could replace a program: the file and every
/// folder on the way must be theirs and not writable by others, except for a folder in which no user can remove
/// another's files.
pub fn trusted_program(path: &Path, owner: OwnerId) -> Result<(), NotTrusted> {
    for (level, at) in path.ancestors().filter(|at| !at.as_os_str().is_empty()).enumerate() {
        let seen = sys::meta_of_path(at);
        let is_guarded = level > 0 && seen.as_ref().is_ok_and(|meta| meta.access.is_guarded());
        match trusted(&seen, owner, at) {
            Err(NotTrusted::Writable { .. }) if is_guarded => {}
            Err(err) => return Err(err),
            // A link is followed when the program is started, wherever it leads then.
            Ok(meta) if level == 0 && meta.kind != Kind::File => {
                return Err(NotTrusted::NotAFile { path: at.to_owned() });
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

pub(super) fn trusted(meta: &Result<Meta, Refused>, owner: OwnerId, path: &Path) -> Result<Meta, NotTrusted> {
    let meta = meta.map_err(|refused| NotTrusted::Read { cause: refused.into(), path: path.to_owned() })?;
    if meta.owner != owner && !sys::is_system(meta.owner) {
        return Err(NotTrusted::Owner { path: path.to_owned() });
    }
    if meta.access.others_may_write() {
        return Err(NotTrusted::Writable { path: path.to_owned() });
    }
    Ok(meta)
}
