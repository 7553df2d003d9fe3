//! Areas outside browsers: looked at, planned, cleaned and verified only where a request asks for them.
//!
//! Each area has a file that says where it is and what in it counts. They share one way: a root proven by `safefs`, a
//! scope made by the plan, and nothing that neither names.

mod clipboard;
mod downloads;
mod execute;
mod plan;
mod recent_files;
mod temp;
mod thumbnails;
mod trash;
mod verify;

use std::collections::BTreeSet;
use std::path::Path;

pub(super) use execute::execute;
pub(super) use plan::plan;
pub(super) use verify::verify;

use super::context::{Count, Engine, open};
use crate::model::{
    Area, AreaItem, AreaNote, BrowserId, FoundArea, FoundEntry, FoundPlace, Inventory, Leftover, LeftoverKind,
    PlaceKind, Plan, RelPath, Report, RootBase, RootKind, Size, Skip, SkipReason, Target,
};
use crate::platform::Proc;
use crate::safefs::{Home, Kind, Listed, NotARoot, Root};

/// Looks at these areas, and puts what was found beside the browsers.
pub(super) fn look(
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

/// A look at one area.
struct Look<'a> {
    engine: &'a Engine<'a>,
    home: &'a Home,
    processes: &'a [Proc],
    count: Count,
    area: Area,
    found: FoundArea,
    skipped: Vec<Skip>,
}

impl Look<'_> {
    /// Returns where something is below HOME, as resolved or as the environment names it.
    fn below_home(&self, path: &Path) -> Option<RelPath> {
        let homes = [self.home.path(), &self.engine.places.home];
        homes.iter().find_map(|home| RelPath::below(home, path).ok())
    }

    /// Proves a well-known folder below HOME; what is there but must not be touched is remembered.
    fn prove(&mut self, path: &Path, kind: RootKind) -> Option<Root> {
        let Some(at) = self.below_home(path) else {
            if path.symlink_metadata().is_ok() {
                self.skip(path, SkipReason::Outside);
            }
            return None;
        };
        let proven = Root::prove(self.home, &at, kind, None);
        self.taken(path, proven)
    }

    /// Returns HOME itself as a root in which only what is named goes.
    fn home_root(&mut self) -> Option<Root> {
        let path = self.home.path().to_owned();
        let at = RelPath::below(Path::new("/"), &path).ok()?;
        let proven = Root::prove_at_top(self.home, &at, RootKind::Mixed);
        self.taken(&path, proven)
    }

    fn taken(&mut self, path: &Path, proven: Result<Root, NotARoot>) -> Option<Root> {
        match proven {
            Ok(root) => Some(root),
            Err(not) => {
                if let Some(reason) = not.reason() {
                    self.skip(path, reason);
                }
                None
            }
        }
    }

    fn skip(&mut self, path: &Path, reason: SkipReason) {
        let at = self.below_home(path).or_else(|| RelPath::below(Path::new("/"), path).ok());
        if let Some(at) = at {
            self.skipped.push(Skip { browser: BrowserId::of_area(self.area), at, reason, moved: None });
        }
    }

    fn note(&mut self, note: AreaNote) {
        if !self.found.notes.contains(&note) {
            self.found.notes.push(note);
        }
    }

    /// Lists a folder of a root. One that cannot be read is said to be so: it may hold anything.
    fn list(&mut self, root: &Root, dir: Option<&RelPath>) -> Vec<Listed> {
        match root.list(dir) {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(_unreadable) => {
                let path = dir.map_or_else(|| root.path(), |dir| root.path().join(dir.to_path()));
                self.skip(&path, SkipReason::Unreadable);
                Vec::new()
            }
        }
    }

    fn entry(&self, root: &Root, at: RelPath, listed: &Listed) -> FoundEntry {
        let size = if self.count == Count::Sizes { root.measure(&at).size } else { Size::UNKNOWN };
        let made = listed.made.unwrap_or(listed.changed);
        FoundEntry { at, size, made, changed: listed.changed, browsers: Vec::new(), in_use: false }
    }

    fn place(&mut self, root: &Root, kind: PlaceKind, entries: Vec<FoundEntry>) {
        let label = self.label(root);
        self.found.places.push(FoundPlace { proof: root.proof().clone(), label, kind, entries });
    }

    fn label(&self, root: &Root) -> String {
        let proof = root.proof();
        match (proof.base, proof.kind) {
            (RootBase::Top, RootKind::Mixed) => "~".to_owned(),
            (RootBase::Home, _) => proof.at.to_string(),
            (RootBase::Top, _) => self.below_home(&root.path()).unwrap_or_else(|| proof.at.clone()).to_string(),
        }
    }

    /// Returns what is in a folder that goes whole, as a preview names it.
    fn contents(&mut self, root: &Root) -> Vec<FoundEntry> {
        let tops = self.list(root, None);
        let mut found = Vec::new();
        for top in tops {
            let Ok(at) = RelPath::from_name(&top.name) else { continue };
            if top.kind == Kind::Folder && trash::has_things_of_its_own(&top.name) {
                for inner in self.list(root, Some(&at)) {
                    let below = at.join(&inner.name).ok();
                    found.extend(below.map(|at| self.entry(root, at, &inner)));
                }
            } else {
                found.push(self.entry(root, at, &top));
            }
        }
        found
    }
}

/// Works in the folder that an item names; where that is no longer the one of the plan, says so and returns nothing.
fn with_root<T: Default>(
    home: &Home,
    plan: &Plan,
    item: &AreaItem,
    target: &Target,
    report: &mut Report,
    work: impl FnOnce(&Root, &mut Report) -> T,
) -> T {
    match open(home, plan, target.root) {
        Ok(root) => work(&root, report),
        Err(kind) => {
            report.leftovers.push(leftover(item, None, kind));
            T::default()
        }
    }
}

/// Returns something that is left of an area; what was to be its profile is its folder.
fn leftover(item: &AreaItem, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    let place = (!item.label.is_empty()).then(|| item.label.clone());
    Leftover { item: item.id, browser: BrowserId::of_area(item.area), profile: place, at, kind }
}
