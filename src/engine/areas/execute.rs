//! Cleaning what the plan names in areas, and nothing else.

use std::ffi::OsString;

use super::super::context::{Programs, RunContext, fate};
use super::item::{leftover, open};
use super::scan::lists_contents;
use super::temp;
use crate::model::{
    AreaAction, AreaItem, Category, Event, Fate, LeftoverKind, NewEntry, Outcome, RecentRule, RelPath, Report,
    RootKind, Scope, Stop, Tally, Target,
};
use crate::platform::{AreaPlace, Clipboard};
use crate::safefs::{Kind, Root};
use crate::store::{self, EditError};

pub(in crate::engine) fn execute(run: &mut RunContext<'_>, report: &mut Report) {
    for item in &run.plan.areas {
        if run.is_stopped() {
            report.outcomes.insert(item.id, Outcome::NotReached);
            report.leftovers.push(leftover(item, None, LeftoverKind::NotReached));
            continue;
        }
        run.observer.on(Event::Started(item.id));
        let before = report.leftovers.len();
        let tally = match &item.action {
            AreaAction::Clipboard => clipboard(run, item, report),
            AreaAction::Reset { target, scope } => {
                open(run, item, target, report).and_then(|root| reset(run, &root, item, scope, report))
            }
            AreaAction::Recent { target, rule } => {
                open(run, item, target, report).and_then(|root| recent(&root, item, target, rule, report, run.stop))
            }
        };
        let outcome = match (report.leftovers.len() > before, tally) {
            (true, tally) => Outcome::Left(tally.unwrap_or_default()),
            (false, Some(tally)) => Outcome::Done(tally),
            (false, None) => Outcome::AlreadyGone,
        };
        report.outcomes.insert(item.id, outcome);
        run.observer.on(Event::Finished(item.id));
    }
}

/// Returns what was removed, or `None` if there was nothing to remove.
fn reset(
    run: &mut RunContext<'_>,
    root: &Root,
    item: &AreaItem,
    scope: &Scope<OsString>,
    report: &mut Report,
) -> Option<Tally> {
    let RunContext { engine, stop, .. } = *run;
    let mut scope = scope.clone();
    let is_temp = root.proof().kind == RootKind::Temp;
    let protects = is_temp || run.options.programs == Programs::AtWork;
    let open_files = if protects { engine.system.used_below(&[root.path()]) } else { Vec::new() };
    for file in open_files {
        // In a temporary folder, everything beside an open file is kept too.
        let at = match root.proof().kind {
            RootKind::Temp => temp::top(root, &file.path),
            _ => RelPath::below(&root.path(), &file.path).ok(),
        };
        let Some(at) = at.filter(|at| fate(&scope, at) == Some(Fate::Remove) && is_there(root, at)) else { continue };
        scope.set(at.names(), Fate::Keep, |_present, fate| fate);
        let user = if file.pid == 0 { String::new() } else { engine.process_name(file.pid) };
        report.leftovers.push(leftover(item, Some(at), LeftoverKind::InUse(user)));
    }
    report.new_since_preview.extend(new_entries(root, item, &scope));
    let mut tell = |tally: Tally| {
        run.observer.on(Event::Progress { id: item.id, files: tally.files, bytes: tally.bytes });
    };
    let removed = root.reset(None, &scope, stop, &mut tell);
    report.removed += removed.tally;
    report.leftovers.extend(removed.failures.into_iter().map(|failure| leftover(item, failure.at, failure.kind)));
    report.unnamed += removed.more_failures;
    if removed.stopped {
        report.leftovers.push(leftover(item, None, LeftoverKind::NotReached));
    }
    (!item.entries.is_empty() || removed.tally.files > 0).then_some(removed.tally)
}

/// Says whether a path still exists: an open file may have been deleted.
fn is_there(root: &Root, at: &RelPath) -> bool {
    // If the folder cannot be listed, assume that it does.
    let beside = root.list(at.parent().as_ref());
    beside.map_or(true, |beside| beside.iter().any(|listed| listed.name == at.file_name()))
}

/// Returns what is in a folder that is emptied and was not in the preview.
fn new_entries(root: &Root, item: &AreaItem, scope: &Scope<OsString>) -> Vec<NewEntry> {
    let list = |dir: Option<&RelPath>| root.list(dir).unwrap_or_default();
    let mut now = Vec::new();
    for top in list(None) {
        let Ok(at) = RelPath::from_name(&top.name) else { continue };
        if top.kind == Kind::Folder && lists_contents(&top.name) {
            now.extend(list(Some(&at)).into_iter().filter_map(|inner| at.join(&inner.name).ok()));
        } else {
            now.push(at);
        }
    }
    now.into_iter()
        .filter(|at| {
            fate(scope, at) == Some(Fate::Remove) && !item.entries.iter().any(|entry| at.starts_with(&entry.at))
        })
        .map(|at| NewEntry { item: item.id, at, category: Category::Other })
        .collect()
}

fn recent(
    root: &Root,
    item: &AreaItem,
    target: &Target,
    rule: &RecentRule,
    report: &mut Report,
    stop: &Stop,
) -> Option<Tally> {
    let at = target.at.as_ref()?;
    match store::edit_recent(root, at, rule) {
        Ok(edited) => edited.changed.then(Tally::default),
        Err(EditError::Missing) => None,
        // A damaged list may name files of the session. Remove it: desktops create a new one.
        Err(EditError::Damaged(_)) => {
            let mut scope = Scope::new(Fate::Keep);
            scope.remove(at.names());
            let removed = root.reset(None, &scope, stop, &mut |_tally| {});
            report.removed += removed.tally;
            let left = removed.failures.into_iter().map(|failure| leftover(item, failure.at, failure.kind));
            report.leftovers.extend(left);
            Some(removed.tally)
        }
        Err(error) => {
            report.leftovers.push(leftover(item, Some(at.clone()), error.leftover_kind()));
            None
        }
    }
}

fn clipboard(run: &RunContext<'_>, item: &AreaItem, report: &mut Report) -> Option<Tally> {
    let RunContext { engine, stop, .. } = *run;
    let display = &engine.places.os.display;
    let is_guarded = engine.system.area_places(item.area, engine.places).contains(&AreaPlace::GuardedClipboard);
    let left = match engine.system.empty_clipboard(display, stop) {
        _ if is_guarded => Some(LeftoverKind::NotPossible),
        Clipboard::Empty => None,
        Clipboard::Full => Some(LeftoverKind::CameBack),
        Clipboard::Unknown => Some(LeftoverKind::Unverified),
        Clipboard::NoDisplay => return None,
    };
    report.leftovers.extend(left.map(|kind| leftover(item, None, kind)));
    Some(Tally::default())
}
