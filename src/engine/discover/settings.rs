//! What the settings of the browsers that were found say of where data are, before those settings are cleaned: caches, and
//! folders for downloads.
//!
//! Anybody may have written a setting. So what it names is a cache only where owner, name and content say so; what is there
//! and not proven is named. Outside HOME nothing is looked at that another computer or program may have to answer for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::moved_cache::{self, Content};
use super::search::{Search, folder};
use crate::model::{
    BrowserId, Category, Entry, Family, FolderKind, FoundIn, RelPath, RootKind, Size, SkipReason, Target, VolumeId,
};
use crate::platform::browser_settings;
use crate::safefs::{NotARoot, Root};
use crate::store::Moved;

/// A profile whose settings are read.
struct OfProfile {
    browser: usize,
    profile: usize,
    id: BrowserId,
    family: Family,
    found_in: FoundIn,
    target: Target,
}

impl Search<'_> {
    /// Adds the caches to which settings lead, and notes the folders for downloads that they name.
    pub(super) fn settings(&mut self) {
        let mut above = BTreeMap::new();
        let mut known = BTreeSet::new();
        let of_machine = browser_settings(self.engine.places);
        self.found.settings.downloads.extend(of_machine.iter().filter_map(|said| said.downloads.clone()));
        for one in self.profiles_with_settings() {
            if self.stop.asked().is_some() {
                return;
            }
            let Some(root) = self.root_of(&one.target) else { continue };
            self.found_in = one.found_in;
            let dir = one.target.at.as_ref();
            let mut moved = Moved::default();
            match one.family {
                Family::Firefox => moved.add_firefox(&root, dir),
                _ => moved.add_chromium(&root, dir, "Preferences"),
            }
            let unread: Vec<_> =
                moved.unread.iter().map(|(file, gaps)| (root.proof().at.extend(file), *gaps)).collect();
            for (at, gaps) in unread {
                if gaps.caches && one.family == Family::Firefox {
                    self.skip(&one.id, at.clone(), SkipReason::Unreadable);
                }
                if gaps.downloads && one.found_in != FoundIn::VisibleFolder {
                    self.found.settings.unread.insert(at);
                }
            }
            let caches: Vec<_> = if one.family == Family::Firefox {
                moved.caches.iter().flat_map(|parent| self.firefox_caches(parent)).collect()
            } else {
                let of_all = above.entry(one.browser).or_insert_with(|| {
                    let mut of_all = Moved::default();
                    if dir.is_some() {
                        of_all.add_chromium(&root, None, "Local State");
                    }
                    of_all
                });
                let name = dir.map_or_else(|| root.proof().at.file_name(), RelPath::file_name);
                let of_machine = of_machine.iter().filter(|said| said.browser == one.id.0);
                let parents = of_all.caches.iter().chain(of_machine.filter_map(|said| said.cache.as_ref()));
                let below = parents.map(|parent| self.absolute(parent).join(name));
                below.flat_map(|parent| moved_cache::OF_CHROMIUM.map(|name| parent.join(name))).collect()
            };
            for at in caches {
                // Profiles that share a cache also share what becomes of it.
                if known.insert(at.clone()) {
                    self.moved_cache(&one, &at);
                }
            }
            if one.found_in != FoundIn::VisibleFolder {
                self.found.settings.downloads.append(&mut moved.downloads);
                self.found.settings.saved.append(&mut moved.saved);
            }
        }
        self.found_in = FoundIn::Catalog;
    }

    /// Returns the profiles of browsers whose settings name places, those of the catalog first.
    fn profiles_with_settings(&self) -> Vec<OfProfile> {
        let mut found = Vec::new();
        for (number, browser) in self.found.browsers.iter().enumerate() {
            if !matches!(browser.family, Family::Chromium | Family::Firefox) {
                continue;
            }
            let folder = |profile: usize| {
                let folders = &browser.profiles.get(profile)?.folders;
                folders.iter().find(|folder| folder.kind == FolderKind::Profile)
            };
            found.extend((0..browser.profiles.len()).filter_map(|profile| {
                let (id, family, found_in) = (browser.id.clone(), browser.family, browser.found_in);
                Some(OfProfile {
                    browser: number,
                    profile,
                    id,
                    family,
                    found_in,
                    target: folder(profile)?.target.clone(),
                })
            }));
        }
        found
    }

    fn root_of(&self, target: &Target) -> Option<Root> {
        Root::prove_again(self.home, self.found.roots.get(target.root.0)?).ok()
    }

    /// Returns the folders below one that Firefox may have made there as its cache.
    fn firefox_caches(&self, parent: &Path) -> Vec<PathBuf> {
        let parent = self.absolute(parent);
        let usual = ["cache2", "OfflineCache"].map(|name| parent.join(name));
        let listed = self.reach(&parent, RootKind::Config).ok().and_then(|root| root.list(None).ok());
        let aside = listed.unwrap_or_default().into_iter().filter(|one| {
            let name = one.name.to_str();
            name.is_some_and(|name| moved_cache::is_of_firefox(name) && !usual.iter().any(|at| at.ends_with(name)))
        });
        let aside: Vec<_> = aside.map(|one| parent.join(one.name)).collect();
        usual.into_iter().chain(aside).collect()
    }

    /// Returns a path as a browser takes it: below HOME if it begins so.
    fn absolute(&self, path: &Path) -> PathBuf {
        match path.strip_prefix("~") {
            Ok(rest) => self.home.path().join(rest),
            Err(_) => path.to_owned(),
        }
    }

    /// Opens a folder that a setting names, if it is this user's: below HOME as every other root, elsewhere as a cache.
    fn reach(&self, at: &Path, kind: RootKind) -> Result<Root, NotARoot> {
        if let Some(rel) = self.below_home(at) {
            return Root::prove(self.home, &rel, kind, None);
        }
        let (volume, rel) = VolumeId::split(at).map_err(|_no| NotARoot::Link(at.to_owned()))?;
        if self.engine.system.is_on_network(at) {
            return Err(NotARoot::Mount(at.to_owned()));
        }
        Root::prove_outside_home(self.home, &volume, &rel, RootKind::Cache)
    }

    /// Adds a cache to a profile if its owner and content prove it; names what is there and is not proven.
    fn moved_cache(&mut self, one: &OfProfile, at: &Path) {
        // A relative path leads nowhere, or it depends on where the browser was started.
        if !at.is_absolute() {
            return;
        }
        // Where ".." leads is not known before the way is gone.
        if at.components().any(|part| part == Component::ParentDir) {
            return self.name(&one.id, at.parent().unwrap_or(at), SkipReason::Outside);
        }
        let root = match self.reach(at, RootKind::Cache) {
            Ok(root) => root,
            Err(error) => return self.not_reached(&one.id, at, &error),
        };
        if root.list(None).is_ok_and(|listed| listed.is_empty()) {
            return;
        }
        let content = moved_cache::content(&root, self.stop);
        let is_whole = content.as_ref().is_some_and(|content| content.foreign.is_empty());
        if !is_whole && self.stop.asked().is_none() {
            self.name(&one.id, at, SkipReason::NotProven);
        }
        let Some(Content { entries, foreign }) = content.filter(|content| !content.entries.is_empty()) else { return };
        let entry = |at| Entry { at, categories: vec![Category::Cache], size: Size::UNKNOWN };
        let id = self.add_root(&root);
        let mut folder = folder(id, None, FolderKind::MovedCache, foreign);
        folder.entries = entries.into_iter().map(entry).collect();
        let profile =
            self.found.browsers.get_mut(one.browser).and_then(|browser| browser.profiles.get_mut(one.profile));
        if let Some(profile) = profile {
            profile.folders.push(folder);
        }
    }

    fn not_reached(&mut self, browser: &BrowserId, at: &Path, error: &NotARoot) {
        match self.below_home(at) {
            Some(rel) => drop(self.refused(browser, rel, error)),
            None => {
                if let Some(reason) = error.reason() {
                    self.name(browser, at, reason);
                }
            }
        }
    }

    /// Names a folder that a setting names, and that is left.
    fn name(&mut self, browser: &BrowserId, at: &Path, reason: SkipReason) {
        if let Some(at) = self.shown(at) {
            self.skip(browser, at, reason);
        }
    }
}
