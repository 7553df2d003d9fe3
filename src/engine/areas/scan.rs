//! The scan of one area: proving its folders, and listing what is in them. Reads only.

use std::ffi::OsStr;
use std::path::{Component, Path};

use super::super::context::{Count, Engine};
use crate::model::{
    Area, AreaNote, FoundArea, FoundEntry, FoundPlace, NamedBySettings, Owner, PlaceKind, RelPath, RootBase, RootKind,
    Size, Skip, SkipReason, Stop, VolumeId,
};
use crate::platform::{AreaPlace, Proc};
use crate::safefs::{Home, Kind, Listed, NotARoot, Root};

/// The scan of one area, and what it has found so far.
pub(super) struct AreaScan<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) home: &'a Home,
    pub(super) processes: &'a [Proc],
    /// What the browsers' settings say.
    pub(super) settings: &'a NamedBySettings,
    pub(super) count: Count,
    pub(super) stop: &'a Stop,
    pub(super) area: Area,
    pub(super) found: FoundArea,
    pub(super) skipped: Vec<Skip>,
}

impl AreaScan<'_> {
    /// Returns where this area is on this system.
    pub(super) fn places(&self) -> Vec<AreaPlace> {
        self.engine.system.area_places(self.area, self.engine.places)
    }

    /// Returns a path relative to HOME, as resolved or as the environment names it.
    pub(super) fn below_home(&self, path: &Path) -> Option<RelPath> {
        let homes = [self.home.path(), &self.engine.places.home];
        homes.iter().find_map(|home| RelPath::below(home, path).ok())
    }

    /// Returns a well-known folder below HOME if it is proven. Adds a skip if it is there and must not be touched.
    pub(super) fn prove(&mut self, path: &Path, kind: RootKind) -> Option<Root> {
        let Some(at) = self.below_home(path) else {
            if path.symlink_metadata().is_ok() {
                self.skip(path, SkipReason::Outside);
            }
            return None;
        };
        let proven = Root::prove(self.home, &at, kind, None);
        self.proven_or_skipped(path, proven)
    }

    /// Returns HOME itself as a root, in which only what a scope names is removed.
    pub(super) fn home_root(&mut self) -> Option<Root> {
        let path = self.home.path().to_owned();
        let (volume, at) = VolumeId::split(&path).ok()?;
        let proven = Root::prove_outside_home(self.home, &volume, &at, RootKind::Mixed);
        self.proven_or_skipped(&path, proven)
    }

    pub(super) fn proven_or_skipped(&mut self, path: &Path, proven: Result<Root, NotARoot>) -> Option<Root> {
        match proven {
            Ok(root) => Some(root),
            Err(err) => {
                if let Some(reason) = err.reason() {
                    self.skip(path, reason);
                }
                None
            }
        }
    }

    pub(super) fn skip(&mut self, path: &Path, reason: SkipReason) {
        let at = self.below_home(path).or_else(|| VolumeId::split(path).ok().map(|(_volume, at)| at));
        if let Some(at) = at {
            self.skip_at(at, reason);
        }
    }

    pub(super) fn skip_at(&mut self, at: RelPath, reason: SkipReason) {
        self.skipped.push(Skip { owner: Owner::Area(self.area), at, reason, moved: None });
    }

    /// Adds a skip for a folder outside HOME that a setting names, or for HOME itself, if it may be there. What another
    /// computer or program may have to answer for is not looked at.
    pub(super) fn named_elsewhere(&mut self, path: &Path) {
        let is_there = || self.engine.system.is_on_network(path) || path.symlink_metadata().is_ok();
        let is_way_back = path.components().any(|part| part == Component::ParentDir);
        if is_way_back || is_there() {
            let shown = path.display().to_string().replace('/', "∕");
            let at = VolumeId::split(path).map(|(_volume, at)| at);
            if let Ok(at) = at.or_else(|_odd| RelPath::from_name(OsStr::new(&shown))) {
                self.skip_at(at, if is_way_back { SkipReason::Outside } else { SkipReason::NotProven });
            }
        }
    }

    pub(super) fn note(&mut self, note: AreaNote) {
        self.found.notes.insert(note);
    }

    /// Lists a folder of a root. Adds a skip if it cannot be read, because anything may be in it.
    pub(super) fn list(&mut self, root: &Root, dir: Option<&RelPath>) -> Vec<Listed> {
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

    pub(super) fn entry(&self, root: &Root, at: RelPath, listed: &Listed) -> FoundEntry {
        let size = if self.count == Count::Sizes { root.measure(&at, self.stop) } else { Size::UNKNOWN };
        let made = listed.created.unwrap_or(listed.changed);
        FoundEntry { at, size, made, changed: listed.changed, browsers: Vec::new(), in_use: false }
    }

    pub(super) fn add_place(&mut self, root: &Root, kind: PlaceKind, entries: Vec<FoundEntry>) {
        let label = self.label(root);
        self.found.places.push(FoundPlace { proof: root.proof().clone(), label, kind, entries });
    }

    pub(super) fn label(&self, root: &Root) -> String {
        let proof = root.proof();
        match (&proof.base, proof.kind) {
            (RootBase::Volume(_), RootKind::Mixed) => "~".to_owned(),
            (RootBase::Home, _) => proof.at.to_string(),
            (RootBase::Volume(_), _) => self.below_home(&root.path()).unwrap_or_else(|| proof.at.clone()).to_string(),
        }
    }

    /// Returns what is in a folder that is emptied, as a preview lists it.
    pub(super) fn contents(&mut self, root: &Root) -> Vec<FoundEntry> {
        let tops = self.list(root, None);
        let mut found = Vec::new();
        for top in tops {
            let Ok(at) = RelPath::from_name(&top.name) else { continue };
            if top.kind == Kind::Folder && lists_contents(&top.name) {
                for inner in self.list(root, Some(&at)) {
                    if self.stop.asked().is_some() {
                        return found;
                    }
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

/// Says whether a preview lists the contents of this folder of a trash, and not the folder.
pub(super) fn lists_contents(name: &OsStr) -> bool {
    ["files", "info", "expunged"].iter().any(|known| name == *known)
}
