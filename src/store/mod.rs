//! Edits files that are kept: keys of settings files, rows of databases, data of single sites. One file per format on
//! disk.
//!
//! Every editor works on a closed browser, below a proven root. It either does all of its work or leaves the file as it
//! was. A file that it cannot parse is kept where chosen sites are removed; at the end of a session it is replaced by what
//! can be read of it. This module does not decide what is kept; the [`Edit`] does.

mod accounts;
pub mod content;
mod error;
mod extensions;
mod keys;
mod leveldb;
mod moved;
mod mozlz4;
mod recent_files;
mod rows;
pub mod sites;
mod sqlite;
#[cfg(test)]
mod testing;

pub use accounts::{Addresses, addresses};
pub use error::{EditError, Edited};
pub use extensions::extensions;
pub use keys::parse_json;
pub use moved::{Gaps, Moved};
pub use recent_files::{edit_recent, verify_recent};
pub use sqlite::own_database;

use error::catch_panic;

use crate::model::name::DATABASE_SIDES;
use crate::model::{Edit, RelPath, RuleMode, Stop};
use crate::safefs::Root;

/// Removes from a file what its edit says. A missing file is an error; an empty one is unchanged. Work on a large
/// database ends early if `stop` is set.
pub fn edit(root: &Root, at: &RelPath, edit: &Edit, stop: &Stop) -> Result<Edited, EditError> {
    catch_panic(|| match edit {
        Edit::Keys { format, scope } => keys::edit(root, at, *format, scope, stop),
        Edit::Rows { rule, category: _ } => rows::edit(root, at, *rule, stop),
        Edit::Sites { store, rules } => match catch_panic(|| sites::edit(root, at, *store, rules, stop)) {
            // At the end of a session what is not understood goes, with the data of the sites that were to stay.
            Err(error) if rules.mode == RuleMode::Exclude && error.is_of_content() => {
                root.discard(at, &DATABASE_SIDES, stop)?;
                Ok(Edited { changed: true, is_incomplete: true })
            }
            edited => edited,
        },
    })
}

/// Reads a file again; returns an error if it is not as [`edit`] leaves it.
pub fn verify(root: &Root, at: &RelPath, edit: &Edit, stop: &Stop) -> Result<(), EditError> {
    catch_panic(|| match edit {
        Edit::Keys { format, scope } => keys::verify(root, at, *format, scope),
        Edit::Rows { rule, category: _ } => rows::verify(root, at, *rule, stop),
        Edit::Sites { store, rules } => sites::verify(root, at, *store, rules, stop),
    })
}
