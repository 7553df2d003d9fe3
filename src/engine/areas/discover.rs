//! Discovery of the areas that a request names. Reads only.

use std::collections::BTreeSet;

use super::super::context::{Count, Engine};
use super::scan::AreaScan;
use super::{clipboard, downloads, recent_files, temp, thumbnails, trash};
use crate::model::{Area, AreaNote, FoundArea, Inventory, RelPath, Stop};
use crate::platform::{AreaPlace, Proc};
use crate::safefs::{Home, is_staging_path};

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
    let settings = &found.settings;
    for area in areas {
        if stop.asked().is_some() {
            return;
        }
        let (area_found, skipped) = (FoundArea::default(), vec![]);
        let mut scan =
            AreaScan { engine, home, processes, settings, count, stop, area: *area, found: area_found, skipped };
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
            Area::EmbeddedApps | Area::MicrosoftAccounts => scan.note(AreaNote::NotHere),
        }
        found.areas.insert(*area, scan.found);
        found.skipped.extend(scan.skipped);
    }
}

/// Says whether a folder that cannot be read is one into which an earlier run has moved what goes of an area. It goes
/// with the area.
pub(in crate::engine) fn is_aside(engine: &Engine<'_>, home: &Home, at: &RelPath) -> bool {
    let is_ours = RelPath::from_name(at.file_name()).is_ok_and(|name| is_staging_path(&name));
    let folder = at.parent().map(|above| home.path().join(above.to_path()));
    let is_areas = |area: &Area| {
        let places = engine.system.area_places(*area, engine.places);
        places.into_iter().any(|place| match place {
            AreaPlace::Folder(path)
            | AreaPlace::Claimed(path)
            | AreaPlace::OnMount(path)
            | AreaPlace::Shared { path, kept: _ } => Some(path) == folder,
            _ => false,
        })
    };
    is_ours && Area::ALL.iter().any(is_areas)
}
