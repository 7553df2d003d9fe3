//! The clipboard, the selected text, and what the usual clipboard managers keep of earlier ones. The clipboard's contents
//! are never read; a display can only be asked to drop them.

use std::path::Path;

use super::claimed;
use super::scan::AreaScan;
use crate::model::{AreaNote, PlaceKind, RelPath};
use crate::platform::AreaPlace;
use crate::safefs::Kind;

/// Programs that keep a history in memory. `plasmashell` has Klipper inside (Plasma 5 and 6).
const MANAGERS: [&str; 9] = [
    "clipit",
    "clipman",
    "copyq",
    "gpaste-daemon",
    "greenclip",
    "klipper",
    "parcellite",
    "plasmashell",
    "xfce4-clipman",
];

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let places = scan.places();
    scan.found.has_clipboard =
        places.iter().any(|place| matches!(place, AreaPlace::Clipboard | AreaPlace::GuardedClipboard));
    if places.contains(&AreaPlace::GuardedClipboard) {
        scan.note(AreaNote::OwnClipboard);
    } else if !scan.found.has_clipboard {
        scan.note(AreaNote::NoDisplay);
    }
    for place in &places {
        // No content proves a history that only a variable names.
        if let Some(root) = claimed::prove(scan, place, |_, _| false) {
            let entries = scan.contents(&root);
            scan.add_place(&root, PlaceKind::Whole, entries);
        } else if let AreaPlace::ClipboardHistory { folder, starts } = place {
            histories(scan, folder, starts);
        }
    }
    for manager in MANAGERS {
        if scan.processes.iter().any(|process| process.name == manager) {
            scan.note(AreaNote::ManagerRuns(manager.to_owned()));
        }
    }
}

fn histories(scan: &mut AreaScan<'_>, folder: &Path, starts: &str) {
    let (Some(home), Some(at)) = (scan.home_root(), scan.below_home(folder)) else { return };
    let mut entries = Vec::new();
    for listed in scan.list(&home, Some(&at)) {
        let is_history = listed.kind == Kind::File && listed.name.to_string_lossy().starts_with(starts);
        let below: Option<RelPath> = is_history.then(|| at.join(&listed.name).ok()).flatten();
        entries.extend(below.map(|at| scan.entry(&home, at, &listed)));
    }
    if !entries.is_empty() {
        scan.add_place(&home, PlaceKind::Named, entries);
    }
}
