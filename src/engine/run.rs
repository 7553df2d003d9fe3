//! One run of a plan: write the marker, close, execute, verify, complete the marker, record a receipt. It does nothing
//! that the plan does not name.
//!
//! The marker is on disk before the first removal, so that a run that is cut off is completed. If there is no space for
//! it, caches go first; if there is none then either, or no place, the run goes on without and says so.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::context::{Coverage, Engine, EngineError, Listed, RunContext, RunOptions, Time};
use super::mentions::{self, Search};
use super::record::{Computer, Marked};
use super::turn::Turn;
use super::{areas, by_profile, close, execute, failed_before, leftover, order, sites, verify};
use crate::model::{
    Close, Event, Inventory, ItemId, Leftover, LeftoverKind, Observer, Outcome, Phase, Plan, RecordFault, Report,
    RootId, SkipReason, Stop, StopReason, Verdict,
};
use crate::receipts::{Completion, PendingRun, Receipt};

impl Engine<'_> {
    /// Closes browsers as far as `options` allow, removes what the plan names, verifies, and returns the report.
    pub fn run(
        &self,
        plan: &Plan,
        options: &RunOptions,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Report, EngineError> {
        Ok(self.run_in(&self.turn(options.budget, None)?, plan, options, observer, stop))
    }

    /// As [`Self::run`], in a turn that was taken before.
    pub fn run_in(
        &self,
        Turn(session): &Turn,
        plan: &Plan,
        options: &RunOptions,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Report {
        let (coverage, since, listed) = (Coverage::All, None, None);
        let run = RunContext { engine: self, session, plan, listed, options, coverage, since, observer, stop };
        run_and_record(run, Vec::new())
    }

    /// As [`Self::run_in`], of a plan of listed browsers: each profile is planned, cleaned and verified before the next
    /// is opened. Returns what was planned, too.
    pub fn run_by_profile(
        &self,
        Turn(session): &Turn,
        (inventory, plan): (&Inventory, &Plan),
        options: &RunOptions,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> (Plan, Report) {
        let (coverage, since, done) = (Coverage::All, None, OnceCell::new());
        let listed = Some(Listed { inventory, done: &done });
        let run = RunContext { engine: self, session, plan, listed, options, coverage, since, observer, stop };
        let report = run_and_record(run, Vec::new());
        (done.into_inner().unwrap_or_else(|| plan.clone()), report)
    }
}

/// Runs the plan, then records a receipt. `left` is what the plan leaves aside from the start.
pub(super) fn run_and_record(mut run: RunContext<'_>, left: Vec<Leftover>) -> Report {
    let (started, began) = (run.engine.system.now(), Instant::now());
    let mut report = run_marked(&mut run);
    if !left.is_empty() && report.verdict == Verdict::Clean {
        report.verdict = Verdict::Left;
    }
    report.leftovers.extend(left);
    let RunContext { engine, plan, session, .. } = run;
    let browsers: Vec<_> = plan.items.iter().map(|item| item.profile.browser.clone()).collect();
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let receipt = Receipt::of(&report, &plan.request, &browsers, run.options.origin);
    let (receipt, retention) = engine.logged(Receipt { started, millis, ..receipt });
    report.receipt = session.record.save(&receipt, retention);
    report.record_faults = session.record.faults();
    report
}

/// Runs the plan with the request on the marker from before the first browser is asked to close until the result is
/// known.
fn run_marked(run: &mut RunContext<'_>) -> Report {
    let RunContext { plan, options, session, stop, .. } = *run;
    let record = &session.record;
    // Areas are looked at after the browsers, if the run goes by profile.
    let may_have_areas = run.listed.is_some() && !plan.request.also.is_empty();
    if plan.is_empty() && plan.skipped.is_empty() && !may_have_areas {
        let mut report = empty_report(run);
        if plan.request.fixes().is_some() && !plan.searched.is_empty() {
            run.observer.on(Event::Phase(Phase::Verifying));
        }
        search_for_sites(run, &mut report);
        let report = failed_before::ended(run, report.finished(stop));
        return complete_marker(run, Marked::Written, report);
    }
    // Checked before closing: a run that will remove nothing closes nothing.
    let elsewhere = plan.skipped.iter().any(|skip| matches!(skip.reason, SkipReason::InUseOn(_)));
    if elsewhere && options.close != Close::Force {
        return Report { verdict: Verdict::NothingDone, ..empty_report(run) };
    }
    // Marked before waiting, because the run may be killed while it waits.
    let before = record.pending().ok();
    let mut marked = mark(run, if plan.must_close.is_empty() { 0 } else { options.grace.as_secs() });
    run.observer.on(Event::Phase(Phase::Closing));
    let closed = close::close(run);
    if closed.forbids_removal(options) || stop.asked() == Some(StopReason::Cancelled) {
        let mut report = empty_report(run);
        report.still_open = closed.still_open_names();
        report.verdict = match stop.asked() {
            None => Verdict::NothingDone,
            Some(StopReason::Cancelled) => Verdict::Cancelled,
            // The session ends or time is up: keep the request on the marker.
            Some(StopReason::OutOfTime) => Verdict::OutOfTime,
        };
        if report.verdict == Verdict::OutOfTime {
            return complete_marker(run, marked, report);
        }
        if let Some(before) = before {
            record.restore(before);
        }
        return report;
    }
    if marked != Marked::Written || !plan.must_close.is_empty() {
        // Marked again once browsers have closed, so that what they wrote while closing is not taken for the next
        // person's. If that fails, the earlier mark stands.
        let again = mark(run, 0);
        marked = if marked == Marked::Written { marked } else { again };
    }
    let mut first = empty_report(run);
    if marked == Marked::NoSpace {
        remove_caches(run, &closed, &mut first);
        try_record_again(run);
        marked = mark(run, 0);
    }
    let report = carry_out(run, &closed, first);
    let report = failed_before::ended(run, report);
    complete_marker(run, marked, report)
}

/// Adds the plan's request to the marker. Browsers have `grace` seconds from now on to close; files written later
/// belong to the next person.
fn mark(run: &RunContext<'_>, grace: u64) -> Marked {
    if run.since.is_some() {
        // It is there already, perhaps beside the run of a session that began since.
        return Marked::Written;
    }
    let (since, request) = (run.engine.system.now(), run.plan.request.clone());
    run.session.record.add(&PendingRun { request, since, grace, began: run.plan.session.started, ongoing: false })
}

/// Takes the request off the marker if the plan covered it and the run was not out of time. A request that stays is
/// written now if it could not be before.
fn complete_marker(run: &RunContext<'_>, marked: Marked, report: Report) -> Report {
    let record = &run.session.record;
    if run.coverage == Coverage::All && report.verdict != Verdict::OutOfTime {
        let how = match run.since {
            Some(until) => Completion::Earlier(until),
            None if report.verdict == Verdict::Clean => Completion::Final,
            None => Completion::Retry,
        };
        record.complete(&run.plan.request.paid(run.engine.policy), how);
        return report;
    }
    if marked != Marked::Written {
        try_record_again(run);
        if mark(run, 0) == Marked::NoSpace {
            record.fault(RecordFault::MarkerNotWritten);
        }
    }
    report
}

/// Tries Signoff's own folder again, now that there is space.
fn try_record_again(run: &RunContext<'_>) {
    let RunContext { engine, session, .. } = *run;
    if let Ok(own_place) = engine.own_place(&session.home) {
        let computer = Computer { system: engine.system, places: engine.places, own_place: &own_place };
        session.record.try_again(computer, &session.home);
    }
}

/// Removes caches alone, to make space for the marker.
fn remove_caches(run: &mut RunContext<'_>, closed: &close::Closed, report: &mut Report) {
    let plan = order::caches_only(run.engine.catalog, run.plan);
    run.observer.on(Event::Phase(Phase::Removing));
    execute::execute(&mut run.with_plan(&plan), closed, report);
    // What is left of them is tried again with the rest, and reported then.
    report.leftovers.clear();
    report.unnamed = 0;
}

/// Carries out the plan. `report` has what was removed before.
fn carry_out(run: &mut RunContext<'_>, closed: &close::Closed, mut report: Report) -> Report {
    if let Some(listed) = run.listed {
        return by_profile::carry_out(run, listed, closed, report);
    }
    let first = std::mem::take(&mut report.outcomes);
    let is_fix = run.plan.request.fixes().is_some();
    let nothing_found = if is_fix { sites::without_findings(run.home(), run.plan) } else { BTreeSet::new() };
    report.outcomes.extend(nothing_found.iter().map(|item| (*item, Outcome::AlreadyGone)));
    let plan = run.plan.without(&nothing_found);
    let run = &mut run.with_plan(&plan);
    report.still_open = closed.still_open_names();
    run.observer.on(Event::Phase(Phase::Removing));
    // All goes out of reach before anything is edited or removed.
    let aside = areas::put_aside(run);
    let mut known = execute::execute(run, closed, &mut report);
    loop {
        let again = close::reopened(run, closed);
        if again.is_empty() || run.is_stopped() {
            break;
        }
        run.observer.on(Event::Phase(Phase::Closing));
        let closed_again = if run.options.ends_restarted() { None } else { Some(close::close(run)) };
        let closed_now = closed_again.as_ref().unwrap_or(closed);
        report.still_open = closed_now.still_open_names();
        report.leftovers.clear();
        run.observer.on(Event::Phase(Phase::Removing));
        known.add(execute::execute(run, closed_now, &mut report));
        // Only once more while somebody may be there: something may open the browser every time.
        if closed_again.is_some() || !closed.has_time(run.options) {
            let first = |roots: &BTreeSet<RootId>| plan.items.iter().find(|item| roots.contains(&item.target.root));
            let opened = again.iter().filter_map(first);
            report.leftovers.extend(opened.map(|item| leftover::leftover(item, None, LeftoverKind::OpenedAgain)));
            break;
        }
    }
    add_removed(&mut report, first);
    areas::execute(run, aside, &mut report);
    let not_reached = |left: &Leftover| left.kind == LeftoverKind::NotReached;
    if !run.is_stopped() && run.options.time == Time::LoginWaits && report.leftovers.iter().any(not_reached) {
        // All is out of reach. Another run removes and verifies it, beside the session.
        return Report { verdict: Verdict::OutOfTime, ..report.finished(run.stop) };
    }
    // What was not searched for at all is no clean result.
    report.checked.searchable += u64::from(known.is_cut);
    if !run.is_stopped() {
        run.observer.on(Event::Phase(Phase::Verifying));
        verify::verify(run, &verify::resets(run.plan), &Search::new(&known), &mut report);
        areas::verify(run, &mut report);
    }
    search_for_sites(run, &mut report);
    report.finished(run.stop)
}

/// Searches for the chosen sites, after a Fix sign-in, in all that its editors do not know.
fn search_for_sites(run: &RunContext<'_>, report: &mut Report) {
    if let Some(rules) = run.plan.request.fixes()
        && !run.is_stopped()
    {
        mentions::of_sites(run, rules, report);
    }
}

/// Adds what was removed of items before to their outcomes.
fn add_removed(report: &mut Report, before: BTreeMap<ItemId, Outcome>) {
    for (item, before) in before {
        let (Outcome::Done(removed) | Outcome::Left(removed)) = before else { continue };
        let outcome = report.outcomes.entry(item).or_insert(Outcome::NotReached);
        *outcome = match *outcome {
            Outcome::Done(tally) => Outcome::Done(tally + removed),
            Outcome::AlreadyGone => Outcome::Done(removed),
            Outcome::Left(tally) => Outcome::Left(tally + removed),
            Outcome::NotReached => Outcome::Left(removed),
        };
    }
}

pub(super) fn empty_report(run: &RunContext<'_>) -> Report {
    let RunContext { engine, plan, .. } = run;
    Report { planned: plan.total(), ..Report::new(engine.digest(plan), &plan.skipped) }
}
