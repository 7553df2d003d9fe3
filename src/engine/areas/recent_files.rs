//! Lists of recently used files, of which only lines are removed, and folders of links to such files.

use std::ffi::OsStr;
use std::path::Path;

use super::claimed;
use super::scan::AreaScan;
use crate::model::{PlaceKind, RelPath};
use crate::platform::AreaPlace;
use crate::safefs::{Kind, Root};

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let places = scan.places();
    if let Some(home) = scan.home_root() {
        for place in &places {
            let (lists, kind) = match place {
                AreaPlace::List(path) => (scan.below_home(path).into_iter().collect(), PlaceKind::RecentList),
                AreaPlace::OldList(path) => (scan.below_home(path).into_iter().collect(), PlaceKind::Named),
                AreaPlace::ListInEach { above, depth, rest } => {
                    (lists_below(scan, &home, above, *depth, rest), PlaceKind::RecentList)
                }
                _ => continue,
            };
            for at in lists {
                add(scan, &home, at, kind);
            }
        }
    }
    for place in places {
        if let Some(root) = claimed::prove(scan, &place, claimed::is_recent_documents) {
            let entries = scan.contents(&root);
            scan.add_place(&root, PlaceKind::Whole, entries);
        }
    }
}

/// Returns the path `rest` in each folder that lies `depth` levels below `above`.
fn lists_below(scan: &AreaScan<'_>, home: &Root, above: &Path, depth: usize, rest: &Path) -> Vec<RelPath> {
    let mut found: Vec<RelPath> = scan.below_home(above).into_iter().collect();
    for _ in 0..depth {
        found = found.iter().flat_map(|folder| folders(home, folder)).collect();
    }
    found.iter().filter_map(|folder| rest.iter().try_fold(folder.clone(), |at, name| at.join(name).ok())).collect()
}

fn add(scan: &mut AreaScan<'_>, home: &Root, at: RelPath, kind: PlaceKind) {
    // If the folder cannot be listed, other areas report it.
    let beside = home.list(at.parent().as_ref()).unwrap_or_default();
    let mut copies = Vec::new();
    for copy in beside.iter().filter(|listed| is_copy(&listed.name, at.file_name())) {
        let below = RelPath::from_name(&copy.name).map(|name| name.within(at.parent().as_ref()));
        copies.extend(below.ok().map(|at| scan.entry(home, at, copy)));
    }
    if !copies.is_empty() {
        scan.add_place(home, PlaceKind::Named, copies);
    }
    if let Some(listed) = beside.iter().find(|listed| listed.name == at.file_name()) {
        let entry = scan.entry(home, at, listed);
        scan.add_place(home, kind, vec![entry]);
    }
}

/// Says whether a name is that of a list that was being written when the program or the computer stopped: `GLib` adds a
/// point and six letters or digits (`g_file_set_contents`), Qt too (`QSaveFile`).
fn is_copy(name: &OsStr, list: &OsStr) -> bool {
    let ending = name.to_str().zip(list.to_str()).and_then(|(name, list)| name.strip_prefix(list)?.strip_prefix('.'));
    ending.is_some_and(|ending| ending.len() == 6 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn folders(home: &Root, above: &RelPath) -> Vec<RelPath> {
    let listed = home.list(Some(above)).unwrap_or_default().into_iter();
    let is_own = |listed: &crate::safefs::Listed| listed.kind == Kind::Folder && listed.is_ours;
    listed.filter(is_own).filter_map(|listed| above.join(&listed.name).ok()).collect()
}
