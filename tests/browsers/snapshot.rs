//! What lies in a home: an own walk of the tree, so that the tests do not trust Signoff's.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

/// One file, folder or link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    kind: &'static str,
    mode: u32,
    content: Vec<u8>,
}

/// Everything below a folder, by path relative to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot {
    all: BTreeMap<PathBuf, Seen>,
}

/// How two snapshots differ.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    pub(crate) removed: Vec<PathBuf>,
    pub(crate) changed: Vec<PathBuf>,
    pub(crate) added: Vec<PathBuf>,
}

impl Snapshot {
    /// Walks `folder`.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let mut all = BTreeMap::new();
        for entry in WalkDir::new(folder).min_depth(1).follow_links(false) {
            let entry = entry?;
            let meta = entry.path().symlink_metadata()?;
            let (kind, content) = if meta.is_dir() {
                ("folder", Vec::new())
            } else if meta.is_symlink() {
                ("link", fs::read_link(entry.path())?.into_os_string().into_encoded_bytes())
            } else if meta.is_file() {
                ("file", Sha256::digest(fs::read(entry.path())?).to_vec())
            } else {
                ("other", Vec::new())
            };
            all.insert(entry.path().strip_prefix(folder)?.into(), Seen { kind, mode: meta.mode(), content });
        }
        Ok(Self { all })
    }

    /// Whether `path` is a folder here.
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        self.all.get(path).is_some_and(|seen| seen.kind == "folder")
    }

    /// The folders directly in `path`.
    pub(crate) fn folders_in(&self, path: &str) -> Vec<PathBuf> {
        let inside = |found: &&PathBuf| found.parent() == Some(Path::new(path)) && self.is_folder(found);
        self.all.keys().filter(inside).cloned().collect()
    }

    /// What became of this snapshot's entries in `later`.
    pub(crate) fn difference(&self, later: &Self) -> Difference {
        let mut difference = Difference::default();
        for (path, seen) in &self.all {
            match later.all.get(path) {
                None => difference.removed.push(path.clone()),
                Some(now) if now != seen => difference.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        difference.added = later.all.keys().filter(|path| !self.all.contains_key(*path)).cloned().collect();
        difference
    }
}

impl Difference {
    /// Whether nothing differs.
    pub(crate) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.changed.is_empty() && self.added.is_empty()
    }

    /// Without what Signoff writes for itself: settings, marker, receipts.
    pub(crate) fn without_own_files(&self) -> Self {
        let own = |path: &Path| path.components().any(|part| part.as_os_str() == "signoff");
        // The folders that had to be made above them.
        let above = [".local", ".local/state", ".local/share", ".config", ".cache"];
        self.only(|path| !own(path) && !above.iter().any(|one| path == Path::new(one)))
    }

    /// Only what lies outside these folders.
    pub(crate) fn outside(&self, folders: &[&str]) -> Self {
        self.only(|path| !folders.iter().any(|folder| path.starts_with(folder)))
    }

    fn only(&self, keep: impl Fn(&Path) -> bool) -> Self {
        let pick = |paths: &[PathBuf]| paths.iter().filter(|path| keep(path)).cloned().collect();
        Self { removed: pick(&self.removed), changed: pick(&self.changed), added: pick(&self.added) }
    }
}
