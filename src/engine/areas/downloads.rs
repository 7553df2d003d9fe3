//! Files in the folders for downloads: the usual one, and those that the browsers' settings name. Only files created in the
//! session are removed, and none in a folder that is synchronised with a cloud, because they would be removed there too.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::scan::AreaScan;
use crate::model::{AreaNote, FoundEntry, PlaceKind, RelPath, RootKind, SkipReason, name};
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

/// Names that version control gives its own folders. Where one is, a folder is somebody's work, whatever a setting says.
const REPOSITORIES: [&str; 5] = [".git", ".hg", ".svn", ".bzr", ".jj"];

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let mut looked = BTreeSet::new();
    for place in scan.places() {
        if let AreaPlace::Folder(path) = place
            && let Some(root) = scan.prove(&path, RootKind::Mixed)
        {
            add(scan, &root, Said::BySystem, &mut looked);
        }
    }
    let settings = scan.settings;
    for file in &settings.unread {
        scan.skip_at(file.clone(), SkipReason::Unreadable);
    }
    let mut named: BTreeMap<&PathBuf, Said> = settings.saved.iter().map(|at| (at, Said::Saved)).collect();
    named.extend(settings.downloads.iter().map(|at| (at, Said::BySetting)));
    for (at, said) in named {
        if scan.stop.asked().is_some() {
            return;
        }
        named_by_a_setting(scan, at, said, &mut looked);
    }
}

/// What says that downloads are in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// The desktop's settings, which anybody of this user may have written too.
    BySystem,
    /// A browser's setting, which may name anything.
    BySetting,
    /// That something was saved there last: it need not be a folder for downloads.
    Saved,
}

/// Adds a folder that a browser's setting names, unless it is in one that was looked at.
fn named_by_a_setting(scan: &mut AreaScan<'_>, path: &Path, said: Said, looked: &mut BTreeSet<RelPath>) {
    // A relative path leads nowhere.
    if !path.is_absolute() {
        return;
    }
    let Some(at) = scan.below_home(path) else { return scan.named_elsewhere(path) };
    if at.is_in(|above| looked.contains(above)) {
        return;
    }
    if let Some(root) = scan.prove(path, RootKind::Mixed) {
        add(scan, &root, said, looked);
    }
}

/// Adds a proven folder, unless nobody can tell a download there from a program's data: programs have those where the
/// person does not look.
fn add(scan: &mut AreaScan<'_>, root: &Root, said: Said, looked: &mut BTreeSet<RelPath>) {
    let at = root.proof().at.clone();
    looked.insert(at.clone());
    if name::is_hidden(&at.to_path()) {
        return scan.skip_at(at, SkipReason::NotProven);
    }
    add_folder(scan, root, said);
}

/// Says whether a folder lies in a repository below HOME.
fn is_in_a_repository(scan: &mut AreaScan<'_>, at: &RelPath) -> bool {
    let Some(home) = scan.home_root() else { return true };
    at.is_in(|above| home.has_any(Some(above), &REPOSITORIES).unwrap_or(true))
}

fn add_folder(scan: &mut AreaScan<'_>, root: &Root, said: Said) {
    let at = &root.proof().at;
    if is_in_a_cloud(scan, at) {
        let label = scan.label(root);
        return scan.note(AreaNote::Synced(label));
    }
    let started = scan.engine.system.logon();
    let mut walk = Walk { left: MAX_NAMES, entries: Vec::new(), started, has_old_repository: false };
    walk.folder(scan, root, None, MAX_DEPTH);
    // Somebody's documents may be here too, or below: then only the session's start tells what was downloaded.
    let mut documents = scan.engine.places.documents.iter().filter_map(|other| scan.below_home(other));
    let is_shared = documents.any(|other| other.starts_with(at));
    let kind = match said {
        Said::Saved => PlaceKind::Work,
        Said::BySetting if walk.has_old_repository => PlaceKind::Work,
        // The usual folder may have a copy of a repository in it, but lies in none.
        _ if is_in_a_repository(scan, at) => PlaceKind::Work,
        // A setting may name any folder of older work.
        _ if is_shared || said == Said::BySetting => PlaceKind::CreatedIfTold,
        _ => PlaceKind::CreatedInSession,
    };
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
    /// When the session began, if that is known.
    started: Option<i64>,
    /// Whether there is a repository that is older than the session.
    has_old_repository: bool,
}

impl Walk {
    /// Adds what is in a folder. Returns whether that was everything, so that the folder may be removed too.
    fn folder(&mut self, scan: &mut AreaScan<'_>, root: &Root, dir: Option<&RelPath>, depth: usize) -> bool {
        let Ok(listed) = root.list(dir) else {
            let path = dir.map_or_else(|| root.path(), |dir| root.path().join(dir.to_path()));
            scan.skip(&path, SkipReason::Unreadable);
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
            self.has_old_repository |= REPOSITORIES.iter().any(|known| one.name == *known)
                && self.started.is_none_or(|started| one.created.unwrap_or(one.changed) < started);
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
