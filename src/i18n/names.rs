//! Names that others chose (of profiles, cookies, hosts), so that they cannot move a cursor or forge a line, and whose
//! something is.

use std::ffi::OsStr;

use super::texts::Tr;
use crate::model::{Explained, Item, Layout, ProfilePlace, escaped};

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

/// Returns whose an item is: the browser and the profile.
pub fn owner(tr: &Tr, item: &Item) -> String {
    let profile = item.profile_name.as_deref().map_or_else(|| tr.text("res-browser-folder"), shown);
    format!("{} · {profile}", browser(&item.browser_name, item.layout))
}

/// Returns whose sign-ins these are: the browser and the profile.
pub fn holder(profile: &Explained) -> String {
    whose(&profile.browser_name, profile.layout, &profile.profile_name)
}

/// The same of a profile in which a page can be opened.
pub fn whose_place(place: &ProfilePlace) -> String {
    whose(&place.browser_name, place.layout, &place.profile_name)
}

fn whose(browser_name: &str, layout: Layout, profile: &str) -> String {
    format!("{} · {}", browser(browser_name, layout), shown(profile))
}
