//! Thumbnails, as file managers and desktops keep them: all are copies of something else, so all are removed.

use super::scan::AreaScan;
use crate::model::{PlaceKind, RootKind};
use crate::platform::AreaPlace;

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    for place in scan.places() {
        if let AreaPlace::Folder(path) = place
            && let Some(root) = scan.prove(&path, RootKind::Area)
        {
            let entries = scan.contents(&root);
            scan.add_place(&root, PlaceKind::Whole, entries);
        }
    }
}
