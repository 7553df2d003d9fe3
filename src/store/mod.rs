//! Editing the files that stay: keys of settings files and rows of databases, one file per format on disk.
//!
//! Every editor works on a closed browser, below a proven root, and either does all of its work or leaves the file as
//! it was. What cannot be read as what it should be is kept and reported, never guessed at. Nothing here decides what
//! stays: that is said by the [`Edit`].

mod accounts;
mod extensions;
mod keys;
mod leveldb;
mod recent_files;
mod rows;
pub mod sites;
mod sqlite;
#[cfg(test)]
mod testing;

pub use accounts::addresses;
pub use extensions::extensions;
pub use recent_files::{edit_recent, verify_recent};
pub use sqlite::own_database;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::model::{Edit, LeftoverKind, NotRelative, RelPath, Stop};
use crate::safefs::Root;

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edited {
    /// Whether anything was removed from the file.
    pub changed: bool,
}

/// Why a file could not be edited, or is not as an edit leaves it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is not there.
    #[error("the file is missing")]
    Missing,
    /// It cannot be read as what it should be; it is as it was.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// It has tables or columns that this version does not know; it is as it was.
    #[error("the database has an unknown schema: {0}")]
    UnknownSchema(String),
    /// Another program uses it; it is as it was.
    #[error("the file is in use")]
    Locked,
    /// No space to write.
    #[error("no space left")]
    NoSpace,
    /// No permission.
    #[error("no permission")]
    NoPermission,
    /// A link, a folder, a file with several names, or no longer the file it was.
    #[error("not a plain file")]
    NotAFile,
    /// So many values that should be gone are still there.
    #[error("{0} removed values are still in the file")]
    Residue(u64),
    /// The operating system said no otherwise; its error number.
    #[error("operating system error {0}")]
    Os(i32),
    /// It was stopped; the file is sound, and what was removed from it may still be in its free pages.
    #[error("stopped")]
    Stopped,
    /// A mistake of ours, or of a parser.
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

/// Removes from a file what its edit says. A missing file is an error, an empty one has nothing to remove. A database may
/// be large, so that work on it can be stopped.
pub fn edit_until(root: &Root, at: &RelPath, edit: &Edit, stop: &Stop) -> Result<Edited, EditError> {
    caught(|| match edit {
        Edit::Keys { format, scope } => keys::edit(root, at, *format, scope),
        Edit::Rows { rule, category: _ } => rows::edit(root, at, *rule, stop),
        Edit::Sites { store, rules } => sites::edit_until(root, at, *store, rules, stop),
    })
}

/// Reads a file again and says whether it is as [`edit_until`] leaves it.
pub fn verify_until(root: &Root, at: &RelPath, edit: &Edit, stop: &Stop) -> Result<(), EditError> {
    caught(|| match edit {
        Edit::Keys { format, scope } => keys::verify(root, at, *format, scope),
        Edit::Rows { rule, category: _ } => rows::verify(root, at, *rule, stop),
        Edit::Sites { store, rules } => sites::verify_until(root, at, *store, rules, stop),
    })
}

/// As [`edit_until`], with nobody to stop it.
pub fn edit(root: &Root, at: &RelPath, edit: &Edit) -> Result<Edited, EditError> {
    edit_until(root, at, edit, &Stop::default())
}

/// As [`verify_until`], with nobody to stop it.
pub fn verify(root: &Root, at: &RelPath, edit: &Edit) -> Result<(), EditError> {
    verify_until(root, at, edit, &Stop::default())
}

/// A parser that panics on one file must not stop the clean-up of the others. No state outlives the closure, so there
/// is nothing that a panic could leave half done in memory; on disk, swaps and transactions see to that.
fn caught<T>(work: impl FnOnce() -> Result<T, EditError>) -> Result<T, EditError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(EditError::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_parser_is_an_error() {
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_info| ()));
        let result = caught::<()>(|| panic!("a parser's mistake"));
        std::panic::set_hook(quiet);
        assert_eq!(result, Err(EditError::Internal));
    }
}
