//! Where Linux keeps what the areas outside browsers cover: folders and lists by the rules of freedesktop.org, GTK, KDE,
//! Flatpak and Snap. Only names them; what in them counts is the engine's to say.

use std::path::PathBuf;

use super::account::current_owner;
use super::mounts::{Mount, mounts};
use super::places::{Display, MountSource};
use crate::model::Area;
use crate::platform::places::Places;
use crate::platform::system::AreaPlace;

/// GTK's list of recently used files.
const LIST: &str = "recently-used.xbel";

/// Returns where an area is; empty where Linux has no such thing.
pub(in crate::platform) fn area_places(area: Area, places: &Places) -> Vec<AreaPlace> {
    match area {
        Area::RecentFiles => recent_files(places),
        // The second is where they were before 2012; some programs still write there.
        Area::Thumbnails => {
            [places.cache.join("thumbnails"), places.home.join(".thumbnails")].map(AreaPlace::Folder).into()
        }
        Area::Trash => trash(places),
        Area::Downloads => vec![AreaPlace::Folder(places.downloads.clone())],
        Area::Clipboard => clipboard(&places.os.display).into_iter().collect(),
        Area::Temp => places.os.shared_temp.iter().map(|path| shared(path.clone(), &places.os.display)).collect(),
        Area::EmbeddedApps | Area::MicrosoftAccounts => Vec::new(),
    }
}

fn recent_files(places: &Places) -> Vec<AreaPlace> {
    let each = |above: &str, depth: usize, rest: &str| AreaPlace::ListInEach {
        above: places.home.join(above),
        depth,
        rest: PathBuf::from(rest).join(LIST),
    };
    vec![
        AreaPlace::List(places.data.join(LIST)),
        AreaPlace::List(places.home.join(".recently-used.xbel")),
        // Flatpak: `~/.var/app/ID/data`; Snap: `~/snap/NAME/REVISION/.local/share`.
        each(".var/app", 1, "data"),
        each("snap", 2, ".local/share"),
        // The form before 2008: another kind of list, which no program of today reads.
        AreaPlace::OldList(places.home.join(".recently-used")),
        AreaPlace::Folder(places.data.join("RecentDocuments")),
    ]
}

/// Returns the trash of the home folder, and on every mounted file system the folders that freedesktop.org's Trash
/// specification (1.0) gives to this user, `.Trash/UID` and `.Trash-UID`.
fn trash(places: &Places) -> Vec<AreaPlace> {
    let mounts = match &places.os.mounts {
        MountSource::System => mounts(),
        MountSource::Fixed(mounts) => mounts.iter().map(|at| Mount { at: at.clone(), answers: true }).collect(),
    };
    let uid = current_owner();
    let mut found = vec![AreaPlace::Folder(places.data.join("Trash"))];
    for Mount { at, answers } in mounts {
        if answers {
            let both = [at.join(format!(".Trash/{uid}")), at.join(format!(".Trash-{uid}"))];
            found.extend(both.map(AreaPlace::OnMount));
        } else {
            found.push(AreaPlace::Silent(at));
        }
    }
    found
}

/// Returns the clipboard of a display. On Wayland the program in front owns it, and no other is let near.
fn clipboard(display: &Display) -> Option<AreaPlace> {
    match display {
        Display { wayland: Some(_), .. } => Some(AreaPlace::GuardedClipboard),
        Display { x11: Some(_), .. } => Some(AreaPlace::Clipboard),
        Display { .. } => None,
    }
}

/// Returns a shared folder for temporary files. No program keeps the display's key file open, but without it no program of
/// the session can open a window.
fn shared(path: PathBuf, display: &Display) -> AreaPlace {
    AreaPlace::Shared { path, kept: display.keys.iter().cloned().collect() }
}
