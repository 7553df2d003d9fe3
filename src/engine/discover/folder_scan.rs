//! What is in the folders of a browser: entries, files to edit, and stores of sites. Reads only, and opens no store.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind};

use crate::catalog::{Class, Definition};
use crate::engine::context::{Count, Engine};
use crate::model::{
    Certainty, Cursor, Entry, Extensions, Folder, FolderKind, FoundBrowser, FoundIn, FoundStore, Held, RelPath,
    RootProof, RowRule, Size, Stop, StoreWay, name,
};
use crate::safefs::{Home, Kind, Listed, Root};
use crate::store;

impl Engine<'_> {
    /// Fills in what is in the folders of a browser. A root that is no longer the one that was proven is left as it is:
    /// removal meets it again and reports it. Ends early if `stop` is set.
    pub(in crate::engine) fn scan(
        &self,
        home: &Home,
        roots: &[RootProof],
        browser: &mut FoundBrowser,
        count: Count,
        stop: &Stop,
    ) {
        let Some(definition) = self.catalog.family(browser.family) else { return };
        let scan = FolderScan { definition, count, open: !browser.running.is_empty(), stop };
        let prove = |folder: &Folder| Root::prove_again(home, roots.get(folder.target.root.0)?).ok();
        for folder in &mut browser.folders {
            if stop.asked().is_some() {
                return;
            }
            if let Some(root) = prove(folder) {
                scan.folder(&root, folder);
            }
        }
        let names_extensions = count == Count::Sizes || self.policy.extensions.value == Extensions::ManagedOnly;
        for profile in &mut browser.profiles {
            for folder in &mut profile.folders {
                if stop.asked().is_some() {
                    return;
                }
                let Some(root) = prove(folder) else { continue };
                scan.folder(&root, folder);
                if names_extensions && folder.kind == FolderKind::Profile {
                    let (dir, settings) = (folder.target.at.as_ref(), &definition.extensions.settings);
                    profile.extensions = store::extensions(&root, dir, definition.family, settings);
                }
            }
        }
    }
}

/// Notes what in a browser's folders is older than the session, if they are among the person's own files.
pub(in crate::engine) fn note_unchanged(
    home: &Home,
    roots: &[RootProof],
    browser: &mut FoundBrowser,
    started: Option<i64>,
    stop: &Stop,
) {
    let Some(started) = started.filter(|_| browser.found_in == FoundIn::VisibleFolder) else { return };
    let profiles = browser.profiles.iter_mut().flat_map(|profile| &mut profile.folders);
    for folder in browser.folders.iter_mut().chain(profiles) {
        let root = roots.get(folder.target.root.0).and_then(|proof| Root::prove_again(home, proof).ok());
        let is_old = |at: &&RelPath| {
            let at = at.within(folder.target.at.as_ref());
            // What cannot be looked at counts as old, and so does a folder in which anything is.
            root.as_ref().is_none_or(|root| {
                !root.is_written(&at, started..=i64::MAX, stop) || root.is_written(&at, i64::MIN..=started - 1, stop)
            })
        };
        let all = folder.entries.iter().map(|entry| &entry.at).chain(&folder.edits);
        folder.unchanged = all.filter(is_old).cloned().collect();
    }
}

/// How the folders of one browser are scanned.
struct FolderScan<'a> {
    definition: &'a Definition,
    count: Count,
    open: bool,
    stop: &'a Stop,
}

impl FolderScan<'_> {
    fn folder(&self, root: &Root, folder: &mut Folder) {
        let (kind, dir) = (folder.kind, folder.target.at.as_ref());
        if kind.holds_others_files() {
            // Found with what proves them; all else there is not a browser's.
            folder.entries.iter_mut().for_each(|entry| entry.size = self.size(root, None, &entry.at));
            return;
        }
        let top = root.list(dir);
        // What the catalog names is looked for below names that are there: most of it is not.
        let names = top.as_ref().map(|top| top.iter().map(|listed| listed.name.clone()).collect::<BTreeSet<_>>());
        let is_there = |at: &RelPath| {
            let names = names.as_ref();
            names.map_or(true, |names| at.names().first().is_some_and(|name| names.contains(name)))
        };
        let present = self.definition.edited(kind).filter(|edited| is_there(edited));
        let (mut edits, mut odd) = (Vec::new(), Vec::new());
        present.for_each(|named| self.edits(root, dir, named, &mut edits, &mut odd));
        if self.open {
            // Some browsers, such as qutebrowser, first write their settings when they close.
            let settings = self.definition.keys.iter().filter(|list| list.folder == kind).map(|list| &list.file);
            let unwritten: Vec<_> = settings.filter(|file| !edits.contains(file)).cloned().collect();
            edits.extend(unwritten);
        }
        folder.stores = self.stores(root, dir, kind, is_there);
        let found = entries_of(self.definition, root, dir, kind, &folder.apart, top, |at| self.size(root, dir, at));
        folder.entries = found.entries;
        for at in odd.iter().filter(|at| !folder.apart.contains(at)) {
            folder.entries.push(Entry { at: at.clone(), categories: Vec::new(), size: self.size(root, dir, at) });
        }
        folder.entries.sort_by(|one, other| one.at.cmp(&other.at));
        odd.extend(found.odd);
        (folder.edits, folder.odd) = (edits, odd);
    }

    /// Adds the file that the catalog names for an edit or, if it names a folder, the databases in it; what else is in
    /// that folder is odd. Anything else in the file's place, even a folder, is no reason to leave it out.
    fn edits(
        &self,
        root: &Root,
        dir: Option<&RelPath>,
        named: &RelPath,
        edits: &mut Vec<RelPath>,
        odd: &mut Vec<RelPath>,
    ) {
        let path = named.within(dir);
        let holds_databases =
            || self.definition.rows.iter().any(|rows| rows.file == *named && rows.rule == RowRule::ProfileGroup);
        match root.kind(&path) {
            Err(_nothing) => {}
            Ok(Kind::Folder) if holds_databases() => {
                let mut databases = BTreeSet::new();
                for entry in root.list(Some(&path)).unwrap_or_default() {
                    match database_of(&entry.name).filter(|_| entry.kind == Kind::File) {
                        Some(database) => databases.extend(named.join(database).ok()),
                        None => odd.extend(named.join(&entry.name).ok()),
                    }
                }
                edits.extend(databases);
            }
            Ok(_) => edits.push(named.clone()),
        }
    }

    fn size(&self, root: &Root, dir: Option<&RelPath>, at: &RelPath) -> Size {
        if self.count != Count::Sizes {
            return Size::UNKNOWN;
        }
        let mut size = root.measure(&at.within(dir), self.stop);
        if self.open {
            size.certainty = size.certainty.max(Certainty::AtLeast);
        }
        size
    }

    /// Returns the stores of a folder that can be edited by site, as far as they exist; for an open browser also those
    /// that it may write when it closes, as Firefox does its session. They are not opened here: a store that cannot be
    /// looked at is returned too, and fails when it is read.
    fn stores(
        &self,
        root: &Root,
        dir: Option<&RelPath>,
        kind: FolderKind,
        is_there: impl Fn(&RelPath) -> bool,
    ) -> Vec<FoundStore> {
        let mut found = Vec::new();
        let rules = || self.definition.stores.iter().filter(|rule| rule.folder == kind);
        // A store with a rule of its own is not one of those beside it.
        let own: BTreeSet<&RelPath> = rules().filter(|rule| !rule.each).map(|rule| &rule.file).collect();
        for rule in rules() {
            let path = rule.file.within(dir);
            let seen = if is_there(&rule.file) { root.kind(&path) } else { Err(ErrorKind::NotFound.into()) };
            let mut files: BTreeSet<RelPath> = match seen {
                Err(error) if error.kind() == ErrorKind::NotFound => BTreeSet::new(),
                Ok(Kind::Folder) if rule.each => match root.list(Some(&path)) {
                    Ok(inside) => {
                        let is_own = |name: &OsStr| rule.file.join(name).is_ok_and(|file| own.contains(&file));
                        let names = inside.iter().map(|entry| entry.name.as_os_str());
                        let names = names.filter(|name| !is_own(name) && !database_of(name).is_some_and(is_own));
                        names.filter_map(|name| rule.file.join(name).ok()).collect()
                    }
                    Err(_unreadable) => [rule.file.clone()].into(),
                },
                Ok(_) | Err(_) => [rule.file.clone()].into(),
            };
            if self.open && matches!(rule.way, StoreWay::Edit(_)) {
                let unwritten = rule.unwritten.iter().filter_map(|name| rule.file.join(OsStr::new(name)).ok());
                files.extend(unwritten);
                files.extend(Some(rule.file.clone()).filter(|_| !rule.each));
            }
            let store = |at| FoundStore { at, way: rule.way, category: rule.category, held: Held::NotLookedAt };
            found.extend(files.into_iter().map(store));
        }
        found
    }
}

/// Returns the name of a database, from its own or that of one of its side files.
fn database_of(name: &OsStr) -> Option<&OsStr> {
    let database = name.to_str().and_then(name::database_of_side).map_or(name, OsStr::new);
    database.as_encoded_bytes().ends_with(b".sqlite").then_some(database)
}

/// Returns what is in a folder, as finely as the catalog distinguishes it. What cannot be listed is left out: removal
/// meets it again and reports it.
pub(in crate::engine) fn entries(
    definition: &Definition,
    root: &Root,
    dir: Option<&RelPath>,
    kind: FolderKind,
    apart: &[RelPath],
) -> Vec<Entry> {
    entries_of(definition, root, dir, kind, apart, root.list(dir), |_at| Size::UNKNOWN).entries
}

/// What is in a folder.
struct Content {
    entries: Vec<Entry>,
    /// What has the name of something kept and is none.
    odd: Vec<RelPath>,
}

/// As [`entries`], of a folder that is listed already, with sizes.
fn entries_of(
    definition: &Definition,
    root: &Root,
    dir: Option<&RelPath>,
    kind: FolderKind,
    apart: &[RelPath],
    top: io::Result<Vec<Listed>>,
    mut size: impl FnMut(&RelPath) -> Size,
) -> Content {
    let classes = definition.classes(kind);
    let apart: BTreeSet<&RelPath> = apart.iter().collect();
    let (mut found, mut odd) = (Vec::new(), Vec::new());
    let mut folders: Vec<(Option<RelPath>, Cursor<'_, OsString, Class>)> =
        classes.start().map(|cursor| (None, cursor)).into_iter().collect();
    let mut top = Some(top);
    while let Some((below, cursor)) = folders.pop() {
        let listed = match (&below, top.take()) {
            (None, Some(top)) => top,
            (below, _) => root.list(below.as_ref().map(|below| below.within(dir)).as_ref().or(dir)),
        };
        let Ok(listed) = listed else { continue };
        for entry in listed {
            let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(below.as_ref())) else { continue };
            if apart.contains(&at) {
                continue;
            }
            let cursor = cursor.step(&entry.name);
            let is_alone = || {
                let database = definition.kept_database_of(kind, &at);
                database.is_some_and(|(database, _)| root.kind(&database.within(dir)).is_err())
            };
            let is_kept = *cursor.value() == Class::Kept;
            if is_kept && (definition.is_odd(kind, &at, entry.kind.form()) || is_alone()) {
                odd.push(at.clone());
            }
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
    Content { entries: found, odd }
}
