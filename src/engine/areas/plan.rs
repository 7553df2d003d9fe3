//! Planning: what of the areas is removed, as a value. Reads nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::sync::Arc;

use super::super::context::Engine;
use crate::model::{
    Area, AreaAction, AreaItem, AreaNote, BrowserId, Entry, Fate, FoundEntry, FoundPlace, Inventory, ItemId, Owner,
    PlaceKind, Plan, RecentRule, RelPath, RootId, Scope, Skip, SkipReason, Span, Target, name,
};
use crate::safefs::is_staging_path;

/// Adds to a plan what its request names in areas.
pub(in crate::engine) fn plan(engine: &Engine<'_>, inventory: &Inventory, plan: &mut Plan) {
    plan.session = inventory.session;
    let roots = plan.roots.iter().enumerate();
    let mut known: BTreeMap<_, _> = roots.map(|(number, root)| (root.clone(), RootId(number))).collect();
    for area in plan.request.also.clone() {
        let Some(found) = inventory.areas.get(&area) else { continue };
        plan.area_notes.extend(found.notes.iter().map(|note| (area, note.clone())));
        if area == Area::Downloads && inventory.session.started.is_none() && !found.places.is_empty() {
            plan.area_notes.push((area, AreaNote::StartUnknown));
        }
        for place in &found.places {
            let is_of_session = |entry: &FoundEntry| inventory.session.holds(entry.made);
            if place.kind == PlaceKind::Work && !place.entries.iter().any(is_of_session) {
                continue;
            }
            let is_told = place.kind != PlaceKind::CreatedIfTold || inventory.session.started.is_some();
            if !is_told || place.kind == PlaceKind::Work {
                let (owner, at) = (Owner::Area(area), place.proof.at.clone());
                plan.skipped.push(Skip { owner, at, reason: SkipReason::NotProven, moved: None });
                continue;
            }
            let root = *known.entry(place.proof.clone()).or_insert_with(|| {
                let roots = Arc::make_mut(&mut plan.roots);
                roots.push(place.proof.clone());
                RootId(roots.len() - 1)
            });
            let (action, entries) = work(engine, plan, place, root);
            push(plan, area, place.label.clone(), action, entries);
        }
        // The clipboard of a session that is over is gone.
        if found.has_clipboard && inventory.session.ended.is_none() {
            push(plan, area, String::new(), AreaAction::Clipboard, Vec::new());
        }
    }
}

fn push(plan: &mut Plan, area: Area, label: String, action: AreaAction, entries: Vec<Entry>) {
    let number = plan.items.len() + plan.areas.len();
    let is_pointless =
        entries.is_empty() && matches!(&action, AreaAction::Reset { scope, .. } if selects_nothing(scope));
    if !is_pointless {
        let id = ItemId(number);
        plan.areas.push(AreaItem { id, area, label, action, entries });
    }
}

/// Keeps files named like a database's side files, which a scope otherwise treats like the database: here the name
/// means nothing.
fn keep_side_files(scope: &mut Scope<OsString>, at: &RelPath) {
    for depth in 1..=at.names().len() {
        for suffix in name::DATABASE_SIDES {
            let mut names: Vec<_> = at.names().iter().take(depth).cloned().collect();
            if let Some(last) = names.last_mut() {
                last.push(suffix);
            }
            scope.keep(&names);
        }
    }
}

fn selects_nothing(scope: &Scope<OsString>) -> bool {
    !scope.names_anything(&Fate::Remove)
}

fn work(engine: &Engine<'_>, plan: &Plan, place: &FoundPlace, root: RootId) -> (AreaAction, Vec<Entry>) {
    let session = plan.session;
    let folder = Target { root, at: None };
    let named = |going: Vec<&FoundEntry>| {
        let mut scope = Scope::new(Fate::Keep);
        for entry in &going {
            scope.remove(entry.at.names());
            keep_side_files(&mut scope, &entry.at);
        }
        (AreaAction::Reset { target: folder.clone(), scope }, preview_entries(going))
    };
    let whole = || {
        (
            AreaAction::Reset { target: folder.clone(), scope: Scope::new(Fate::Remove) },
            preview_entries(place.entries.iter().collect()),
        )
    };
    let before_the_end = |entry: &&FoundEntry| !session.ended_before(entry.changed) || is_staging_path(&entry.at);
    match place.kind {
        PlaceKind::Whole => whole(),
        PlaceKind::Contents if session.ended.is_none() => whole(),
        PlaceKind::Contents => named(place.entries.iter().filter(before_the_end).collect()),
        PlaceKind::Named => {
            let closing: BTreeSet<_> = plan.must_close.iter().map(|open| &open.id).collect();
            let is_free = |entry: &&FoundEntry| {
                !entry.in_use && entry.browsers.iter().all(|browser: &BrowserId| closing.contains(browser))
            };
            named(place.entries.iter().filter(is_free).filter(before_the_end).collect())
        }
        PlaceKind::CreatedInSession | PlaceKind::CreatedIfTold => named(created_in(place, session)),
        PlaceKind::Work => named(Vec::new()),
        PlaceKind::RecentList => {
            let at = place.entries.first().map(|entry| entry.at.clone());
            let rule = RecentRule { began: session.started, ended: session.ended, programs: programs(engine) };
            (AreaAction::Recent { target: Target { root, at }, rule }, preview_entries(place.entries.iter().collect()))
        }
    }
}

fn preview_entries(going: Vec<&FoundEntry>) -> Vec<Entry> {
    let entry = |found: &FoundEntry| Entry { at: found.at.clone(), categories: Vec::new(), size: found.size };
    going.into_iter().map(entry).collect()
}

/// Returns the files created in a session, and those of its folders that contain nothing else.
fn created_in(place: &FoundPlace, session: Span) -> Vec<&FoundEntry> {
    let mut occupied: BTreeSet<RelPath> = BTreeSet::new();
    // What was put aside was made in a session, though its folder was made later.
    let goes = |entry: &&FoundEntry| session.holds(entry.made) || is_staging_path(&entry.at);
    for stays in place.entries.iter().filter(|entry| !goes(entry)) {
        let mut above = stays.at.parent();
        while let Some(folder) = above {
            above = folder.parent();
            occupied.insert(folder);
        }
    }
    place.entries.iter().filter(|entry| goes(entry) && !occupied.contains(&entry.at)).collect()
}

/// Returns the names, in lower case, under which browsers add files to the desktop's list.
fn programs(engine: &Engine<'_>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for (_, browser) in engine.catalog.browsers() {
        names.extend([browser.id.0.to_lowercase(), browser.name.to_lowercase()]);
        names.extend(browser.processes.iter().map(|name| name.to_lowercase()));
    }
    names.into_iter().collect()
}
