//! Whether a folder that a person's variable names is what its area takes it for. `XDG_DATA_HOME=~/Data` makes
//! `~/Data/Trash` a trash only if that looks like one throughout. Only reads.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use super::scan::AreaScan;
use crate::model::{RelPath, RootKind, SkipReason};
use crate::platform::AreaPlace;
use crate::safefs::{Kind, Listed, Root, is_staging_path};

/// Says whether a proven folder is what it should be.
pub(super) type Proof = fn(&mut AreaScan<'_>, &Root) -> bool;

/// Returns a folder of an area if it is proven, one that only a variable names by its content too. Adds a skip if it is
/// there and is not.
pub(super) fn prove(scan: &mut AreaScan<'_>, place: &AreaPlace, is_proven: Proof) -> Option<Root> {
    match place {
        AreaPlace::Folder(path) => scan.prove(path, RootKind::Area),
        AreaPlace::Claimed(path) => {
            let root = scan.prove(path, RootKind::Area)?;
            let is_empty = scan.list(&root, None).is_empty();
            if !is_empty && !is_proven(scan, &root) {
                scan.skip(path, SkipReason::NotProven);
                return None;
            }
            Some(root)
        }
        _ => None,
    }
}

/// Says whether a folder is a trash by freedesktop.org's Trash specification (1.0): nothing but its own folders and lists,
/// and for each file that was put there a note of where it came from.
pub(super) fn is_trash(scan: &mut AreaScan<'_>, root: &Root) -> bool {
    let tops = tops(scan, root);
    let is_known = |top: &Listed| match top.kind {
        Kind::Folder => ["files", "info", "expunged"].iter().any(|known| top.name == *known),
        Kind::File => top.name == "directorysizes",
        Kind::Link | Kind::Special => false,
    };
    if !tops.iter().all(is_known) {
        return false;
    }
    let mut notes = BTreeSet::new();
    for note in names(scan, root, "info") {
        let Some(name) = note.name.to_str().and_then(|name| name.strip_suffix(".trashinfo")) else { return false };
        notes.insert(name.to_owned());
    }
    let files = names(scan, root, "files");
    files.iter().all(|file| file.name.to_str().is_some_and(|name| notes.contains(name)))
}

/// Says whether a folder holds nothing but thumbnails by freedesktop.org's specification (0.9): named after the MD5 sum of
/// what they show, in folders for their size.
pub(super) fn is_thumbnails(scan: &mut AreaScan<'_>, root: &Root) -> bool {
    tops(scan, root).into_iter().all(|top| {
        let is_size = ["normal", "large", "x-large", "xx-large"].iter().any(|known| top.name == *known);
        let is_failed = top.name == "fail";
        top.kind == Kind::Folder
            && names(scan, root, &top.name).into_iter().all(|one| match one.kind {
                Kind::File => is_size && is_thumbnail(&one.name),
                // One folder for each program that failed.
                Kind::Folder if is_failed => {
                    let below = Path::new(&top.name).join(&one.name);
                    names(scan, root, &below).iter().all(|one| one.kind == Kind::File && is_thumbnail(&one.name))
                }
                _ => false,
            })
    })
}

/// Says whether a folder holds nothing but KDE's links to recent documents.
pub(super) fn is_recent_documents(scan: &mut AreaScan<'_>, root: &Root) -> bool {
    let is_link = |one: &Listed| {
        one.kind == Kind::File && Path::new(&one.name).extension().is_some_and(|ending| ending == "desktop")
    };
    tops(scan, root).iter().all(is_link)
}

/// Returns what is in a folder, but for what an earlier run put aside there.
fn tops(scan: &mut AreaScan<'_>, root: &Root) -> Vec<Listed> {
    let is_aside = |one: &Listed| RelPath::from_name(&one.name).is_ok_and(|at| is_staging_path(&at));
    scan.list(root, None).into_iter().filter(|one| one.kind != Kind::Folder || !is_aside(one)).collect()
}

fn is_thumbnail(name: &OsStr) -> bool {
    let sum = name.to_str().and_then(|name| name.strip_suffix(".png"));
    sum.is_some_and(|sum| sum.len() == 32 && sum.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn names(scan: &mut AreaScan<'_>, root: &Root, below: impl AsRef<Path>) -> Vec<Listed> {
    let at = below.as_ref().to_str().and_then(|at| RelPath::parse(at).ok());
    at.map(|at| scan.list(root, Some(&at))).unwrap_or_default()
}
