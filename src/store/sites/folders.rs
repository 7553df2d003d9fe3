//! Removing whole folders and files by their names, beside others that stay.

use std::collections::BTreeSet;
use std::ffi::OsString;

use crate::model::{Fate, RelPath, Scope, Stop};
use crate::safefs::{Kind, Listed, Root};
use crate::store::error::EditError;

/// Lists a folder; one that is not there is empty.
pub(super) fn list(root: &Root, dir: &RelPath) -> Result<Vec<Listed>, EditError> {
    match root.list(Some(dir)).map_err(EditError::from) {
        Err(EditError::Missing) => Ok(Vec::new()),
        other => other,
    }
}

/// Returns the folders in a folder.
pub(super) fn folders(root: &Root, dir: &RelPath) -> Result<Vec<RelPath>, EditError> {
    let inside = list(root, dir)?.into_iter().filter(|listed| listed.kind == Kind::Folder);
    inside.map(|listed| Ok(dir.join(&listed.name)?)).collect()
}

/// Removes what has these names in a folder, with all that is in it.
pub(super) fn remove(root: &Root, dir: &RelPath, names: &BTreeSet<OsString>) -> Result<(), EditError> {
    if names.is_empty() {
        return Ok(());
    }
    let mut scope = Scope::new(Fate::Keep);
    for name in names {
        scope.remove(std::slice::from_ref(name));
    }
    reset(root, dir, &scope)
}

/// Removes everything in a folder but the file of this name.
pub(super) fn remove_all_except(root: &Root, dir: &RelPath, name: &str) -> Result<(), EditError> {
    let mut scope = Scope::new(Fate::Remove);
    scope.keep(&[OsString::from(name)]);
    reset(root, dir, &scope)
}

/// Not to be stopped: an origin's data is removed as a whole.
fn reset(root: &Root, dir: &RelPath, scope: &Scope<OsString>) -> Result<(), EditError> {
    let removed = root.reset(Some(dir), scope, &Stop::default(), &mut |_tally| ());
    match removed.failures.into_iter().next() {
        Some(failure) => Err(failure.kind.into()),
        None => Ok(()),
    }
}
