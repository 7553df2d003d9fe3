//! A browser's cache that a variable has moved out of HOME, to a scratch disk for example. Its place alone proves
//! nothing there, so its owner and its content must: it takes only a folder of this user's that holds a cache of a
//! profile.

use std::ffi::OsStr;
use std::path::Path;

use crate::model::{RelPath, RootKind, VolumeId};
use crate::safefs::{Home, Root};

/// Folders that a browser keeps in the cache of each of its profiles, as seen in Chromium 154 and Firefox ESR 140.
const IN_A_PROFILE: [&str; 4] = ["Cache", "Code Cache", "cache2", "startupCache"];

/// How many folders are looked into. A browser has a few profiles.
const MOST: usize = 200;

/// Returns the cache at this path, if it is one.
pub(super) fn prove(home: &Home, at: &Path) -> Option<Root> {
    let volume = VolumeId::of(at)?;
    let below = RelPath::below(volume.path(), at).ok()?;
    let root = Root::prove_outside_home(home, &volume, &below, RootKind::Cache).ok()?;
    let listed = root.list(None).ok()?;
    let dirs = listed.iter().take(MOST).filter_map(|entry| RelPath::from_name(&entry.name).ok());
    let holds_a_cache = |dir: RelPath| {
        let has = |name: &str| dir.join(OsStr::new(name)).is_ok_and(|at| root.is_folder(&at));
        IN_A_PROFILE.into_iter().any(has)
    };
    dirs.into_iter().any(holds_a_cache).then_some(root)
}
