//! Browsers' folders in a hidden folder of HOME that is none of the known ones: a variable of a session that is over may
//! have moved them there. They are named, and nothing is removed from them: it may be somebody's backup.

use std::collections::BTreeSet;

use super::search::Search;
use super::unknown_browsers;
use crate::catalog::{Browser, RootPlace};
use crate::model::{BrowserId, RelPath, RootKind};
use crate::safefs::ConfigDir;

/// The most hidden folders that are looked into. A home has some dozen.
const MOST: usize = 256;

impl Search<'_> {
    /// Adds a skip for each browser's folder in a hidden folder where no place of the catalog is.
    pub(super) fn name_in_hidden_folders(&mut self, asked: &BTreeSet<BrowserId>) {
        let Ok(top) = ConfigDir::user(self.home) else { return };
        let listed = walkdir::WalkDir::new(self.home.path()).min_depth(1).max_depth(1).sort_by_file_name();
        let folders = listed.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
        let hidden = folders.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"."));
        let hidden = hidden.filter_map(|entry| RelPath::from_name(entry.file_name()).ok());
        let hidden: Vec<_> = hidden.filter(|folder| !self.is_a_base(folder)).take(MOST).collect();
        for folder in &hidden {
            let names: BTreeSet<_> = top.names(folder).unwrap_or_default().into_iter().collect();
            let browsers = self.engine.catalog.browsers().map(|(_definition, browser)| browser);
            let asked_for =
                browsers.filter(|browser| !browser.id.is_app() && (asked.is_empty() || asked.contains(&browser.id)));
            let there = |root: &&RootPlace| root.at.rest.names().first().is_some_and(|first| names.contains(first));
            let found: Vec<(&Browser, RelPath)> = asked_for
                .flat_map(|browser| browser.roots.iter().filter(there).map(move |root| (browser, root)))
                .map(|(browser, root)| (browser, folder.extend(&root.at.rest)))
                .collect();
            for (browser, at) in found {
                if !asked.contains(&unknown_browsers::id(&at)) {
                    self.name_only(&browser.id, at, RootKind::Browser, Some(&browser.marker));
                }
            }
        }
    }

    /// Says whether a folder is one that places of the catalog are relative to.
    fn is_a_base(&self, folder: &RelPath) -> bool {
        let places = self.engine.places;
        let mut bases = places.homes().chain(places.configs()).chain(places.datas()).chain(places.caches());
        bases.any(|base| self.below_home(base).is_some_and(|base| base == *folder))
    }
}
