//! Looking at the areas that were asked for. Reads only.

use std::collections::BTreeSet;

use super::super::context::{Count, Engine};
use super::scan::Look;
use super::{clipboard, downloads, recent_files, temp, thumbnails, trash};
use crate::model::{Area, AreaNote, FoundArea, Inventory};
use crate::platform::Proc;
use crate::safefs::Home;

/// Looks at these areas, and puts what was found beside the browsers.
pub(in crate::engine) fn look(
    engine: &Engine<'_>,
    home: &Home,
    processes: &[Proc],
    areas: &BTreeSet<Area>,
    count: Count,
    found: &mut Inventory,
) {
    found.session.began = engine.system.logon();
    for area in areas {
        let mut look =
            Look { engine, home, processes, count, area: *area, found: FoundArea::default(), skipped: vec![] };
        match area {
            Area::RecentFiles => recent_files::look(&mut look),
            Area::Thumbnails => thumbnails::look(&mut look),
            Area::Trash => trash::look(&mut look),
            Area::Downloads => downloads::look(&mut look),
            Area::Clipboard => clipboard::look(&mut look),
            Area::Temp => temp::look(&mut look),
            // Programs with a browser inside are found and cleaned as browsers are.
            Area::EmbeddedApps if found.browsers.iter().any(|browser| browser.id.is_app()) => {}
            // Linux has no such accounts of its own.
            Area::EmbeddedApps | Area::MicrosoftAccounts => look.found.notes.push(AreaNote::NotHere),
        }
        found.areas.insert(*area, look.found);
        found.skipped.extend(look.skipped);
    }
}
