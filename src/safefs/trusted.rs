//! Reading a file that decides what a run does: only if nobody but its owner can have written it. Removes nothing.

use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::sys::{self, Kind, Meta, Refused};
use crate::model::OwnerId;

/// Why a file is not taken at its word.
#[derive(Debug, thiserror::Error)]
pub enum NotTrusted {
    /// Somebody else owns it, or the folder that it is in.
    #[error("belongs to another user: {path:?}")]
    Owner {
        /// What does.
        path: PathBuf,
    },
    /// Others may write to it, or to the folder that it is in.
    #[error("others may write to it: {path:?}")]
    Writable {
        /// To what.
        path: PathBuf,
    },
    /// A link, a folder, or something else that is not a file.
    #[error("not a plain file: {path:?}")]
    NotAFile {
        /// What is not.
        path: PathBuf,
    },
    /// Too large for what it should be.
    #[error("too large: {path:?}")]
    TooLarge {
        /// What is.
        path: PathBuf,
    },
    /// The system said no.
    #[error("cannot be read ({cause}): {path:?}")]
    Read {
        /// The system's answer.
        #[source]
        cause: io::Error,
        /// What cannot be read.
        path: PathBuf,
    },
}

/// Reads a file of at most `limit` bytes that `owner` or the administrator has written, in a folder of such a one.
/// `None` where there is no such file. The folder itself may be reached by a link, because only its owner could have
/// made that one.
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

/// Says whether nobody but `owner` and the administrator could put another program in a program's place: the file and
/// every folder on the way are theirs, and others may not write to them, but for a folder from which nobody can take
/// away another's files.
pub fn trusted_program(path: &Path, owner: OwnerId) -> Result<(), NotTrusted> {
    for (level, at) in path.ancestors().filter(|at| !at.as_os_str().is_empty()).enumerate() {
        let seen = sys::meta_of_path(at);
        let is_guarded = level > 0 && seen.as_ref().is_ok_and(|meta| meta.access.is_guarded());
        match trusted(&seen, owner, at) {
            Err(NotTrusted::Writable { .. }) if is_guarded => {}
            Err(not) => return Err(not),
            // A link is followed when the program is started, wherever it leads by then.
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
