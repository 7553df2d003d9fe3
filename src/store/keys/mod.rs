//! Settings files: read, reduced to what the scope keeps, swapped in. Refuses to write anything it cannot parse.

mod addons;
pub(super) mod autoconfig;
mod ini;
pub(super) mod json;
pub(super) mod prefs_js;

use super::{EditError, Edited};
use crate::model::{Fate, KeyFormat, RelPath, Scope};
use crate::safefs::{ReadError, ReplaceError, Root};

/// Settings files are a few hundred kilobytes; one that is larger than this is not read.
const LIMIT: u64 = 64 << 20;

/// A settings file without what goes.
#[derive(Debug, PartialEq)]
pub(super) struct Reduced {
    /// The new content.
    pub(super) bytes: Vec<u8>,
    /// How many values went or were set.
    pub(super) changes: u64,
}

pub(super) fn edit(root: &Root, at: &RelPath, format: KeyFormat, scope: &Scope<String>) -> Result<Edited, EditError> {
    let before = read(root, at)?;
    let Some(reduced) = reduce(at, format, scope, &before)? else { return Ok(Edited { changed: false }) };
    root.replace(at, &reduced.bytes)?;
    Ok(Edited { changed: true })
}

pub(super) fn verify(root: &Root, at: &RelPath, format: KeyFormat, scope: &Scope<String>) -> Result<(), EditError> {
    match reduce(at, format, scope, &read(root, at)?)? {
        None => Ok(()),
        Some(reduced) => Err(EditError::Residue(reduced.changes)),
    }
}

/// Reads a settings file whole.
pub(super) fn read(root: &Root, at: &RelPath) -> Result<Vec<u8>, EditError> {
    Ok(root.read(at, LIMIT)?)
}

/// Returns what is left of a file, or `None` where nothing has to go. An empty file holds nothing: browsers leave one
/// behind after a crash or on a full disk, and make it anew.
fn reduce(at: &RelPath, format: KeyFormat, scope: &Scope<String>, before: &[u8]) -> Result<Option<Reduced>, EditError> {
    if before.is_empty() {
        return Ok(None);
    }
    match format {
        KeyFormat::Json => json::reduce(before, scope, json::Special::of(at)),
        KeyFormat::PrefsJs => prefs_js::reduce(before, scope),
        KeyFormat::Ini => ini::reduce(before, scope),
        KeyFormat::Autoconfig => autoconfig::reduce(before, scope),
        KeyFormat::Addons => addons::reduce(before, scope),
    }
    .map_err(EditError::Damaged)
}

/// Says what happens to everything that no rule names.
pub(super) fn rest(scope: &Scope<String>) -> Fate {
    scope.start().map_or(Fate::Remove, |cursor| *cursor.value())
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
            ReplaceError::NoSpace => Self::NoSpace,
            ReplaceError::Os(cause) => cause.into(),
        }
    }
}
