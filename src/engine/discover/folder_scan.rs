//! What is in one folder of a browser: entries, files to edit, and stores of sites. Reads only, and opens no store.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use crate::catalog::{Class, Definition};
use crate::engine::context::Count;
use crate::model::{
    Certainty, Cursor, Entry, Folder, FolderKind, FoundStore, Held, RelPath, RootId, Size, StoreWay, Target,
};
use crate::safefs::{Kind, Root};

/// How the folders of one browser are scanned.
pub(super) struct FolderScan<'a> {
    pub(super) definition: &'a Definition,
    pub(super) count: Count,
    pub(super) open: bool,
}

impl FolderScan<'_> {
    pub(super) fn folder(
        &self,
        root: &Root,
        id: RootId,
        dir: Option<&RelPath>,
        kind: FolderKind,
        apart: Vec<RelPath>,
    ) -> Folder {
        let entries = entries(self.definition, root, dir, kind, &apart, |at| self.size(root, dir, at));
        let mut edits: Vec<_> = self.definition.edited(kind).flat_map(|named| databases(root, dir, named)).collect();
        if self.open {
            // Some browsers, such as qutebrowser, first write their settings when they close.
            let settings = self.definition.keys.iter().filter(|list| list.folder == kind).map(|list| &list.file);
            let unwritten: Vec<_> = settings.filter(|file| !edits.contains(file)).cloned().collect();
            edits.extend(unwritten);
        }
        let stores = stores(self.definition, root, dir, kind, self.open);
        Folder { target: Target { root: id, at: dir.cloned() }, kind, entries, apart, edits, stores }
    }

    fn size(&self, root: &Root, dir: Option<&RelPath>, at: &RelPath) -> Size {
        if self.count != Count::Sizes {
            return Size::UNKNOWN;
        }
        let mut size = root.measure(&at.within(dir)).size;
        if self.open {
            size.certainty = size.certainty.max(Certainty::AtLeast);
        }
        size
    }
}

/// Returns the file that the catalog names for an edit or, if it names a folder, the databases in it.
fn databases(root: &Root, dir: Option<&RelPath>, named: &RelPath) -> Vec<RelPath> {
    let path = named.within(dir);
    let Ok(beside) = root.list(path.parent().as_ref()) else { return Vec::new() };
    match beside.iter().find(|entry| entry.name == path.file_name()).map(|entry| entry.kind) {
        None => Vec::new(),
        Some(Kind::Folder) => {
            let inside = root.list(Some(&path)).unwrap_or_default().into_iter();
            let is_database = |name: &OsString| name.as_encoded_bytes().ends_with(b".sqlite");
            inside.filter(|entry| is_database(&entry.name)).filter_map(|entry| named.join(&entry.name).ok()).collect()
        }
        Some(_) => vec![named.clone()],
    }
}

/// Returns the stores of a folder that can be edited by site, as far as they exist; for an open browser also those that
/// it may write when it closes, as Firefox does its session. They are not opened here: a store whose folder cannot be
/// listed is returned too, and fails when it is read.
fn stores(
    definition: &Definition,
    root: &Root,
    dir: Option<&RelPath>,
    kind: FolderKind,
    open: bool,
) -> Vec<FoundStore> {
    let mut found = Vec::new();
    for rule in definition.stores.iter().filter(|rule| rule.folder == kind) {
        let path = rule.file.within(dir);
        let mut files: BTreeSet<RelPath> = match root.list(path.parent().as_ref()) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeSet::new(),
            Err(_unreadable) => [rule.file.clone()].into(),
            Ok(beside) => match beside.iter().find(|entry| entry.name == path.file_name()).map(|entry| entry.kind) {
                None => BTreeSet::new(),
                Some(Kind::Folder) if rule.each => match root.list(Some(&path)) {
                    Ok(inside) => inside.iter().filter_map(|entry| rule.file.join(&entry.name).ok()).collect(),
                    Err(_unreadable) => [rule.file.clone()].into(),
                },
                Some(_) => [rule.file.clone()].into(),
            },
        };
        if open && matches!(rule.way, StoreWay::Edit(_)) {
            let unwritten = rule.unwritten.iter().filter_map(|name| rule.file.join(OsStr::new(name)).ok());
            files.extend(unwritten);
            files.extend(Some(rule.file.clone()).filter(|_| !rule.each));
        }
        let store = |at| FoundStore { at, way: rule.way, category: rule.category, held: Held::NotLookedAt };
        found.extend(files.into_iter().map(store));
    }
    found
}

/// Returns what is in a folder, as finely as the catalog distinguishes it. What cannot be listed is left out: removal
/// meets it again and reports it.
pub(in crate::engine) fn entries(
    definition: &Definition,
    root: &Root,
    dir: Option<&RelPath>,
    kind: FolderKind,
    apart: &[RelPath],
    mut size: impl FnMut(&RelPath) -> Size,
) -> Vec<Entry> {
    let classes = definition.classes(kind);
    let apart: BTreeSet<&RelPath> = apart.iter().collect();
    let mut found = Vec::new();
    let mut folders: Vec<(Option<RelPath>, Cursor<'_, OsString, Class>)> =
        classes.start().map(|cursor| (None, cursor)).into_iter().collect();
    while let Some((below, cursor)) = folders.pop() {
        let inside = below.as_ref().map(|below| below.within(dir));
        let Ok(listed) = root.list(inside.as_ref().or(dir)) else { continue };
        for entry in listed {
            let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(below.as_ref())) else { continue };
            if apart.contains(&at) {
                continue;
            }
            let cursor = cursor.step(&entry.name);
            // In sorted order, what is below a folder follows it.
            let holds_apart = apart.range::<RelPath, _>(&at..).next().is_some_and(|apart| apart.starts_with(&at));
            if entry.kind == Kind::Folder && (!cursor.is_uniform() || holds_apart) {
                folders.push((Some(at), cursor));
                continue;
            }
            let categories = match cursor.value() {
                Class::Kept => Vec::new(),
                Class::Of(categories) => categories.clone(),
            };
            let size = size(&at);
            found.push(Entry { at, categories, size });
        }
    }
    found.sort_by(|one, other| one.at.cmp(&other.at));
    found
}
