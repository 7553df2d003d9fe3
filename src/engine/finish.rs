//! Recording requests whose run did not happen, and completing those whose run was interrupted. Never closes a browser,
//! and leaves profiles that were opened since: they hold the next person's data.

use std::collections::BTreeSet;

use super::context::{Count, Coverage, Engine, EngineError, RunContext, RunOptions, Session, fate, open};
use super::leftover::leftover;
use super::record::Marked;
use super::run::run_and_record;
use super::sites;
use crate::model::{
    Action, Close, Entry, Fate, Inventory, Item, LeftoverKind, Observer, Origin, Plan, RecordFault, RelPath, Report,
    Request, RootId, Span, Stop, Verdict,
};
use crate::receipts::{Completion, PendingRun};
use crate::safefs::{Home, Root};

impl Engine<'_> {
    /// Completes the runs on the marker, oldest first, and returns a report for each.
    pub fn finish(&self, observer: &mut dyn Observer, stop: &Stop) -> Result<Vec<Report>, EngineError> {
        self.require_process_list()?;
        let session = self.session(None)?;
        let pending = session.record.pending()?;
        if let Some(trouble) = session.record.take_trouble().filter(|_| pending.is_empty()) {
            // What is pending is not known.
            return Err(EngineError::OwnFolder(trouble));
        }
        let reports = pending.iter().map(|pending| self.finish_one(&session, pending, observer, stop));
        reports.filter_map(Result::transpose).collect()
    }

    /// Puts a request on the marker: time was up before it could be planned. Returns what failed of that.
    pub fn record_pending(&self, request: &Request) -> Result<Vec<RecordFault>, EngineError> {
        self.record_pending_from_now(request, false)
    }

    /// Puts the end of a kiosk's new session on the marker, after completing what an earlier session left there. Returns
    /// what failed of that.
    pub fn begin_kiosk(
        &self,
        request: &Request,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Vec<RecordFault>, EngineError> {
        let (logon, now) = (self.system.logon(), self.system.now());
        // A marker that cannot be read tells nothing that could be completed, and is said below.
        let pending = self.session(None)?.record.pending().unwrap_or_default();
        // If only the window was started again, the session on the marker is still going on.
        if pending.iter().any(|pending| !pending.ongoing || pending.cutoff(logon, now) != now) {
            self.finish(observer, stop)?;
        }
        self.record_pending_from_now(request, true)
    }

    fn record_pending_from_now(&self, request: &Request, ongoing: bool) -> Result<Vec<RecordFault>, EngineError> {
        let record = self.session(None)?.record;
        let (since, began) = (self.system.now(), self.system.logon());
        let marked = record.add(&PendingRun { request: request.clone(), since, grace: 0, began, ongoing });
        if marked == Marked::NoSpace {
            record.fault(RecordFault::MarkerNotWritten);
        }
        Ok(record.faults())
    }

    fn finish_one(
        &self,
        session: &Session,
        pending: &PendingRun,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Option<Report>, EngineError> {
        let wanted = &pending.request;
        let until = pending.cutoff(self.system.logon(), self.system.now());
        let mut inventory = self.discover(&wanted.browsers, &wanted.also, Count::NamesOnly, observer, stop)?;
        // What was written since belongs to the next person.
        inventory.session = Span { started: pending.began, ended: Some(until) };
        if let Some(rules) = wanted.fixes() {
            sites::inspect_closed(&session.home, &mut inventory, rules, stop);
            sites::find_remains(&session.home, &mut inventory, rules, stop);
        }
        // If the profile that the request names is gone, nothing is left to do.
        let Ok(mut plan) = self.plan(&inventory, &pending.request) else {
            // But if the search was stopped, or met a folder that it must not enter, the request stays on the marker.
            if stop.asked().is_none() && inventory.skipped.is_empty() {
                session.record.complete(&pending.request, Completion::Final);
            }
            return Ok(None);
        };
        let opened = opened_since(&session.home, &inventory, &plan, until);
        let (theirs, ours): (Vec<Item>, Vec<Item>) =
            plan.items.drain(..).partition(|item| opened.contains(&item.target.root));
        plan.items = ours;
        let coverage = if theirs.is_empty() { Coverage::All } else { Coverage::Part };
        let options = RunOptions { close: Close::Never, origin: Origin::Finish, ..RunOptions::default() };
        let (plan, options, since) = (&plan, &options, Some(until));
        let mut report = run_and_record(RunContext {
            engine: self,
            session,
            plan,
            listed: None,
            options,
            coverage,
            since,
            observer,
            stop,
        });
        report.leftovers.extend(theirs.iter().map(|item| leftover(item, None, LeftoverKind::OpenedSince)));
        if !theirs.is_empty() && report.verdict == Verdict::Clean {
            report.verdict = Verdict::Left;
        }
        Ok(Some(report))
    }
}

/// Returns the roots with an open browser, or with a file to remove that was written after `since`. Kept files do not
/// count: the interrupted run may have edited them itself.
fn opened_since(home: &Home, inventory: &Inventory, plan: &Plan, since: i64) -> BTreeSet<RootId> {
    let is_fix = plan.request.fixes().is_some();
    let running: BTreeSet<_> = plan.must_close.iter().map(|open| &open.id).collect();
    let is_open = |item: &&Item| {
        let written = || {
            open(home, plan, item.target.root).is_ok_and(|root| {
                if is_fix { used_since(&root, inventory, item, since) } else { written_since(&root, item, since) }
            })
        };
        running.contains(&item.profile.browser) || written()
    };
    plan.items.iter().filter(is_open).map(|item| item.target.root).collect()
}

/// Says whether a profile was used after `since`: a file that Fix sign-in never writes is newer.
fn used_since(root: &Root, inventory: &Inventory, item: &Item, since: i64) -> bool {
    let profiles = inventory.browsers.iter().flat_map(|browser| &browser.profiles);
    let profile = profiles.into_iter().find(|profile| Some(profile.id) == item.profile_id);
    let folders = profile.iter().flat_map(|profile| &profile.folders);
    folders.filter(|folder| folder.target.root == item.target.root).any(|folder| {
        let ours = |entry: &Entry| {
            let is_store = folder.stores.iter().any(|store| store.at.starts_with(&entry.at));
            is_store || folder.stores.iter().any(|store| is_beside(&entry.at, &store.at)) || is_half_written(entry)
        };
        folder.entries.iter().filter(|entry| !ours(entry)).any(|entry| {
            let at = folder.target.below(&entry.at).at;
            at.is_some_and(|at| root.measure(&at).newest > since)
        })
    })
}

/// Says whether a path is below a store, or is a side file of it.
fn is_beside(at: &RelPath, store: &RelPath) -> bool {
    let name = at.file_name().as_encoded_bytes();
    at.starts_with(store) || at.parent() == store.parent() && name.starts_with(store.file_name().as_encoded_bytes())
}

fn is_half_written(entry: &Entry) -> bool {
    entry.at.file_name().as_encoded_bytes().starts_with(b".signoff-")
}

fn written_since(root: &Root, item: &Item, since: i64) -> bool {
    let Action::Reset { scope } = &item.action else { return false };
    let goes = |entry: &&Entry| fate(scope, &entry.at) == Some(Fate::Remove);
    // Our own half-written files do not count.
    let theirs = |entry: &&Entry| !is_half_written(entry);
    item.entries.iter().filter(goes).filter(theirs).any(|entry| {
        let at = item.target.below(&entry.at).at;
        at.is_some_and(|at| root.measure(&at).newest > since)
    })
}
