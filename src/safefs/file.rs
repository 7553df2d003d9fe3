//! Plain files below a root: read whole, held for a library that opens by path, or locked. Writes nothing.

use std::io::{self, Read as _};

use super::root::Root;
use super::sys::{self, Kind, Refused};
use crate::model::RelPath;

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("nothing is there")]
    Missing,
    /// A link, or behind one.
    #[error("a link leads elsewhere")]
    Link,
    /// A folder, FIFO, socket or device.
    #[error("not a regular file")]
    NotAFile,
    /// Longer than the caller can bear.
    #[error("the file is too large")]
    TooLarge,
    /// The system said no.
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

impl Root {
    /// Reads a regular file of at most `limit` bytes.
    pub fn read(&self, at: &RelPath, limit: u64) -> Result<Vec<u8>, ReadError> {
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
        if meta.len > limit {
            return Err(ReadError::TooLarge);
        }
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(ReadError::Os)?;
        // It may have grown meanwhile.
        if u64::try_from(bytes.len()).is_ok_and(|len| len <= limit) { Ok(bytes) } else { Err(ReadError::TooLarge) }
    }
}
