//! What `preview --json --all-items` and a report's `new_since_preview` name, as places of the disk.
//!
//! The output speaks of paths below a browser's folders and hides the names of sites; which folder of the home is
//! meant is worked out here from the browser's own layout, not with Signoff's catalog.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::browser::Kind;
use crate::snapshot::{Difference, Snapshot};

/// The ids of these rows.
pub(crate) fn ids(rows: &Value) -> BTreeSet<String> {
    list(rows).map(|row| row["id"].to_string()).collect()
}

/// The names of the files that these rows say are edited; rows name no folder above them.
pub(crate) fn edited(rows: &Value) -> BTreeSet<OsString> {
    let edits = list(rows).filter(|row| row["effect"] == "edit");
    let paths = edits.flat_map(|row| list(&row["paths"])).filter_map(|path| path.as_str());
    paths.filter_map(|path| Path::new(path).file_name()).map(OsString::from).collect()
}

/// What was removed although neither list names it or something above it.
pub(crate) fn unnamed(
    kind: Kind,
    before: &Snapshot,
    difference: &Difference,
    rows: &Value,
    new: &Value,
) -> Vec<PathBuf> {
    let mut named = Vec::new();
    for row in list(rows) {
        for path in list(&row["paths"]) {
            add(kind, before, &row["folder"], path, &mut named);
        }
    }
    for one in list(new) {
        add(kind, before, &one["folder"], &one["path"], &mut named);
    }
    let covered = |path: &Path| {
        // A folder goes with what is named in it.
        let whole = before.is_folder(path);
        named.iter().any(|one| covers(one, path) || whole && covers(path, one))
    };
    difference.removed.iter().filter(|path| !covered(path)).cloned().collect()
}

fn add(kind: Kind, before: &Snapshot, folder: &Value, path: &Value, named: &mut Vec<PathBuf>) {
    let path = path.as_str().unwrap_or_default();
    for base in bases(kind, before, folder.as_str().unwrap_or_default()) {
        named.push(base.join(path));
    }
}

/// The folders of the home that can be meant by this word.
fn bases(kind: Kind, before: &Snapshot, folder: &str) -> Vec<PathBuf> {
    let (data, cache) = match kind {
        Kind::Chromium => (".config/chromium", ".cache/chromium"),
        Kind::Firefox => (".config/mozilla/firefox", ".cache/mozilla/firefox"),
    };
    match (kind, folder) {
        (_, "user-data") => vec![data.into()],
        (Kind::Chromium, "profile") => vec![Path::new(data).join("Default")],
        (Kind::Firefox, "profile") => before.folders_in(data),
        (_, "cache") => [vec![cache.into()], before.folders_in(cache)].concat(),
        (Kind::Firefox, "companion") => vec![".config/mozilla/firefox-esr".into()],
        _ => Vec::new(),
    }
}

/// Whether `path` is `name` or below it; `<site 3>` stands for one name and `…` for all that follows.
fn covers(name: &Path, path: &Path) -> bool {
    let mut parts = path.components();
    for part in name.components() {
        let Component::Normal(wanted) = part else { return false };
        let wanted = wanted.to_string_lossy();
        if wanted == "…" {
            return true;
        }
        let Some(Component::Normal(have)) = parts.next() else { return false };
        if !wanted.starts_with("<site ") && have != wanted.as_ref() {
            return false;
        }
    }
    true
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
