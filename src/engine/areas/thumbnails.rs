//! Thumbnails, as file managers and desktops keep them: all are copies of something else, so all are removed.

use super::scan::AreaScan;
use crate::model::{PlaceKind, RootKind};

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let places = scan.engine.places;
    // The second place was used before 2012; some programs still write there.
    for path in [places.cache.join("thumbnails"), places.home.join(".thumbnails")] {
        if let Some(root) = scan.prove(&path, RootKind::Area) {
            let entries = scan.contents(&root);
            scan.place(&root, PlaceKind::Whole, entries);
        }
    }
}
