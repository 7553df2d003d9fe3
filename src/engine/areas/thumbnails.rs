//! Thumbnails, as file managers and desktops keep them: all are copies of something else, so all are removed.

use super::claimed;
use super::scan::AreaScan;
use crate::model::PlaceKind;

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    for place in scan.places() {
        if let Some(root) = claimed::prove(scan, &place, claimed::is_thumbnails) {
            let entries = scan.contents(&root);
            scan.add_place(&root, PlaceKind::Whole, entries);
        }
    }
}
