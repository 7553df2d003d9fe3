//! A run under a time budget: the few profiles that were used last are planned, cleaned and verified before the next few
//! are opened. Any number of other folders cannot keep it from the profiles of the person who left.
//!
//! What was listed before decides which profiles there are. At a session's end what a browser makes that is started
//! again meanwhile is added to them.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::areas;
use super::close::{self, Closed};
use super::context::{Count, Engine, Listed, RunContext};
use super::discover::note_unchanged;
use super::execute::{self, AccountAddresses};
use super::leftover::leftover;
use super::mentions::Search;
use super::plan::{Rules, profile_in_scope};
use super::verify::{self, Resets};
use crate::model::{
    Event, FoundBrowser, Inventory, ItemId, LastUse, LeftoverKind, Outcome, Phase, Plan, Report, Request, RootId, Tally,
};

/// How many profiles are cleaned at once, at first. A person has fewer: of these, all sign-ins go before the first cache.
const FIRST: usize = 8;

/// How many are cleaned at once later on: looking at what is in use takes its time, too.
const MOST: usize = 256;

/// A part of the work: a profile, or what lies above the profiles of a browser.
struct Part<'a> {
    browser: &'a FoundBrowser,
    profile: Option<usize>,
    used: LastUse,
}

impl Part<'_> {
    /// Returns the browser as if it had nothing but this part.
    fn alone(&self) -> FoundBrowser {
        let profile = self.profile.and_then(|at| self.browser.profiles.get(at)).cloned();
        let folders = if self.profile.is_none() { self.browser.folders.clone() } else { Vec::new() };
        let FoundBrowser { id, name, running, .. } = self.browser;
        FoundBrowser {
            id: id.clone(),
            name: name.clone(),
            family: self.browser.family,
            layout: self.browser.layout,
            found_in: self.browser.found_in,
            running: running.clone(),
            folders,
            profiles: profile.into_iter().collect(),
        }
    }
}

/// Returns the parts of a request, the one used last first. What lies above the profiles follows the first of them: it
/// holds names and addresses of all.
fn parts<'a>(inventory: &'a Inventory, request: &Request, rules: &Rules) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for browser in inventory.browsers.iter().filter(|browser| rules.is_in_scope(browser)) {
        let profiles = browser.profiles.iter().enumerate();
        let profiles = profiles.filter(|(_, profile)| profile_in_scope(request, browser, profile));
        parts.extend(profiles.map(|(at, profile)| Part { browser, profile: Some(at), used: profile.used }));
        if request.covers_all_profiles() && !browser.folders.is_empty() {
            let newest = browser.profiles.iter().map(|profile| profile.used).max();
            // The catalog names a few places; a flood of profiles lies below one of them.
            let used = newest.unwrap_or(LastUse { of_files: Some(i64::MAX), of_folder: i64::MAX });
            parts.push(Part { browser, profile: None, used });
        }
    }
    parts.sort_by_key(|part| (Reverse(part.used), part.profile.is_none()));
    parts
}

/// Parts that were worked on at once.
struct Done {
    items: Range<usize>,
    /// How many addresses were known when its kept files were searched.
    known: usize,
}

/// The work on all parts.
struct Work<'a> {
    engine: &'a Engine<'a>,
    closed: &'a Closed,
    /// All that was planned so far.
    plan: Plan,
    rules: Rules,
    done: Vec<Done>,
    known: AccountAddresses,
    search: Search,
    resets: Resets,
    /// How many profiles were listed.
    profiles: usize,
}

/// Carries out the listed plan of `run`, some parts at a time. `report` has what was removed before.
pub(super) fn carry_out(run: &mut RunContext<'_>, listed: Listed<'_>, closed: &Closed, mut report: Report) -> Report {
    // What is planned now has other numbers.
    report.outcomes.clear();
    report.still_open = closed.still_open_names();
    run.observer.on(Event::Phase(Phase::Removing));
    let request = &run.plan.request;
    let mut work = Work {
        engine: run.engine,
        closed,
        plan: Plan { items: Vec::new(), searched: Vec::new(), ..run.plan.clone() },
        rules: Rules::of(request, run.plan.session),
        done: Vec::new(),
        known: AccountAddresses::default(),
        search: Search::default(),
        resets: verify::resets(run.plan),
        profiles: listed.inventory.browsers.iter().map(|browser| browser.profiles.len()).sum(),
    };
    let parts = parts(listed.inventory, request, &work.rules);
    let (mut left, mut at_once) = (parts.as_slice(), FIRST);
    while let Some((next, later)) = left.split_at_checked(at_once.min(left.len())).filter(|(next, _)| !next.is_empty())
    {
        work.parts(run, next, &mut report);
        (left, at_once) = (later, MOST.min(2 * at_once));
    }
    work.again(run, &mut report);
    work.areas(run, listed.inventory, &mut report);
    let whole = Plan { areas: work.plan.areas.clone(), roots: Arc::clone(&work.plan.roots), ..run.plan.clone() };
    if run.options.ends_restarted() {
        work.until_none_starts_again(run, &mut report);
    }
    work.search_for_the_rest(run, &mut report);
    report.planned = work.plan.total();
    report.digest = run.engine.digest(&whole);
    report.skipped.clone_from(&work.plan.skipped);
    work.plan.number_searched();
    // It was empty before.
    listed.done.set(work.plan).unwrap_or_default();
    report.finished(run.stop)
}

impl Work<'_> {
    fn parts(&mut self, run: &mut RunContext<'_>, parts: &[Part<'_>], report: &mut Report) {
        let mut plan =
            Plan { request: run.plan.request.clone(), roots: Arc::clone(&self.plan.roots), ..Plan::default() };
        for part in parts {
            let mut browser = part.alone();
            self.engine.scan(run.home(), &self.plan.roots, &mut browser, Count::NamesOnly, run.stop);
            note_unchanged(run.home(), &self.plan.roots, &mut browser, run.plan.session.started, run.stop);
            self.engine.add_browser(&mut plan, &mut self.rules, &browser);
        }
        let first = self.plan.items.len();
        plan.number_from(first);
        let mut found = Report::new(report.digest.clone(), &[]);
        if run.is_stopped() {
            for item in &plan.items {
                found.outcomes.insert(item.id, Outcome::NotReached);
                found.leftovers.push(leftover(item, None, LeftoverKind::NotReached));
            }
        } else {
            self.work_on(&mut run.with_plan(&plan), &mut found);
        }
        report.add(found);
        let Plan { items, searched, templates, extensions, skipped, .. } = plan;
        self.plan.items.extend(items);
        self.plan.searched.extend(searched);
        self.plan.templates.extend(templates);
        self.plan.extensions.extend(extensions);
        for skip in skipped {
            // Profiles of one root may be skipped for the same reason.
            if self.plan.skipped.last() != Some(&skip) {
                self.plan.skipped.push(skip);
            }
        }
        self.done.push(Done { items: first..self.plan.items.len(), known: self.known.addresses.len() });
    }

    /// Cleans and verifies what was planned.
    fn work_on(&mut self, run: &mut RunContext<'_>, report: &mut Report) {
        let found = execute::execute(run, self.closed, report);
        self.learn(found);
        if !run.is_stopped() {
            verify::verify(run, &self.resets, &self.search, report);
        }
    }

    /// Adds addresses to those that kept files are searched for.
    fn learn(&mut self, found: AccountAddresses) {
        let before = self.known.addresses.len();
        self.known.add(found);
        if self.known.addresses.len() > before {
            self.search = Search::new(&self.known);
        }
    }

    /// Works once more on what was left for lack of space or because it was in use, and on browsers that were opened
    /// again. Only once while somebody may be there: something may open a browser every time.
    fn again(&mut self, run: &mut RunContext<'_>, report: &mut Report) {
        let left = report.leftovers.iter().filter(|left| execute::is_temporary(&left.kind));
        let mut again: BTreeSet<ItemId> = left.map(|left| left.item).collect();
        let is_later = run.is_stopped() || run.options.ends_restarted();
        let reopened = if is_later { Vec::new() } else { close::reopened(run, self.closed) };
        let closed = if reopened.is_empty() { None } else { Some(close_again(run)) };
        if let Some(closed) = &closed {
            report.still_open = closed.still_open_names();
            let opened: BTreeSet<RootId> = reopened.iter().flatten().copied().collect();
            let is_meant = |root: RootId| opened.contains(&root) || self.closed.is_open(root);
            again.extend(self.items_of(is_meant));
        }
        if again.is_empty() || run.is_stopped() {
            return;
        }
        self.work_again(run, &again, closed.as_ref().unwrap_or(self.closed), report);
        self.name_opened(&reopened, report);
    }

    /// Works, at a session's end, on browsers that were started again and ended, until none is for a while, and on what
    /// these have made where nothing was listed.
    fn until_none_starts_again(&mut self, run: &mut RunContext<'_>, report: &mut Report) {
        let mut watched = Cow::Borrowed(run.plan);
        while !run.is_stopped() {
            let mut reopened = close::reopened(&run.with_plan(&watched), self.closed);
            let made = self.closed.take_started().then(|| self.made_since(run, watched.to_mut())).flatten();
            if reopened.is_empty() && made.is_none() {
                return;
            }
            if let Some(made) = &made {
                // A browser may have it open.
                reopened.extend(close::reopened(&run.with_plan(&watched), self.closed));
                let parts = parts(made, &run.plan.request, &self.rules);
                self.parts(run, &parts, report);
            }
            let opened: BTreeSet<RootId> = reopened.iter().flatten().copied().collect();
            let again = self.items_of(|root| opened.contains(&root)).collect();
            self.work_again(run, &again, self.closed, report);
            if !self.closed.has_time(run.options) {
                self.name_opened(&reopened, report);
                return;
            }
        }
    }

    /// Lists once more, and returns what lies in folders that were not listed before, if there is any. Adds to `watched`
    /// what is planned there, and names what is not cleaned.
    fn made_since(&mut self, run: &RunContext<'_>, watched: &mut Plan) -> Option<Inventory> {
        let request = &watched.request;
        let in_use = self.engine.in_use(run.home()).ok()?;
        let found = self.engine.list(run.home(), &in_use, (&request.browsers, &request.also, Count::Listed), run.stop);
        if run.is_stopped() {
            return None;
        }
        let mut made = found.beyond(&self.plan.roots, self.profiles);
        made.session = watched.session;
        let plan = self.engine.plan(&made, request).ok()?;
        self.plan.roots = Arc::clone(&plan.roots);
        self.profiles += made.browsers.iter().map(|browser| browser.profiles.len()).sum::<usize>();
        for skip in plan.skipped {
            if !self.plan.skipped.contains(&skip) {
                self.plan.skipped.push(skip);
            }
        }
        watched.roots = plan.roots;
        watched.items.extend(plan.items);
        (!made.browsers.is_empty()).then_some(made)
    }

    fn items_of(&self, is_meant: impl Fn(RootId) -> bool) -> impl Iterator<Item = ItemId> {
        self.plan.items.iter().filter(move |item| is_meant(item.target.root)).map(|item| item.id)
    }

    fn name_opened(&self, reopened: &[BTreeSet<RootId>], report: &mut Report) {
        for roots in reopened {
            let first = self.plan.items.iter().find(|item| roots.contains(&item.target.root));
            report.leftovers.extend(first.map(|item| leftover(item, None, LeftoverKind::OpenedAgain)));
        }
    }

    /// Cleans and verifies once more the parts of these items.
    fn work_again(&mut self, run: &mut RunContext<'_>, again: &BTreeSet<ItemId>, closed: &Closed, report: &mut Report) {
        let is_meant = |done: &&Done| done.items.clone().any(|item| again.contains(&ItemId(item)));
        let parts: Vec<Range<usize>> = self.done.iter().filter(is_meant).map(|done| done.items.clone()).collect();
        let items: BTreeSet<ItemId> = parts.iter().cloned().flatten().map(ItemId).collect();
        report.leftovers.retain(|left| !items.contains(&left.item));
        for part in parts {
            let plan = self.plan.part(part);
            let mut found = Report::new(report.digest.clone(), &[]);
            let before: Vec<_> =
                plan.items.iter().filter_map(|item| Some((item.id, *report.outcomes.get(&item.id)?))).collect();
            let mut run = run.with_plan(&plan);
            let addresses = execute::execute(&mut run, closed, &mut found);
            self.learn(addresses);
            if !run.is_stopped() {
                verify::verify(&run, &self.resets, &self.search, &mut found);
            }
            report.add(found);
            for (id, outcome) in before {
                report.outcomes.entry(id).and_modify(|now| *now = both(outcome, *now));
            }
        }
    }

    /// Plans, cleans and verifies what the request names outside browsers.
    fn areas(&mut self, run: &mut RunContext<'_>, inventory: &Inventory, report: &mut Report) {
        let also = &run.plan.request.also;
        if also.is_empty() || run.is_stopped() {
            return;
        }
        let apps = inventory.browsers.iter().filter(|browser| browser.id.is_app()).cloned().collect();
        // The settings are cleaned by now.
        let settings = inventory.settings.clone();
        let mut found = Inventory { browsers: apps, settings, ..Inventory::default() };
        let processes = run.engine.system.processes();
        areas::discover(run.engine, run.home(), &processes, also, Count::NamesOnly, &mut found, run.stop);
        self.plan.skipped.append(&mut found.skipped);
        areas::plan(run.engine, &found, &mut self.plan);
        let mut part = run.with_plan(&self.plan);
        let aside = areas::put_aside(&part);
        areas::execute(&mut part, aside, report);
        if !part.is_stopped() {
            areas::verify(&part, report);
        }
    }

    /// Searches the kept files of each part for the addresses that were found only after it was verified.
    fn search_for_the_rest(&self, run: &mut RunContext<'_>, report: &mut Report) {
        if run.is_stopped() {
            return;
        }
        run.observer.on(Event::Phase(Phase::Verifying));
        report.checked.searchable += u64::from(self.known.is_cut);
        for done in self.done.iter().filter(|done| done.known < self.known.addresses.len()) {
            let plan = self.plan.part(done.items.clone());
            let mut found = Report::new(report.digest.clone(), &[]);
            let items = ItemId(done.items.start)..ItemId(done.items.end);
            found.outcomes = report.outcomes.range(items).map(|(id, outcome)| (*id, *outcome)).collect();
            verify::verify(&run.with_plan(&plan), &self.resets, &self.search, &mut found);
            report.leftovers.append(&mut found.leftovers);
            if done.known == 0 {
                report.checked.searched += found.checked.searched;
                report.checked.searchable += found.checked.searchable;
            }
        }
    }
}

fn close_again(run: &mut RunContext<'_>) -> Closed {
    run.observer.on(Event::Phase(Phase::Closing));
    let closed = close::close(run);
    run.observer.on(Event::Phase(Phase::Removing));
    closed
}

/// Returns the outcome of an item that was worked on twice.
fn both(first: Outcome, second: Outcome) -> Outcome {
    let before = match first {
        Outcome::Done(tally) | Outcome::Left(tally) => tally,
        Outcome::AlreadyGone | Outcome::NotReached => Tally { files: 0, bytes: 0 },
    };
    let sum = |after: Tally| Tally { files: before.files + after.files, bytes: before.bytes + after.bytes };
    match second {
        Outcome::Done(after) => Outcome::Done(sum(after)),
        Outcome::Left(after) => Outcome::Left(sum(after)),
        Outcome::AlreadyGone if before.files > 0 => Outcome::Done(before),
        other => other,
    }
}
