//! Small pictures of files, as file managers and desktops keep them: all of them are copies of something else.

use super::scan::Look;
use crate::model::{PlaceKind, RootKind};

pub(super) fn look(look: &mut Look<'_>) {
    let places = look.engine.places;
    // The second is where they were before 2012; some programs still write there.
    for path in [places.cache.join("thumbnails"), places.home.join(".thumbnails")] {
        if let Some(root) = look.prove(&path, RootKind::Area) {
            let entries = look.contents(&root);
            look.place(&root, PlaceKind::Whole, entries);
        }
    }
}
