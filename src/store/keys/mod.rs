//! Edits settings files: reads one, reduces it to what the scope keeps, and swaps the new file in. Refuses to write a
//! file that it cannot parse.

mod addons;
pub(super) mod autoconfig;
mod ini;
pub(super) mod json;
pub(super) mod prefs_js;
pub(super) mod reduced;

pub use json::parse as parse_json;

use reduced::Reduced;

use super::error::{EditError, Edited};
use crate::model::{KeyFormat, RelPath, Scope};
use crate::safefs::Root;

/// Settings files have a few hundred kilobytes; a larger file than this is not read.
const LIMIT: u64 = 64 << 20;

/// Removes the values that the scope does not keep.
pub(super) fn edit(root: &Root, at: &RelPath, format: KeyFormat, scope: &Scope<String>) -> Result<Edited, EditError> {
    let before = read(root, at)?;
    let Some(reduced) = reduce(at, format, scope, &before)? else { return Ok(Edited { changed: false }) };
    root.replace(at, &reduced.bytes)?;
    Ok(Edited { changed: true })
}

/// Returns an error if the file still has values that the scope does not keep.
pub(super) fn verify(root: &Root, at: &RelPath, format: KeyFormat, scope: &Scope<String>) -> Result<(), EditError> {
    match reduce(at, format, scope, &read(root, at)?)? {
        None => Ok(()),
        Some(reduced) => Err(EditError::Residue(reduced.changes)),
    }
}

/// Returns the content of a settings file.
pub(super) fn read(root: &Root, at: &RelPath) -> Result<Vec<u8>, EditError> {
    Ok(root.read(at, LIMIT)?)
}

/// Returns the reduced file, or `None` if nothing is removed. An empty file contains nothing: browsers leave one behind
/// after a crash or on a full disk, and replace it at their next start.
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
