//! What of a folder is a browser's cache, by its content: every name must be one that the browser makes there. A setting can
//! name any folder, so a name alone proves nothing, and what has another name stays. Reads names, and opens no file.
//!
//! Source: `CacheFileIOManager.cpp` in Firefox (`cache2`), `nsDiskCacheDeviceSQL.cpp` (`OfflineCache`, until Firefox 84);
//! `net/disk_cache` in Chromium (`simple/`, `blockfile/`), and what Chromium 156 makes in the folder of `--disk-cache-dir`.

use crate::model::{RelPath, Stop};
use crate::safefs::{Kind, Listed, Root, staging_dir_of};

/// How many names of others are left one by one. In a folder with more, all stays.
const MOST_FOREIGN: usize = 100;

/// How deep the folders of a cache are.
const DEEPEST: usize = 4;

/// The names that may be in a folder.
struct Shape {
    file: fn(&str) -> bool,
    folder: fn(&str) -> Option<&'static Shape>,
    /// Folders of which one proves a cache that holds other names too.
    signs: &'static [&'static str],
}

const NO_FOLDER: fn(&str) -> Option<&'static Shape> = |_| None;
const NO_FILE: fn(&str) -> bool = |_| false;

static FIREFOX: Shape = Shape {
    file: |name| matches!(name, "index" | "index.log" | "index.tmp") || name.starts_with("ce_"),
    folder: |name| {
        let is_trash = name.strip_prefix("trash").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        (matches!(name, "entries" | "doomed") || is_trash).then_some(&ENTRIES)
    },
    signs: &["entries"],
};
static ENTRIES: Shape = Shape { file: |name| is_hex(name, 1..=40), folder: NO_FOLDER, signs: &[] };
static OFFLINE: Shape = Shape {
    file: |name| name.starts_with("index.sqlite"),
    folder: |name| is_hex(name, 1..=2).then_some(&OFFLINE_FILES),
    signs: &[],
};
static OFFLINE_FILES: Shape = Shape {
    file: |name| name.split('-').all(|part| is_hex(part, 1..=16)),
    folder: |name| is_hex(name, 1..=2).then_some(&OFFLINE_FILES),
    signs: &[],
};
static CHROMIUM: Shape = Shape {
    file: is_of_chromium,
    folder: |name| match name {
        "Cache_Data" => Some(&DATA),
        "No_Vary_Search" => Some(&SEARCH),
        "index-dir" => Some(&INDEX),
        _ => None,
    },
    signs: &["Cache_Data", "index-dir"],
};
static CODE: Shape = Shape {
    file: NO_FILE,
    folder: |name| matches!(name, "js" | "wasm" | "webui_js").then_some(&DATA),
    signs: &["js", "wasm"],
};
static DATA: Shape =
    Shape { file: is_of_chromium, folder: |name| (name == "index-dir").then_some(&INDEX), signs: &["index-dir"] };
static INDEX: Shape =
    Shape { file: |name| matches!(name, "the-real-index" | "temp-index"), folder: NO_FOLDER, signs: &[] };
static SEARCH: Shape =
    Shape { file: |name| name.split('.').any(|part| matches!(part, "baf" | "baj")), folder: NO_FOLDER, signs: &[] };

fn is_of_chromium(name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_entry =
        || name.split_once('_').is_some_and(|(key, end)| is_hex(key, 16..=16) && matches!(end, "0" | "1" | "s"));
    name == "index"
        || name.strip_prefix("data_").is_some_and(digits)
        || name.strip_prefix("f_").is_some_and(|rest| is_hex(rest, 6..=8))
        || name.strip_prefix("todelete_").is_some_and(|rest| rest.split('_').all(|part| is_hex(part, 1..=40)))
        || is_entry()
}

fn is_hex(text: &str, len: std::ops::RangeInclusive<usize>) -> bool {
    len.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is in a folder that should be a cache.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// What at its top is a cache's.
    pub(super) entries: Vec<RelPath>,
    /// What in it is not.
    pub(super) foreign: Vec<RelPath>,
}

/// Says whether Firefox has a cache in a folder of this name, below one that a setting names: the usual ones, and what it
/// has put aside for a program of its own to remove (`cache2.2026-11-30-12-00-00.purge.bg_rm`).
pub(super) fn is_of_firefox(name: &str) -> bool {
    matches!(name, "cache2" | "OfflineCache") || name.starts_with("cache2.") && name.ends_with(".purge.bg_rm")
}

/// The names of the folders in which Chromium has caches, below one for each profile.
pub(super) const OF_CHROMIUM: [&str; 3] = ["Cache", "Code Cache", "Media Cache"];

/// Returns what of a folder with such a name is a cache's; `None` if nothing proves that it is one, or it cannot be read.
pub(super) fn content(root: &Root, stop: &Stop) -> Option<Content> {
    let shape = match root.proof().at.file_name().to_str()? {
        "OfflineCache" => &OFFLINE,
        "Code Cache" => &CODE,
        "Cache" | "Media Cache" => &CHROMIUM,
        name if is_of_firefox(name) => &FIREFOX,
        _ => return None,
    };
    let mut found = Content::default();
    let top = root.list(None).ok()?;
    let is_signed = top.iter().any(|one| one.kind == Kind::Folder && shape.signs.iter().any(|sign| one.name == *sign));
    let mut folders = Vec::new();
    sort(top, None, shape, &mut found, &mut folders)?;
    while let Some((dir, shape)) = folders.pop() {
        if stop.asked().is_some() {
            return None;
        }
        sort(root.list(Some(&dir)).ok()?, Some(&dir), shape, &mut found, &mut folders)?;
    }
    (is_signed || found.foreign.is_empty()).then_some(found)
}

/// Sorts what is in a folder into what is a cache's and what is not. Returns `None` once too much is not: what was not
/// listed would not be kept.
fn sort(
    listed: Vec<Listed>,
    dir: Option<&RelPath>,
    shape: &'static Shape,
    found: &mut Content,
    folders: &mut Vec<(RelPath, &'static Shape)>,
) -> Option<()> {
    for one in listed {
        let Ok(at) = RelPath::from_name(&one.name).map(|name| name.within(dir)) else { continue };
        let name = one.name.to_str().filter(|_| one.is_ours && !one.is_other_mount);
        let is_known = match (name, one.kind) {
            (Some(name), Kind::File) => (shape.file)(name),
            // What a run before this one has put aside.
            (Some(_), Kind::Folder) if staging_dir_of(&at).as_ref() == Some(&at) => true,
            (Some(name), Kind::Folder) => match (shape.folder)(name).filter(|_| at.names().len() < DEEPEST) {
                Some(below) => {
                    folders.push((at.clone(), below));
                    true
                }
                None => false,
            },
            _ => false,
        };
        match is_known {
            true if dir.is_none() => found.entries.push(at),
            true => {}
            false if found.foreign.len() < MOST_FOREIGN => found.foreign.push(at),
            false => return None,
        }
    }
    Some(())
}
