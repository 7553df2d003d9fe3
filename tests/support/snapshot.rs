//! Snapshots of folders. They use no code of Signoff, and links are not followed.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The kind of a directory entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link.
    Link,
    /// A FIFO, socket or device.
    Special,
}

/// Kind, length and hash of the content, by path below the folder. The content of a link is its target.
pub(crate) type Snapshot = BTreeMap<PathBuf, (Seen, u64, Vec<u8>)>;

/// Returns a snapshot of everything below a folder. Unreadable files have an empty hash.
pub(crate) fn snapshot(below: &Path) -> Snapshot {
    let mut found = Snapshot::new();
    for entry in walkdir::WalkDir::new(below).min_depth(1).follow_links(false) {
        let Ok(entry) = entry else { continue };
        let kind = entry.file_type();
        let (kind, content) = if kind.is_file() {
            (Seen::File, fs::read(entry.path()).ok())
        } else if kind.is_dir() {
            (Seen::Folder, None)
        } else if kind.is_symlink() {
            (Seen::Link, fs::read_link(entry.path()).ok().map(|text| text.as_os_str().as_bytes().to_vec()))
        } else {
            (Seen::Special, None)
        };
        let length = content.as_ref().map_or(0, Vec::len);
        let hash = content.map(|bytes| Sha256::digest(bytes).to_vec());
        let at = entry.path().strip_prefix(below).unwrap().to_path_buf();
        found.insert(at, (kind, u64::try_from(length).unwrap(), hash.unwrap_or_default()));
    }
    found
}

/// Returns the paths that were removed, added or changed.
pub(crate) fn difference(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let changed = before.iter().filter(|(path, seen)| after.get(*path) != Some(*seen)).map(|(path, _)| path);
    let came = after.keys().filter(|path| !before.contains_key(*path));
    changed.chain(came).cloned().collect()
}
