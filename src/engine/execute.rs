//! Removing and editing what the plan names, and nothing else.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::close::Closed;
use super::{Engine, discover, fate, open};
use crate::model::{
    Action, Category, Edit, Event, Fate, Item, Leftover, LeftoverKind, NewEntry, Observer, Outcome, Plan, RelPath,
    Report, RootKind, Scope, Size, Stop, Tally,
};
use crate::platform::HeldFile;
use crate::safefs::{Home, Root};
use crate::store::{self, EditError};

/// Files in which browsers name the accounts that they are signed in to, in a profile or above the profiles.
const ACCOUNT_FILES: [&str; 4] = ["Local State", "Preferences", "signedInUser.json", "prefs.js"];

/// What was learnt before the removal, for verification.
pub(super) struct Known {
    /// Account addresses that were in the profiles.
    pub(super) addresses: BTreeSet<String>,
}

impl Known {
    pub(super) fn add(&mut self, more: Self) {
        self.addresses.extend(more.addresses);
    }
}

pub(super) fn execute(
    engine: &Engine<'_>,
    home: &Home,
    plan: &Plan,
    closed: &Closed,
    report: &mut Report,
    seen: &mut dyn Observer,
    stop: &Stop,
) -> Known {
    // Fix sign-in looks for sites, not for persons.
    let whole = plan.request.fixes().is_none();
    let known = Known { addresses: if whole { addresses(home, plan, closed) } else { BTreeSet::new() } };
    let held = held(engine, home, plan);
    // What found no space is tried once more at the end: by then caches have made some.
    let mut again = Vec::new();
    for item in &plan.items {
        if stop.asked().is_some() {
            report.outcomes.insert(item.id, Outcome::NotReached);
            report.leftovers.push(leftover(item, None, LeftoverKind::NotReached));
            continue;
        }
        seen.on(Event::Started(item.id));
        let outcome = if closed.is_open(item.target.root) {
            report.leftovers.push(leftover(item, None, LeftoverKind::BrowserOpen));
            Outcome::Left(Tally::default())
        } else {
            work(engine, home, plan, item, &held, report, seen, stop)
        };
        let no_space = |left: &Leftover| left.item == item.id && left.kind == LeftoverKind::NoSpace;
        if report.leftovers.last().is_some_and(no_space) {
            again.push(item);
        }
        report.outcomes.insert(item.id, outcome);
        seen.on(Event::Finished(item.id));
    }
    for item in again.into_iter().filter(|_| stop.asked().is_none()) {
        report.leftovers.retain(|left| left.item != item.id);
        let outcome = work(engine, home, plan, item, &held, report, seen, stop);
        report.outcomes.insert(item.id, outcome);
    }
    known
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename them")]
fn work(
    engine: &Engine<'_>,
    home: &Home,
    plan: &Plan,
    item: &Item,
    held: &[HeldFile],
    report: &mut Report,
    seen: &mut dyn Observer,
    stop: &Stop,
) -> Outcome {
    let root = match open(home, plan, item.target.root) {
        Ok(root) => root,
        Err(kind) => {
            report.leftovers.push(leftover(item, None, kind));
            return Outcome::Left(Tally::default());
        }
    };
    match &item.action {
        Action::Reset { scope } => reset(engine, &root, item, scope, held, report, seen, stop),
        Action::Edit(edit) => rewrite(engine, &root, item, edit, held, report),
    }
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename them")]
fn reset(
    engine: &Engine<'_>,
    root: &Root,
    item: &Item,
    scope: &Scope<OsString>,
    held: &[HeldFile],
    report: &mut Report,
    seen: &mut dyn Observer,
    stop: &Stop,
) -> Outcome {
    let before = report.leftovers.len();
    let mut scope = scope.clone();
    let folder = item.target.at.as_ref().map_or_else(|| root.path(), |at| root.path().join(at.to_path()));
    for file in held {
        if let Ok(at) = RelPath::below(&folder, &file.path)
            && fate(&scope, &at) == Some(Fate::Remove)
        {
            scope.name(at.names(), Fate::Keep, |_present, fate| fate);
            report.leftovers.push(leftover(item, Some(at), LeftoverKind::InUse(engine.process_name(file.pid))));
        }
    }
    report.new_since_preview.extend(new_entries(engine, root, item, &scope));
    let mut tell = |tally: Tally| {
        seen.on(Event::Progress { id: item.id, files: tally.files, bytes: tally.bytes });
    };
    let removed = root.reset(item.target.at.as_ref(), &scope, stop, &mut tell);
    report.removed += removed.tally;
    let failures = removed.failures.into_iter();
    report.leftovers.extend(failures.map(|failure| leftover(item, failure.at, failure.kind)));
    report.unnamed += removed.more_failures;
    if removed.stopped {
        report.leftovers.push(leftover(item, None, LeftoverKind::NotReached));
    }
    match (report.leftovers.len() > before, removed.tally.files) {
        (true, _) => Outcome::Left(removed.tally),
        (false, 0) => Outcome::AlreadyGone,
        (false, _) => Outcome::Done(removed.tally),
    }
}

/// Returns what is in the folder now, goes, and was not in the preview.
fn new_entries(engine: &Engine<'_>, root: &Root, item: &Item, scope: &Scope<OsString>) -> Vec<NewEntry> {
    let Some(definition) = engine.catalog.family(item.family) else { return Vec::new() };
    let now = discover::entries(definition, root, item.target.at.as_ref(), item.kind, &[], |_at| Size::UNKNOWN);
    now.into_iter()
        .filter(|entry| fate(scope, &entry.at) == Some(Fate::Remove))
        .filter(|entry| !item.entries.iter().any(|planned| entry.at.starts_with(&planned.at)))
        .map(|entry| NewEntry {
            item: item.id,
            category: entry.categories.first().copied().unwrap_or(Category::Other),
            at: entry.at,
        })
        .collect()
}

fn rewrite(
    engine: &Engine<'_>,
    root: &Root,
    item: &Item,
    edit: &Edit,
    held: &[HeldFile],
    report: &mut Report,
) -> Outcome {
    let Some(at) = &item.target.at else {
        report.leftovers.push(leftover(item, None, LeftoverKind::Internal));
        return Outcome::Left(Tally::default());
    };
    let path = root.path().join(at.to_path());
    if let Some(file) = held.iter().find(|file| file.path.starts_with(&path)) {
        report.leftovers.push(leftover(item, None, LeftoverKind::InUse(engine.process_name(file.pid))));
        return Outcome::Left(Tally::default());
    }
    match store::edit(root, at, edit) {
        Ok(edited) if !edited.changed && matches!(edit, Edit::Sites { .. }) => Outcome::AlreadyGone,
        Ok(_edited) => Outcome::Done(Tally::default()),
        Err(EditError::Missing) => Outcome::AlreadyGone,
        Err(error) => {
            report.leftovers.push(leftover(item, None, kind_of(&error)));
            Outcome::Left(Tally::default())
        }
    }
}

/// Returns what a failed edit leaves.
pub(super) fn kind_of(error: &EditError) -> LeftoverKind {
    match error {
        EditError::Missing | EditError::Internal => LeftoverKind::Internal,
        EditError::Damaged(_) | EditError::NotAFile => LeftoverKind::Damaged,
        EditError::UnknownSchema(_) => LeftoverKind::UnknownSchema,
        EditError::Locked => LeftoverKind::InUse(String::new()),
        EditError::NoSpace => LeftoverKind::NoSpace,
        EditError::NoPermission => LeftoverKind::NoPermission,
        EditError::Residue(_) => LeftoverKind::Found,
        EditError::Os(code) => LeftoverKind::Os(*code),
    }
}

pub(super) fn leftover(item: &Item, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    Leftover { item: item.id, browser: item.browser.clone(), profile: item.profile_name.clone(), at, kind }
}

/// Files below the plan's roots that some process of this user holds. Browsers that use them are closed by now; what
/// is left is another program's.
fn held(engine: &Engine<'_>, home: &Home, plan: &Plan) -> Vec<HeldFile> {
    // Areas look for themselves: theirs are large, and more than open files counts there.
    let browsers =
        plan.roots.iter().filter(|proof| matches!(proof.kind, RootKind::Browser | RootKind::Cache | RootKind::Config));
    let roots = browsers.filter_map(|proof| Root::prove_again(home, proof).ok());
    let dirs: Vec<_> = roots.map(|root| root.path()).collect();
    engine.system.files_held_below(&dirs)
}

/// Reads the account addresses in the profiles, so that verification can look for them afterwards.
fn addresses(home: &Home, plan: &Plan, closed: &Closed) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in &plan.items {
        let is_browser = plan.proof(item.target.root).is_some_and(|proof| proof.kind == RootKind::Browser);
        if !is_browser || closed.is_open(item.target.root) || !matches!(item.action, Action::Reset { .. }) {
            continue;
        }
        if let Ok(root) = open(home, plan, item.target.root) {
            let files = ACCOUNT_FILES.iter().filter_map(|name| RelPath::parse(name).ok());
            let files: Vec<_> = files.filter_map(|file| item.target.below(&file).at).collect();
            found.extend(store::addresses(&root, &files));
        }
    }
    found
}
