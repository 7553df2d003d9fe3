//! Edits settings files: reads one, reduces it to what the scope keeps, and swaps the new file in. Of a file that cannot
//! be parsed, that is what can be read of it; one that cannot be read at all goes.

mod addons;
pub(super) mod autoconfig;
mod bookmarks;
mod granted;
mod ini;
pub(super) mod json;
pub(super) mod lenient;
pub(super) mod prefs_js;
mod profiles_ini;
pub(super) mod reduced;
mod search_engines;
mod tokens;

pub use json::parse as parse_json;

use reduced::Reduced;

use super::error::{EditError, Edited, catch_panic};
use crate::model::{KeyFormat, RelPath, Scope, Stop};
use crate::safefs::{ReadError, Root};

/// Settings files have a few hundred kilobytes; a larger file than this is not read.
const LIMIT: u64 = 64 << 20;

/// How much of a larger file is read to keep what its beginning holds.
const BEGINNING: u64 = 32 << 20;

/// Removes the values that the scope does not keep.
pub(super) fn edit(
    root: &Root,
    at: &RelPath,
    format: KeyFormat,
    scope: &Scope<String>,
    stop: &Stop,
) -> Result<Edited, EditError> {
    let reduced = catch_panic(|| reduced(root, at, format, scope));
    match reduced {
        Ok(None) => return Ok(Edited::UNCHANGED),
        Ok(Some(Reduced { bytes, is_incomplete, .. })) if !goes_when_empty(format) || !bytes.is_empty() => {
            root.replace(at, &bytes)?;
            return Ok(Edited { changed: true, is_incomplete });
        }
        Ok(Some(_nothing)) => {}
        Err(error) if error.is_of_content() => {}
        Err(error) => return Err(error),
    }
    root.discard(at, &[], stop)?;
    Ok(Edited { changed: true, is_incomplete: true })
}

/// Says whether a file without any content is none that its browser reads.
const fn goes_when_empty(format: KeyFormat) -> bool {
    matches!(format, KeyFormat::Addons | KeyFormat::SearchEngines)
}

/// Returns an error if the file still has values that the scope does not keep.
pub(super) fn verify(root: &Root, at: &RelPath, format: KeyFormat, scope: &Scope<String>) -> Result<(), EditError> {
    match reduced(root, at, format, scope)? {
        None => Ok(()),
        Some(reduced) => Err(EditError::Residue(reduced.changes)),
    }
}

/// Returns the content of a settings file.
pub(super) fn read(root: &Root, at: &RelPath) -> Result<Vec<u8>, EditError> {
    Ok(root.read(at, LIMIT)?)
}

/// Returns the content of a settings file, or the beginning of one that is too large, and whether that is so.
pub(super) fn read_some(root: &Root, at: &RelPath) -> Result<(Vec<u8>, bool), ReadError> {
    read_up_to(root, at, LIMIT, BEGINNING)
}

fn read_up_to(root: &Root, at: &RelPath, limit: u64, beginning: u64) -> Result<(Vec<u8>, bool), ReadError> {
    match root.read(at, limit) {
        Err(ReadError::TooLarge) => Ok((root.read_beginning(at, beginning)?, true)),
        read => Ok((read?, false)),
    }
}

/// Returns the reduced file, or `None` if nothing is removed. An empty file contains nothing: browsers leave one behind
/// after a crash or on a full disk, and replace it at their next start.
fn reduced(root: &Root, at: &RelPath, format: KeyFormat, scope: &Scope<String>) -> Result<Option<Reduced>, EditError> {
    let is_of_bookmarks = format == KeyFormat::Json && at.file_name() == bookmarks::NAME;
    let (limit, beginning) = if is_of_bookmarks { (bookmarks::LIMIT, bookmarks::LIMIT) } else { (LIMIT, BEGINNING) };
    let (before, is_cut) = read_up_to(root, at, limit, beginning)?;
    if before.is_empty() {
        return Ok(None);
    }
    let reduced = match format {
        KeyFormat::Json if is_of_bookmarks => bookmarks::reduce(&before, scope),
        KeyFormat::Json => json::reduce(&before, scope, json::Special::of(at)),
        KeyFormat::PrefsJs => prefs_js::reduce(&before, scope),
        KeyFormat::Ini => ini::reduce(&before, scope),
        KeyFormat::ProfilesIni => profiles_ini::reduce(&before, scope),
        KeyFormat::Autoconfig => autoconfig::reduce(&before, scope),
        KeyFormat::Addons => addons::reduce(&before, scope),
        KeyFormat::SearchEngines => search_engines::reduce(&before, scope),
    };
    Ok(if is_cut {
        let (bytes, changes) = reduced.map_or((before, 0), |reduced| (reduced.bytes, reduced.changes));
        Some(Reduced { bytes, changes: changes + 1, is_incomplete: true })
    } else {
        reduced
    })
}
