//! Names for display: of browsers and profiles, and any name that others chose.

use super::texts::Tr;
use crate::model::{Item, Layout, ProfileRef, Shown};

/// Returns a name with everything escaped that is not seen.
pub fn shown(name: &str) -> String {
    Shown::from(name).as_str().to_owned()
}

/// Returns a browser's name, with `(Flatpak)` or `(Snap)` if it is installed so.
pub fn browser(name: &str, layout: Layout) -> String {
    match layout {
        Layout::Native => shown(name),
        Layout::Flatpak => format!("{} (Flatpak)", shown(name)),
        Layout::Snap => format!("{} (Snap)", shown(name)),
    }
}

/// Returns the names of an item's browser and profile.
pub fn owner(tr: &Tr, item: &Item) -> String {
    profile(tr, &item.profile)
}

/// Returns the names of a browser and profile.
pub fn profile(tr: &Tr, profile: &ProfileRef) -> String {
    let name = profile.profile_name.as_deref().map_or_else(|| tr.text("res-browser-folder"), shown);
    format!("{} · {name}", browser(&profile.browser_name, profile.layout))
}
