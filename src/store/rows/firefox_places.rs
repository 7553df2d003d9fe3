//! Firefox's `places.sqlite`: carries over bookmarks with their tags, keywords and pages; not visits, other pages, typed
//! text and what was derived from it. Bookmarks and history share a table of pages, so the file cannot be removed
//! whole.
//!
//! The schema is that of Firefox 153.7.0esr.

use std::collections::BTreeSet;

use super::new::{New, Rows};
use crate::store::error::EditError;
use crate::store::sqlite::old::Old;

/// The schema, with the rows of the folders that every file has.
const DUMP: &str = include_str!("../../../assets/schema/browsers/firefox-153-places.sql");

pub(super) const ROWS: Rows = Rows { dump: DUMP, table: "moz_bookmarks", carry };

/// How the rows of those folders begin in the dump.
const FOLDER: &str = "INSERT INTO moz_bookmarks(";
const FOLDER_OR_IGNORE: &str = "INSERT OR IGNORE INTO moz_bookmarks(";

/// How many pages bookmarks may have, so that their ids fit into memory.
const MOST_PAGES: usize = 500_000;

/// The values of a page that was never visited. A page's title is what the site called itself at the last visit; a
/// bookmark has its own title. The browser's own bookmarked searches are hidden and have no rank; the rank of other
/// pages is unknown.
const UNVISITED_PAGE: [(&str, &str); 4] = [
    ("hidden", "coalesce(url LIKE 'place:%', 0)"),
    ("frecency", "coalesce(url LIKE 'place:%', 0) - 1"),
    ("recalc_frecency", "coalesce(url NOT LIKE 'place:%', 1)"),
    ("recalc_alt_frecency", "coalesce(url NOT LIKE 'place:%', 1)"),
];

/// How many bookmarks a page has, and how many keywords.
const BOOKMARKS: &str = "(SELECT count(*) FROM moz_bookmarks WHERE fk = moz_places.id)";
const KEYWORDS: &str = "(SELECT count(*) FROM moz_keywords WHERE place_id = moz_places.id)";

/// The values of a site that was never visited.
const UNVISITED_SITE: [(&str, &str); 3] = [("frecency", "-1"), ("recalc_frecency", "1"), ("recalc_alt_frecency", "1")];

/// Carries the bookmarks over. Returns whether there are any, or whether the file shows that there were none.
fn carry(old: &Old<'_>, new: &New) -> Result<bool, EditError> {
    let mut pages = BTreeSet::new();
    old.each("moz_bookmarks", &["fk"], |row| {
        if pages.len() < MOST_PAGES {
            pages.extend(row.number("fk"));
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    let (mut found, mut sites) = (BTreeSet::new(), BTreeSet::new());
    new.copy(old, "moz_places", "id url rev_host guid url_hash origin_id", &[], |row| {
        let id = row.number("id").filter(|id| pages.contains(id));
        if let Some(id) = id {
            found.insert(id);
            sites.extend(row.number("origin_id"));
        }
        id.is_some()
    })?;
    drop(pages);
    let is_of = |set: &BTreeSet<i64>, id: Option<i64>| id.is_some_and(|id| set.contains(&id));
    new.copy(old, "moz_origins", "id prefix host", &UNVISITED_SITE, |row| is_of(&sites, row.number("id")))?;
    new.run("DELETE FROM moz_bookmarks")?;
    let mut items = BTreeSet::new();
    let columns = "id type fk parent position title keyword_id folder_type dateAdded lastModified guid syncStatus \
                   syncChangeCounter";
    new.copy(old, "moz_bookmarks", columns, &[], |row| {
        let is_whole = row.number("type") != Some(1) || is_of(&found, row.number("fk"));
        if is_whole {
            items.extend(row.number("id"));
        } else {
            old.is_missing_something();
        }
        is_whole
    })?;
    // A keyword refers to a page. Without a bookmark of that page it could not be edited any more.
    let columns = "id keyword place_id post_data";
    new.copy(old, "moz_keywords", columns, &[], |row| is_of(&found, row.number("place_id")))?;
    let mut names = BTreeSet::new();
    let columns = "id item_id anno_attribute_id content flags expiration type dateAdded lastModified";
    new.copy(old, "moz_items_annos", columns, &[], |row| {
        let stays = is_of(&items, row.number("item_id"));
        if stays {
            names.extend(row.number("anno_attribute_id"));
        }
        stays
    })?;
    // Extensions could choose the names of annotations, so only those that are used are carried over.
    new.copy(old, "moz_anno_attributes", "id name", &[], |row| is_of(&names, row.number("id")))?;
    // Random ids of deleted bookmarks: without them a sync account would bring the bookmarks back.
    new.copy(old, "moz_bookmarks_deleted", "guid dateRemoved", &[], |_row| true)?;
    for folder in DUMP.lines().filter_map(|line| line.strip_prefix(FOLDER)) {
        let columns: Vec<_> = folder.split(')').next().unwrap_or_default().split(',').map(str::trim).collect();
        if new.has("moz_bookmarks", &columns)? {
            new.run(&format!("{FOLDER_OR_IGNORE}{folder}"))?;
        }
    }
    new.set("moz_places", &UNVISITED_PAGE)?;
    // A file need not have a table of keywords.
    let keywords = if new.has("moz_keywords", &["place_id"])? { KEYWORDS } else { "0" };
    new.set("moz_places", &[("foreign_count", &format!("{BOOKMARKS} + {keywords}"))])?;
    Ok(!items.is_empty())
}

#[cfg(test)]
mod tests;
