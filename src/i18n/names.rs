//! Names that others chose (of profiles, cookies, hosts), so that they cannot move a cursor or forge a line, and whose
//! something is.

use std::ffi::OsStr;

use super::texts::Tr;
use crate::model::{Item, Layout, ProfileRef, escaped};

/// Returns a name so that it cannot move the cursor or forge a line.
pub fn shown(name: &str) -> String {
    escaped(OsStr::new(name))
}

/// Returns a browser's name with how it was installed, where that is unusual.
pub fn browser(name: &str, layout: Layout) -> String {
    match layout {
        Layout::Native => shown(name),
        Layout::Flatpak => format!("{} (Flatpak)", shown(name)),
        Layout::Snap => format!("{} (Snap)", shown(name)),
    }
}

/// Returns the browser and profile of an item.
pub fn owner(tr: &Tr, item: &Item) -> String {
    profile(tr, &item.profile)
}

/// Returns a browser and profile.
pub fn profile(tr: &Tr, profile: &ProfileRef) -> String {
    let name = profile.profile_name.as_deref().map_or_else(|| tr.text("res-browser-folder"), shown);
    format!("{} · {name}", browser(&profile.browser_name, profile.layout))
}
