//! One run of a plan: the marker before anything is touched, close, execute, verify, and the receipt.

use std::collections::BTreeSet;
use std::time::Instant;

use super::context::{Covers, Engine, EngineError, RunContext, RunOptions};
use super::{areas, close, execute, leftover, sites, verify};
use crate::model::{
    Close, Event, LeftoverKind, Noted, Observer, Origin, Outcome, Phase, Plan, Report, RootId, SkipReason, Stop,
    StopReason, Verdict,
};
use crate::platform;
use crate::receipts::{Marker, MarkerError, Owed, Past, Receipt, Retention, Settled};

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
        let (session, covers) = (self.session()?, Covers::All);
        let session = &session;
        run_in(RunContext { engine: self, session, plan, options, covers, since: None, observer: seen, stop })
    }
}

/// Runs a plan for what is owed, since when unless from now on, and writes down what came of it.
pub(super) fn run_in(mut run: RunContext<'_>) -> Result<Report, EngineError> {
    let (started, began) = (run.engine.system.now(), Instant::now());
    let mut report = run_in_time(&mut run)?;
    let RunContext { engine, plan, .. } = run;
    let browsers: Vec<_> = plan.items.iter().map(|item| item.browser.clone()).collect();
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let receipt = Receipt::of(&report, &plan.request, &browsers, run.options.origin);
    let mut receipt = Receipt { started, millis, ..receipt };
    let (line, fields) = receipt.fields();
    receipt.journal = platform::tell(engine.places, &line, &fields);
    let (days, runs) = (engine.policy.receipt_days.value, engine.policy.receipt_runs.value);
    report.noted = Past::note(&run.session.own, &receipt, Retention { days, runs });
    Ok(report)
}

/// Runs a plan for what is owed. The marker says so from before the first browser is asked to close until the result is
/// known.
fn run_in_time(run: &mut RunContext<'_>) -> Result<Report, EngineError> {
    let RunContext { plan, options, session, stop, .. } = *run;
    if plan.is_empty() && plan.skipped.is_empty() {
        let report = empty_report(run).finished(stop);
        return settled(run, report);
    }
    // Asked before anybody is closed: a run that will do nothing closes nothing.
    let elsewhere = plan.skipped.iter().any(|skip| matches!(skip.reason, SkipReason::InUseOn(_)));
    if elsewhere && options.close != Close::Force {
        return Ok(Report { verdict: Verdict::NothingDone, ..empty_report(run) });
    }
    // Killed while it waits, it is owed too. A marker that cannot be read is met when there is something to remove.
    let before = Marker::read(&session.own).ok();
    let is_marked = before.is_some();
    if is_marked {
        // What browsers write in the time that they are given is not the next person's.
        let grace = if plan.must_close.is_empty() { 0 } else { options.grace.as_secs() };
        let closed = run.engine.system.now().saturating_add(i64::try_from(grace).unwrap_or(i64::MAX));
        mark(run, run.since.unwrap_or(closed))?;
    }
    run.observer.on(Event::Phase(Phase::Closing));
    let closed = close::close(run);
    if closed.nothing_may_be_done(options) || stop.asked() == Some(StopReason::Cancelled) {
        let mut report = empty_report(run);
        report.still_open = closed.still_open_names();
        if let Some(before) = before.filter(|_| stop.asked() != Some(StopReason::OutOfTime)) {
            Marker::put_back(&session.own, before)?;
        }
        report.verdict = match stop.asked() {
            None => Verdict::NothingDone,
            Some(StopReason::Cancelled) => Verdict::Cancelled,
            // The system ends the session, or the time is used up: the rest is wanted later.
            Some(StopReason::OutOfTime) => {
                mark_again(run, is_marked)?;
                Verdict::OutOfTime
            }
        };
        return Ok(report);
    }
    if !is_marked || !plan.must_close.is_empty() {
        mark_again(run, is_marked)?;
    }
    let report = carry_out(run, &closed);
    settled(run, report)
}

/// Writes on the marker what is owed, and since when.
fn mark(run: &RunContext<'_>, since: i64) -> Result<(), MarkerError> {
    let request = run.plan.request.clone();
    Marker::add(&run.session.own, &Owed { request, since, began: run.plan.session.began, lasts: false })
}

/// As `mark`, now that browsers have closed: what they wrote while they closed is not the next person's. Where there is
/// no space to say it anew, what was said before holds.
fn mark_again(run: &RunContext<'_>, is_marked: bool) -> Result<(), MarkerError> {
    match mark(run, run.since.unwrap_or_else(|| run.engine.system.now())) {
        Err(MarkerError::Write(_)) if is_marked => Ok(()),
        marked => marked,
    }
}

/// Takes what is owed off the marker where nothing of it is owed any more: it was carried out, or the person gave up.
fn settled(run: &RunContext<'_>, report: Report) -> Result<Report, EngineError> {
    if run.covers == Covers::All && report.verdict != Verdict::OutOfTime {
        let is_over = report.verdict == Verdict::Clean || run.options.origin == Origin::Finish;
        let how = if is_over { Settled::ForGood } else { Settled::ForNow };
        Marker::settle(&run.session.own, &run.plan.request, how)?;
    }
    Ok(report)
}

fn carry_out(run: &mut RunContext<'_>, closed: &close::Closed) -> Report {
    let mut report = empty_report(run);
    let is_fix = run.plan.request.fixes().is_some();
    let needless = if is_fix { sites::needless(run.home(), run.plan) } else { BTreeSet::new() };
    report.outcomes.extend(needless.iter().map(|item| (*item, Outcome::AlreadyGone)));
    let plan = run.plan.without(&needless);
    let run = &mut run.with_plan(&plan);
    report.still_open = closed.still_open_names();
    run.observer.on(Event::Phase(Phase::Removing));
    let mut known = execute::execute(run, closed, &mut report);
    let again = close::opened_again(run, closed);
    if !again.is_empty() && !run.is_stopped() {
        // Once more, and no oftener: whatever opens it may be stronger than we are.
        run.observer.on(Event::Phase(Phase::Closing));
        let closed = close::close(run);
        report.still_open = closed.still_open_names();
        report.leftovers.clear();
        run.observer.on(Event::Phase(Phase::Removing));
        known.add(execute::execute(run, &closed, &mut report));
        let first = |roots: &BTreeSet<RootId>| plan.items.iter().find(|item| roots.contains(&item.target.root));
        let opened = again.iter().filter_map(first);
        report.leftovers.extend(opened.map(|item| leftover::leftover(item, None, LeftoverKind::OpenedAgain)));
    }
    areas::execute(run, &mut report);
    if !run.is_stopped() {
        run.observer.on(Event::Phase(Phase::Verifying));
        verify::verify(run, &known, &mut report);
        areas::verify(run, &mut report);
    }
    report.finished(run.stop)
}

fn empty_report(run: &RunContext<'_>) -> Report {
    let RunContext { engine, plan, .. } = run;
    Report {
        digest: engine.digest(plan),
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
