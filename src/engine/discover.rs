//! Looking: which browsers and profiles this user has, and what lies in them. Reads only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Count, Engine, EngineError, profiles, running};
use crate::catalog::{Base, Browser, Class, Definition, Place};
use crate::model::{
    BrowserId, Certainty, Cursor, Entry, Event, Folder, FolderKind, FoundBrowser, FoundProfile, Inventory, Observer,
    Phase, ProfileId, RelPath, RootId, RootKind, Size, Skip, SkipReason, Stop, Target,
};
use crate::platform::{Places, Proc};
use crate::safefs::{Home, Kind, NotARoot, Root};
use crate::store;

impl Engine<'_> {
    /// Finds the browsers of this user; `browsers` limits the search, and empty means all.
    pub fn discover(
        &self,
        browsers: &BTreeSet<BrowserId>,
        count: Count,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Inventory, EngineError> {
        seen.on(Event::Phase(Phase::Discovering));
        let home = Home::open(&self.places.home)?;
        let processes = self.system.processes();
        let mut search =
            Search { engine: self, home: &home, processes: &processes, count, found: Inventory::default() };
        for (definition, browser) in self.catalog.browsers() {
            if browsers.is_empty() || browsers.contains(&browser.id) {
                for place in &browser.roots {
                    if stop.asked().is_some() {
                        return Ok(search.found);
                    }
                    let at = resolve(&place.at, self.places);
                    let cache = place.cache.as_ref().map(|cache| resolve(cache, self.places));
                    search.root(definition, browser, place.at.layout(), &at, cache.as_deref());
                }
            }
        }
        Ok(search.found)
    }
}

/// Returns where a catalog's place is for a person with these folders.
fn resolve(place: &Place, places: &Places) -> PathBuf {
    let base = match place.base {
        Base::Home => &places.home,
        Base::Config => &places.config,
        Base::Cache => &places.cache,
        Base::Data => &places.data,
    };
    base.join(place.rest.to_path())
}

struct Search<'a> {
    engine: &'a Engine<'a>,
    home: &'a Home,
    processes: &'a [Proc],
    count: Count,
    found: Inventory,
}

impl Search<'_> {
    fn root(
        &mut self,
        definition: &Definition,
        browser: &Browser,
        layout: crate::model::Layout,
        at: &Path,
        cache: Option<&Path>,
    ) {
        let Some(root) = self.prove(&browser.id, at, RootKind::Browser, Some(&browser.marker)) else { return };
        let Ok(profiles) = profiles::below(&root, definition.family) else {
            self.skip(&browser.id, root.proof().at.clone(), SkipReason::Unreadable);
            return;
        };
        for outside in &profiles.outside {
            let at = RelPath::from_name(std::ffi::OsStr::new(&outside.replace('/', "∕")));
            self.skip(&browser.id, at.unwrap_or_else(|_odd| root.proof().at.clone()), SkipReason::Outside);
        }
        for linked in &profiles.linked {
            self.skip(&browser.id, root.proof().at.extend(linked), SkipReason::Link);
        }
        let cache = cache.and_then(|cache| self.prove(&browser.id, cache, RootKind::Cache, None));
        let mut dirs = vec![root.path()];
        dirs.extend(cache.as_ref().map(Root::path));
        let profile_dirs: Vec<RelPath> = profiles.found.iter().map(|profile| profile.dir.clone()).collect();
        let users = running::users(self.engine.system, self.processes, browser, &root, &dirs, &profile_dirs);
        if let Some(reason) = users.elsewhere {
            self.skip(&browser.id, root.proof().at.clone(), reason);
            return;
        }
        let open = !users.browser.is_empty();
        let mut found = FoundBrowser {
            id: browser.id.clone(),
            name: browser.name.clone(),
            family: definition.family,
            layout,
            running: users.browser.into_iter().collect(),
            folders: Vec::new(),
            profiles: Vec::new(),
        };
        let root_id = self.add_root(&root);
        let cache = cache.map(|cache| (self.add_root(&cache), cache));
        let eye = Eye { definition, count: self.count, open };
        found.folders.push(eye.look(
            &root,
            root_id,
            None,
            FolderKind::UserData,
            profile_dirs.iter().chain(&profiles.linked).cloned().collect(),
        ));
        if let Some((id, cache)) = &cache {
            let apart = profile_dirs.iter().filter(|dir| cache.list(Some(dir)).is_ok()).cloned().collect();
            found.folders.push(eye.look(cache, *id, None, FolderKind::Cache, apart));
        }
        for companion in &browser.companions {
            let at = resolve(&companion.at, self.engine.places);
            if let Some(beside) = self.prove(&browser.id, &at, RootKind::Browser, Some(&companion.marker)) {
                let id = self.add_root(&beside);
                found.folders.push(eye.look(&beside, id, None, FolderKind::Companion, Vec::new()));
            }
        }
        for profile in profiles.found {
            let mut folders = vec![eye.look(&root, root_id, Some(&profile.dir), FolderKind::Profile, Vec::new())];
            if let Some((id, cache)) = &cache
                && cache.list(Some(&profile.dir)).is_ok()
            {
                folders.push(eye.look(cache, *id, Some(&profile.dir), FolderKind::Cache, Vec::new()));
            }
            let before: usize = self.found.browsers.iter().map(|browser| browser.profiles.len()).sum();
            let id = ProfileId(u32::try_from(before + found.profiles.len()).unwrap_or(u32::MAX));
            let extensions = match self.count {
                Count::Sizes => store::extensions(&root, &profile.dir, definition.family),
                Count::NamesOnly => Vec::new(),
            };
            let dir = profile.dir.to_string();
            found.profiles.push(FoundProfile { id, dir, name: profile.name, folders, extensions });
        }
        self.found.browsers.push(found);
    }

    /// Proves a root; what is there but must not be touched is remembered, what is not there is no news.
    fn prove(&mut self, browser: &BrowserId, at: &Path, kind: RootKind, marker: Option<&str>) -> Option<Root> {
        let Ok(rel) = RelPath::below(self.home.path(), at).or_else(|_| RelPath::below(&self.engine.places.home, at))
        else {
            // A folder that XDG variables have moved out of HOME: only worth a word if something is there.
            if at.join(marker.unwrap_or_default()).symlink_metadata().is_ok()
                && let Ok(shown) = RelPath::from_name(std::ffi::OsStr::new(&at.display().to_string().replace('/', "∕")))
            {
                self.skip(browser, shown, SkipReason::Outside);
            }
            return None;
        };
        match Root::prove(self.home, &rel, kind, marker) {
            Ok(root) => Some(root),
            Err(not) => {
                if let Some(reason) = NotARoot::reason(&not) {
                    self.skip(browser, rel, reason);
                }
                None
            }
        }
    }

    fn skip(&mut self, browser: &BrowserId, at: RelPath, reason: SkipReason) {
        let skip = Skip { browser: browser.clone(), at, reason };
        if !self.found.skipped.contains(&skip) {
            self.found.skipped.push(skip);
        }
    }

    fn add_root(&mut self, root: &Root) -> RootId {
        let known = self.found.roots.iter().position(|proof| proof == root.proof());
        let index = known.unwrap_or_else(|| {
            self.found.roots.push(root.proof().clone());
            self.found.roots.len() - 1
        });
        RootId(u16::try_from(index).unwrap_or(u16::MAX))
    }
}

/// How folders of one browser are looked at.
struct Eye<'a> {
    definition: &'a Definition,
    count: Count,
    open: bool,
}

impl Eye<'_> {
    fn look(&self, root: &Root, id: RootId, dir: Option<&RelPath>, kind: FolderKind, apart: Vec<RelPath>) -> Folder {
        let entries = entries(self.definition, root, dir, kind, &apart, |at| self.size(root, dir, at));
        let edits = self.definition.edited(kind).flat_map(|named| databases(root, dir, named)).collect();
        Folder { target: Target { root: id, at: dir.cloned() }, kind, entries, apart, edits }
    }

    fn size(&self, root: &Root, dir: Option<&RelPath>, at: &RelPath) -> Size {
        if self.count == Count::NamesOnly {
            return Size::UNKNOWN;
        }
        let mut size = root.measure(&at.within(dir)).size;
        if self.open {
            size.certainty = size.certainty.max(Certainty::AtLeast);
        }
        size
    }
}

/// Returns the file that the catalog wants edited, or, where it names a folder, the databases in that.
fn databases(root: &Root, dir: Option<&RelPath>, named: &RelPath) -> Vec<RelPath> {
    let path = named.within(dir);
    let Ok(beside) = root.list(path.parent().as_ref()) else { return Vec::new() };
    match beside.iter().find(|entry| entry.name == path.file_name()).map(|entry| entry.kind) {
        None => Vec::new(),
        Some(Kind::Folder) => {
            let inside = root.list(Some(&path)).unwrap_or_default().into_iter();
            let is_database = |name: &std::ffi::OsString| name.as_encoded_bytes().ends_with(b".sqlite");
            inside.filter(|entry| is_database(&entry.name)).filter_map(|entry| named.join(&entry.name).ok()).collect()
        }
        Some(_) => vec![named.clone()],
    }
}

/// Lists a folder at the fineness at which the catalog tells things apart. Names that cannot be listed are left out:
/// removal meets them again and reports them.
pub(super) fn entries(
    definition: &Definition,
    root: &Root,
    dir: Option<&RelPath>,
    kind: FolderKind,
    apart: &[RelPath],
    mut size: impl FnMut(&RelPath) -> Size,
) -> Vec<Entry> {
    let classes = definition.classes(kind);
    let mut found = Vec::new();
    let mut folders: Vec<(Option<RelPath>, Cursor<'_, std::ffi::OsString, Class>)> =
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
            let holds_apart = apart.iter().any(|apart| apart.starts_with(&at));
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
