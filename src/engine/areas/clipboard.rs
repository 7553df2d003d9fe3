//! The clipboard and the marked text. What is in them is never read; a display can only be asked to drop them.

use super::scan::Look;
use crate::model::AreaNote;

pub(super) fn look(look: &mut Look<'_>) {
    let display = &look.engine.places.os.display;
    look.found.has_clipboard = display.x11.is_some() || display.wayland.is_some();
    if display.wayland.is_some() {
        // The program in front owns it, and no other is let near.
        look.note(AreaNote::OwnClipboard);
    } else if display.x11.is_none() {
        look.note(AreaNote::NoDisplay);
    }
}
