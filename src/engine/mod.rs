//! End session, from looking to a verified report: discover → plan → close → execute → verify.
//!
//! Discovering only reads. Planning reads nothing. Only `execute` changes anything, and only what the plan names.

mod areas;
mod clean_window;
mod close;
mod discover;
mod execute;
mod finish;
mod leftover;
mod locations;
mod login;
mod managed;
mod names;
mod order;
mod plan;
mod profiles;
mod running;
mod services;
mod settings;
mod signed_in;
mod sites;
#[cfg(test)]
mod testing;
mod unknown;
mod verify;
mod why;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::time::{Duration, Instant};

pub use clean_window::CleanWindowError;
pub use login::login_item;
pub use plan::RequestError;
pub use services::services;
pub use settings::settings;

use crate::catalog::Catalog;
use crate::model::{
    Close, Digest, Event, Fate, LeftoverKind, Noted, Observer, Origin, Outcome, Phase, Plan, RelPath, Report, Request,
    RootId, Scope, SkipReason, Stop, StopReason, Verdict,
};
use crate::platform::{self, Places, System};
use crate::policy::Settings;
use crate::receipts::{Marker, MarkerError, Owed, Past, Receipt, Retention, Settled};
use crate::safefs::{Home, HomeError, NotARoot, Root, RunLock};
use crate::store::EditError;

/// Everything that a run needs to know about the world.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The browsers.
    pub catalog: &'a Catalog,
    /// What is set.
    pub policy: &'a Settings,
    /// This user's folders.
    pub places: &'a Places,
    /// Processes and the clock; a fake in tests.
    pub system: &'a dyn System,
}

/// Whether discovery counts what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Files and bytes of everything, and names of extensions, for a preview.
    Sizes,
    /// Nothing, but browsers that no catalog names are looked for too, as for a preview.
    Unknown,
    /// Nothing; what goes is counted while it goes.
    NamesOnly,
}

/// Whether a run's time is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Time {
    /// It takes as long as it takes.
    #[default]
    Open,
    /// It may end before everything is removed: what goes whole is put out of the browsers' reach first.
    Limited,
}

impl<T> From<Option<T>> for Time {
    fn from(budget: Option<T>) -> Self {
        if budget.is_some() { Self::Limited } else { Self::Open }
    }
}

/// How a run goes about it.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// What to do about open browsers.
    pub close: Close,
    /// How long an asked browser has.
    pub grace: Duration,
    /// How it was started.
    pub origin: Origin,
    /// Whether its time is limited.
    pub time: Time,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { close: Close::Ask, grace: Duration::from_secs(10), origin: Origin::CommandLine, time: Time::Open }
    }
}

/// Why a run could not begin. Nothing was removed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The home folder is not one, or not this user's.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// Signoff's own folder cannot be made or is not its own.
    #[error("Signoff's own folder cannot be used")]
    OwnFolder(#[source] NotARoot),
    /// Processes cannot be listed: nobody knows which browsers are open.
    #[error("the programs that run cannot be listed: /proc is not mounted, or belongs to another container")]
    NoProcesses,
    /// Another Signoff is at work for this user.
    #[error("another Signoff is at work")]
    Busy,
    /// The lock of the own folder said no.
    #[error("the run lock cannot be taken")]
    Lock(#[source] io::Error),
    /// The list of past runs cannot be read.
    #[error("the list of past runs cannot be read")]
    Past(#[from] EditError),
    /// The marker cannot be written, or is not ours.
    #[error(transparent)]
    Marker(#[from] MarkerError),
}

/// What is held open for as long as a run lasts.
struct Session {
    home: Home,
    own: Root,
    _lock: RunLock,
}

/// How much of what is owed a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Covers {
    All,
    /// The rest was opened by the next person and stays owed.
    Part,
}

/// Takes what is owed off the marker where nothing of it is owed any more: it was carried out, or the person gave up.
fn settled(
    session: &Session,
    request: &Request,
    covers: Covers,
    origin: Origin,
    report: Report,
) -> Result<Report, EngineError> {
    if covers == Covers::All && report.verdict != Verdict::OutOfTime {
        let is_over = report.verdict == Verdict::Clean || origin == Origin::Finish;
        Marker::settle(&session.own, request, if is_over { Settled::ForGood } else { Settled::ForNow })?;
    }
    Ok(report)
}

impl Engine<'_> {
    /// Returns the short name of a plan; see product.md, principle 1, for what it covers.
    pub fn digest(&self, plan: &Plan) -> Digest {
        plan.digest(&[self.catalog.text(), &self.policy.text()].concat())
    }

    /// Closes browsers as far as `options` allow, removes what the plan names, verifies, and says what happened.
    pub fn run(
        &self,
        plan: &Plan,
        options: &RunOptions,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Report, EngineError> {
        self.must_see_processes()?;
        let session = self.session()?;
        self.run_in(&session, plan, (&plan.request, None), Covers::All, options, seen, stop)
    }

    /// Notes that a request is wanted though the time was used up before there was a plan for it.
    pub fn owe(&self, request: &Request) -> Result<(), EngineError> {
        self.owe_from_now(request, false)
    }

    /// Notes that a kiosk's session has begun, whose end is this request; before that, completes what an earlier session
    /// left.
    pub fn begin_kiosk(&self, request: &Request, seen: &mut dyn Observer, stop: &Stop) -> Result<(), EngineError> {
        let (logon, now) = (self.system.logon(), self.system.now());
        let owed = Marker::read(&self.own_root(&self.home()?)?)?;
        // A kiosk whose window was started again is still in the session that it owes.
        if owed.iter().any(|owed| !owed.lasts || owed.until(logon, now) != now) {
            self.finish(seen, stop)?;
        }
        self.owe_from_now(request, true)
    }

    fn owe_from_now(&self, request: &Request, lasts: bool) -> Result<(), EngineError> {
        let session = self.session()?;
        let (since, began) = (self.system.now(), self.system.logon());
        Ok(Marker::add(&session.own, &Owed { request: request.clone(), since, began, lasts })?)
    }

    /// Runs a plan for what is owed, since when unless from now on, and writes down what came of it.
    #[expect(clippy::too_many_arguments, reason = "two call sites; a struct would only rename them")]
    fn run_in(
        &self,
        session: &Session,
        plan: &Plan,
        (request, since): (&Request, Option<i64>),
        covers: Covers,
        options: &RunOptions,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Report, EngineError> {
        let (started, began) = (self.system.now(), Instant::now());
        let mut report = self.run_in_time(session, plan, (request, since), covers, options, seen, stop)?;
        let browsers: Vec<_> = plan.items.iter().map(|item| item.browser.clone()).collect();
        let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let receipt = Receipt::of(&report, &plan.request, &browsers, options.origin);
        let mut receipt = Receipt { started, millis, ..receipt };
        let (line, fields) = receipt.fields();
        receipt.journal = platform::tell(self.places, &line, &fields);
        let (days, runs) = (self.policy.receipt_days.value, self.policy.receipt_runs.value);
        report.noted = Past::note(&session.own, &receipt, Retention { days, runs });
        Ok(report)
    }

    /// Returns past runs.
    pub fn past(&self) -> Result<Past, EngineError> {
        let home = self.home()?;
        Ok(Past::read(&self.own_root(&home)?)?)
    }

    /// Runs a plan for what is owed. The marker says so from before the first browser is asked to close until the result is
    /// known.
    #[expect(clippy::too_many_arguments, reason = "two call sites; a struct would only rename them")]
    fn run_in_time(
        &self,
        session: &Session,
        plan: &Plan,
        (request, since): (&Request, Option<i64>),
        covers: Covers,
        options: &RunOptions,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Report, EngineError> {
        let home = &session.home;
        if plan.is_empty() && plan.skipped.is_empty() {
            let report = self.report(plan).finished(stop);
            return settled(session, request, covers, options.origin, report);
        }
        // Asked before anybody is closed: a run that will do nothing closes nothing.
        let elsewhere = plan.skipped.iter().any(|skip| matches!(skip.reason, SkipReason::InUseOn(_)));
        if elsewhere && options.close != Close::Force {
            return Ok(Report { verdict: Verdict::NothingDone, ..self.report(plan) });
        }
        // Killed while it waits, it is owed too. A marker that cannot be read is met when there is something to remove.
        let before = Marker::read(&session.own).ok();
        let is_marked = before.is_some();
        if is_marked {
            // What browsers write in the time that they are given is not the next person's.
            let grace = if plan.must_close.is_empty() { 0 } else { options.grace.as_secs() };
            let closed = self.system.now().saturating_add(i64::try_from(grace).unwrap_or(i64::MAX));
            self.mark(session, plan, (request, since.or(Some(closed))))?;
        }
        seen.on(Event::Phase(Phase::Closing));
        let closed = close::close(self.catalog, self.system, home, plan, options, seen, stop);
        if closed.nothing_may_be_done(options) || stop.asked() == Some(StopReason::Cancelled) {
            let mut report = self.report(plan);
            report.still_open = closed.still_open_names();
            if let Some(before) = before.filter(|_| stop.asked() != Some(StopReason::OutOfTime)) {
                Marker::put_back(&session.own, before)?;
            }
            report.verdict = match stop.asked() {
                None => Verdict::NothingDone,
                Some(StopReason::Cancelled) => Verdict::Cancelled,
                // The system ends the session, or the time is used up: the rest is wanted later.
                Some(StopReason::OutOfTime) => {
                    self.mark_again(session, plan, (request, since), is_marked)?;
                    Verdict::OutOfTime
                }
            };
            return Ok(report);
        }
        if !is_marked || !plan.must_close.is_empty() {
            self.mark_again(session, plan, (request, since), is_marked)?;
        }
        let report = self.carry_out(home, plan, &closed, options, seen, stop);
        settled(session, request, covers, options.origin, report)
    }

    /// Writes what is owed on the marker; since when, is taken only now: what browsers wrote while they closed is not
    /// the next person's.
    fn mark(
        &self,
        session: &Session,
        plan: &Plan,
        (request, since): (&Request, Option<i64>),
    ) -> Result<(), MarkerError> {
        let since = since.unwrap_or_else(|| self.system.now());
        let owed = Owed { request: request.clone(), since, began: plan.session.began, lasts: false };
        Marker::add(&session.own, &owed)
    }

    /// As `mark`, now that browsers have closed. Where there is no space to say it anew, what was said before holds.
    fn mark_again(
        &self,
        session: &Session,
        plan: &Plan,
        owed: (&Request, Option<i64>),
        is_marked: bool,
    ) -> Result<(), MarkerError> {
        match self.mark(session, plan, owed) {
            Err(MarkerError::Write(_)) if is_marked => Ok(()),
            marked => marked,
        }
    }

    /// Opens the home folder, with the places to which the policy says that folders were moved.
    fn home(&self) -> Result<Home, HomeError> {
        Ok(Home::open(&self.places.home)?.moved(self.policy.moved.value.clone()))
    }

    /// What is open is closed first, or left alone, so that it must be seen. To note what is owed nothing need be.
    fn must_see_processes(&self) -> Result<(), EngineError> {
        self.system.shows_processes().then_some(()).ok_or(EngineError::NoProcesses)
    }

    fn session(&self) -> Result<Session, EngineError> {
        let home = self.home()?;
        let own = self.own_root(&home)?;
        let lock = RunLock::take(&own).map_err(EngineError::Lock)?.ok_or(EngineError::Busy)?;
        Ok(Session { home, own, _lock: lock })
    }

    fn carry_out(
        &self,
        home: &Home,
        plan: &Plan,
        closed: &close::Closed,
        options: &RunOptions,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Report {
        let mut report = self.report(plan);
        let needless = if plan.request.fixes().is_some() { sites::needless(home, plan) } else { BTreeSet::new() };
        report.outcomes.extend(needless.iter().map(|item| (*item, Outcome::AlreadyGone)));
        let plan = &plan.without(&needless);
        report.still_open = closed.still_open_names();
        seen.on(Event::Phase(Phase::Removing));
        let mut known = execute::execute(self, home, plan, closed, options.time, &mut report, seen, stop);
        let again = close::opened_again(self.catalog, self.system, home, plan, closed);
        if !again.is_empty() && stop.asked().is_none() {
            // Once more, and no oftener: whatever opens it may be stronger than we are.
            seen.on(Event::Phase(Phase::Closing));
            let closed = close::close(self.catalog, self.system, home, plan, options, seen, stop);
            report.still_open = closed.still_open_names();
            report.leftovers.clear();
            seen.on(Event::Phase(Phase::Removing));
            known.add(execute::execute(self, home, plan, &closed, options.time, &mut report, seen, stop));
            let first = |roots: &BTreeSet<RootId>| plan.items.iter().find(|item| roots.contains(&item.target.root));
            let opened = again.iter().filter_map(first);
            report.leftovers.extend(opened.map(|item| leftover::leftover(item, None, LeftoverKind::OpenedAgain)));
        }
        areas::execute(self, home, plan, &mut report, seen, stop);
        if stop.asked().is_none() {
            seen.on(Event::Phase(Phase::Verifying));
            verify::verify(self, home, plan, &known, &mut report, stop);
            areas::verify(self, home, plan, &mut report, stop);
        }
        report.finished(stop)
    }

    fn report(&self, plan: &Plan) -> Report {
        Report {
            digest: self.digest(plan),
            planned: plan.total(),
            removed: crate::model::Tally::default(),
            noted: Noted::Not,
            by_category: std::collections::BTreeMap::new(),
            outcomes: std::collections::BTreeMap::new(),
            leftovers: Vec::new(),
            unnamed: 0,
            new_since_preview: Vec::new(),
            skipped: plan.skipped.clone(),
            checked: crate::model::Checked::default(),
            still_open: Vec::new(),
            verdict: Verdict::Clean,
        }
    }

    /// Says whether a Fix sign-in was begun and not finished.
    fn was_interrupted(&self, home: &Home) -> bool {
        let owed = self.own_place(home).ok().and_then(|at| Root::open_own(home, &at).ok());
        let owed = owed.and_then(|own| Marker::read(&own).ok()).unwrap_or_default();
        owed.iter().any(|owed| owed.request.fixes().is_some())
    }

    fn process_name(&self, pid: u32) -> String {
        let processes = self.system.processes();
        let name = processes.into_iter().find(|process| process.pid == pid).map(|process| process.name);
        name.unwrap_or_else(|| pid.to_string())
    }

    fn own_root(&self, home: &Home) -> Result<Root, EngineError> {
        Root::create_own(home, &self.own_place(home)?).map_err(EngineError::OwnFolder)
    }

    fn own_place(&self, home: &Home) -> Result<RelPath, EngineError> {
        let at = RelPath::below(home.path(), &self.places.state.join("signoff"))
            .or_else(|_outside| RelPath::parse(".local/state/signoff"));
        // The fallback is a constant that parses; an error here would be a mistake of ours.
        at.map_err(|_never| EngineError::Lock(io::Error::from(io::ErrorKind::InvalidInput)))
    }
}

/// Returns what happens to a path below a folder; `None` only for a scope that says nothing at all.
fn fate(scope: &Scope<OsString>, at: &RelPath) -> Option<Fate> {
    scope.at(at.names().iter().map(OsString::as_os_str))
}

/// Opens a root that a plan names, if it is still the folder that was proven.
fn open(home: &Home, plan: &Plan, id: RootId) -> Result<Root, LeftoverKind> {
    let proof = plan.proof(id).ok_or(LeftoverKind::Internal)?;
    Root::prove_again(home, proof).map_err(|not| not.leftover())
}
