//! Removes whole folders and files by name, and keeps the others beside them. Which names is up to the editors.

use std::collections::BTreeSet;
use std::ffi::OsString;

use crate::model::{Fate, RelPath, Scope, Stop};
use crate::safefs::{Kind, Listed, Root};
use crate::store::error::EditError;

/// Returns the entries of a folder; none if it is missing.
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

/// Removes the entries with these names, and everything in them.
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

/// Removes everything in a folder except the file with this name.
pub(super) fn remove_all_except(root: &Root, dir: &RelPath, name: &str) -> Result<(), EditError> {
    let mut scope = Scope::new(Fate::Remove);
    scope.keep(&[OsString::from(name)]);
    reset(root, dir, &scope)
}

/// Not interruptible: an origin's data is removed whole.
fn reset(root: &Root, dir: &RelPath, scope: &Scope<OsString>) -> Result<(), EditError> {
    let removed = root.reset(Some(dir), scope, &Stop::default(), &mut |_tally| ());
    match removed.failures.into_iter().next() {
        Some(failure) => Err(failure.kind.into()),
        None => Ok(()),
    }
}
