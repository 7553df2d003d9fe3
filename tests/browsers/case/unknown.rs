//! A profile as a browser of a later version leaves it: tables, columns and settings that nobody knows yet, a raised
//! version, and in all of them what was visited. End session leaves none of it, and the browser starts with its bookmarks.

use std::fs;

use anyhow::{Context as _, Result};
use rusqlite::Connection;

use super::{Case, CloseBehaviour};
use crate::browser::{Ended, Kind};
use crate::lab::Windows;
use crate::sites::MAIN;

/// What a later Firefox might add to its bookmarks and history.
const LATER_PLACES: &str = "
    CREATE TABLE moz_later AS SELECT url, title FROM moz_places;
    ALTER TABLE moz_places ADD COLUMN later TEXT; UPDATE moz_places SET later = url;
    ALTER TABLE moz_bookmarks ADD COLUMN later TEXT; UPDATE moz_bookmarks SET later = 'later';
    CREATE INDEX moz_later_index ON moz_places(lower(later));
    CREATE TRIGGER moz_later_trigger AFTER DELETE ON moz_places BEGIN INSERT INTO moz_later VALUES(old.url, old.title); END;
    PRAGMA user_version = 9999;";

impl Case {
    /// Plants a browser, closes it, and makes its profile one of a later version.
    pub(crate) fn of_a_later_version(kind: Kind) -> Result<Self> {
        let case = Self::planted(kind, Ended::ByWindow, Windows::Managed, CloseBehaviour::Polite)?;
        let profile = case.profile()?;
        match kind {
            Kind::Firefox => {
                let places = Connection::open(profile.join("places.sqlite"))?;
                places.execute_batch(LATER_PLACES)?;
                places.close().map_err(|(_open, error)| error)?;
                let settings = profile.join("prefs.js");
                let text = format!("{}later_pref(\"later\", \"https://{MAIN}/\");\n", fs::read_to_string(&settings)?);
                fs::write(settings, text)?;
            }
            Kind::Chromium => {
                for (file, key) in [("Preferences", "later"), ("Bookmarks", "later")] {
                    let file = profile.join(file);
                    let text = fs::read_to_string(&file)?;
                    let rest = text.trim_start().strip_prefix('{').context("no object")?;
                    let (open, close) = ("[".repeat(150), "]".repeat(150));
                    fs::write(&file, format!("{{\"{key}\":{open}\"https://{MAIN}/\"{close},{rest}"))?;
                }
            }
        }
        Ok(case)
    }
}
