//! What the person removed and could bring back: in the home folder, and on every mounted file system in the folders
//! that freedesktop.org's Trash specification (1.0) gives to this user, `.Trash/UID` and `.Trash-UID`.

use std::path::Path;

use super::scan::Look;
use crate::model::{PlaceKind, RelPath, RootKind, SkipReason};
use crate::platform::{Mount, Mounts};
use crate::safefs::{NotARoot, Root};

pub(super) fn look(look: &mut Look<'_>) {
    let places = look.engine.places;
    if let Some(root) = look.prove(&places.data.join("Trash"), RootKind::Area) {
        take(look, &root);
    }
    let mounts = match &places.os.mounts {
        Mounts::OfThisComputer => look.engine.system.mounts(),
        Mounts::These(mounts) => mounts.iter().map(|at| Mount { at: at.clone(), answers: true }).collect(),
    };
    let uid = look.home.uid();
    for mount in mounts {
        if !mount.answers {
            look.skip(&mount.at, SkipReason::Unreadable);
            continue;
        }
        for path in [mount.at.join(format!(".Trash/{uid}")), mount.at.join(format!(".Trash-{uid}"))] {
            on_a_mount(look, &path);
        }
    }
}

fn on_a_mount(look: &mut Look<'_>, path: &Path) {
    let Ok(at) = RelPath::below(Path::new("/"), path) else { return };
    match Root::prove_at_top(look.home, &at, RootKind::Area) {
        Ok(root) => take(look, &root),
        // What cannot be reached is no file system of this user's, and another user's folder none of ours.
        Err(NotARoot::ForeignOwner { .. }) => {}
        Err(NotARoot::Open { path: at, .. } | NotARoot::NotAFolder { path: at }) if at != path => {}
        Err(not) => {
            if let Some(reason) = not.reason() {
                look.skip(path, reason);
            }
        }
    }
}

fn take(look: &mut Look<'_>, root: &Root) {
    let entries = look.contents(root);
    look.place(root, PlaceKind::Contents, entries);
}
