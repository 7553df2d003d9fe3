//! This user's files in the shared temporary folders. What a running program uses is kept, with everything beside it in
//! the same folder: only the program knows what belongs together.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::super::browser_processes;
use super::scan::AreaScan;
use crate::model::{AreaNote, BrowserId, FoundEntry, PlaceKind, RelPath, RootKind, VolumeId};
use crate::platform::{AreaPlace, OpenFile};
use crate::safefs::{Kind, Listed, Root};

/// What the names of browsers' temporary files contain, in lower case. They are removed first.
const BROWSER_NAMES: [&str; 9] =
    ["chrome", "chromium", "microsoft.edge", "msedge", "mozilla", "firefox", "scoped_dir", "brave", "vivaldi"];

/// The largest lock file, in bytes: it holds the id of the process that created it.
const MAX_LOCK: u64 = 64;

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    for place in scan.places() {
        let AreaPlace::Shared { path, kept } = place else { continue };
        let Ok((volume, at)) = VolumeId::split(&path) else { continue };
        let proven = Root::prove_outside_home(scan.home, &volume, &at, RootKind::Temp);
        let Some(root) = scan.proven_or_skipped(&path, proven) else { continue };
        let mut entries = entries(scan, &root, &kept);
        let is_browsers = |entry: &FoundEntry| is_of_browser(entry.at.file_name());
        let in_use = entries.iter().filter(|entry| entry.in_use).count();
        if in_use > 0 {
            scan.note(AreaNote::InUse(u64::try_from(in_use).unwrap_or(u64::MAX)));
        }
        let others = entries.extract_if(.., |entry| !is_browsers(entry)).collect();
        scan.add_place(&root, PlaceKind::Named, entries);
        scan.add_place(&root, PlaceKind::Named, others);
    }
}

fn entries(scan: &mut AreaScan<'_>, root: &Root, kept: &[PathBuf]) -> Vec<FoundEntry> {
    let used = used(scan, root);
    let running: BTreeSet<u32> = scan.processes.iter().map(|process| process.pid).collect();
    let kept: BTreeSet<RelPath> = kept.iter().filter_map(|file| top(root, file)).collect();
    let mut found = Vec::new();
    for listed in scan.list(root, None) {
        let Ok(at) = RelPath::from_name(&listed.name) else { continue };
        if !listed.is_ours || listed.is_other_mount {
            continue;
        }
        if scan.stop.asked().is_some() {
            break;
        }
        let users = used.get(&at);
        let is_locked = is_lock_of_running(&running, root, &at, &listed);
        let is_needed = is_locked || kept.contains(&at);
        let mut entry = scan.entry(root, at, &listed);
        entry.in_use = is_needed || users.is_some_and(|users| users.others);
        entry.browsers = users.map(|users| users.browsers.iter().cloned().collect()).unwrap_or_default();
        found.push(entry);
    }
    found
}

/// What uses an entry at the top of a folder.
#[derive(Debug, Default)]
struct EntryUsers {
    browsers: BTreeSet<BrowserId>,
    others: bool,
}

fn used(scan: &AreaScan<'_>, root: &Root) -> BTreeMap<RelPath, EntryUsers> {
    let mut used: BTreeMap<RelPath, EntryUsers> = BTreeMap::new();
    let open_files = scan.engine.system.used_below(&[root.path()]);
    if open_files.is_empty() {
        return used;
    }
    let mut running: BTreeMap<u32, BTreeSet<BrowserId>> = BTreeMap::new();
    for process in scan.processes {
        let known = scan.engine.catalog.browsers().map(|(_, browser)| browser);
        let browsers = known.filter(|browser| browser_processes::is_browser(process, browser));
        running.entry(process.pid).or_default().extend(browsers.map(|browser| browser.id.clone()));
    }
    let all: BTreeSet<BrowserId> = running.values().flatten().cloned().collect();
    for OpenFile { pid, path } in open_files {
        let Some(top) = top(root, &path) else { continue };
        // The system does not say who listens on a socket: for a browser's socket, assume a running browser.
        let is_browsers_socket = pid == 0 && is_of_browser(top.file_name());
        let browsers = if is_browsers_socket { Some(&all) } else { running.get(&pid) };
        let users = used.entry(top).or_default();
        users.others |= browsers.is_none_or(BTreeSet::is_empty);
        users.browsers.extend(browsers.into_iter().flatten().cloned());
    }
    used
}

/// Returns the entry at the top of a root that a path is, or is in.
pub(super) fn top(root: &Root, path: &Path) -> Option<RelPath> {
    let at = RelPath::below(&root.path(), path).ok()?;
    RelPath::from_name(at.names().first()?).ok()
}

fn is_of_browser(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    BROWSER_NAMES.iter().any(|known| name.contains(known))
}

/// Says whether a file is the lock of a running display or program: it holds a process id, and nothing else.
fn is_lock_of_running(running: &BTreeSet<u32>, root: &Root, at: &RelPath, listed: &Listed) -> bool {
    let name = listed.name.to_string_lossy().to_lowercase();
    let is_lock = ["lock", "lck", "pid"].iter().any(|ending| name.ends_with(ending));
    if listed.kind != Kind::File || !is_lock || listed.len > MAX_LOCK {
        return false;
    }
    let text = root.read(at, MAX_LOCK).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let pid: Option<u32> = text.and_then(|text| text.trim().parse().ok());
    pid.is_some_and(|pid| running.contains(&pid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_of_browsers_are_known_by_their_names() {
        for name in [".org.chromium.Chromium.a1B2c3", "com.google.Chrome.x", "mozilla_u0", "Mozilla\u{e4}"] {
            assert!(is_of_browser(OsStr::new(name)), "{name}");
        }
        for name in ["notes.txt", "tmp.a1B2c3", "chrom"] {
            assert!(!is_of_browser(OsStr::new(name)), "{name}");
        }
    }
}
