//! The places of the areas outside browsers on Linux, by the rules of freedesktop.org, GTK, KDE, Flatpak and Snap.
//!
//! Only returns paths and reads nothing but the list of mounts. The engine decides what in a place is removed.

use std::path::PathBuf;

use super::account::current_owner;
use super::mounts::{Mount, mounts};
use super::places::{Display, MountSource};
use crate::model::Area;
use crate::platform::places::Places;
use crate::platform::system::AreaPlace;

/// GTK's list of recently used files.
const LIST: &str = "recently-used.xbel";

/// Returns the places of an area; empty if Linux has no such area.
pub(in crate::platform) fn area_places(area: Area, places: &Places) -> Vec<AreaPlace> {
    match area {
        Area::RecentFiles => recent_files(places),
        // The second place was used before 2012; some programs still write there.
        Area::Thumbnails => {
            let old = places.homes().map(|home| folder(places, home.join(".thumbnails"), ".thumbnails"));
            let caches = places.caches().map(|cache| folder(places, cache.join("thumbnails"), ".cache/thumbnails"));
            caches.chain(old).collect()
        }
        Area::Trash => trash(places),
        Area::Downloads => places.downloads.iter().cloned().map(AreaPlace::Folder).collect(),
        Area::Clipboard => clipboard(&places.os.display).into_iter().chain(clipboard_histories(places)).collect(),
        Area::Temp => places.os.shared_temp.iter().map(|path| shared(path.clone(), &places.os.display)).collect(),
        Area::EmbeddedApps | Area::MicrosoftAccounts => Vec::new(),
    }
}

/// Returns a folder of an area: the usual one, or one that a person's variable names, which may be anything.
fn folder(places: &Places, path: PathBuf, usual: &str) -> AreaPlace {
    if path == places.home.join(usual) { AreaPlace::Folder(path) } else { AreaPlace::Claimed(path) }
}

fn recent_files(places: &Places) -> Vec<AreaPlace> {
    let each = |above: &str, depth: usize, rest: &str| AreaPlace::ListInEach {
        above: places.home.join(above),
        depth,
        rest: PathBuf::from(rest).join(LIST),
    };
    let further = places
        .datas()
        .skip(1)
        .flat_map(|data| [AreaPlace::List(data.join(LIST)), AreaPlace::Claimed(data.join("RecentDocuments"))]);
    let usual = [
        AreaPlace::List(places.data.join(LIST)),
        AreaPlace::List(places.home.join(".recently-used.xbel")),
        // Flatpak: `~/.var/app/ID/data`; Snap: `~/snap/NAME/REVISION/.local/share`.
        each(".var/app", 1, "data"),
        each("snap", 2, ".local/share"),
        // The format before 2008, which no current program reads.
        AreaPlace::OldList(places.home.join(".recently-used")),
        folder(places, places.data.join("RecentDocuments"), ".local/share/RecentDocuments"),
    ];
    usual.into_iter().chain(further).collect()
}

/// Returns the home folder's trash, and this user's trash folders on every mounted file system: `.Trash/UID` and
/// `.Trash-UID` by freedesktop.org's Trash specification (1.0).
fn trash(places: &Places) -> Vec<AreaPlace> {
    let mounts = match &places.os.mounts {
        MountSource::System => mounts(),
        MountSource::Fixed(mounts) => mounts.iter().map(|at| Mount { at: at.clone(), answers: true }).collect(),
    };
    let uid = current_owner();
    let mut found: Vec<_> =
        places.datas().map(|data| folder(places, data.join("Trash"), ".local/share/Trash")).collect();
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

/// Returns the clipboard of a display. On Wayland only the focused program can empty it.
fn clipboard(display: &Display) -> Option<AreaPlace> {
    match display {
        Display { wayland: Some(_), .. } => Some(AreaPlace::GuardedClipboard),
        Display { x11: Some(_), .. } => Some(AreaPlace::Clipboard),
        Display { .. } => None,
    }
}

/// Returns where clipboard managers keep what was copied before. Seen in the programs of Debian 12: Klipper 5.27,
/// Xfce's Clipman 1.6, `CopyQ` 6.4, Parcellite 1.2, `ClipIt` 1.4, clipman 1.2. By their sources: Klipper 6
/// (`history3.sqlite` and `data` in the same folder), `GPaste` 43, cliphist, greenclip.
fn clipboard_histories(places: &Places) -> Vec<AreaPlace> {
    const DATA: &str = ".local/share";
    let mut found = Vec::new();
    for data in places.datas() {
        let folders = ["klipper", "gpaste", "GPaste", "copyq"];
        found.extend(folders.map(|name| folder(places, data.join(name), &format!("{DATA}/{name}"))));
        found.extend(["parcellite", "clipit"].map(|name| history(data.join(name), "history")));
        found.push(history(data.clone(), "clipman.json"));
    }
    for cache in places.caches() {
        let folders = ["xfce4/clipman", "cliphist"];
        found.extend(folders.map(|name| folder(places, cache.join(name), &format!(".cache/{name}"))));
        found.push(history(cache.clone(), "greenclip.history"));
    }
    found.extend(places.configs().map(|config| history(config.join("copyq"), "copyq_tab_")));
    found
}

fn history(folder: PathBuf, starts: &'static str) -> AreaPlace {
    AreaPlace::ClipboardHistory { folder, starts }
}

/// Returns a shared folder for temporary files. No program keeps the display's key file open, but without it no program
/// of the session can open a window.
fn shared(path: PathBuf, display: &Display) -> AreaPlace {
    AreaPlace::Shared { path, kept: display.keys.iter().cloned().collect() }
}
