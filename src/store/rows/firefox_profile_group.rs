//! Firefox's `Profile Groups/*.sqlite`, the list of the profiles that a person made with the profile switcher: their
//! folders stay, because no other file names them; what it says about the person goes.
//!
//! Learnt from Firefox 153.7.0esr, `user_version` 7.

use rusqlite::Connection;

use crate::store::error::EditError;
use crate::store::sqlite::residue::Values;
use crate::store::sqlite::schema::{KnownTable, Schema, quoted};

const NEEDED: [&str; 1] = ["Profiles"];

const KNOWN: [(&str, KnownTable); 7] = [
    (
        "Profiles",
        KnownTable::Kept { needed: &["id", "path", "name", "avatar"], also: &["themeId", "themeFg", "themeBg"] },
    ),
    ("Heartbeats", KnownTable::Cleared),
    ("MessagingSystemMessageBlocklist", KnownTable::Cleared),
    ("MessagingSystemMessageImpressions", KnownTable::Cleared),
    ("NimbusEnrollments", KnownTable::Cleared),
    ("NimbusSyncTimestamps", KnownTable::Cleared),
    // Copies of settings that each profile also has in its own prefs.js, and ids.
    ("SharedPrefs", KnownTable::Cleared),
];

/// The name of the `id`-th profile, the same for everybody.
const PLAIN_NAME: &str = "'Profile ' || (SELECT COUNT(*) FROM Profiles AS other WHERE other.id <= Profiles.id)";

/// A picture of the person's own is named by a random number; the browser's pictures have names of letters.
const OWN_PICTURE: &str = "avatar GLOB '*[^a-z-]*' OR length(avatar) > 24";

/// Returns the names that the person gave.
pub(super) fn values(connection: &Connection) -> Result<Values, EditError> {
    Schema::read(connection, &KNOWN, &NEEDED)?;
    let mut values = Values::default();
    let mut statement = connection.prepare(&format!("SELECT name FROM Profiles WHERE name IS NOT {PLAIN_NAME}"))?;
    for name in statement.query_map([], |row| row.get::<_, String>(0))? {
        values.add(&name?);
    }
    Ok(values)
}

/// Removes what is said about people. A second time nothing changes.
pub(super) fn apply(connection: &Connection) -> Result<(), EditError> {
    let schema = Schema::read(connection, &KNOWN, &NEEDED)?;
    for table in schema.tables().filter(|table| KNOWN.iter().any(|(name, rule)| name == table && rule.is_cleared())) {
        connection.execute(&format!("DELETE FROM {}", quoted(table)), [])?;
    }
    connection.execute(&format!("UPDATE Profiles SET name = {PLAIN_NAME} WHERE name IS NOT {PLAIN_NAME}"), [])?;
    connection.execute(&format!("UPDATE Profiles SET avatar = 'star' WHERE {OWN_PICTURE}"), [])?;
    Ok(())
}

#[cfg(test)]
mod tests;
