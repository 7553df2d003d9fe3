//! Discovery of the areas that a request names. Reads only.

use std::collections::BTreeSet;

use super::super::context::{Count, Engine};
use super::scan::AreaScan;
use super::{clipboard, downloads, recent_files, temp, thumbnails, trash};
use crate::model::{Area, AreaNote, FoundArea, Inventory, Stop};
use crate::platform::Proc;
use crate::safefs::Home;

/// Adds what is in these areas to the inventory.
pub(in crate::engine) fn discover(
    engine: &Engine<'_>,
    home: &Home,
    processes: &[Proc],
    areas: &BTreeSet<Area>,
    count: Count,
    found: &mut Inventory,
    stop: &Stop,
) {
    found.session.started = engine.system.logon();
    for area in areas {
        if stop.asked().is_some() {
            return;
        }
        let (area_found, skipped) = (FoundArea::default(), vec![]);
        let mut scan = AreaScan { engine, home, processes, count, stop, area: *area, found: area_found, skipped };
        match area {
            Area::RecentFiles => recent_files::discover(&mut scan),
            Area::Thumbnails => thumbnails::discover(&mut scan),
            Area::Trash => trash::discover(&mut scan),
            Area::Downloads => downloads::discover(&mut scan),
            Area::Clipboard => clipboard::discover(&mut scan),
            Area::Temp => temp::discover(&mut scan),
            // Programs with an embedded browser are found and cleaned as browsers are.
            Area::EmbeddedApps if found.browsers.iter().any(|browser| browser.id.is_app()) => {}
            // Linux has no accounts of its own.
            Area::EmbeddedApps | Area::MicrosoftAccounts => scan.found.notes.push(AreaNote::NotHere),
        }
        found.areas.insert(*area, scan.found);
        found.skipped.extend(scan.skipped);
    }
}
