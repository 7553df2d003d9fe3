//! The trash: in the home folder, and on every mounted file system in the folders that freedesktop.org's Trash
//! specification (1.0) gives to this user, `.Trash/UID` and `.Trash-UID`.

use std::path::Path;

use super::scan::AreaScan;
use crate::model::{PlaceKind, RelPath, RootKind, SkipReason};
use crate::platform::{Mount, Mounts};
use crate::safefs::{NotARoot, Root};

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let places = scan.engine.places;
    if let Some(root) = scan.prove(&places.data.join("Trash"), RootKind::Area) {
        take(scan, &root);
    }
    let mounts = match &places.os.mounts {
        Mounts::OfThisComputer => scan.engine.system.mounts(),
        Mounts::These(mounts) => mounts.iter().map(|at| Mount { at: at.clone(), answers: true }).collect(),
    };
    let owner = scan.home.owner();
    for mount in mounts {
        if !mount.answers {
            scan.skip(&mount.at, SkipReason::Unreadable);
            continue;
        }
        for path in [mount.at.join(format!(".Trash/{owner}")), mount.at.join(format!(".Trash-{owner}"))] {
            on_a_mount(scan, &path);
        }
    }
}

fn on_a_mount(scan: &mut AreaScan<'_>, path: &Path) {
    let Ok(at) = RelPath::below(Path::new("/"), path) else { return };
    match Root::prove_at_top(scan.home, &at, RootKind::Area) {
        Ok(root) => take(scan, &root),
        // A folder that cannot be reached, or is another user's, is not this user's trash.
        Err(NotARoot::ForeignOwner { .. }) => {}
        Err(NotARoot::Open { path: at, .. } | NotARoot::NotAFolder { path: at }) if at != path => {}
        Err(err) => {
            if let Some(reason) = err.reason() {
                scan.skip(path, reason);
            }
        }
    }
}

fn take(scan: &mut AreaScan<'_>, root: &Root) {
    let entries = scan.contents(root);
    scan.place(root, PlaceKind::Contents, entries);
}
