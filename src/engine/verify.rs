//! Checking the result: what was removed is absent, what was edited holds only what its allow-list names, and no
//! account address from before the run is in a kept file. A file that cannot be read is never counted as clean.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::context::{RunContext, fate};
use super::execute::{is_administrators, stays_for_administrator};
use super::leftover::leftover;
use super::mentions::Search;
use crate::catalog::Definition;
use crate::model::{
    Action, Fate, FolderKind, Form, Item, LeftoverKind, Outcome, Plan, RelPath, Report, Request, RootBase, RootProof,
    Scope,
};
use crate::safefs::{Kind, Root, Template, staging_dir_of};
use crate::store::{self, EditError};

pub(super) fn verify(run: &RunContext<'_>, resets: &Resets, search: &Search, report: &mut Report) {
    let RunContext { engine, plan, stop, .. } = *run;
    for item in &plan.items {
        if stop.asked().is_some() {
            return;
        }
        // Do not report again what is already known to be left.
        let is_done = matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_) | Outcome::AlreadyGone));
        let root = match proven(run, item) {
            Ok(root) => root,
            Err(kind) => {
                if is_done {
                    report.leftovers.push(leftover(item, None, kind));
                }
                continue;
            }
        };
        match (&item.action, &item.target.at) {
            (Action::Reset { scope }, _) => {
                let mut apart = apart(resets, plan, item);
                if let Some(template) = plan.templates.get(&item.id).filter(|_| is_done) {
                    let template = Template { path: template, administrator: engine.places.os.administrator };
                    let compared = root.compare(item.target.at.as_ref(), template, stop);
                    apart.extend(compared.names);
                    let differ =
                        compared.differences.into_iter().map(|failure| leftover(item, failure.at, failure.kind));
                    report.leftovers.extend(differ);
                }
                Check { run, root: &root, item, scope, apart: &apart, is_done, search }.folder(report);
            }
            (Action::Edit(_), Some(_)) if is_administrators(&root, item, None) => {}
            (Action::Edit(edit), Some(at)) if is_done => match store::verify(&root, at, edit, stop) {
                Ok(()) | Err(EditError::Missing) => report.checked.edits += 1,
                Err(EditError::Damaged(_)) => report.leftovers.push(leftover(item, None, LeftoverKind::Found)),
                Err(error) => report.leftovers.push(leftover(item, None, error.leftover_kind())),
            },
            (Action::Edit(_), _) => {}
        }
    }
}

fn proven(run: &RunContext<'_>, item: &Item) -> Result<Root, LeftoverKind> {
    let marker_may_go = item.target.at.is_none()
        && matches!(item.kind, FolderKind::Companion | FolderKind::Extensions | FolderKind::Profile);
    if !marker_may_go {
        return run.open(item.target.root);
    }
    // The marker file may be removed with the rest; device and inode still identify the folder.
    let proof = run.plan.proof(item.target.root).cloned().ok_or(LeftoverKind::Internal)?;
    Root::prove_again(run.home(), &RootProof { marker: None, ..proof }).map_err(|err| err.leftover())
}

/// The folders that a run resets, by where they are reached from.
pub(super) type Resets = BTreeSet<(RootBase, RelPath)>;

/// Returns the folders that a plan resets. Each is checked by itself, so the plan must be that of the whole run.
pub(super) fn resets(plan: &Plan) -> Resets {
    let items = plan.items.iter().filter(|item| matches!(item.action, Action::Reset { .. }));
    items.filter_map(|item| path_of(plan, item)).collect()
}

/// Returns the path of an item's folder.
fn path_of(plan: &Plan, item: &Item) -> Option<(RootBase, RelPath)> {
    let root = plan.proof(item.target.root)?;
    let at = item.target.at.as_ref().map_or_else(|| root.at.clone(), |at| root.at.extend(at));
    Some((root.base.clone(), at))
}

/// Returns the folders that other items reset below this item's folder, relative to it.
fn apart(resets: &Resets, plan: &Plan, item: &Item) -> BTreeSet<RelPath> {
    let Some(dir) = path_of(plan, item) else { return BTreeSet::new() };
    let below = resets.range(&dir..).take_while(|(base, at)| *base == dir.0 && at.starts_with(&dir.1));
    below.filter_map(|(_, at)| RelPath::below(&dir.1.to_path(), &at.to_path()).ok()).collect()
}

/// The check of one folder that was reset.
struct Check<'a, 'r> {
    run: &'a RunContext<'r>,
    root: &'a Root,
    item: &'a Item,
    scope: &'a Scope<OsString>,
    /// Folders in it that other items reset.
    apart: &'a BTreeSet<RelPath>,
    is_done: bool,
    search: &'a Search,
}

impl Check<'_, '_> {
    /// Lists the folder again, entering only folders in which both kept and removed names may be; searches the kept
    /// files for account addresses.
    fn folder(&self, report: &mut Report) {
        let Self { run, root, item, scope, apart, is_done, search } = *self;
        let exempt = Exempt::of(run, item);
        // Other programs' files are none of a browser's.
        let is_searched = search.is_needed() && !item.kind.holds_others_files();
        let mut folders: Vec<Option<RelPath>> = vec![None];
        while let Some(below) = folders.pop() {
            if run.is_stopped() {
                return;
            }
            let dir = item.target.at.as_ref();
            let inside = below.as_ref().map(|below| below.within(dir));
            report.checked.folders += 1;
            let listed = match root.list(inside.as_ref().or(dir)) {
                Ok(listed) => listed,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(_unreadable) => {
                    report.leftovers.push(leftover(item, below, LeftoverKind::Unverified));
                    continue;
                }
            };
            if is_done
                && listed.is_empty()
                && below.as_ref().is_some_and(|below| staging_dir_of(below).as_ref() == Some(below))
            {
                report.leftovers.push(leftover(item, below.clone(), LeftoverKind::Found));
            }
            for entry in listed {
                let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(below.as_ref())) else { continue };
                if apart.contains(&at) {
                    continue;
                }
                match (fate(scope, &at), entry.kind) {
                    (Some(Fate::Keep), kind) if is_done && self.is_odd(&at, kind.form()) => {
                        report.leftovers.push(leftover(item, Some(at), LeftoverKind::Found));
                    }
                    (Some(Fate::Remove), Kind::Folder) if has_other_fates_below(scope, &at) => folders.push(Some(at)),
                    // Enter the staging folder, to name what is left in it as it was named before.
                    (Some(Fate::Remove), Kind::Folder) if staging_dir_of(&at).as_ref() == Some(&at) => {
                        folders.push(Some(at));
                    }
                    (Some(Fate::Remove), _) if is_done && stays_for_administrator(run.engine, root, item, &at) => {}
                    (Some(Fate::Remove), _) if is_done => {
                        report.leftovers.push(leftover(item, Some(at), LeftoverKind::Found));
                    }
                    (Some(Fate::Remove), _) => {}
                    (_, Kind::Folder) if is_searched || has_other_fates_below(scope, &at) => {
                        folders.push(Some(at));
                    }
                    (_, Kind::File)
                        if is_searched && !exempt.holds(&at) && !is_administrators(root, item, Some(&at)) =>
                    {
                        search.file(root, (item, at), run.stop, report);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Says whether something has the name of what is kept and is none of it, although the request removes such a thing.
    fn is_odd(&self, at: &RelPath, form: Form) -> bool {
        let Self { run, item, .. } = *self;
        let request = &run.plan.request;
        if request.fixes().is_some() || item.profile.browser.may_hold_other_data() {
            return false;
        }
        let definition = run.engine.catalog.family(item.profile.family);
        definition.is_some_and(|definition| {
            definition.is_odd(item.kind, at, form) && definition.odd_goes(item.kind, at, request)
        })
    }
}

/// Kept files that may hold account addresses: the user's bookmarks, files that stay because the request keeps their
/// category, and files of a program that is more than a browser.
struct Exempt<'a> {
    definition: Option<&'a Definition>,
    kind: FolderKind,
    /// The same request without its exceptions, and the scope of that; `None` if it has no exceptions.
    whole: Option<(Request, Scope<OsString>)>,
    /// The program is more than a browser, so only its browser's known files were removed.
    is_programs_own: bool,
}

impl<'a> Exempt<'a> {
    fn of(run: &RunContext<'a>, item: &Item) -> Self {
        let (engine, request) = (run.engine, &run.plan.request);
        let definition = engine.catalog.family(item.profile.family);
        let is_partial = !(request.only.is_empty() && request.keeping.is_empty() && request.keep_sites.is_empty());
        let whole = Request { level: request.level, ..Request::default() };
        let scope = definition.filter(|_| is_partial).map(|definition| definition.scope(item.kind, &whole));
        let whole = scope.map(|scope| (whole, scope));
        Self { definition, kind: item.kind, whole, is_programs_own: item.profile.browser.may_hold_other_data() }
    }

    fn holds(&self, at: &RelPath) -> bool {
        let Some(definition) = self.definition else { return false };
        let by_request = |(whole, scope): &(Request, Scope<OsString>)| {
            fate(scope, at) == Some(Fate::Remove) || definition.edit(self.kind, at, whole).is_some()
        };
        self.is_programs_own || definition.bookmarks.contains(at) || self.whole.as_ref().is_some_and(by_request)
    }
}

/// Says whether something below a folder has another fate than the folder.
fn has_other_fates_below(scope: &Scope<OsString>, at: &RelPath) -> bool {
    let Some(start) = scope.start() else { return false };
    let cursor = at.names().iter().fold(start, |cursor, name| cursor.step(name));
    !cursor.is_uniform()
}
