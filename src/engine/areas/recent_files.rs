//! Lists of recently used files: GTK's `recently-used.xbel`, of which only lines are removed, and KDE's folder of
//! links.
//!
//! Packaged programs have their own lists in their own folders.

use std::ffi::OsStr;

use super::scan::AreaScan;
use crate::model::{PlaceKind, RelPath, RootKind};
use crate::safefs::{Kind, Root};

const LIST: &str = "recently-used.xbel";

pub(super) fn discover(scan: &mut AreaScan<'_>) {
    let data = scan.engine.places.data.clone();
    if let Some(home) = scan.home_root() {
        let parse = |text: &str| RelPath::parse(text).ok();
        let own = scan.below_home(&data).and_then(|data| data.join(OsStr::new(LIST)).ok());
        let mut lists: Vec<RelPath> = own.into_iter().collect();
        lists.extend(parse(".recently-used.xbel"));
        // Flatpak: `~/.var/app/ID/data`; Snap: `~/snap/NAME/REVISION/.local/share`.
        if let (Some(apps), Some(rest)) = (parse(".var/app"), parse("data/recently-used.xbel")) {
            lists.extend(folders(&home, &apps).iter().map(|app| app.extend(&rest)));
        }
        if let (Some(snaps), Some(rest)) = (parse("snap"), parse(".local/share/recently-used.xbel")) {
            let revisions = folders(&home, &snaps).into_iter().flat_map(|snap| folders(&home, &snap));
            lists.extend(revisions.map(|revision| revision.extend(&rest)));
        }
        for at in lists {
            add(scan, &home, at, PlaceKind::RecentList);
        }
        // The format before 2008, which no current program reads.
        if let Some(at) = parse(".recently-used") {
            add(scan, &home, at, PlaceKind::Named);
        }
    }
    if let Some(root) = scan.prove(&data.join("RecentDocuments"), RootKind::Area) {
        let entries = scan.contents(&root);
        scan.place(&root, PlaceKind::Whole, entries);
    }
}

fn add(scan: &mut AreaScan<'_>, home: &Root, at: RelPath, kind: PlaceKind) {
    // If the folder cannot be listed, other areas report it.
    let beside = home.list(at.parent().as_ref()).unwrap_or_default();
    if let Some(listed) = beside.iter().find(|listed| listed.name == at.file_name()) {
        let entry = scan.entry(home, at, listed);
        scan.place(home, kind, vec![entry]);
    }
}

fn folders(home: &Root, above: &RelPath) -> Vec<RelPath> {
    let listed = home.list(Some(above)).unwrap_or_default().into_iter();
    let is_own = |listed: &crate::safefs::Listed| listed.kind == Kind::Folder && listed.is_ours;
    listed.filter(is_own).filter_map(|listed| above.join(&listed.name).ok()).collect()
}
