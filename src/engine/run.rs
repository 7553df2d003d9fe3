//! One run of a plan: the marker before anything is touched, close, execute, verify, and the receipt.

use std::collections::BTreeSet;
use std::time::Instant;

use super::context::{Engine, EngineError, RunOptions, Session};
use super::{areas, close, execute, leftover, sites, verify};
use crate::model::{
    Close, Event, LeftoverKind, Noted, Observer, Origin, Outcome, Phase, Plan, Report, Request, RootId, SkipReason,
    Stop, StopReason, Verdict,
};
use crate::platform;
use crate::receipts::{Marker, MarkerError, Owed, Past, Receipt, Retention, Settled};
use crate::safefs::Home;

/// How much of what is owed a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covers {
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

    /// Runs a plan for what is owed, since when unless from now on, and writes down what came of it.
    #[expect(clippy::too_many_arguments, reason = "two call sites; a struct would only rename them")]
    pub(super) fn run_in(
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
}
