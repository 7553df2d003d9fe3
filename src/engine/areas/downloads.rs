//! Files in the downloads folder. Only files created in the session are removed, and none in a folder that is
//! synchronised with a cloud, because they would be removed there too.

use std::ffi::OsStr;
use std::path::Path;

use super::scan::AreaScan;
use crate::model::{AreaNote, FoundEntry, PlaceKind, RelPath, RootKind};
use crate::platform::AreaPlace;
use crate::safefs::{Kind, Listed, Root, is_staging_path};

/// How many levels are scanned; deeper folders are kept.
const MAX_DEPTH: usize = 64;
/// How many names are read at most.
const MAX_NAMES: usize = 200_000;

/// Names of synchronised folders in lower case: the whole name, or followed by something that begins with no letter.
const CLOUDS: [&str; 12] = [
    "box sync",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "mega",
    "megasync",
    "nextcloud",
    "onedrive",
    "owncloud",
    "pcloud drive",
    "seafile",
];
/// Files that mark a synchronised folder whatever its name: those of Syncthing, Dropbox, ownCloud, Nextcloud, MEGA,
/// Resilio and Seafile.
const MARKER_FILES: [&str; 8] = [
    ".stfolder",
    ".dropbox",
    ".dropbox.cache",
    ".owncloudsync.log",
    ".nextcloudsync.log",
    ".megaignore",
    ".sync",
    ".seafile-data",
];

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    for place in scan.places() {
        if let AreaPlace::Folder(path) = place
            && let Some(root) = scan.prove(&path, RootKind::Mixed)
        {
            // Somebody's documents may be here too, or below: then only the session's start tells what was downloaded.
            let is_shared = scan.engine.places.documents.iter().any(|other| other.starts_with(&path));
            let kind = if is_shared { PlaceKind::CreatedIfTold } else { PlaceKind::CreatedInSession };
            add_folder(scan, &root, kind);
        }
    }
}

fn add_folder(scan: &mut AreaScan<'_>, root: &Root, kind: PlaceKind) {
    if is_in_a_cloud(scan, &root.proof().at) {
        let label = scan.label(root);
        return scan.note(AreaNote::Synced(label));
    }
    let mut walk = Walk { left: MAX_NAMES, entries: Vec::new() };
    walk.folder(scan, root, None, MAX_DEPTH);
    scan.add_place(root, kind, walk.entries);
}

/// Says whether a folder below HOME, or one above it, is synchronised with a cloud.
fn is_in_a_cloud(scan: &mut AreaScan<'_>, at: &RelPath) -> bool {
    let Some(home) = scan.home_root() else { return true };
    let mut folder = Some(at.clone());
    while let Some(here) = folder {
        if is_cloud(here.file_name(), &home.list(Some(&here)).unwrap_or_default()) {
            return true;
        }
        folder = here.parent();
    }
    is_cloud(OsStr::new(""), &home.list(None).unwrap_or_default())
}

fn is_cloud(name: &OsStr, listed: &[Listed]) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    // "OneDrive - Tampere University", "Nextcloud2", "Dropbox (Personal)".
    let is_named = CLOUDS.iter().any(|cloud| {
        name.strip_prefix(cloud).is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphabetic()))
    });
    is_named || listed.iter().any(|one| is_marker_file(&one.name))
}

fn is_marker_file(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let is_sync = name.starts_with(".sync_") || name.starts_with("._sync_");
    let is_database = is_sync && Path::new(name).extension().is_some_and(|ending| ending == "db");
    MARKER_FILES.contains(&name) || is_database
}

struct Walk {
    left: usize,
    entries: Vec<FoundEntry>,
}

impl Walk {
    /// Adds what is in a folder. Returns whether that was everything, so that the folder may be removed too.
    fn folder(&mut self, scan: &mut AreaScan<'_>, root: &Root, dir: Option<&RelPath>, depth: usize) -> bool {
        let Ok(listed) = root.list(dir) else {
            let path = dir.map_or_else(|| root.path(), |dir| root.path().join(dir.to_path()));
            scan.skip(&path, crate::model::SkipReason::Unreadable);
            return false;
        };
        if dir.is_some_and(|dir| is_cloud(dir.file_name(), &listed)) {
            let label = scan.label(root);
            let path = dir.map_or_else(|| Path::new(&label).to_owned(), |dir| Path::new(&label).join(dir.to_path()));
            scan.note(AreaNote::Synced(crate::model::escaped(path.as_os_str())));
            return false;
        }
        let mut all = true;
        for one in listed {
            if self.left == 0 || scan.stop.asked().is_some() {
                scan.note(AreaNote::Interrupted);
                return false;
            }
            self.left -= 1;
            let at = RelPath::from_name(&one.name).map(|name| name.within(dir));
            let Ok(at) = at else {
                all = false;
                continue;
            };
            // Another user's file, or one on another file system, is not the session's.
            if !one.is_ours || one.is_other_mount {
                all = false;
                continue;
            }
            // What an earlier run put aside goes whole, and nobody can list it.
            if one.kind == Kind::Folder && !is_staging_path(&at) {
                let Some(depth) = depth.checked_sub(1) else {
                    scan.note(AreaNote::Interrupted);
                    all = false;
                    continue;
                };
                if !self.folder(scan, root, Some(&at), depth) {
                    all = false;
                    continue;
                }
                // Its contents are counted as entries of their own.
                let entry = scan.entry(root, at, &one);
                self.entries.push(FoundEntry { size: crate::model::Size::ZERO, ..entry });
            } else {
                let entry = scan.entry(root, at, &one);
                self.entries.push(entry);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_clouds_are_known_by_their_names() {
        let check = |name: &str, expected| assert_eq!(is_cloud(OsStr::new(name), &[]), expected, "{name}");
        for name in ["Dropbox", "Dropbox (Personal)", "OneDrive", "OneDrive - Tampere University", "Nextcloud2"] {
            check(name, true);
        }
        for name in ["", "Megaphone", "Dropboxes", "boxes", "My OneDrive notes"] {
            check(name, false);
        }
    }

    #[test]
    fn folders_of_clouds_are_known_by_what_is_in_them() {
        for name in [".stfolder", ".sync_0a1b2c.db", "._sync_0a1b2c.db", ".dropbox"] {
            assert!(is_marker_file(OsStr::new(name)), "{name}");
        }
        for name in [".sync_notes", "sync.db", ".stfolders"] {
            assert!(!is_marker_file(OsStr::new(name)), "{name}");
        }
    }
}
