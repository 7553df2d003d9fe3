//! Adds what the search of a home finds by its content: folders that no place of the catalog names, as browsers of their
//! own, and profiles in what a browser keeps, as that browser's. Looks at nothing that is removed whole with the folder
//! around it.

use std::path::PathBuf;

use super::known_folders::Known;
use super::locations::Located;
use super::search::Search;
use super::unknown_browsers::{self, Unknown, Where};
use crate::catalog::{Base, Browser};
use crate::engine::areas;
use crate::engine::context::fate;
use crate::engine::reach::Reach;
use crate::model::{Family, Fate, Form, FoundIn, Layout, RelPath, Request, RootKind, SkipReason};
use crate::safefs::Root;

impl Search<'_> {
    /// Adds browsers' folders that no place of the catalog names: in the whole home, or in what stays of the browsers that
    /// were found.
    pub(super) fn by_content(&mut self, place: Where) {
        let own = self.engine.own_place(self.home).ok();
        let closed = self.roots.keys().filter(|at| !self.reset.contains_key(at)).cloned().chain(own).collect();
        let known = Known { closed, reset: &self.reset, catalog: self.engine.catalog };
        let unknowns = unknown_browsers::search(self.home, self.engine.places, &known, place, self.stop);
        for at in unknowns.unreadable {
            if self.skips.contains_key(&at) || areas::is_aside(self.engine, self.home, &at) {
                continue;
            }
            self.skip(&unknown_browsers::id(&at), at, SkipReason::Unreadable);
        }
        self.found.search_ended_at = unknowns.ended_at;
        let catalog = self.engine.catalog;
        let places = catalog.browsers().flat_map(|(_definition, browser)| &browser.roots);
        let in_home = places.filter(|root| matches!(root.at.base, Base::Home | Base::Flatpak | Base::Snap));
        let tops = in_home.filter_map(|root| Some(root.at.rest.names().first()?.as_os_str())).collect();
        for Unknown { at, family, is_profile, marker } in unknowns.found {
            let Some(definition) = catalog.family(family) else { continue };
            if self.stop.asked().is_some() {
                break;
            }
            if self.is_cleaned_with_another(&at) {
                continue;
            }
            let keeper = self.keeper(&at);
            // What lies in a proven root needs no proof of its own, and at level everything nothing of a profile stays.
            let proof = if keeper.is_some() && is_profile { None } else { marker.as_deref() };
            self.found_in = FoundIn::Catalog;
            let (browser, layout) = keeper.unwrap_or_else(|| {
                self.found_in = unknown_browsers::found_in(&at, &tops);
                (unknown_browsers::browser(&at), Layout::Native)
            });
            let browser = Browser { marker: marker.clone().unwrap_or_default(), ..browser };
            if !is_profile {
                let caches = if family == Family::Chromium { self.chromium_caches(&at) } else { Vec::new() };
                let at = Located { caches, ..Located::alone(self.home.path().join(at.to_path())) };
                let listed = self.browser(definition, &browser, layout, &at);
                self.listed_elsewhere(definition, &browser, layout, &listed);
            } else if let Ok(root) = Root::prove(self.home, &at, RootKind::Browser, proof) {
                self.lone_profile(definition, &browser, layout, &root);
            }
        }
        self.found_in = FoundIn::Catalog;
    }

    /// Returns the browser of the catalog in whose folder this is: what lies there is its own, whoever copied it there.
    fn keeper(&self, at: &RelPath) -> Option<(Browser, Layout)> {
        let mut above = std::iter::successors(at.parent(), RelPath::parent);
        let owner = above.find_map(|above| self.owners.get(&above))?;
        let found = self.found.browsers.get(*owner).filter(|found| Reach::of(&found.id) == Reach::All)?;
        let (_, browser) = self.engine.catalog.browsers().find(|(_, browser)| browser.id == found.id)?;
        Some((browser.clone(), found.layout))
    }

    /// Says whether a folder is a profile that was found already, or goes with what the search has found around it.
    fn is_cleaned_with_another(&self, at: &RelPath) -> bool {
        if self.is_by_itself(at) {
            return true;
        }
        let mut above = std::iter::successors(at.parent(), RelPath::parent);
        let Some((around, (family, kind, reach))) =
            above.find_map(|above| self.reset.get(&above).map(|known| (above, *known)))
        else {
            return false;
        };
        let Some(definition) = self.engine.catalog.family(family) else { return false };
        let request = reach.request(&Request::default());
        let scope = reach.scope(definition, kind, &request);
        // A folder in the place of a kept file goes whole.
        let is_odd =
            |at: &RelPath| definition.is_odd(kind, at, Form::Folder) && definition.odd_goes(kind, at, &request);
        let inside = RelPath::below(&around.to_path(), &at.to_path());
        inside.is_ok_and(|inside| fate(&scope, &inside) == Some(Fate::Remove) || inside.is_in(is_odd))
    }

    /// Returns where a Chromium has the caches of a user data folder: a folder for settings has its part of the folders for
    /// caches (`GetUserCacheDirectory` in `chrome_paths_linux.cc`). Elsewhere they lie in the profiles.
    pub(super) fn chromium_caches(&self, at: &RelPath) -> Vec<PathBuf> {
        let places = self.engine.places;
        let rest =
            places.configs().find_map(|config| RelPath::below(&self.below_home(config)?.to_path(), &at.to_path()).ok());
        rest.map(|rest| places.caches().map(|cache| cache.join(rest.to_path())).collect()).unwrap_or_default()
    }
}
