//! One run of a plan: write the marker, close, execute, verify, complete the marker, record a receipt. It does nothing
//! that the plan does not name.

use std::collections::BTreeSet;
use std::time::Instant;

use super::context::{Coverage, Engine, EngineError, RunContext, RunOptions};
use super::{areas, close, execute, leftover, sites, verify};
use crate::model::{
    Close, Event, LeftoverKind, Observer, Origin, Outcome, Phase, Plan, ReceiptStatus, Report, Request, RootId,
    SkipReason, Stop, StopReason, Verdict,
};
use crate::platform;
use crate::receipts::{Completion, Marker, MarkerError, PendingRun, Receipt, Retention, RunHistory};

impl Engine<'_> {
    /// Closes browsers as far as `options` allow, removes what the plan names, verifies, and returns the report.
    pub fn run(
        &self,
        plan: &Plan,
        options: &RunOptions,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Report, EngineError> {
        self.require_process_list()?;
        let (session, coverage) = (self.session()?, Coverage::All);
        let session = &session;
        run_and_record(RunContext { engine: self, session, plan, options, coverage, since: None, observer, stop })
    }
}

impl Engine<'_> {
    /// Records that a run was asked for at the end of a session, and not begun because a session goes on. Takes no lock:
    /// nothing but the list of runs is written.
    pub fn record_session_goes_on(&self, request: &Request, origin: Origin) -> ReceiptStatus {
        let receipt = Receipt::not_begun(request, Verdict::SessionGoesOn, origin);
        let mut receipt = Receipt { started: self.system.now(), ..receipt };
        let (line, fields) = receipt.fields();
        receipt.journal = platform::log_line(self.places, &line, &fields);
        let (days, runs) = (self.policy.receipt_days.value, self.policy.receipt_runs.value);
        let own = self.home().map_err(EngineError::from).and_then(|home| self.own_root(&home));
        own.map_or(ReceiptStatus::Failed, |own| RunHistory::record(&own, &receipt, Retention { days, runs }))
    }
}

/// Runs the plan, then records a receipt.
pub(super) fn run_and_record(mut run: RunContext<'_>) -> Result<Report, EngineError> {
    let (started, began) = (run.engine.system.now(), Instant::now());
    let mut report = run_marked(&mut run)?;
    let RunContext { engine, plan, .. } = run;
    let browsers: Vec<_> = plan.items.iter().map(|item| item.profile.browser.clone()).collect();
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let receipt = Receipt::of(&report, &plan.request, &browsers, run.options.origin);
    let mut receipt = Receipt { started, millis, ..receipt };
    let (line, fields) = receipt.fields();
    receipt.journal = platform::log_line(engine.places, &line, &fields);
    let (days, runs) = (engine.policy.receipt_days.value, engine.policy.receipt_runs.value);
    report.receipt = RunHistory::record(&run.session.own, &receipt, Retention { days, runs });
    Ok(report)
}

/// Runs the plan with the request on the marker from before the first browser is asked to close until the result is
/// known.
fn run_marked(run: &mut RunContext<'_>) -> Result<Report, EngineError> {
    let RunContext { plan, options, session, stop, .. } = *run;
    if plan.is_empty() && plan.skipped.is_empty() {
        let report = empty_report(run).finished(stop);
        return complete_marker(run, report);
    }
    // Checked before closing: a run that will remove nothing closes nothing.
    let elsewhere = plan.skipped.iter().any(|skip| matches!(skip.reason, SkipReason::InUseOn(_)));
    if elsewhere && options.close != Close::Force {
        return Ok(Report { verdict: Verdict::NothingDone, ..empty_report(run) });
    }
    // Marked before waiting, because the run may be killed while it waits. If the marker cannot be read,
    // `update_marker` fails below, where there is something to remove.
    let before = Marker::read(&session.own).ok();
    let is_marked = before.is_some();
    if is_marked {
        // What browsers write during the grace period still belongs to this session.
        let grace = if plan.must_close.is_empty() { 0 } else { options.grace.as_secs() };
        let closed = run.engine.system.now().saturating_add(i64::try_from(grace).unwrap_or(i64::MAX));
        write_marker(run, run.since.unwrap_or(closed))?;
    }
    run.observer.on(Event::Phase(Phase::Closing));
    let closed = close::close(run);
    if closed.forbids_removal(options) || stop.asked() == Some(StopReason::Cancelled) {
        let mut report = empty_report(run);
        report.still_open = closed.still_open_names();
        if let Some(before) = before.filter(|_| stop.asked() != Some(StopReason::OutOfTime)) {
            Marker::restore(&session.own, before)?;
        }
        report.verdict = match stop.asked() {
            None => Verdict::NothingDone,
            Some(StopReason::Cancelled) => Verdict::Cancelled,
            // The session ends or time is up: keep the request on the marker.
            Some(StopReason::OutOfTime) => {
                update_marker(run, is_marked)?;
                Verdict::OutOfTime
            }
        };
        return Ok(report);
    }
    if !is_marked || !plan.must_close.is_empty() {
        update_marker(run, is_marked)?;
    }
    let report = carry_out(run, &closed);
    complete_marker(run, report)
}

/// Adds the plan's request to the marker. Files written after `since` belong to the next person.
fn write_marker(run: &RunContext<'_>, since: i64) -> Result<(), MarkerError> {
    let request = run.plan.request.clone();
    Marker::add(&run.session.own, &PendingRun { request, since, began: run.plan.session.started, ongoing: false })
}

/// Marks again once browsers have closed, so that what they wrote while closing is not taken for the next person's. If
/// the disk is full, the earlier mark stands.
fn update_marker(run: &RunContext<'_>, is_marked: bool) -> Result<(), MarkerError> {
    match write_marker(run, run.since.unwrap_or_else(|| run.engine.system.now())) {
        Err(MarkerError::Write(_)) if is_marked => Ok(()),
        marked => marked,
    }
}

/// Takes the request off the marker if the plan covered it and the run was not out of time.
fn complete_marker(run: &RunContext<'_>, report: Report) -> Result<Report, EngineError> {
    if run.coverage == Coverage::All && report.verdict != Verdict::OutOfTime {
        let is_over = report.verdict == Verdict::Clean || run.options.origin == Origin::Finish;
        let how = if is_over { Completion::Final } else { Completion::Retry };
        Marker::complete(&run.session.own, &run.plan.request, how)?;
    }
    Ok(report)
}

fn carry_out(run: &mut RunContext<'_>, closed: &close::Closed) -> Report {
    let mut report = empty_report(run);
    let is_fix = run.plan.request.fixes().is_some();
    let nothing_found = if is_fix { sites::without_findings(run.home(), run.plan) } else { BTreeSet::new() };
    report.outcomes.extend(nothing_found.iter().map(|item| (*item, Outcome::AlreadyGone)));
    let plan = run.plan.without(&nothing_found);
    let run = &mut run.with_plan(&plan);
    report.still_open = closed.still_open_names();
    run.observer.on(Event::Phase(Phase::Removing));
    let mut known = execute::execute(run, closed, &mut report);
    let again = close::reopened(run, closed);
    if !again.is_empty() && !run.is_stopped() {
        // Close and remove only once more: something may reopen the browser every time.
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
        receipt: ReceiptStatus::NotTried,
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
