//! The trash: in the home folder, and on every mounted file system.

use std::path::Path;

use super::claimed;
use super::scan::AreaScan;
use crate::model::{PlaceKind, RootKind, SkipReason, VolumeId};
use crate::platform::AreaPlace;
use crate::safefs::{NotARoot, Root};

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    for place in scan.places() {
        match place {
            AreaPlace::Folder(_) | AreaPlace::Claimed(_) => {
                if let Some(root) = claimed::prove(scan, &place, claimed::is_trash) {
                    add_contents(scan, &root);
                }
            }
            AreaPlace::OnMount(path) => on_a_mount(scan, &path),
            AreaPlace::Silent(path) => scan.skip(&path, SkipReason::Unreadable),
            _ => {}
        }
    }
}

fn on_a_mount(scan: &mut AreaScan<'_>, path: &Path) {
    let Ok((volume, at)) = VolumeId::split(path) else { return };
    match Root::prove_outside_home(scan.home, &volume, &at, RootKind::Area) {
        Ok(root) => add_contents(scan, &root),
        // A folder that cannot be reached, or is another user's, is not this user's trash.
        Err(NotARoot::ForeignOwner { .. }) => {}
        Err(NotARoot::Open { path: at, .. } | NotARoot::NotAFolder(at)) if at != path => {}
        Err(err) => {
            if let Some(reason) = err.reason() {
                scan.skip(path, reason);
            }
        }
    }
}

fn add_contents(scan: &mut AreaScan<'_>, root: &Root) {
    let entries = scan.contents(root);
    scan.add_place(root, PlaceKind::Contents, entries);
}
