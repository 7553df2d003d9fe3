//! The clipboard and the selected text. Their contents are never read; a display can only be asked to drop them.

use super::scan::AreaScan;
use crate::model::AreaNote;
use crate::platform::AreaPlace;

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let clipboards = scan.places();
    scan.found.has_clipboard = !clipboards.is_empty();
    match clipboards.first() {
        Some(AreaPlace::GuardedClipboard) => scan.note(AreaNote::OwnClipboard),
        Some(_) => {}
        None => scan.note(AreaNote::NoDisplay),
    }
}
