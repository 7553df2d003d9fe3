//! Firefox's `Profile Groups/*.sqlite`, the list of profiles that the user made with the profile switcher. Keeps the
//! folders of the profiles, because no other file names them; removes what it says about the user.
//!
//! Observed in Firefox 153.7.0esr, `user_version` 7.

use rusqlite::Connection;

use crate::store::error::EditError;
use crate::store::sqlite::residue::Values;
use crate::store::sqlite::schema::{KeptTable, Schema, kept};

const NEEDED: [&str; 1] = ["Profiles"];

const KEPT: [KeptTable; 1] = [kept("Profiles", "id path name avatar", "themeId themeFg themeBg")];

const CLEARED: [&str; 6] = [
    "Heartbeats",
    "MessagingSystemMessageBlocklist",
    "MessagingSystemMessageImpressions",
    "NimbusEnrollments",
    "NimbusSyncTimestamps",
    // Ids, and copies of settings that each profile also has in its prefs.js.
    "SharedPrefs",
];

/// SQL for a neutral name: `Profile` and the profile's place in the list.
const PLAIN_NAME: &str = "'Profile ' || (SELECT COUNT(*) FROM Profiles AS other WHERE other.id <= Profiles.id)";

/// SQL that is true for the user's own picture: its name is a random number. The browser's pictures have names of
/// letters.
const OWN_PICTURE: &str = "avatar GLOB '*[^a-z-]*' OR length(avatar) > 24";

/// Returns the profile names that the user chose.
pub(super) fn values(connection: &Connection) -> Result<Values, EditError> {
    Schema::read(connection, &KEPT, &CLEARED, &NEEDED)?;
    let mut values = Values::default();
    let mut statement = connection.prepare(&format!("SELECT name FROM Profiles WHERE name IS NOT {PLAIN_NAME}"))?;
    for name in statement.query_map([], |row| row.get::<_, String>(0))? {
        values.add(&name?);
    }
    Ok(values)
}

/// Removes names, pictures and other data of the user. A second run changes nothing.
pub(super) fn apply(connection: &Connection) -> Result<(), EditError> {
    let schema = Schema::read(connection, &KEPT, &CLEARED, &NEEDED)?;
    schema.clear(connection, &CLEARED)?;
    connection.execute(&format!("UPDATE Profiles SET name = {PLAIN_NAME} WHERE name IS NOT {PLAIN_NAME}"), [])?;
    connection.execute(&format!("UPDATE Profiles SET avatar = 'star' WHERE {OWN_PICTURE}"), [])?;
    Ok(())
}

#[cfg(test)]
mod tests;
