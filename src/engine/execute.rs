//! Removing and editing what the plan names, and nothing else: category by category across all browsers.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use super::close::Closed;
use super::context::{Engine, RunContext, Time, fate};
use super::leftover::leftover;
use super::{discover, order};
use crate::model::{
    Action, Category, Edit, Event, Fate, FolderKind, Item, LeftoverKind, Level, NewEntry, Outcome, Plan, RelPath,
    Report, RootId, RootKind, RootProof, Scope, Size, Tally, name,
};
use crate::platform::OpenFile;
use crate::safefs::{Root, Template, staging_dir_of};
use crate::store::{self, EditError};

/// Files in which browsers store the addresses of signed-in accounts, in a profile or above the profiles.
const ACCOUNT_FILES: [&str; 4] = ["Local State", "Preferences", "signedInUser.json", "prefs.js"];

/// Account addresses that were in the profiles before the removal. Verification searches for them.
pub(super) struct AccountAddresses {
    pub(super) addresses: BTreeSet<String>,
}

impl AccountAddresses {
    pub(super) fn add(&mut self, more: Self) {
        self.addresses.extend(more.addresses);
    }
}

pub(super) fn execute(run: &mut RunContext<'_>, closed: &Closed, report: &mut Report) -> AccountAddresses {
    let plan = run.plan;
    // Fix sign-in removes sites, not accounts: there are no addresses to search for.
    let is_end_session = plan.request.fixes().is_none();
    let accounts =
        AccountAddresses { addresses: if is_end_session { addresses(run, closed) } else { BTreeSet::new() } };
    let in_use = open_files(run);
    let mut jobs: Vec<Job<'_>> = plan.items.iter().map(Job::new).collect();
    let mut steps = Vec::new();
    for (number, job) in jobs.iter_mut().enumerate() {
        if closed.is_open(job.item.target.root) {
            report.leftovers.push(leftover(job.item, None, LeftoverKind::BrowserOpen));
        } else {
            let prepared = job.prepare(run, &in_use, run.open(job.item.target.root), report);
            steps.extend(
                prepared.into_iter().map(|(category, step)| (order::priority(category), number, category, step)),
            );
        }
    }
    // Steps of the same priority run in the order of the plan.
    steps.sort_by_key(|(priority, number, ..)| (*priority, *number));
    for (_, number, category, step) in steps {
        let Some(job) = jobs.get_mut(number).filter(|_| !run.is_stopped()) else { break };
        run.observer.on(Event::Started(job.item.id));
        job.run_step(run, &in_use, category, &step, report);
        if job.steps_left == 0 {
            run.observer.on(Event::Finished(job.item.id));
        }
    }
    // Retry what failed for lack of space or because a program had the file open: removing caches has freed space, and
    // an indexer or a virus scanner holds a file only briefly.
    if !run.is_stopped() && jobs.iter().any(|job| job.may_succeed_now(report)) {
        let in_use = open_files(run);
        for job in &mut jobs {
            if job.may_succeed_now(report) && !run.is_stopped() {
                job.retry(run, &in_use, report);
            }
        }
    }
    for mut job in jobs {
        if let Some(template) = plan.templates.get(&job.item.id) {
            job.copy_template(run, template, report);
        }
        job.end(report);
    }
    accounts
}

/// One step of an item's work.
enum Step<'p> {
    Reset(Scope<OsString>),
    Edit(&'p Edit),
}

/// An item and its progress.
struct Job<'p> {
    item: &'p Item,
    steps_left: usize,
    started: bool,
    tally: Tally,
    missing: bool,
    /// What the last step left. Each step repeats the earlier ones, so only the last counts.
    failures: Vec<(Option<RelPath>, LeftoverKind)>,
    unnamed: u64,
}

impl<'p> Job<'p> {
    fn new(item: &'p Item) -> Self {
        let tally = Tally::default();
        Self { item, steps_left: 0, started: false, tally, missing: false, failures: Vec::new(), unnamed: 0 }
    }

    /// Returns the item's steps; none if the root is no longer the folder that was proven.
    fn prepare(
        &mut self,
        run: &RunContext<'_>,
        in_use: &[OpenFile],
        root: Result<Root, LeftoverKind>,
        report: &mut Report,
    ) -> Vec<(Category, Step<'p>)> {
        let item = self.item;
        let root = match root {
            Ok(root) => root,
            Err(kind) => {
                report.leftovers.push(leftover(item, None, kind));
                return Vec::new();
            }
        };
        let steps = match &item.action {
            Action::Edit(edit) => vec![(order::of_edit(edit), Step::Edit(edit))],
            Action::Reset { scope } => {
                let scope = without_open_files(run, in_use, &root, item, scope, report);
                let new = new_entries(run.engine, &root, item, &scope).into_iter();
                let new: Vec<_> = new.filter(|entry| !report.new_since_preview.contains(entry)).collect();
                report.new_since_preview.extend(new);
                let staging_dir = match run.options.time {
                    Time::Limited if is_removed_whole(run.plan, item) => {
                        root.stage_for_removal(item.target.at.as_ref(), &scope, run.stop)
                    }
                    Time::Limited | Time::Open => None,
                };
                let mut parts = order::parts(run.engine.catalog.family(item.profile.family), item.kind, &scope);
                if let Some(staging_dir) = staging_dir {
                    for (_, part) in &mut parts {
                        part.repeat_below(staging_dir.clone());
                    }
                }
                parts.into_iter().map(|(category, part)| (category, Step::Reset(part))).collect()
            }
        };
        self.steps_left = steps.len();
        steps
    }

    fn run_step(
        &mut self,
        run: &mut RunContext<'_>,
        in_use: &[OpenFile],
        category: Category,
        work: &Step<'_>,
        report: &mut Report,
    ) {
        self.started = true;
        self.steps_left -= 1;
        self.failures.clear();
        let failed = match (still_open(run, self.item.target.root), work) {
            (Err(kind), _) => Some(kind),
            (Ok(root), Step::Edit(edit)) => self.rewrite(run, in_use, &root, edit).err(),
            (Ok(root), Step::Reset(scope)) => {
                self.reset(run, &root, category, scope, report);
                None
            }
        };
        self.failures.extend(failed.map(|kind| (None, kind)));
    }

    /// Says whether something failed for a reason that may be temporary.
    fn may_succeed_now(&self, report: &Report) -> bool {
        let left = report.leftovers.iter().filter(|left| left.item == self.item.id).map(|left| &left.kind);
        left.chain(self.failures.iter().map(|(_, kind)| kind)).any(is_temporary)
    }

    /// Runs every step of the item again.
    fn retry(&mut self, run: &mut RunContext<'_>, in_use: &[OpenFile], report: &mut Report) {
        let item = self.item.id;
        report.leftovers.retain(|left| left.item != item || !is_temporary(&left.kind));
        for (category, step) in self.prepare(run, in_use, still_open(run, self.item.target.root), report) {
            if run.is_stopped() {
                break;
            }
            self.run_step(run, in_use, category, &step, report);
        }
    }

    fn reset(
        &mut self,
        run: &mut RunContext<'_>,
        root: &Root,
        category: Category,
        scope: &Scope<OsString>,
        report: &mut Report,
    ) {
        let (id, stop) = (self.item.id, run.stop);
        let mut tell = |tally: Tally| run.observer.on(Event::Progress { id, files: tally.files, bytes: tally.bytes });
        let removed = root.reset(self.item.target.at.as_ref(), scope, stop, &mut tell);
        self.tally += removed.tally;
        report.removed += removed.tally;
        if removed.tally.files > 0 {
            *report.by_category.entry(category).or_default() += removed.tally;
        }
        self.failures.extend(removed.failures.into_iter().map(|failure| (failure.at, failure.kind)));
        self.unnamed = removed.more_failures;
        if removed.stopped {
            self.failures.push((None, LeftoverKind::NotReached));
        }
    }

    fn rewrite(
        &mut self,
        run: &RunContext<'_>,
        in_use: &[OpenFile],
        root: &Root,
        edit: &Edit,
    ) -> Result<(), LeftoverKind> {
        let at = self.item.target.at.as_ref().ok_or(LeftoverKind::Internal)?;
        let path = root.path().join(at.to_path());
        if let Some(file) = in_use.iter().find(|file| name::is_below(&path, &file.path)) {
            return Err(LeftoverKind::InUse(run.engine.process_name(file.pid)));
        }
        match store::edit(root, at, edit, run.stop) {
            Ok(edited) if edited.changed || !matches!(edit, Edit::Sites { .. }) => Ok(()),
            Ok(_) | Err(EditError::Missing) => {
                self.missing = true;
                Ok(())
            }
            Err(error) => Err(error.leftover_kind()),
        }
    }

    /// Copies the administrator's template profile into a folder that was emptied.
    fn copy_template(&mut self, run: &RunContext<'_>, template: &Path, report: &Report) {
        let is_left = report.leftovers.iter().any(|left| left.item == self.item.id);
        if self.steps_left > 0 || !self.started || !self.failures.is_empty() || is_left {
            return;
        }
        let template = Template { path: template, administrator: run.engine.places.os.administrator };
        let filled = still_open(run, self.item.target.root).map_err(|kind| (None, kind)).and_then(|root| {
            root.copy_template(self.item.target.at.as_ref(), template, run.stop)
                .map_err(|failure| (failure.at, failure.kind))
        });
        self.failures.extend(filled.err());
    }

    /// Writes the item's outcome into the report.
    fn end(mut self, report: &mut Report) {
        let item = self.item;
        if self.steps_left > 0 {
            self.failures.push((None, LeftoverKind::NotReached));
        }
        report.unnamed += self.unnamed;
        report.leftovers.extend(self.failures.into_iter().map(|(at, kind)| leftover(item, at, kind)));
        let is_left = report.leftovers.iter().any(|left| left.item == item.id);
        let is_edit = matches!(item.action, Action::Edit(_));
        let outcome = match (is_left, self.started) {
            (true, false) if self.steps_left > 0 => Outcome::NotReached,
            (true, _) => Outcome::Left(self.tally),
            (false, _) if self.missing || !is_edit && self.tally.files == 0 => Outcome::AlreadyGone,
            (false, _) => Outcome::Done(self.tally),
        };
        report.outcomes.insert(item.id, outcome);
    }
}

/// Says whether an item is removed whole: a cache or, at level everything, a profile. At level traces so much of a
/// profile is kept that moving the rest away first would take apart too many folders.
fn is_removed_whole(plan: &Plan, item: &Item) -> bool {
    match item.kind {
        FolderKind::Cache => true,
        FolderKind::Profile | FolderKind::Config => plan.request.level == Level::Everything,
        FolderKind::UserData | FolderKind::Companion => false,
    }
}

const fn is_temporary(kind: &LeftoverKind) -> bool {
    matches!(kind, LeftoverKind::InUse(_) | LeftoverKind::NoSpace)
}

/// Opens a root that was proven earlier in this run. Its marker file may be removed by now; device and inode still
/// identify the folder.
fn still_open(run: &RunContext<'_>, id: RootId) -> Result<Root, LeftoverKind> {
    let proof = run.plan.proof(id).cloned().ok_or(LeftoverKind::Internal)?;
    let unmarked = RootProof { marker: None, ..proof };
    Root::prove_again(run.home(), &unmarked).map_err(|err| err.leftover())
}

/// Returns the scope without the files that another program has open, and reports those.
fn without_open_files(
    run: &RunContext<'_>,
    in_use: &[OpenFile],
    root: &Root,
    item: &Item,
    scope: &Scope<OsString>,
    report: &mut Report,
) -> Scope<OsString> {
    let mut scope = scope.clone();
    let folder = item.target.at.as_ref().map_or_else(|| root.path(), |at| root.path().join(at.to_path()));
    for file in in_use {
        if let Ok(at) = RelPath::below(&folder, &file.path)
            && fate(&scope, &at) == Some(Fate::Remove)
        {
            scope.set(at.names(), Fate::Keep, |_present, fate| fate);
            report.leftovers.push(leftover(item, Some(at), LeftoverKind::InUse(run.engine.process_name(file.pid))));
        }
    }
    scope
}

/// Returns what will be removed and was not in the preview.
fn new_entries(engine: &Engine<'_>, root: &Root, item: &Item, scope: &Scope<OsString>) -> Vec<NewEntry> {
    let Some(definition) = engine.catalog.family(item.profile.family) else { return Vec::new() };
    let now = discover::entries(definition, root, item.target.at.as_ref(), item.kind, &[], |_at| Size::UNKNOWN);
    now.into_iter()
        // A staging folder is Signoff's own; what is in it was in the preview by its former name.
        .filter(|entry| staging_dir_of(&entry.at).is_none())
        .filter(|entry| fate(scope, &entry.at) == Some(Fate::Remove))
        .filter(|entry| !item.entries.iter().any(|planned| entry.at.starts_with(&planned.at)))
        .map(|entry| NewEntry {
            item: item.id,
            category: entry.categories.first().copied().unwrap_or(Category::Other),
            at: entry.at,
        })
        .collect()
}

/// Returns files below the plan's roots that other programs of this user have open. The browsers that use them are
/// closed by now.
fn open_files(run: &RunContext<'_>) -> Vec<OpenFile> {
    // Areas make their own check: their folders are large, and sockets and working directories count there too.
    let browsers = run
        .plan
        .roots
        .iter()
        .filter(|proof| matches!(proof.kind, RootKind::Browser | RootKind::Cache | RootKind::Config));
    let roots = browsers.filter_map(|proof| Root::prove_again(run.home(), proof).ok());
    let dirs: Vec<_> = roots.map(|root| root.path()).collect();
    run.engine.system.open_files_below(&dirs)
}

/// Returns the account addresses in the profiles, for verification.
fn addresses(run: &RunContext<'_>, closed: &Closed) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in &run.plan.items {
        let is_browser = run.plan.proof(item.target.root).is_some_and(|proof| proof.kind == RootKind::Browser);
        if !is_browser || closed.is_open(item.target.root) || !matches!(item.action, Action::Reset { .. }) {
            continue;
        }
        if let Ok(root) = run.open(item.target.root) {
            let files = ACCOUNT_FILES.iter().filter_map(|name| RelPath::parse(name).ok());
            let files: Vec<_> = files.filter_map(|file| item.target.below(&file).at).collect();
            found.extend(store::addresses(&root, &files));
        }
    }
    found
}
