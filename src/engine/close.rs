//! Closing browsers: asking first, ending their processes only where the options allow it. Never ends a program that is
//! not the browser.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use super::browser_processes::{self, RootUsers};
use super::context::{RunContext, RunOptions};
use crate::catalog::Browser;
use crate::model::{BrowserId, Close, Event, Plan, RelPath, RootId, RootKind, Stop};
use crate::platform::{EndMode, Proc, System};
use crate::safefs::Root;

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
    still_open: Vec<StillOpen>,
}

/// A browser that stayed open, and the roots that it uses.
#[derive(Debug)]
struct StillOpen {
    name: String,
    roots: BTreeSet<RootId>,
}

impl Closed {
    /// Says whether nothing may be removed: a browser in scope stayed open, and force is not allowed.
    pub(super) fn forbids_removal(&self, options: &RunOptions) -> bool {
        !self.still_open.is_empty() && options.close != Close::Force
    }

    pub(super) fn still_open_names(&self) -> Vec<String> {
        let names: BTreeSet<String> = self.still_open.iter().map(|open| open.name.clone()).collect();
        names.into_iter().collect()
    }

    /// Says whether a browser that did not close uses this root.
    pub(super) fn is_open(&self, root: RootId) -> bool {
        self.still_open.iter().any(|open| open.roots.contains(&root))
    }
}

/// Closes the browsers that the plan touches. Looks for open ones itself, because the preview may be minutes old.
pub(super) fn close(run: &mut RunContext<'_>) -> Closed {
    let RunContext { engine, plan, options, stop, .. } = *run;
    let system = engine.system;
    let mut closed = Closed::default();
    // Once a browser stays open nothing will be removed, so do not ask the others to close.
    let mut asks = options.close != Close::Never;
    for (_, browser) in engine.catalog.browsers() {
        let roots = roots_of(plan, &browser.id);
        for group in &roots {
            let now = users(run, browser, group);
            if now.is_unused() {
                continue;
            }
            let helpers = helpers(system, browser, &now.browser);
            if !now.browser.is_empty() {
                run.observer.on(Event::WaitingFor(browser.id.clone()));
            }
            if asks && !now.browser.is_empty() {
                ask(system, browser, &now.browser, options.grace, stop);
            }
            if options.close == Close::Force && stop.asked().is_none() {
                force(system, browser, &users(run, browser, group).browser, stop);
            }
            if users(run, browser, group).is_unused() {
                // A helper that stays does no harm to the run.
                wait(system, &helpers, HELPER_TIMEOUT, stop);
            } else {
                closed.still_open.push(StillOpen { name: browser.name.clone(), roots: group.clone() });
                asks &= options.close == Close::Force;
            }
        }
    }
    closed.still_open.extend(unknown_and_open(run));
    closed
}

/// Returns the browsers that no catalog names and whose files are open. There is no definition that says how to close
/// them.
fn unknown_and_open(run: &RunContext<'_>) -> Vec<StillOpen> {
    let unknown = run.plan.items.iter().filter(|item| item.profile.browser.is_unknown());
    let unknown: BTreeSet<_> = unknown.map(|item| (&item.profile.browser, &item.profile.browser_name)).collect();
    let groups = unknown.into_iter().flat_map(|(id, name)| {
        roots_of(run.plan, id).into_iter().map(move |roots| StillOpen { name: name.clone(), roots })
    });
    let is_open = |group: &StillOpen| {
        let dirs: Vec<_> = group.roots.iter().filter_map(|id| Some(run.open(*id).ok()?.path())).collect();
        !run.engine.system.open_files_below(&dirs).is_empty()
    };
    groups.filter(is_open).collect()
}

/// Returns the roots of each browser that had closed and is open again.
pub(super) fn reopened(run: &RunContext<'_>, closed: &Closed) -> Vec<BTreeSet<RootId>> {
    let mut opened = Vec::new();
    for (_, browser) in run.engine.catalog.browsers() {
        let groups = roots_of(run.plan, &browser.id).into_iter();
        let was_closed = groups.filter(|group| !group.iter().any(|root| closed.is_open(*root)));
        opened.extend(was_closed.filter(|group| !users(run, browser, group).is_unused()));
    }
    opened
}

/// Returns each root of a browser together with its cache and companion folders. The plan names a browser's root before
/// what belongs to it.
fn roots_of(plan: &Plan, browser: &BrowserId) -> Vec<BTreeSet<RootId>> {
    let mut groups: BTreeMap<Option<RootId>, BTreeSet<RootId>> = BTreeMap::new();
    let mut current = None;
    for root in plan.items.iter().filter(|item| item.profile.browser == *browser).map(|item| item.target.root) {
        if plan.proof(root).is_some_and(|proof| proof.kind == RootKind::Browser) {
            current = Some(root);
        }
        groups.entry(current).or_default().insert(root);
    }
    groups.into_values().collect()
}

/// Returns what uses a browser's roots now, on this computer or another, in this container or another.
fn users(run: &RunContext<'_>, browser: &Browser, group: &BTreeSet<RootId>) -> RootUsers {
    let system = run.engine.system;
    let processes = system.processes();
    let roots: Vec<(RootId, Root)> = group.iter().filter_map(|id| Some((*id, run.open(*id).ok()?))).collect();
    let dirs: Vec<_> = roots.iter().map(|(_, root)| root.path()).collect();
    let mut found = RootUsers::default();
    for (id, root) in &roots {
        let profiles: BTreeSet<RelPath> = run
            .plan
            .items
            .iter()
            .filter(|item| item.target.root == *id)
            .flat_map(|item| std::iter::successors(item.target.at.clone(), RelPath::parent))
            .collect();
        let profiles: Vec<RelPath> = profiles.into_iter().collect();
        let users = browser_processes::users(system, &processes, browser, root, &dirs, &profiles);
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
