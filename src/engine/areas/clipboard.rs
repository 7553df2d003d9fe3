//! The clipboard and the selected text. Their contents are never read; a display can only be asked to drop them.

use super::scan::AreaScan;
use crate::model::AreaNote;

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let display = &scan.engine.places.os.display;
    scan.found.has_clipboard = display.x11.is_some() || display.wayland.is_some();
    if display.wayland.is_some() {
        // Only the focused program may set it.
        scan.note(AreaNote::OwnClipboard);
    } else if display.x11.is_none() {
        scan.note(AreaNote::NoDisplay);
    }
}
