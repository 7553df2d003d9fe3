//! The errors of edits, and the conversions from the errors of everything that edits use. A panic in a parser becomes
//! an error too. Decides nothing about what to do next.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::ErrorCode;

use crate::model::{LeftoverKind, NotRelative};
use crate::safefs::{FileError, IO_FAILURE, ReadError, ReplaceError};

/// The result of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edited {
    /// Whether anything was removed from the file.
    pub changed: bool,
    /// Whether something that should have stayed could not be read, and is gone.
    pub is_incomplete: bool,
}

impl Edited {
    /// Nothing was to be removed.
    pub const UNCHANGED: Self = Self::of(false);
    /// What was to be removed is gone, and nothing else.
    pub const CHANGED: Self = Self::of(true);

    /// Returns a result without anything lost.
    pub const fn of(changed: bool) -> Self {
        Self { changed, is_incomplete: false }
    }
}

/// The reason why a file was not edited, or is not as an edit leaves it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file does not exist.
    #[error("the file is missing")]
    Missing,
    /// The content does not have the expected form; the file is unchanged.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// The database has unknown tables or columns; the file is unchanged.
    #[error("the database has an unknown schema: {0}")]
    UnknownSchema(String),
    /// Another program uses the file; it is unchanged.
    #[error("the file is in use")]
    Locked,
    /// The disk is full.
    #[error("no space left")]
    NoSpace,
    /// This user may not read or write the file.
    #[error("no permission")]
    NoPermission,
    /// A link, a folder, a file with several names, or no longer the file that was found.
    #[error("not a plain file")]
    NotAFile,
    /// How many removed values are still in the file.
    #[error("{0} removed values are still in the file")]
    Residue(u64),
    /// Another error of the operating system, by its number.
    #[error("operating system error {0}")]
    Os(i32),
    /// The run was stopped. The file is intact, but its free pages may still contain removed data.
    #[error("stopped")]
    Stopped,
    /// A bug in Signoff or in a parser.
    #[error("internal error")]
    Internal,
}

impl From<io::Error> for EditError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NoPermission,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace,
            io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => Self::NotAFile,
            _ => error.raw_os_error().map_or(Self::Internal, Self::Os),
        }
    }
}

impl From<NotRelative> for EditError {
    fn from(_name_of_a_listed_file: NotRelative) -> Self {
        Self::Internal
    }
}

impl From<LeftoverKind> for EditError {
    fn from(kind: LeftoverKind) -> Self {
        match kind {
            LeftoverKind::NoPermission => Self::NoPermission,
            LeftoverKind::Os(number) => Self::Os(number),
            LeftoverKind::InUse(_) => Self::Locked,
            LeftoverKind::CameBack => Self::Residue(1),
            _ => Self::NotAFile,
        }
    }
}

impl From<ReadError> for EditError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Missing => Self::Missing,
            ReadError::Link | ReadError::NotAFile => Self::NotAFile,
            ReadError::TooLarge => Self::Damaged("too large for what it should be".into()),
            ReadError::Os(cause) => cause.into(),
        }
    }
}

impl From<ReplaceError> for EditError {
    fn from(error: ReplaceError) -> Self {
        match error {
            ReplaceError::Missing => Self::Missing,
            ReplaceError::Link | ReplaceError::NotAFile | ReplaceError::Changed => Self::NotAFile,
            ReplaceError::TooLarge => Self::Damaged("too large for what it should be".into()),
            ReplaceError::NoSpace => Self::NoSpace,
            ReplaceError::Os(cause) => cause.into(),
        }
    }
}

impl From<FileError> for EditError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::NotPlain => Self::NotAFile,
            FileError::Os(cause) => cause.into(),
        }
    }
}

impl From<rusqlite::Error> for EditError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(cause) = error.sqlite_error() else { return Self::Internal };
        match cause.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TooBig => {
                Self::Damaged(error.to_string())
            }
            ErrorCode::DiskFull => Self::NoSpace,
            ErrorCode::OperationInterrupted => Self::Stopped,
            // The file was found before, so a failed open means a missing permission.
            ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::CannotOpen => Self::NoPermission,
            ErrorCode::SystemIoFailure => Self::Os(IO_FAILURE),
            _ => Self::Internal,
        }
    }
}

impl EditError {
    /// Says whether the reason lies in what the file holds, so that it will be the same the next time.
    pub(super) const fn is_of_content(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::UnknownSchema(_) | Self::NotAFile | Self::NoPermission | Self::Internal => true,
            Self::Missing | Self::Locked | Self::NoSpace | Self::Residue(_) | Self::Os(_) | Self::Stopped => false,
        }
    }

    /// Returns the kind under which a report lists the file of a failed edit.
    pub fn leftover_kind(&self) -> LeftoverKind {
        match self {
            Self::Missing | Self::Internal => LeftoverKind::Internal,
            Self::Damaged(_) | Self::NotAFile => LeftoverKind::Damaged,
            Self::UnknownSchema(_) => LeftoverKind::UnknownSchema,
            Self::Locked => LeftoverKind::InUse(String::new()),
            Self::NoSpace => LeftoverKind::NoSpace,
            Self::NoPermission => LeftoverKind::NoPermission,
            Self::Residue(_) => LeftoverKind::Found,
            Self::Stopped => LeftoverKind::NotReached,
            Self::Os(code) => LeftoverKind::Os(*code),
        }
    }
}

/// Turns a panic into an error, so that a parser's bug in one file does not stop the clean-up of the others. No state
/// outlives the closure, so a panic leaves nothing half done in memory; on disk, swaps and transactions ensure that.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> Result<T, EditError>) -> Result<T, EditError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(EditError::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_parser_is_an_error() {
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_info| ()));
        let result = catch_panic::<()>(|| panic!("a parser's mistake"));
        std::panic::set_hook(quiet);
        assert_eq!(result, Err(EditError::Internal));
    }
}
