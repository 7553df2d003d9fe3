//! Removing and editing what the plan names, and nothing else: category by category across all browsers.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::browser_processes::{InUse, ProcessNames};
use super::close::{self, Closed};
use super::context::{Engine, Programs, RunContext, Time, fate};
use super::leftover::leftover;
use super::{discover, order};
use crate::model::{
    Action, Category, Edit, Event, Fate, FolderKind, Item, ItemId, Leftover, LeftoverKind, NewEntry, Origin, Outcome,
    RelPath, Report, RootId, RootKind, RootProof, Scope, Stop, Tally,
};
use crate::platform::OpenFile;
use crate::safefs::{Root, Staged, Template, staging_dir_of};
use crate::store::{self, EditError};

/// Files in which browsers store the addresses of signed-in accounts, in a profile or above the profiles.
const ACCOUNT_FILES: [&str; 4] = ["Local State", "Preferences", "signedInUser.json", "prefs.js"];

/// Account addresses that were in the profiles before the removal. Verification searches for them.
#[derive(Debug, Default)]
pub(super) struct AccountAddresses {
    pub(super) addresses: BTreeSet<String>,
    /// Whether there were more.
    pub(super) is_cut: bool,
}

impl AccountAddresses {
    pub(super) fn add(&mut self, more: Self) {
        self.is_cut |= more.is_cut;
        for address in more.addresses {
            if self.addresses.len() < MOST_ADDRESSES {
                self.addresses.insert(address);
            } else {
                self.is_cut |= !self.addresses.contains(&address);
            }
        }
    }
}

/// How many addresses are searched for in all.
const MOST_ADDRESSES: usize = 10_000;

pub(super) fn execute(run: &mut RunContext<'_>, closed: &Closed, report: &mut Report) -> AccountAddresses {
    let plan = run.plan;
    // Fix sign-in removes sites, not accounts: there are no addresses to search for.
    let is_end_session = plan.request.fixes().is_none();
    let accounts = if is_end_session { addresses(run, closed) } else { AccountAddresses::default() };
    let in_use = open_files(run);
    let mut jobs: Vec<Job<'_>> = plan.items.iter().map(Job::new).collect();
    let mut turns = order::Turns::default();
    let mut steps = Vec::new();
    // Where a login waits, edits come first: what else goes is out of reach by now, but for caches that settings moved.
    let waits = run.options.time == Time::LoginWaits;
    for (number, job) in jobs.iter_mut().enumerate() {
        if closed.is_open(job.item.target.root) {
            report.leftovers.push(leftover(job.item, None, LeftoverKind::BrowserOpen));
        } else if run.is_stopped() {
            job.steps_left = 1;
        } else {
            let kind = job.item.kind;
            let prepared = job.prepare(run, &in_use, run.open(job.item.target.root), &mut turns, report).into_iter();
            let turn = |step: &Step<'_>, category| match step {
                Step::Reset(_) => (waits && kind != FolderKind::MovedCache, order::turn(kind, category)),
                Step::Edit(_) => (false, order::turn(kind, category)),
            };
            steps.extend(prepared.map(|(category, step)| (turn(&step, category), number, category, step)));
        }
    }
    let mut most = run.options.time.most_names();
    // Steps of the same turn run in the order of the plan.
    steps.sort_by_key(|(turn, number, ..)| (*turn, *number));
    for (_, number, category, step) in steps {
        let Some(job) = jobs.get_mut(number).filter(|_| !run.is_stopped() && most > 0) else { break };
        close::keep_closed(run, closed);
        run.observer.on(Event::Started(job.item.id));
        job.run_step(run, &in_use, category, &step, &mut most, report);
        if job.steps_left == 0 {
            run.observer.on(Event::Finished(job.item.id));
        }
    }
    // Retry what failed for lack of space or because a program had the file open: removing caches has freed space, and
    // an indexer or a virus scanner holds a file only briefly.
    let temporary: BTreeSet<ItemId> =
        report.leftovers.iter().filter(|left| is_temporary(&left.kind)).map(|left| left.item).collect();
    let may_succeed_now =
        |job: &Job<'_>| temporary.contains(&job.item.id) || job.failures.iter().any(|(_, kind)| is_temporary(kind));
    let again: BTreeSet<ItemId> = jobs.iter().filter(|job| may_succeed_now(job)).map(|job| job.item.id).collect();
    if !run.is_stopped() && most > 0 && !again.is_empty() {
        let is_tried = |left: &mut Leftover| again.contains(&left.item) && is_temporary(&left.kind);
        let mut tried: BTreeMap<ItemId, Vec<Leftover>> = BTreeMap::new();
        for left in report.leftovers.extract_if(.., is_tried) {
            tried.entry(left.item).or_default().push(left);
        }
        let in_use = open_files(run);
        for job in jobs.iter_mut().filter(|job| again.contains(&job.item.id)) {
            if run.is_stopped() {
                report.leftovers.extend(tried.remove(&job.item.id).unwrap_or_default());
            } else {
                job.retry(run, &in_use, &mut turns, &mut most, report);
            }
        }
    }
    let mut left: BTreeSet<ItemId> = report.leftovers.iter().map(|left| left.item).collect();
    for mut job in jobs {
        if let Some(template) = plan.templates.get(&job.item.id) {
            job.copy_template(run, template, left.contains(&job.item.id));
        }
        job.end(&mut left, report);
    }
    accounts
}

/// One step of an item's work.
enum Step<'p> {
    Reset(Arc<Scope<OsString>>),
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
        in_use: &OpenFiles,
        root: Result<Root, LeftoverKind>,
        turns: &mut order::Turns,
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
                let scope = without_open_files(in_use, &root, item, scope, report);
                let new = new_entries(run.engine, &root, item, &scope).into_iter();
                report.new_since_preview.extend(new);
                let staged = match run.options.time {
                    Time::Limited | Time::LoginWaits => {
                        root.stage_for_removal(item.target.at.as_ref(), &scope, run.stop)
                    }
                    Time::Open => Staged::default(),
                };
                let definition = run.engine.catalog.family(item.profile.family);
                let parts = turns.of(definition, item.kind, &scope);
                steps_of(run, item, parts, &staged)
            }
        };
        self.steps_left = steps.len();
        steps
    }

    fn run_step(
        &mut self,
        run: &mut RunContext<'_>,
        in_use: &OpenFiles,
        category: Category,
        work: &Step<'_>,
        most: &mut u64,
        report: &mut Report,
    ) {
        self.started = true;
        self.steps_left -= 1;
        self.failures.clear();
        let failed = match (still_open(run, self.item.target.root), work) {
            (Err(kind), _) => Some(kind),
            (Ok(root), Step::Edit(_)) if is_administrators(&root, self.item, None) => {
                report.administrators.push(leftover(self.item, None, LeftoverKind::ForeignOwner));
                None
            }
            (Ok(root), Step::Edit(edit)) => self.rewrite(run.stop, in_use, &root, edit, report).err(),
            (Ok(root), Step::Reset(scope)) => {
                self.reset(run, &root, (category, scope), most, report);
                None
            }
        };
        self.failures.extend(failed.map(|kind| (None, kind)));
    }

    /// Runs every step of the item again.
    fn retry(
        &mut self,
        run: &mut RunContext<'_>,
        in_use: &OpenFiles,
        turns: &mut order::Turns,
        most: &mut u64,
        report: &mut Report,
    ) {
        for (category, step) in self.prepare(run, in_use, still_open(run, self.item.target.root), turns, report) {
            if run.is_stopped() {
                break;
            }
            self.run_step(run, in_use, category, &step, most, report);
        }
    }

    fn reset(
        &mut self,
        run: &mut RunContext<'_>,
        root: &Root,
        (category, scope): (Category, &Scope<OsString>),
        most: &mut u64,
        report: &mut Report,
    ) {
        let (id, stop) = (self.item.id, run.stop);
        let mut tell = |tally: Tally| run.observer.on(Event::Progress { id, files: tally.files, bytes: tally.bytes });
        let removed = root.reset_some(self.item.target.at.as_ref(), scope, most, stop, &mut tell);
        self.tally += removed.tally;
        report.removed += removed.tally;
        if removed.tally.files > 0 {
            *report.by_category.entry(category).or_default() += removed.tally;
        }
        for failure in removed.failures {
            let is_theirs =
                failure.at.as_ref().is_some_and(|at| stays_for_administrator(run.engine, root, self.item, at));
            if failure.kind == LeftoverKind::ForeignOwner && is_theirs {
                report.administrators.push(leftover(self.item, failure.at, failure.kind));
            } else {
                self.failures.push((failure.at, failure.kind));
            }
        }
        self.unnamed = removed.more_failures;
        if removed.stopped {
            self.failures.push((None, LeftoverKind::NotReached));
        }
    }

    fn rewrite(
        &mut self,
        stop: &Stop,
        in_use: &OpenFiles,
        root: &Root,
        edit: &Edit,
        report: &mut Report,
    ) -> Result<(), LeftoverKind> {
        let at = self.item.target.at.as_ref().ok_or(LeftoverKind::Internal)?;
        let path = root.path().join(at.to_path());
        if let Some(file) = in_use.below(&path).next() {
            return Err(LeftoverKind::InUse(in_use.names.of_process(file.pid)));
        }
        match store::edit(root, at, edit, stop) {
            Ok(edited) if edited.changed || !matches!(edit, Edit::Sites { .. }) => {
                let lost = edited.is_incomplete.then(|| leftover(self.item, None, LeftoverKind::Damaged));
                report.lost.extend(lost);
                Ok(())
            }
            Ok(_) | Err(EditError::Missing) => {
                self.missing = true;
                Ok(())
            }
            Err(error) => Err(error.leftover_kind()),
        }
    }

    /// Copies the administrator's template profile into a folder that was emptied.
    fn copy_template(&mut self, run: &RunContext<'_>, template: &Path, is_left: bool) {
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

    /// Writes the item's outcome into the report. `left` is the items of which something is left.
    fn end(mut self, left: &mut BTreeSet<ItemId>, report: &mut Report) {
        let item = self.item;
        if self.steps_left > 0 {
            self.failures.push((None, LeftoverKind::NotReached));
        }
        report.unnamed += self.unnamed;
        if !self.failures.is_empty() {
            left.insert(item.id);
        }
        report.leftovers.extend(self.failures.into_iter().map(|(at, kind)| leftover(item, at, kind)));
        let is_left = left.contains(&item.id);
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

/// Says whether a file is the administrator's: one below an item's folder, or (`None`) the one that it edits.
pub(super) fn is_administrators(root: &Root, item: &Item, at: Option<&RelPath>) -> bool {
    let at = at.map_or_else(|| item.target.at.clone(), |at| Some(at.within(item.target.at.as_ref())));
    at.is_some_and(|at| root.is_administrators(&at))
}

/// Says whether a file stays although all of its folder goes: the keep list names it, and it is the administrator's.
pub(super) fn stays_for_administrator(engine: &Engine<'_>, root: &Root, item: &Item, at: &RelPath) -> bool {
    let definition = engine.catalog.family(item.profile.family);
    definition.is_some_and(|definition| definition.names_as_kept(item.kind, at))
        && is_administrators(root, item, Some(at))
}

/// Returns the steps of a reset, of which some is in staging folders by now.
fn steps_of<'p>(
    run: &RunContext<'_>,
    item: &Item,
    parts: &[(Category, Arc<Scope<OsString>>)],
    staged: &Staged,
) -> Vec<(Category, Step<'p>)> {
    let before = item.entries.iter().filter(|entry| staging_dir_of(&entry.at).as_ref() == Some(&entry.at));
    let all = || before.clone().map(|entry| entry.at.file_name().to_owned()).chain(staged.dir.clone());
    // Somebody may open the browser meanwhile: what appears outside is theirs.
    let only_aside = run.options.origin == Origin::Finish && staged.is_all;
    let last = parts.len().saturating_sub(1);
    let below = |(number, (category, part)): (usize, &(Category, Arc<Scope<OsString>>))| {
        let mut part = Arc::clone(part);
        if only_aside && number == last {
            let mut aside = Scope::new(Fate::Keep);
            all().for_each(|dir| aside.remove(&[dir]));
            part = Arc::new(aside);
        } else if let Some(dir) = &staged.dir {
            if only_aside {
                part = Arc::new(part.only_below(dir.clone(), Fate::Keep));
            } else if number < last {
                Arc::make_mut(&mut part).repeat_below(dir.clone());
            } else {
                Arc::make_mut(&mut part).remove(std::slice::from_ref(dir));
            }
        } else if only_aside {
            return None;
        }
        Some((*category, Step::Reset(part)))
    };
    parts.iter().enumerate().filter_map(below).collect()
}

pub(super) const fn is_temporary(kind: &LeftoverKind) -> bool {
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
    in_use: &OpenFiles,
    root: &Root,
    item: &Item,
    scope: &Arc<Scope<OsString>>,
    report: &mut Report,
) -> Arc<Scope<OsString>> {
    let mut scope = Arc::clone(scope);
    let folder = item.target.at.as_ref().map_or_else(|| root.path(), |at| root.path().join(at.to_path()));
    for file in in_use.below(&folder) {
        if let Ok(at) = RelPath::below(&folder, &file.path)
            && fate(&scope, &at) == Some(Fate::Remove)
        {
            Arc::make_mut(&mut scope).set(at.names(), Fate::Keep, |_present, fate| fate);
            report.leftovers.push(leftover(item, Some(at), LeftoverKind::InUse(in_use.names.of_process(file.pid))));
        }
    }
    scope
}

/// Files that other programs have open.
#[derive(Default)]
struct OpenFiles {
    files: Vec<OpenFile>,
    names: ProcessNames,
}

impl OpenFiles {
    /// Returns the open files that are a path or below it. In sorted order, they follow one another.
    fn below(&self, path: &Path) -> impl Iterator<Item = &OpenFile> {
        let first = self.files.partition_point(|file| file.path.as_path() < path);
        self.files.iter().skip(first).take_while(move |file| file.path.starts_with(path))
    }
}

/// Returns what will be removed and was not in the preview.
fn new_entries(engine: &Engine<'_>, root: &Root, item: &Item, scope: &Scope<OsString>) -> Vec<NewEntry> {
    let Some(definition) = engine.catalog.family(item.profile.family) else { return Vec::new() };
    // A folder in which something is kept is named by what goes from it.
    let kept = scope
        .paths()
        .into_iter()
        .filter_map(|path| RelPath::below(Path::new(""), &path.iter().collect::<PathBuf>()).ok());
    let kept: Vec<RelPath> = kept.filter(|at| fate(scope, at) == Some(Fate::Keep)).collect();
    let now = discover::entries(definition, root, item.target.at.as_ref(), item.kind, &kept);
    let planned: BTreeSet<&RelPath> = item.entries.iter().map(|entry| &entry.at).collect();
    now.into_iter()
        // A staging folder is Signoff's own; what is in it was in the preview by its former name.
        .filter(|entry| staging_dir_of(&entry.at).is_none())
        .filter(|entry| fate(scope, &entry.at) == Some(Fate::Remove))
        .filter(|entry| !entry.at.is_in(|above| planned.contains(above)))
        .map(|entry| NewEntry {
            item: item.id,
            category: entry.categories.first().copied().unwrap_or(Category::Other),
            at: entry.at,
        })
        .collect()
}

/// Returns files below the plan's roots that other programs of this user have open. The browsers that use them are
/// closed by now. None at a session's end, where such programs protect nothing.
fn open_files(run: &RunContext<'_>) -> OpenFiles {
    if run.options.programs == Programs::LeftOver {
        return OpenFiles::default();
    }
    // Areas make their own check: their folders are large, and sockets and working directories count there too.
    let roots: BTreeSet<RootId> = run.plan.items.iter().map(|item| item.target.root).collect();
    let dirs: Vec<_> = roots.into_iter().filter_map(|id| Some(still_open(run, id).ok()?.path())).collect();
    let files = InUse::now(run.engine.system, run.home().path()).files_below(&dirs);
    OpenFiles { names: ProcessNames::of(&files, run.engine.system), files }
}

/// Returns the account addresses in the profiles, for verification.
fn addresses(run: &RunContext<'_>, closed: &Closed) -> AccountAddresses {
    let mut known = AccountAddresses::default();
    for item in &run.plan.items {
        if run.is_stopped() {
            break;
        }
        let is_browser = run.plan.proof(item.target.root).is_some_and(|proof| proof.kind == RootKind::Browser);
        if !is_browser || closed.is_open(item.target.root) || !matches!(item.action, Action::Reset { .. }) {
            continue;
        }
        if let Ok(root) = run.open(item.target.root) {
            let files = ACCOUNT_FILES.iter().filter_map(|name| RelPath::parse(name).ok());
            for file in files.filter_map(|file| item.target.below(&file).at) {
                let store::Addresses { found, is_cut } = store::addresses(&root, &file);
                known.add(AccountAddresses { addresses: found, is_cut });
            }
        }
    }
    known
}
