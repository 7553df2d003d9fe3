//! Discovery: which browsers and profiles this user has, and what is in them. Reads only.

mod folder_scan;
mod hidden_folders;
mod locations;
mod profiles;
mod search;
mod unknown_browsers;

use std::collections::BTreeSet;

use self::search::Search;
use super::areas;
use super::context::{Count, Engine, EngineError};
use crate::model::{Area, BrowserId, Event, Inventory, Observer, Phase, Stop};

pub(super) use folder_scan::entries;

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
        self.require_process_list()?;
        let home = self.home()?;
        let processes = self.system.processes();
        let mut search =
            Search { engine: self, home: &home, processes: &processes, count, found: Inventory::default() };
        for (definition, browser) in self.catalog.browsers() {
            let is_asked_for = browsers.is_empty() || browsers.contains(&browser.id);
            if is_asked_for || browser.id.is_app() && areas.contains(&Area::EmbeddedApps) {
                for (layout, located) in locations::browser_places(browser, self.places) {
                    if stop.asked().is_some() {
                        return Ok(search.found);
                    }
                    search.browser(definition, browser, layout, &located);
                }
                search.started_elsewhere(definition, browser);
            }
        }
        search.name_in_hidden_folders(browsers);
        search.found.search_was_cut |= self.places.further.is_cut();
        if count != Count::NamesOnly && browsers.is_empty() || browsers.iter().any(BrowserId::is_unknown) {
            search.unknown();
        }
        areas::discover(self, &home, &processes, areas, count, &mut search.found);
        Ok(search.found)
    }
}
