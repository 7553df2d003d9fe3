//! A search for one user's browsers: at the places that the catalog names, at those that running browsers were started
//! with, and in folders that only look like a browser's. Enters nothing that is not proven first, and reads names and
//! times only: what is in the folders is filled in later.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::known_folders::Reset;
use super::locations::{self, Evidence, Located};
use super::{cache_outside, profiles};
use crate::catalog::{Browser, Definition};
use crate::engine::browser_processes::{self, InUse};
use crate::engine::context::Engine;
use crate::engine::reach::Reach;
use crate::model::{
    BrowserId, Family, Folder, FolderKind, FoundBrowser, FoundExtensions, FoundIn, FoundProfile, Inventory, Layout,
    Owner, ProfileId, RelPath, RootBase, RootId, RootKind, RootProof, Skip, SkipReason, Stop, Target,
};
use crate::platform::{App, Places};
use crate::safefs::{Home, NotARoot, Root};

/// A browser's root with its cache and settings folders.
#[derive(Clone, Copy)]
pub(super) struct Roots<'a> {
    pub(super) root: &'a Root,
    pub(super) caches: &'a [Root],
    pub(super) configs: &'a [Root],
}

pub(super) struct Search<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) home: &'a Home,
    pub(super) in_use: &'a InUse<'a>,
    pub(super) stop: &'a Stop,
    pub(super) found: Inventory,
    /// The roots in `found`, by their paths: there may be any number.
    pub(super) roots: BTreeMap<RelPath, Vec<RootId>>,
    /// The skips in `found`, by their paths.
    pub(super) skips: BTreeMap<RelPath, Vec<usize>>,
    /// The folders in `found` that are reset by themselves, below HOME.
    pub(super) reset: BTreeMap<RelPath, Reset>,
    /// Which browsers in `found` have a root or settings at a path below HOME.
    pub(super) owners: BTreeMap<RelPath, usize>,
    profiles: usize,
    /// Where what is added was found.
    pub(super) found_in: FoundIn,
}

impl<'a> Search<'a> {
    pub(super) fn new(engine: &'a Engine<'a>, home: &'a Home, in_use: &'a InUse<'a>, stop: &'a Stop) -> Self {
        let found = Inventory::default();
        Self {
            engine,
            home,
            in_use,
            stop,
            found,
            roots: BTreeMap::new(),
            skips: BTreeMap::new(),
            reset: BTreeMap::new(),
            owners: BTreeMap::new(),
            profiles: 0,
            found_in: FoundIn::Catalog,
        }
    }

    /// Adds the browser whose data is at this place, if it is there. Returns where its list of profiles leads elsewhere.
    #[must_use]
    pub(super) fn browser(
        &mut self,
        definition: &Definition,
        browser: &Browser,
        layout: Layout,
        located: &Located,
    ) -> Vec<PathBuf> {
        let marker = (located.evidence == Evidence::Marker).then_some(browser.marker.as_str());
        let Some(root) = self.prove(&browser.id, &located.at, RootKind::Browser, marker) else { return Vec::new() };
        let at = &root.proof().at;
        let Ok(mut profiles) = profiles::below(&root, definition.family, self.home, &self.engine.places.home) else {
            self.skip(&browser.id, at.clone(), SkipReason::Unreadable);
            return Vec::new();
        };
        // A link in the place of what is kept is no profile: it goes.
        profiles.linked.retain(|link| !definition.names_as_kept(FolderKind::UserData, link));
        let has_content = || {
            let by_marker = Root::prove(self.home, at, RootKind::Browser, Some(&browser.marker)).is_ok();
            by_marker || matches!(definition.family, Family::Chromium | Family::Firefox) && !profiles.found.is_empty()
        };
        if profiles.is_bare || located.evidence == Evidence::Content && !has_content() {
            return Vec::new();
        }
        if let Some((list, reason)) = profiles.unread.take() {
            self.skip(&browser.id, at.extend(&list), reason);
        }
        for linked in &profiles.linked {
            self.linked_profile(definition, browser, layout, &at.extend(linked));
        }
        let outside = std::mem::take(&mut profiles.outside);
        let mut beside = |at: &[PathBuf], kind| -> Vec<Root> {
            at.iter().enumerate().filter_map(|(number, at)| self.beside(&browser.id, at, kind, number > 0)).collect()
        };
        let (caches, configs) = (beside(&located.caches, RootKind::Cache), beside(&located.configs, RootKind::Config));
        let roots = Roots { root: &root, caches: &caches, configs: &configs };
        self.add(definition, browser, layout, roots, profiles);
        outside
    }

    /// Adds the data folders that running browsers were started with.
    pub(super) fn started_elsewhere(&mut self, definition: &Definition, browser: &Browser) {
        let started = self.in_use.processes().iter().filter(|process| browser_processes::is_browser(process, browser));
        let started: BTreeSet<(Layout, &Path)> = started
            .filter_map(|process| {
                let layout = match process.app {
                    Some(App::Flatpak(_)) => Layout::Flatpak,
                    Some(App::Snap(_)) => Layout::Snap,
                    None => Layout::Native,
                };
                Some((layout, process.data_dir.as_deref()?))
            })
            .collect();
        for (layout, at) in started {
            match definition.family {
                _ if self.below_home(at).is_some_and(|at| self.is_by_itself(&at)) => {}
                Family::Chromium | Family::Electron
                    if self.below_home(at).is_none_or(|at| self.is_known(&at) || self.may_be_own_folder(&at)) =>
                {
                    let below = self.below_home(at).filter(|_| definition.family == Family::Chromium);
                    let caches = below.map(|at| self.chromium_caches(&at)).unwrap_or_default();
                    let located = Located { caches, ..Located::alone(at.to_owned()) };
                    let listed = self.browser(definition, browser, layout, &located);
                    self.listed_elsewhere(definition, browser, layout, &listed);
                }
                Family::Firefox if self.named_profile(definition, browser, layout, at) => {}
                _ => self.outside(&browser.id, at),
            }
        }
    }

    /// Says whether a folder that no catalog names may be a browser's own. It may not if the user's files or other
    /// programs' folders are in it.
    pub(super) fn may_be_own_folder(&self, at: &RelPath) -> bool {
        let places @ Places { state, temp, personal, .. } = self.engine.places;
        let bases = places.homes().chain(places.configs()).chain(places.datas()).chain(places.caches());
        let theirs = bases.chain([state, temp]).chain(personal);
        let theirs = theirs.filter_map(|path| self.below_home(path));
        // In sorted order, what is below a path follows it.
        let known = self.roots.range::<RelPath, _>(at..).next().map(|(known, _)| known.clone());
        !theirs.chain(known).any(|other| other.starts_with(at))
    }

    /// Says whether a path is, or is in, a root that was found already.
    pub(super) fn is_known(&self, at: &RelPath) -> bool {
        at.is_in(|above| self.roots.contains_key(above))
    }

    /// Returns the number of a root that was found already.
    fn number(&self, proof: &RootProof) -> Option<RootId> {
        let at = self.roots.get(&proof.at)?;
        at.iter().find(|id| self.found.roots.get(id.0) == Some(proof)).copied()
    }

    /// Says whether a folder is reset by itself: a root, or a profile in one.
    pub(super) fn is_by_itself(&self, at: &RelPath) -> bool {
        self.roots.contains_key(at) || self.reset.contains_key(at)
    }

    pub(super) fn add(
        &mut self,
        definition: &Definition,
        browser: &Browser,
        layout: Layout,
        roots: Roots<'_>,
        profiles: profiles::Profiles,
    ) {
        let Roots { root, caches, configs } = roots;
        if self.number(root.proof()).is_some() {
            return;
        }
        let mut dirs = vec![root.path()];
        dirs.extend(caches.iter().chain(configs).map(Root::path));
        let profile_dirs = profiles.dirs();
        let reach = Reach::of(&browser.id);
        let (at, profile) = (&root.proof().at, (definition.family, FolderKind::Profile, reach));
        self.reset.extend(profile_dirs.iter().map(|dir| (at.extend(dir), profile)));
        let users = browser_processes::users(self.in_use, browser, root, &dirs, &profile_dirs);
        // Where no catalog names the folder, closing looks at its locks again, if it is ticked.
        if let Some(reason) = users.elsewhere.filter(|_| self.found_in == FoundIn::Catalog) {
            self.skip(&browser.id, root.proof().at.clone(), reason);
            return;
        }
        let mut found = without_folders(definition, browser, layout);
        found.found_in = self.found_in;
        found.running = users.browser.into_iter().collect();
        let root_id = self.add_root(root);
        let caches: Vec<_> = caches.iter().map(|cache| (self.add_root(cache), cache)).collect();
        let number = self.found.browsers.len();
        for config in configs {
            self.owners.insert(config.proof().at.clone(), number);
            self.reset.insert(config.proof().at.clone(), (definition.family, FolderKind::Config, reach));
        }
        let configs: Vec<_> = configs.iter().map(|config| self.add_root(config)).collect();
        // If the root is the profile, there is nothing above it.
        let has_above = profiles.found.iter().all(|profile| profile.dir.is_some());
        let top = if has_above { (definition.family, FolderKind::UserData, reach) } else { profile };
        self.owners.insert(at.clone(), number);
        self.reset.insert(at.clone(), top);
        if has_above {
            found.folders.push(folder(root_id, None, FolderKind::UserData, profiles.linked));
        }
        let of_all = caches.iter().filter(|_| has_above);
        found.folders.extend(of_all.map(|(id, _)| folder(*id, None, FolderKind::Cache, Vec::new())));
        let mut settings: Vec<_> = configs.iter().map(|id| folder(*id, None, FolderKind::Config, Vec::new())).collect();
        if has_above {
            found.folders.append(&mut settings);
        }
        for companion in &browser.companions {
            for (number, at) in locations::paths_of(&companion.at, self.engine.places).into_iter().enumerate() {
                // Roots of one browser may share it. Its place proves it: a run that was killed may have put aside what
                // was in it.
                if let Some(beside) = self.beside(&browser.id, &at, RootKind::Browser, number > 0)
                    && self.number(beside.proof()).is_none()
                {
                    let id = self.add_root(&beside);
                    found.folders.push(folder(id, None, companion.kind(), Vec::new()));
                }
            }
        }
        for profile in profiles.found {
            let dir = profile.dir.as_ref();
            let mut folders = vec![folder(root_id, dir, FolderKind::Profile, Vec::new())];
            for (id, _) in caches.iter().filter(|(_, cache)| dir.is_none_or(|dir| cache.is_folder(dir))) {
                folders.push(folder(*id, dir, FolderKind::Cache, Vec::new()));
            }
            folders.append(&mut settings);
            let dir = dir.map_or_else(|| profile.name.clone(), ToString::to_string);
            found.profiles.push(FoundProfile {
                id: ProfileId(self.profiles),
                dir,
                name: profile.name,
                folders,
                extensions: FoundExtensions::default(),
                used: profile.used,
            });
            self.profiles += 1;
        }
        self.found.browsers.push(found);
    }

    /// Returns a path below HOME, as resolved or as the environment names it.
    pub(super) fn below_home(&self, path: &Path) -> Option<RelPath> {
        [self.home.path(), &self.engine.places.home].iter().find_map(|home| RelPath::below(home, path).ok())
    }

    /// Adds a skip for a folder that is a browser's, and is not looked into.
    pub(super) fn name_only(&mut self, browser: &BrowserId, at: RelPath, kind: RootKind, marker: Option<&str>) {
        if Root::prove(self.home, &at, kind, marker).is_ok() && !self.is_known(&at) {
            self.skip(browser, at, SkipReason::Outside);
        }
    }

    /// Returns a root if it is proven. Adds a skip if it is there and must not be touched.
    pub(super) fn prove(
        &mut self,
        browser: &BrowserId,
        at: &Path,
        kind: RootKind,
        marker: Option<&str>,
    ) -> Option<Root> {
        let Some(rel) = self.below_home(at) else {
            if kind == RootKind::Cache
                && let Some(cache) = cache_outside::prove(self.home, at)
            {
                return Some(cache);
            }
            // XDG variables may name a folder outside HOME; report it only if something is there.
            if at.join(marker.unwrap_or_default()).symlink_metadata().is_ok() {
                self.outside(browser, at);
            }
            return None;
        };
        match Root::prove(self.home, &rel, kind, marker) {
            Ok(root) => Some(root),
            Err(error) => {
                self.refused(browser, rel, &error);
                None
            }
        }
    }

    /// Adds a skip for a folder that is no root, if something is there. Returns whether that is so.
    pub(super) fn refused(&mut self, browser: &BrowserId, at: RelPath, error: &NotARoot) -> bool {
        let Some(reason) = error.reason() else { return false };
        let moved = error.relocation().and_then(|path| self.below_home(path));
        let moved = moved.filter(|at| Root::may_be_moved(self.home, at));
        self.note(Skip { owner: Owner::Browser(browser.clone()), at, reason, moved });
        true
    }

    /// Adds a skip for a path that is not below any root, as a list, a command line or a variable names it. Its slashes
    /// are shown as another character, because a name in a `RelPath` cannot contain one.
    pub(super) fn outside(&mut self, browser: &BrowserId, at: &Path) {
        if let Some(shown) = self.shown(at) {
            self.skip(browser, shown, SkipReason::Outside);
        }
    }

    /// Returns a path to show: as it is below HOME, otherwise as one name.
    pub(super) fn shown(&self, at: &Path) -> Option<RelPath> {
        let text = at.display().to_string().replace('/', "∕");
        let name = |text: &str| RelPath::from_name(OsStr::new(text)).ok();
        // "." and ".." are not valid names, but with a slash character appended they are.
        self.below_home(at).or_else(|| name(&text)).or_else(|| name(&format!("{text}∕")))
    }

    /// Says whether something at this path is left and named.
    pub(super) fn is_left(&self, at: &Path) -> bool {
        self.below_home(at).is_some_and(|at| self.skips.contains_key(&at))
    }

    pub(super) fn skip(&mut self, browser: &BrowserId, at: RelPath, reason: SkipReason) {
        self.note(Skip { owner: Owner::Browser(browser.clone()), at, reason, moved: None });
    }

    fn note(&mut self, skip: Skip) {
        // What the person sees may be a copy, whose links and lists lead nowhere.
        if self.found_in == FoundIn::VisibleFolder {
            return;
        }
        let at = self.skips.entry(skip.at.clone()).or_default();
        if !at.iter().any(|known| self.found.skipped.get(*known) == Some(&skip)) {
            at.push(self.found.skipped.len());
            self.found.skipped.push(skip);
        }
    }

    pub(super) fn add_root(&mut self, root: &Root) -> RootId {
        self.number(root.proof()).unwrap_or_else(|| {
            let id = RootId(self.found.roots.len());
            // The map is of paths below HOME.
            if root.proof().base == RootBase::Home {
                self.roots.entry(root.proof().at.clone()).or_default().push(id);
            }
            self.found.roots.push(root.proof().clone());
            id
        })
    }
}

/// Returns a browser at a place of the catalog, of which nothing was found yet.
pub(super) fn without_folders(definition: &Definition, browser: &Browser, layout: Layout) -> FoundBrowser {
    FoundBrowser {
        id: browser.id.clone(),
        name: browser.name.clone(),
        family: definition.family,
        layout,
        found_in: FoundIn::Catalog,
        running: Vec::new(),
        folders: Vec::new(),
        profiles: Vec::new(),
    }
}

/// Returns a folder whose content is not looked at yet.
pub(super) fn folder(root: RootId, dir: Option<&RelPath>, kind: FolderKind, apart: Vec<RelPath>) -> Folder {
    let target = Target { root, at: dir.cloned() };
    Folder {
        target,
        kind,
        entries: Vec::new(),
        apart,
        edits: Vec::new(),
        odd: Vec::new(),
        stores: Vec::new(),
        unchanged: BTreeSet::new(),
    }
}
