//! Firefox's `Profile Groups/*.sqlite`, the list of profiles that the user made with the profile switcher. Carries over
//! the folders of the profiles, because no other file names them; not what it says about the user.
//!
//! The schema is that of Firefox 153.7.0esr.

use super::new::{New, Rows};
use crate::store::error::EditError;
use crate::store::sqlite::old::Old;

/// The schema.
const DUMP: &str = include_str!("../../../assets/schema/browsers/firefox-153-profile-group.sql");

pub(super) const ROWS: Rows = Rows { dump: DUMP, table: "Profiles", carry };

/// Neutral values: a name of the profile's place in the list, and one of the browser's own pictures for the user's own.
/// The name of an own picture is a random number; the browser's pictures have names of letters.
const NEUTRAL: [(&str, &str); 2] = [
    ("name", "'Profile ' || (SELECT COUNT(*) FROM Profiles AS other WHERE other.id <= Profiles.id)"),
    ("avatar", "iif(avatar GLOB '*[^a-z-]*' OR length(avatar) > 24, 'star', avatar)"),
];

/// Carries the profiles' folders over. Returns whether there are any, or whether the file shows that there were none.
fn carry(old: &Old<'_>, new: &New) -> Result<bool, EditError> {
    let mut profiles = 0;
    new.copy(old, "Profiles", "id path avatar themeId themeFg themeBg", &[("name", "''")], |_row| {
        profiles += 1;
        profiles <= MOST_PROFILES
    })?;
    new.set("Profiles", &NEUTRAL)?;
    Ok(profiles > 0)
}

/// How many profiles are carried over. The place of each in the list is counted.
const MOST_PROFILES: u32 = 1_000;

#[cfg(test)]
mod tests;
