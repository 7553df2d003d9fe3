//! A profile as a browser of a later version leaves it: tables, columns, files and settings that nobody knows yet, a
//! raised version, and in all of them what was visited. End session leaves none of it, and the browser starts with all
//! its bookmarks.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Case, CloseBehaviour};
use crate::browser::{Ended, Kind};
use crate::lab::Windows;
use crate::sites::MAIN;

/// What a later Firefox might add to its bookmarks and history. Beside it, more bookmarks.
const LATER_PLACES: &str = "
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 40)
    INSERT INTO moz_places(url, title, rev_host, guid, foreign_count)
    SELECT 'https://more.example/' || n, 'more', '.', printf('place%07d', n), 1 FROM n;
    INSERT INTO moz_bookmarks(type, fk, parent, position, title, dateAdded, lastModified, guid)
    SELECT 1, id, (SELECT id FROM moz_bookmarks WHERE guid = 'menu________'), id, 'more', 1, 1,
        replace(guid, 'place', 'mark_') FROM moz_places WHERE url LIKE 'https://more.example/%';
    CREATE TABLE moz_later AS SELECT url, title FROM moz_places;
    ALTER TABLE moz_places ADD COLUMN later TEXT; UPDATE moz_places SET later = url;
    ALTER TABLE moz_bookmarks ADD COLUMN later TEXT; UPDATE moz_bookmarks SET later = (SELECT max(url) FROM moz_places);
    CREATE INDEX moz_later_index ON moz_places(lower(later));
    CREATE TRIGGER moz_later_trigger AFTER DELETE ON moz_places BEGIN INSERT INTO moz_later VALUES(old.url, old.title); END;
    CREATE VIEW moz_later_view AS SELECT * FROM moz_later;
    PRAGMA user_version = 9999;";

/// Databases of each browser in which a later version might have another table, and a higher version.
const DATABASES: [(Kind, &[&str]); 2] = [
    (
        Kind::Firefox,
        &["cookies.sqlite", "favicons.sqlite", "permissions.sqlite", "storage.sqlite", "cert9.db", "key4.db"],
    ),
    (Kind::Chromium, &["Cookies", "History", "Favicons", "Web Data"]),
];

impl Case {
    /// Plants a browser, closes it, and makes its profile one of a later version.
    pub(crate) fn of_a_later_version(kind: Kind) -> Result<Self> {
        let mut case = Self::planted(kind, Ended::ByWindow, Windows::Managed, CloseBehaviour::Polite)?;
        let profile = case.profile()?;
        let mark = case.sites.closed_page()?;
        for file in DATABASES.iter().filter(|(of, _)| *of == kind).flat_map(|(_, files)| *files) {
            change(&profile.join(file), &mark).with_context(|| format!("changing {file}"))?;
        }
        let above = profile.parent().context("a profile in nothing")?;
        for folder in [&profile, above] {
            fs::write(folder.join("later.dat"), &mark)?;
            fs::create_dir_all(folder.join("Later Store/inner"))?;
            fs::write(folder.join("Later Store/inner/000003.log"), &mark)?;
        }
        match kind {
            Kind::Firefox => {
                let places = Connection::open(profile.join("places.sqlite"))?;
                places.execute_batch(LATER_PLACES)?;
                places.close().map_err(|(_open, error)| error)?;
                case.more_bookmarks = 40;
                let settings = profile.join("prefs.js");
                let text = fs::read_to_string(&settings)?;
                let later = format!("later_pref(\"later\", \"{mark}\");\nuser_pref(\"browser.later\", \"{mark}\");\n");
                fs::write(settings, format!("{text}{later}"))?;
                for file in
                    ["xulstore.json", "times.json", "extensions.json", "handlers.json", "extension-settings.json"]
                {
                    let at = profile.join(file);
                    let mut value: Value = fs::read(&at).map_or(Ok(json!({})), |text| serde_json::from_slice(&text))?;
                    value["later"] = json!({ "later": { "later": mark } });
                    fs::write(at, value.to_string())?;
                }
                let file = profile.join("compatibility.ini");
                fs::write(&file, format!("{}\n[Later]\nlater={mark}\n", fs::read_to_string(&file)?))?;
                fs::write(profile.join("addonStartup.json.lz4"), &mark)?;
            }
            Kind::Chromium => {
                let file = profile.join("Bookmarks");
                let mut bookmarks: Value = serde_json::from_slice(&fs::read(&file)?)?;
                let list = bookmarks["roots"]["other"]["children"].as_array_mut().context("no other bookmarks")?;
                case.more_bookmarks = 40;
                for number in 1..=case.more_bookmarks {
                    list.push(json!({
                        "type": "url", "name": "more", "url": format!("https://more.example/{number}"),
                        "id": (1000 + number).to_string(), "date_added": "13300000000000000", "later_use": mark,
                        "guid": format!("00000000-0000-4000-a000-{number:012}"), "meta_info": { "later": mark },
                    }));
                }
                fs::write(&file, bookmarks.to_string())?;
                for (file, key) in [("Preferences", "later"), ("Bookmarks", "later")] {
                    let file = profile.join(file);
                    let text = fs::read_to_string(&file)?;
                    let rest = text.trim_start().strip_prefix('{').context("no object")?;
                    let (open, close) = ("[".repeat(150), "]".repeat(150));
                    fs::write(&file, format!("{{\"{key}\":{open}\"{mark} https://{MAIN}/\"{close},{rest}"))?;
                }
                let file = above.join("Local State");
                let mut state: Value = serde_json::from_slice(&fs::read(&file)?)?;
                state["later"] = json!({ "later": mark });
                fs::write(&file, state.to_string())?;
            }
        }
        Ok(case)
    }

    /// Fails where the started browser does not show every bookmark that was added to its file.
    pub(super) fn shows_more_bookmarks(&self, shown: &[String]) -> Result<()> {
        let lost: Vec<_> = (1..=self.more_bookmarks)
            .map(|number| format!("https://more.example/{number}"))
            .filter(|address| !shown.contains(address))
            .collect();
        ensure!(lost.is_empty(), "the browser does not show {lost:?}");
        Ok(())
    }
}

/// Adds a table with a mark to a database, a column to each table, and raises its version.
fn change(file: &Path, mark: &str) -> Result<()> {
    let database = Connection::open(file)?;
    let mut listing =
        database.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")?;
    let tables = listing.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    drop(listing);
    database.execute_batch("CREATE TABLE later (later TEXT); PRAGMA user_version = 9999;")?;
    database.execute("INSERT INTO later VALUES(?1)", [mark])?;
    for table in tables.iter().filter(|table| !table.starts_with("sqlite_")) {
        database.execute_batch(&format!("ALTER TABLE \"{table}\" ADD COLUMN later TEXT"))?;
        database.execute(&format!("UPDATE \"{table}\" SET later = ?1"), [mark])?;
    }
    Ok(database.close().map_err(|(_open, error)| error)?)
}
