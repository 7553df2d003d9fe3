//! Closing browsers: asking first, ending their processes only where the options allow it. Never ends a program that is
//! not the browser, not even one that starts it again.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::browser_processes::{self, InUse, RootUsers};
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

/// How often to look between two steps of a removal whether a browser was started again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// For so long no browser may be open before it is taken that nothing starts one again: what does may pause meanwhile.
const QUIET: Duration = Duration::from_secs(1);
/// A browser that was started has opened a file of its profile within this time, or it uses another folder.
const STARTS_WITHIN: Duration = Duration::from_secs(3);
/// For so long a run that has no budget ends browsers again.
const RESTARTS_END: Duration = Duration::from_secs(30);

/// Which browsers stayed open.
#[derive(Debug)]
pub(super) struct Closed {
    names: BTreeSet<String>,
    open_roots: BTreeSet<RootId>,
    began: Instant,
    /// When a browser was last seen open.
    seen: Cell<Option<Instant>>,
    /// When it was last looked whether one was started again.
    looked: Cell<Option<Instant>>,
    /// Whether one was, since that was last asked.
    started: Cell<bool>,
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

    /// Says whether a browser was started since this was last asked: it may have made folders that nobody has listed.
    pub(super) fn take_started(&self) -> bool {
        self.started.take()
    }

    fn see(&self) {
        self.seen.set(Some(Instant::now()));
    }

    /// Says whether browsers that are started again may still be ended: a quarter of the budget is for the rest.
    pub(super) fn has_time(&self, options: &RunOptions) -> bool {
        self.began.elapsed() < options.budget.map_or(RESTARTS_END, |budget| budget * 3 / 4)
    }
}

/// Closes the browsers that the plan touches. Looks for open ones itself, because the preview may be minutes old.
pub(super) fn close(run: &mut RunContext<'_>) -> Closed {
    let RunContext { engine, plan, options, stop, .. } = *run;
    let system = engine.system;
    let (seen, looked, started) = (Cell::default(), Cell::default(), Cell::default());
    let (names, open_roots) = (BTreeSet::new(), BTreeSet::new());
    let mut closed = Closed { names, open_roots, began: Instant::now(), seen, looked, started };
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
            closed.see();
            let helpers = helpers(system, browser, &now.browser);
            if !now.browser.is_empty() {
                run.observer.on(Event::WaitingFor(browser.id.clone()));
            }
            if asks && !now.browser.is_empty() {
                ask(system, browser, &now.browser, options.grace, stop);
                in_use = InUse::now(system, run.home().path());
            }
            let mut ended = now.browser;
            if options.close == Close::Force && stop.asked().is_none() {
                ended.extend(users(run, &in_use, browser, group).browser);
                force(system, browser, &ended, stop);
                in_use = InUse::now(system, run.home().path());
            }
            let after = users(run, &in_use, browser, group);
            // One that was ended and started again is ended between the steps of the removal.
            let is_new = after.elsewhere.is_none() && after.browser.is_disjoint(&ended);
            if after.is_unused() || options.ends_restarted() && is_new {
                // A helper that stays does no harm to the run.
                wait(system, &helpers, HELPER_TIMEOUT, stop);
            } else {
                closed.open_roots.extend(group.roots.keys());
                closed.names.insert(browser.name.clone());
                asks &= options.close == Close::Force;
            }
        }
    }
    if !options.ends_restarted() {
        add_unknown(run, &in_use, &roots, &mut closed);
    }
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
        let opened: Vec<_> = group.roots.keys().filter_map(|id| run.open(*id).ok()).collect();
        let dirs: Vec<_> = opened.iter().map(Root::path).collect();
        let is_elsewhere = |root: &Root| browser_processes::is_locked_elsewhere(run.engine.system, root, None);
        if opened.iter().any(is_elsewhere) || !in_use.files_below(&dirs).is_empty() {
            closed.open_roots.extend(group.roots.keys());
            closed.names.insert(group.name.to_owned());
        }
    }
}

/// Returns the roots of browsers that had closed and are open again. At a session's end they are ended here, and there
/// are none only if none was open for a while.
pub(super) fn reopened(run: &RunContext<'_>, closed: &Closed) -> Vec<BTreeSet<RootId>> {
    if !run.options.ends_restarted() {
        return open_again(run, closed).opened;
    }
    let mut starting_since = None;
    loop {
        let found = end_open_again(run, closed);
        if !found.opened.is_empty() || run.is_stopped() {
            return found.opened;
        }
        let now = Instant::now();
        let is_starting = found.is_starting
            && now.duration_since(*starting_since.get_or_insert(now)) < STARTS_WITHIN
            && closed.has_time(run.options);
        if !is_starting && closed.seen.get().is_none_or(|seen| seen.elapsed() >= QUIET) {
            return Vec::new();
        }
        run.engine.system.pause(POLL_INTERVAL);
    }
}

/// Ends, at a session's end, browsers that were started again. Looks now and then only, however often it is called.
pub(super) fn keep_closed(run: &RunContext<'_>, closed: &Closed) {
    let is_early = closed.looked.get().is_some_and(|looked| looked.elapsed() < LOOK_AGAIN);
    if run.options.ends_restarted() && !is_early {
        end_open_again(run, closed);
    }
}

/// Browsers that had closed and run again.
#[derive(Default)]
struct Reopened {
    /// The roots of each that is open.
    opened: Vec<BTreeSet<RootId>>,
    /// Their processes.
    processes: BTreeSet<u32>,
    /// Whether a process of a browser has none of the roots open: it may be about to.
    is_starting: bool,
}

fn open_again(run: &RunContext<'_>, closed: &Closed) -> Reopened {
    let in_use = InUse::now(run.engine.system, run.home().path());
    let roots = roots_of(run.plan);
    let mut found = Reopened::default();
    for (_, browser) in run.engine.catalog.browsers() {
        let runs = || in_use.processes().iter().any(|process| browser_processes::is_browser(process, browser));
        let groups = roots.get(&browser.id);
        // One of which there was nothing before makes its first folder.
        found.is_starting |= groups.is_none() && !browser.id.is_app() && runs();
        let groups = groups.into_iter().flatten();
        for group in groups.filter(|group| !group.roots.keys().any(|root| closed.is_open(*root))) {
            let users = users(run, &in_use, browser, group);
            if users.is_unused() {
                found.is_starting |= runs();
                continue;
            }
            let main = browser_processes::main_processes(in_use.processes(), browser, &users.browser);
            let family = |main: &Proc| browser_processes::same_browser(in_use.processes(), browser, main.pid);
            found.processes.extend(main.iter().flat_map(family));
            found.opened.push(group.roots.keys().copied().collect());
        }
    }
    if found.is_starting || !found.opened.is_empty() {
        closed.started.set(true);
    }
    found
}

fn end_open_again(run: &RunContext<'_>, closed: &Closed) -> Reopened {
    let found = open_again(run, closed);
    if !found.opened.is_empty() {
        // Nobody is there to be asked, and what it has written goes.
        let processes: Vec<u32> = found.processes.iter().copied().collect();
        run.engine.system.end(&processes, EndMode::Kill);
        wait(run.engine.system, &processes, FORCE_TIMEOUT, run.stop);
        closed.see();
    }
    closed.looked.set(Some(Instant::now()));
    found
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
