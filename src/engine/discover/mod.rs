//! Discovery: which browsers and profiles this user has, and what is in them. Reads only.

mod apart;
mod beside;
mod by_content;
mod cache_outside;
mod folder_scan;
mod known_folders;
mod launchers;
mod locations;
mod moved_cache;
mod named_profiles;
mod profiles;
mod profiles_ini;
mod search;
mod settings;
mod unknown_browsers;

use std::collections::BTreeSet;

use self::beside::Searched;
use self::search::Search;
use self::unknown_browsers::Where;
use super::areas;
use super::browser_processes::InUse;
use super::context::{Count, Engine, EngineError};
use crate::catalog::Browser;
use crate::model::{Area, BrowserId, Event, Inventory, Observer, Phase, RelPath, Stop};
use crate::safefs::Home;

pub(super) use folder_scan::{entries, note_unchanged};

impl Engine<'_> {
    /// Returns what was found: of these browsers (all if empty), and of these areas (none if empty).
    pub fn discover(
        &self,
        browsers: &BTreeSet<BrowserId>,
        areas: &BTreeSet<Area>,
        count: Count,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Inventory, EngineError> {
        observer.on(Event::Phase(Phase::Discovering));
        let home = self.home()?;
        let in_use = self.in_use(&home)?;
        let mut found = self.list(&home, &in_use, (browsers, areas, count), stop);
        if count == Count::Listed {
            found.session.started = self.system.logon();
            return Ok(found);
        }
        let Inventory { browsers, roots, .. } = &mut found;
        for browser in browsers {
            self.scan(&home, roots, browser, count, stop);
            note_unchanged(&home, roots, browser, self.system.logon(), stop);
        }
        areas::discover(self, &home, in_use.processes(), areas, count, &mut found, stop);
        Ok(found)
    }

    /// Returns the browsers and profiles that were found, with the times of their last use, and nothing of what is in
    /// them.
    pub(super) fn list(
        &self,
        home: &Home,
        in_use: &InUse<'_>,
        (browsers, areas, count): (&BTreeSet<BrowserId>, &BTreeSet<Area>, Count),
        stop: &Stop,
    ) -> Inventory {
        let mut search = Search::new(self, home, in_use, stop);
        let mut searched = Vec::new();
        let is_asked_for = |browser: &Browser| {
            let is_named = browsers.is_empty() || browsers.contains(&browser.id);
            is_named || browser.id.is_app() && areas.contains(&Area::EmbeddedApps)
        };
        let asked = || self.catalog.browsers().filter(|(_, browser)| is_asked_for(browser));
        for (definition, browser) in asked() {
            for (layout, located) in locations::browser_places(browser, self.places) {
                if stop.asked().is_some() {
                    return apart::arranged(search.found, self.catalog);
                }
                let elsewhere = search.browser(definition, browser, layout, &located);
                searched.push(Searched { definition, browser, layout, located, elsewhere });
            }
        }
        // Only now it is known which of these belong to a root.
        for Searched { definition, browser, layout, elsewhere, .. } in &searched {
            search.listed_elsewhere(definition, browser, *layout, elsewhere);
        }
        search.left_alone(&searched);
        for (definition, browser) in asked() {
            search.started_elsewhere(definition, browser);
        }
        if count != Count::Catalog && browsers.is_empty() || browsers.iter().any(BrowserId::is_unknown) {
            search.by_content(Where::Home);
        } else if count != Count::Catalog {
            search.by_content(Where::Known);
        }
        if self.places.further.is_cut() {
            // Settings that lie outside HOME are named by where they usually are.
            let usual = || RelPath::parse(".config").ok();
            search.found.search_ended_at = search.below_home(&self.places.config).or_else(usual);
        }
        search.settings();
        search.launchers(browsers);
        apart::arranged(search.found, self.catalog)
    }
}
