//! Closing browsers: asking first, ending their processes only where the options allow it. Never ends a program that is
//! not the browser.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use super::browser_processes::{self, InUse, RootUsers};
use super::context::{RunContext, RunOptions};
use crate::catalog::Browser;
use crate::model::{BrowserId, Close, Event, Plan, RelPath, RootId, RootKind, Stop};
use crate::platform::{EndMode, Proc, System};

/// How long to wait for a process that was ended. The kernel needs milliseconds; a process in an uninterruptible wait
/// on a network disk may never end.
pub(super) const FORCE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long to wait for the helper processes of a closed browser.
pub(super) const HELPER_TIMEOUT: Duration = Duration::from_secs(2);
/// How often a wait checks `stop`.
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(200);

/// Which browsers stayed open.
#[derive(Debug, Default)]
pub(super) struct Closed {
    names: BTreeSet<String>,
    open_roots: BTreeSet<RootId>,
}

impl Closed {
    /// Says whether nothing may be removed: a browser in scope stayed open, and force is not allowed.
    pub(super) fn forbids_removal(&self, options: &RunOptions) -> bool {
        !self.names.is_empty() && options.close != Close::Force
    }

    pub(super) fn still_open_names(&self) -> Vec<String> {
        self.names.iter().cloned().collect()
    }

    /// Says whether a browser that did not close uses this root.
    pub(super) fn is_open(&self, root: RootId) -> bool {
        self.open_roots.contains(&root)
    }
}

/// Closes the browsers that the plan touches. Looks for open ones itself, because the preview may be minutes old.
pub(super) fn close(run: &mut RunContext<'_>) -> Closed {
    let RunContext { engine, plan, options, stop, .. } = *run;
    let system = engine.system;
    let mut closed = Closed::default();
    let roots = roots_of(plan);
    let mut in_use = InUse::now(system, run.home().path());
    // Once a browser stays open nothing will be removed, so do not ask the others to close.
    let mut asks = options.close != Close::Never;
    for (_, browser) in engine.catalog.browsers() {
        for group in roots.get(&browser.id).into_iter().flatten() {
            let now = users(run, &in_use, browser, group);
            if now.is_unused() {
                continue;
            }
            let helpers = helpers(system, browser, &now.browser);
            if !now.browser.is_empty() {
                run.observer.on(Event::WaitingFor(browser.id.clone()));
            }
            if asks && !now.browser.is_empty() {
                ask(system, browser, &now.browser, options.grace, stop);
                in_use = InUse::now(system, run.home().path());
            }
            if options.close == Close::Force && stop.asked().is_none() {
                force(system, browser, &users(run, &in_use, browser, group).browser, stop);
                in_use = InUse::now(system, run.home().path());
            }
            if users(run, &in_use, browser, group).is_unused() {
                // A helper that stays does no harm to the run.
                wait(system, &helpers, HELPER_TIMEOUT, stop);
            } else {
                closed.open_roots.extend(group.roots.keys());
                closed.names.insert(browser.name.clone());
                asks &= options.close == Close::Force;
            }
        }
    }
    add_unknown(run, &in_use, &roots, &mut closed);
    closed
}

/// Adds the browsers that no catalog names and whose files are open. There is no definition that says how to close
/// them.
fn add_unknown(
    run: &RunContext<'_>,
    in_use: &InUse<'_>,
    roots: &BTreeMap<&BrowserId, Vec<Group<'_>>>,
    closed: &mut Closed,
) {
    let unknown = roots.iter().filter(|(browser, _)| browser.is_unknown());
    for group in unknown.flat_map(|(_, groups)| groups) {
        let dirs: Vec<_> = group.roots.keys().filter_map(|id| Some(run.open(*id).ok()?.path())).collect();
        if !in_use.files_below(&dirs).is_empty() {
            closed.open_roots.extend(group.roots.keys());
            closed.names.insert(group.name.to_owned());
        }
    }
}

/// Returns the roots of browsers that had closed and are open again.
pub(super) fn reopened(run: &RunContext<'_>, closed: &Closed) -> Vec<BTreeSet<RootId>> {
    let in_use = InUse::now(run.engine.system, run.home().path());
    let roots = roots_of(run.plan);
    let mut opened = Vec::new();
    for (_, browser) in run.engine.catalog.browsers() {
        let groups = roots.get(&browser.id).into_iter().flatten();
        let was_closed = groups.filter(|group| !group.roots.keys().any(|root| closed.is_open(*root)));
        let is_open = |group: &&Group<'_>| !users(run, &in_use, browser, group).is_unused();
        opened.extend(was_closed.filter(is_open).map(|group| group.roots.keys().copied().collect()));
    }
    opened
}

/// A root of a browser together with its cache and companion folders, and the profiles in each.
struct Group<'p> {
    name: &'p str,
    roots: BTreeMap<RootId, BTreeSet<RelPath>>,
}

/// Returns the groups of each browser. The plan names a browser's root before what belongs to it.
fn roots_of(plan: &Plan) -> BTreeMap<&BrowserId, Vec<Group<'_>>> {
    let mut groups: BTreeMap<&BrowserId, BTreeMap<Option<RootId>, Group<'_>>> = BTreeMap::new();
    let mut current: BTreeMap<&BrowserId, RootId> = BTreeMap::new();
    for item in &plan.items {
        let (browser, root) = (&item.profile.browser, item.target.root);
        if plan.proof(root).is_some_and(|proof| proof.kind == RootKind::Browser) {
            current.insert(browser, root);
        }
        let groups = groups.entry(browser).or_default();
        let group = groups
            .entry(current.get(browser).copied())
            .or_insert_with(|| Group { name: &item.profile.browser_name, roots: BTreeMap::new() });
        let dirs = std::iter::successors(item.target.at.clone(), RelPath::parent);
        group.roots.entry(root).or_default().extend(dirs);
    }
    groups.into_iter().map(|(browser, groups)| (browser, groups.into_values().collect())).collect()
}

/// Returns what uses a browser's roots, on this computer or another, in this container or another.
fn users(run: &RunContext<'_>, in_use: &InUse<'_>, browser: &Browser, group: &Group<'_>) -> RootUsers {
    let roots: Vec<_> = group.roots.iter().filter_map(|(id, dirs)| Some((run.open(*id).ok()?, dirs))).collect();
    let paths: Vec<_> = roots.iter().map(|(root, _)| root.path()).collect();
    let mut found = RootUsers::default();
    for (root, dirs) in &roots {
        let dirs: Vec<RelPath> = dirs.iter().cloned().collect();
        let users = browser_processes::users(in_use, browser, root, &paths, &dirs);
        found.browser.extend(users.browser);
        found.elsewhere = found.elsewhere.or(users.elsewhere);
    }
    found
}

/// Returns the processes of the same installation that are not the browser itself, such as Chromium's crash handler,
/// which detaches itself, ends a moment after its browser, and may write a dump until then. `bin` is shared: other
/// programs live there too.
fn helpers(system: &dyn System, browser: &Browser, pids: &BTreeSet<u32>) -> Vec<u32> {
    let processes = system.processes();
    let folder = |process: &Proc| process.exe.as_deref().and_then(Path::parent).map(Path::to_owned);
    let main_processes = browser_processes::main_processes(&processes, browser, pids);
    let installed: BTreeSet<_> =
        main_processes.iter().filter_map(folder).filter(|folder| !folder.ends_with("bin")).collect();
    let beside = processes.iter().filter(|process| folder(process).is_some_and(|folder| installed.contains(&folder)));
    let descending = main_processes.iter().flat_map(|main| browser_processes::family(&processes, main.pid));
    let descending: BTreeSet<_> = descending.collect();
    let below = processes.iter().filter(|process| descending.contains(&process.pid));
    let helpers = beside.chain(below).filter(|process| !browser_processes::is_browser(process, browser));
    let helpers: BTreeSet<_> = helpers.map(|process| process.pid).collect();
    helpers.into_iter().collect()
}

pub(super) fn ask(system: &dyn System, browser: &Browser, pids: &BTreeSet<u32>, grace: Duration, stop: &Stop) {
    let processes = system.processes();
    let main_processes = browser_processes::main_processes(&processes, browser, pids);
    let mut waited_for = Vec::new();
    for main in &main_processes {
        let family = browser_processes::same_browser(&processes, browser, main.pid);
        system.ask_to_close(main, &family, stop);
        waited_for.extend(family);
    }
    wait(system, &waited_for, grace, stop);
}

/// Waits until all these processes have ended, `at_most` has elapsed, or `stop` is set. Returns whether they have
/// ended.
pub(super) fn wait(system: &dyn System, pids: &[u32], at_most: Duration, stop: &Stop) -> bool {
    let mut left = at_most;
    loop {
        let pause = left.min(POLL_INTERVAL);
        if system.wait_gone(pids, pause) {
            return true;
        }
        left -= pause;
        if left.is_zero() || stop.asked().is_some() {
            return false;
        }
    }
}

pub(super) fn force(system: &dyn System, browser: &Browser, pids: &BTreeSet<u32>, stop: &Stop) {
    if pids.is_empty() {
        return;
    }
    let processes = system.processes();
    let family: Vec<u32> = browser_processes::main_processes(&processes, browser, pids)
        .iter()
        .flat_map(|main| browser_processes::same_browser(&processes, browser, main.pid))
        .collect();
    // TERM first: Chromium leaves fewer half-written files. There is no further grace: the windows have had it.
    system.end(&family, EndMode::Ask);
    if !wait(system, &family, FORCE_TIMEOUT, stop) {
        system.end(&family, EndMode::Kill);
        wait(system, &family, FORCE_TIMEOUT, stop);
    }
}
