//! Cache and settings folders, which lie beside a browser's data and are proven by their places alone. Refuses those that
//! the user can see below a folder that a variable named: they may be projects with a browser's name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::locations::{Evidence, Located};
use super::search::{Search, folder, without_folders};
use crate::catalog::{Browser, Definition};
use crate::engine::browser_processes;
use crate::model::{BrowserId, FolderKind, FoundBrowser, Layout, RootKind, SkipReason, name};
use crate::safefs::Root;

/// A place of the catalog, of which browser it is, and where its list of profiles leads elsewhere.
pub(super) struct Searched<'a> {
    pub(super) definition: &'a Definition,
    pub(super) browser: &'a Browser,
    pub(super) layout: Layout,
    pub(super) located: Located,
    pub(super) elsewhere: Vec<PathBuf>,
}

impl Search<'_> {
    /// Returns a browser's cache or settings folder. Its place alone proves it, so below a further folder, which anybody's
    /// variable may have named, one that the user can see is named and left: it may be a project with a browser's name.
    pub(super) fn beside(&mut self, browser: &BrowserId, at: &Path, kind: RootKind, is_further: bool) -> Option<Root> {
        let Some(rel) = self.below_home(at).filter(|at| is_further && !name::is_hidden(&at.to_path())) else {
            return self.prove(browser, at, kind, None);
        };
        self.name_only(browser, rel, kind, None);
        None
    }

    /// Adds the cache and settings folders of browsers whose data folder is gone. Those of a data folder that is left and
    /// named are left, too.
    pub(super) fn left_alone(&mut self, all: &[Searched<'_>]) {
        let beside = |one: &Searched<'_>| -> Vec<PathBuf> {
            one.located.caches.iter().chain(&one.located.configs).cloned().collect()
        };
        let held: BTreeSet<PathBuf> = all.iter().filter(|one| self.is_left(&one.located.at)).flat_map(beside).collect();
        for one in all.iter().filter(|one| one.located.evidence == Evidence::Place) {
            let caches = one.located.caches.iter().map(|at| (at, RootKind::Cache, FolderKind::Cache));
            let configs = one.located.configs.iter().map(|at| (at, RootKind::Config, FolderKind::Config));
            for (at, kind, folder_kind) in caches.chain(configs).filter(|(at, ..)| !held.contains(*at)) {
                self.alone(one, at, kind, folder_kind);
            }
        }
    }

    fn alone(&mut self, one: &Searched<'_>, at: &Path, kind: RootKind, folder_kind: FolderKind) {
        let Searched { definition, browser, layout, .. } = one;
        let Some(rel) = self.below_home(at).filter(|rel| name::is_hidden(&rel.to_path()) && !self.is_by_itself(rel))
        else {
            return;
        };
        // A link or mount further up is named with the browsers that are there.
        if rel.parent().is_some_and(|above| Root::prove(self.home, &above, kind, None).is_err()) {
            return;
        }
        let Some(root) = self.prove(&browser.id, at, kind, None) else { return };
        match root.list(None) {
            Ok(listed) if listed.is_empty() => return,
            Ok(_) => {}
            Err(_unreadable) => return self.skip(&browser.id, rel, SkipReason::Unreadable),
        }
        let users = browser_processes::users(self.in_use, browser, &root, &[root.path()], &[]);
        let id = self.add_root(&root);
        let (running, folders) = (users.browser.into_iter().collect(), vec![folder(id, None, folder_kind, Vec::new())]);
        let found = FoundBrowser { running, folders, ..without_folders(definition, browser, *layout) };
        self.found.browsers.push(found);
    }
}
