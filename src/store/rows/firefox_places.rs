//! Firefox's `places.sqlite`: keeps bookmarks with their tags, keywords and pages; removes visits, other pages, typed
//! text and what was derived from it. Bookmarks and history share a table of pages, so the file cannot be removed
//! whole.
//!
//! Observed in Firefox 153.7.0esr; tables and columns of earlier versions are listed as far as they are known.

use rusqlite::Connection;

use crate::store::error::EditError;
use crate::store::sqlite::residue::Values;
use crate::store::sqlite::schema::{KeptTable, Schema, kept, quoted};

const NEEDED: [&str; 3] = ["moz_places", "moz_bookmarks", "moz_historyvisits"];

const KEPT: [KeptTable; 8] = [
    kept(
        "moz_places",
        "id url title rev_host visit_count typed frecency last_visit_date",
        "hidden guid foreign_count url_hash description preview_image_url site_name origin_id recalc_frecency \
         alt_frecency recalc_alt_frecency favicon_id",
    ),
    kept(
        "moz_bookmarks",
        "id type fk parent title",
        "position keyword_id folder_type dateAdded lastModified guid syncStatus syncChangeCounter",
    ),
    kept("moz_keywords", "id keyword place_id", "post_data"),
    kept(
        "moz_origins",
        "id prefix host frecency",
        "recalc_frecency alt_frecency recalc_alt_frecency block_until_ms block_pages_until_ms",
    ),
    kept(
        "moz_items_annos",
        "id item_id anno_attribute_id",
        "content flags expiration type dateAdded lastModified mime_type",
    ),
    kept("moz_anno_attributes", "id name", ""),
    // Random ids of deleted bookmarks: without them a sync account would bring the bookmarks back.
    kept("moz_bookmarks_deleted", "guid", "dateRemoved"),
    // Of earlier versions.
    kept("moz_bookmarks_roots", "root_name folder_id", ""),
];

const CLEARED: [&str; 21] = [
    "moz_annos",
    "moz_historyvisits",
    "moz_historyvisits_extra",
    "moz_inputhistory",
    "moz_meta",
    "moz_newtab_shortcuts_interaction",
    "moz_newtab_story_click",
    "moz_newtab_story_impression",
    "moz_places_extra",
    "moz_places_metadata",
    "moz_places_metadata_search_queries",
    "moz_previews_tombstones",
    // Tables of earlier versions.
    "moz_favicons",
    "moz_hosts",
    "moz_places_metadata_groups_to_snapshots",
    "moz_places_metadata_snapshots",
    "moz_places_metadata_snapshots_extra",
    "moz_places_metadata_snapshots_groups",
    "moz_session_metadata",
    "moz_session_to_places",
    "moz_pages_w_icons",
];

/// The values to which columns of a kept page or origin are reset: those of a page that was never visited. A page's
/// title is what the site called itself at the last visit; a bookmark has its own title.
const RESETS: [(&str, &[(&str, &str)]); 2] = [
    (
        "moz_places",
        &[
            ("title", "NULL"),
            ("visit_count", "0"),
            ("typed", "0"),
            ("last_visit_date", "NULL"),
            ("description", "NULL"),
            ("preview_image_url", "NULL"),
            ("site_name", "NULL"),
            ("alt_frecency", "NULL"),
            ("favicon_id", "NULL"),
            // The browser's own bookmarked searches are hidden and have no rank. The rank of other pages is unknown.
            ("hidden", "coalesce(url LIKE 'place:%', 0)"),
            ("frecency", "coalesce(url LIKE 'place:%', 0) - 1"),
            ("recalc_frecency", "coalesce(url NOT LIKE 'place:%', 1)"),
            ("recalc_alt_frecency", "coalesce(url NOT LIKE 'place:%', 1)"),
        ],
    ),
    (
        "moz_origins",
        &[
            ("frecency", "-1"),
            ("recalc_frecency", "1"),
            ("alt_frecency", "NULL"),
            ("recalc_alt_frecency", "1"),
            ("block_until_ms", "NULL"),
            ("block_pages_until_ms", "NULL"),
        ],
    ),
];

/// Returns the hosts of all pages, as plain text and in the reversed form of `rev_host`.
pub(super) fn values(connection: &Connection) -> Result<Values, EditError> {
    let schema = Schema::read(connection, &KEPT, &CLEARED, &NEEDED)?;
    let mut values = Values::default();
    for table in ["moz_origins", "moz_hosts"].into_iter().filter(|table| schema.has(table, "host")) {
        each_text(connection, &format!("SELECT host FROM {table}"), |host| {
            values.add(host);
            values.add(&host.chars().rev().collect::<String>());
        })?;
    }
    each_text(connection, "SELECT rev_host FROM moz_places", |reversed| {
        let reversed = reversed.trim_end_matches('.');
        values.add(reversed);
        values.add(&reversed.chars().rev().collect::<String>());
    })?;
    Ok(values)
}

fn each_text(connection: &Connection, query: &str, mut take: impl FnMut(&str)) -> Result<(), EditError> {
    let mut statement = connection.prepare(query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Ok(text) = row.get_ref(0)?.as_str() {
            take(text);
        }
    }
    Ok(())
}

/// Removes the history. Each statement changes only rows that differ from the result, so a second run changes nothing.
pub(super) fn apply(connection: &Connection) -> Result<(), EditError> {
    let schema = Schema::read(connection, &KEPT, &CLEARED, &NEEDED)?;
    schema.clear(connection, &CLEARED)?;
    connection
        .execute("DELETE FROM moz_places WHERE id NOT IN (SELECT fk FROM moz_bookmarks WHERE fk IS NOT NULL)", [])?;
    if schema.has("moz_keywords", "place_id") {
        // A keyword refers to a page. Without a bookmark of that page it could not be edited any more.
        connection.execute(
            "DELETE FROM moz_keywords WHERE place_id IS NULL OR place_id NOT IN (SELECT id FROM moz_places)",
            [],
        )?;
    }
    if schema.has("moz_origins", "id") {
        let used = if schema.has("moz_places", "origin_id") {
            "SELECT origin_id FROM moz_places WHERE origin_id IS NOT NULL"
        } else {
            "SELECT NULL WHERE 0"
        };
        connection.execute(&format!("DELETE FROM moz_origins WHERE id NOT IN ({used})"), [])?;
    }
    remove_annotations(connection, &schema)?;
    remove_statistics(connection)?;
    for (table, columns) in RESETS {
        reset(connection, &schema, table, columns)?;
    }
    Ok(())
}

/// Removes annotations whose bookmark is gone, and names of annotations that are no longer used: extensions could
/// choose these names.
fn remove_annotations(connection: &Connection, schema: &Schema) -> Result<(), EditError> {
    let mut used = "SELECT NULL WHERE 0";
    if schema.has("moz_items_annos", "item_id") {
        connection.execute("DELETE FROM moz_items_annos WHERE item_id NOT IN (SELECT id FROM moz_bookmarks)", [])?;
        used = "SELECT anno_attribute_id FROM moz_items_annos WHERE anno_attribute_id IS NOT NULL";
    }
    if schema.has("moz_anno_attributes", "id") {
        connection.execute(&format!("DELETE FROM moz_anno_attributes WHERE id NOT IN ({used})"), [])?;
    }
    Ok(())
}

/// Removes SQLite's statistics: they contain the number of pages, and may contain some hosts as samples.
fn remove_statistics(connection: &Connection) -> Result<(), EditError> {
    let mut listing =
        connection.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite\\_stat_' ESCAPE '\\'")?;
    let tables = listing.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for table in tables {
        connection.execute(&format!("DELETE FROM {}", quoted(&table)), [])?;
    }
    Ok(())
}

fn reset(connection: &Connection, schema: &Schema, table: &str, columns: &[(&str, &str)]) -> Result<(), EditError> {
    let present: Vec<_> = columns.iter().filter(|(column, _value)| schema.has(table, column)).collect();
    if present.is_empty() {
        return Ok(());
    }
    let list = |join: &str, form: &dyn Fn(&str, &str) -> String| {
        present.iter().map(|(column, value)| form(column, value)).collect::<Vec<_>>().join(join)
    };
    let set = list(", ", &|column, value| format!("{column} = {value}"));
    let differs = list(" OR ", &|column, value| format!("{column} IS NOT ({value})"));
    connection.execute(&format!("UPDATE {table} SET {set} WHERE {differs}"), [])?;
    Ok(())
}

#[cfg(test)]
mod tests;
