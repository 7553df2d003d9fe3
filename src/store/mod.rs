//! Editing the files that stay: keys of settings files and rows of databases, one file per format on disk.
//!
//! Every editor works on a closed browser, below a proven root, and either does all of its work or leaves the file as
//! it was. What cannot be read as what it should be is kept and reported, never guessed at. Nothing here decides what
//! stays: that is said by the [`Edit`].

mod accounts;
mod error;
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
pub use error::{EditError, Edited};
pub use extensions::extensions;
pub use recent_files::{edit_recent, verify_recent};
pub use sqlite::own_database;

use error::catch_panic;

use crate::model::{Edit, RelPath, Stop};
use crate::safefs::Root;

/// Removes from a file what its edit says. A missing file is an error, an empty one has nothing to remove. A database may
/// be large, so that work on it can be stopped.
pub fn edit(root: &Root, at: &RelPath, edit: &Edit, stop: &Stop) -> Result<Edited, EditError> {
    catch_panic(|| match edit {
        Edit::Keys { format, scope } => keys::edit(root, at, *format, scope),
        Edit::Rows { rule, category: _ } => rows::edit(root, at, *rule, stop),
        Edit::Sites { store, rules } => sites::edit(root, at, *store, rules, stop),
    })
}

/// Reads a file again and says whether it is as [`edit`] leaves it.
pub fn verify(root: &Root, at: &RelPath, edit: &Edit, stop: &Stop) -> Result<(), EditError> {
    catch_panic(|| match edit {
        Edit::Keys { format, scope } => keys::verify(root, at, *format, scope),
        Edit::Rows { rule, category: _ } => rows::verify(root, at, *rule, stop),
        Edit::Sites { store, rules } => sites::verify(root, at, *store, rules, stop),
    })
}
