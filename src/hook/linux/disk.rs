//! Reading the files that systemd, desktops and display managers read, to know what they will do. Changes nothing.
//!
//! What is the computer's must be the administrator's, and what is a person's that person's; everything is opened by
//! handle, never through a link below, and only up to a limit. "Cannot be read" stays apart from "is not there".

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::{OwnerId, RelPath};
use crate::platform::Places;
use crate::safefs::{ConfigDir, ConfigDirError, FileState, HomeError, ReadError};

/// The largest file that is read, in bytes.
pub(super) const LIMIT: u64 = 256 << 10;
/// The most names that a folder is read with. Folders of units have far fewer.
const NAMES: usize = 2000;

/// What a path stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// There is nothing.
    Nothing,
    /// A link to `/dev/null`, or an empty file: systemd reads it as "switched off".
    Mask,
    /// A file.
    Text(String),
    /// A link to something else.
    Link(PathBuf),
    /// It cannot be read, or it is neither file nor link.
    Unread,
}

/// A folder that could not be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotListed;

/// The files of some owners, each below a folder.
pub(super) struct Disk {
    /// Each folder that is there, or `None` if it cannot be opened.
    bases: BTreeMap<PathBuf, Option<ConfigDir>>,
}

impl Disk {
    /// Opens folders, each with the owner that it and what is in it must have. A folder that is missing is empty.
    pub(super) fn open(bases: &[(PathBuf, OwnerId)]) -> Self {
        let open = |(base, owner): &(PathBuf, OwnerId)| match ConfigDir::machine(base, *owner) {
            Ok(dir) => Some((base.clone(), Some(dir))),
            Err(ConfigDirError::Base(HomeError::Open { source, .. })) if source.kind() == io::ErrorKind::NotFound => {
                None
            }
            Err(_refused) => Some((base.clone(), None)),
        };
        Self { bases: bases.iter().filter_map(open).collect() }
    }

    /// Returns what a path stands for.
    pub(super) fn entry(&self, path: &Path) -> Entry {
        let (dir, at) = match self.place(path) {
            Place::Nowhere => return Entry::Nothing,
            Place::Closed => return Entry::Unread,
            Place::In(dir, at) => (dir, at),
        };
        match dir.read(&at, LIMIT) {
            Ok(FileState::Nothing) => Entry::Nothing,
            Ok(FileState::File(bytes)) if bytes.is_empty() => Entry::Mask,
            Ok(FileState::File(bytes)) => Entry::Text(String::from_utf8_lossy(&bytes).into_owned()),
            Ok(FileState::Link(to)) if Path::new(&to).ends_with("dev/null") => Entry::Mask,
            Ok(FileState::Link(to)) => Entry::Link(to.into()),
            Ok(FileState::Other) | Err(_) => Entry::Unread,
        }
    }

    /// Returns the names in a folder, sorted; none if it is missing.
    pub(super) fn names(&self, path: &Path) -> Result<Vec<String>, NotListed> {
        let listed = match self.place(path) {
            Place::Nowhere => return Ok(Vec::new()),
            Place::Closed => return Err(NotListed),
            Place::In(dir, at) => dir.names(&at),
        };
        let names = match listed {
            Ok(names) if names.len() <= NAMES => names,
            Err(ConfigDirError::Read { cause: ReadError::Os(error), .. })
                if error.kind() == io::ErrorKind::NotADirectory =>
            {
                Vec::new()
            }
            Ok(_) | Err(_) => return Err(NotListed),
        };
        Ok(names.iter().map(|name| name.to_string_lossy().into_owned()).collect())
    }

    fn place(&self, path: &Path) -> Place<'_> {
        // The folder that is the nearest: of those that hold a path, its name is the last.
        for (base, dir) in self.bases.iter().rev() {
            if let Ok(at) = RelPath::below(base, path) {
                return dir.as_ref().map_or(Place::Closed, |dir| Place::In(dir, at));
            }
        }
        Place::Nowhere
    }
}

enum Place<'a> {
    /// No folder that is there holds it.
    Nowhere,
    /// The folder that holds it cannot be opened.
    Closed,
    In(&'a ConfigDir, RelPath),
}

/// Returns the folders of the administrator on the disk that has this computer's `/etc`.
pub(super) fn machine_bases(places: &Places) -> Vec<(PathBuf, OwnerId)> {
    let (etc, administrator) = (&places.os.machine, places.os.administrator);
    let others = ["usr", "run", "var/lib"].into_iter().map(|name| top(etc).join(name));
    std::iter::once(etc.clone()).chain(others).map(|base| (base, administrator)).collect()
}

/// Returns the folder that has this `/etc`: the top of the disk, or of a test's.
pub(super) fn top(etc: &Path) -> PathBuf {
    etc.parent().unwrap_or(Path::new("/")).to_owned()
}

/// Says whether a file in a folder of settings counts: systemd and LightDM read those that end in `.conf`.
pub(super) fn is_conf(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "conf")
}
