//! Cleaning what the plan names in areas, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use super::super::browser_processes::ProcessNames;
use super::super::context::{Programs, RunContext, Time, fate};
use super::item::{leftover, open};
use super::scan::lists_contents;
use super::temp;
use crate::model::{
    AreaAction, AreaItem, Category, Event, Fate, ItemId, Leftover, LeftoverKind, NewEntry, Outcome, RecentRule,
    RelPath, Report, RootBase, RootKind, Scope, Stop, Tally, Target,
};
use crate::platform::{AreaPlace, Clipboard};
use crate::safefs::{Kind, Root, is_staging_path};
use crate::store::{self, EditError};

/// What is removed of an area's folder, now that it was looked at again.
struct Going {
    /// Without what is in use, and with the staging folder in which it is by now.
    scope: Scope<OsString>,
    in_use: Vec<Leftover>,
    new: Vec<NewEntry>,
}

/// What was put aside, by item.
#[derive(Default)]
pub(in crate::engine) struct Aside(BTreeMap<ItemId, Going>);

/// Moves what goes of areas' folders into staging folders there, if the run's time is limited.
pub(in crate::engine) fn put_aside(run: &RunContext<'_>) -> Aside {
    let mut aside = Aside::default();
    for item in run.plan.areas.iter().filter(|_| run.options.time != Time::Open) {
        if run.is_stopped() {
            break;
        }
        let AreaAction::Reset { target, scope } = &item.action else { continue };
        // A folder that cannot be opened is reported when it is emptied.
        let Ok(root) = run.open(target.root) else { continue };
        if is_home(&root) {
            continue;
        }
        let mut going = going(run, &root, item, scope);
        if let Some(dir) = root.stage_for_removal(None, &going.scope, run.stop).dir {
            going.scope.remove(&[dir]);
        }
        aside.0.insert(item.id, going);
    }
    aside
}

/// Says whether a root is HOME, of which only single files go: that is as quick as to move them.
fn is_home(root: &Root) -> bool {
    let proof = root.proof();
    proof.kind == RootKind::Mixed && proof.base != RootBase::Home
}

pub(in crate::engine) fn execute(run: &mut RunContext<'_>, mut aside: Aside, report: &mut Report) {
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
            AreaAction::Reset { target, scope } => open(run, item, target, report).and_then(|root| {
                let going = aside.0.remove(&item.id).unwrap_or_else(|| going(run, &root, item, scope));
                reset(run, &root, item, going, report)
            }),
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

/// Looks again at a folder that is to be emptied: what is in use there stays.
fn going(run: &RunContext<'_>, root: &Root, item: &AreaItem, scope: &Scope<OsString>) -> Going {
    let engine = run.engine;
    let (mut scope, mut in_use) = (scope.clone(), Vec::new());
    let is_temp = root.proof().kind == RootKind::Temp;
    let protects = is_temp || run.options.programs == Programs::AtWork;
    let open_files = if protects { engine.system.used_below(&[root.path()]) } else { Vec::new() };
    let names = ProcessNames::of(&open_files, engine.system);
    for file in open_files {
        // In a temporary folder, everything beside an open file is kept too.
        let at = match root.proof().kind {
            RootKind::Temp => temp::top(root, &file.path),
            _ => RelPath::below(&root.path(), &file.path).ok(),
        };
        let Some(at) = at.filter(|at| fate(&scope, at) == Some(Fate::Remove) && is_there(root, at)) else { continue };
        scope.set(at.names(), Fate::Keep, |_present, fate| fate);
        let user = if file.pid == 0 { String::new() } else { names.of_process(file.pid) };
        in_use.push(leftover(item, Some(at), LeftoverKind::InUse(user)));
    }
    let new = new_entries(root, item, &scope);
    Going { scope, in_use, new }
}

/// Returns what was removed, or `None` if there was nothing to remove.
fn reset(run: &mut RunContext<'_>, root: &Root, item: &AreaItem, going: Going, report: &mut Report) -> Option<Tally> {
    report.leftovers.extend(going.in_use);
    report.new_since_preview.extend(going.new);
    // In HOME only single files go, which were not put aside.
    let most = if is_home(root) { u64::MAX } else { run.options.time.most_names() };
    let mut most = most.saturating_sub(report.removed.files);
    let stop = run.stop;
    let mut tell = |tally: Tally| {
        run.observer.on(Event::Progress { id: item.id, files: tally.files, bytes: tally.bytes });
    };
    let removed = root.reset_some(None, &going.scope, &mut most, stop, &mut tell);
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
    // If its folder cannot be looked into, assume that it does.
    !root.kind(at).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
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
    let planned: BTreeSet<&RelPath> = item.entries.iter().map(|entry| &entry.at).collect();
    now.into_iter()
        // A staging folder is Signoff's own; what is in it was in the preview by its former name.
        .filter(|at| !is_staging_path(at) && fate(scope, at) == Some(Fate::Remove))
        .filter(|at| !at.is_in(|above| planned.contains(above)))
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
