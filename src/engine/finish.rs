//! Completing what an interrupted run left. Never closes a browser, and leaves profiles that were opened since: what
//! is in them is the next person's.

use std::collections::BTreeSet;

use super::execute::leftover;
use super::{Close, Count, Covers, Engine, EngineError, RunOptions, Session, fate, open};
use crate::model::{Action, Entry, Fate, Item, LeftoverKind, Observer, Plan, Report, RootId, Span, Stop, Verdict};
use crate::receipts::{Marker, Owed};
use crate::safefs::{Home, Root};

impl Engine<'_> {
    /// Does what the marker of interrupted runs asks for, oldest first; one report for each.
    pub fn finish(&self, seen: &mut dyn Observer, stop: &Stop) -> Result<Vec<Report>, EngineError> {
        let session = self.session()?;
        let owed = Marker::read(&session.own)?;
        let reports = owed.iter().map(|owed| self.finish_one(&session, owed, seen, stop));
        reports.filter_map(Result::transpose).collect()
    }

    fn finish_one(
        &self,
        session: &Session,
        owed: &Owed,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Option<Report>, EngineError> {
        let wanted = &owed.request;
        let mut inventory = self.discover(&wanted.browsers, &wanted.also, Count::NamesOnly, seen, stop)?;
        // What came since is the next person's.
        inventory.session = Span { began: owed.began, ended: Some(owed.since) };
        // A profile that the request named may be gone by now; what it asked for is then done.
        let Ok(mut plan) = self.plan(&inventory, &owed.request) else {
            Marker::settle(&session.own, &owed.request)?;
            return Ok(None);
        };
        let opened = opened_since(&session.home, &plan, owed.since);
        let (theirs, ours): (Vec<Item>, Vec<Item>) =
            plan.items.drain(..).partition(|item| opened.contains(&item.target.root));
        plan.items = ours;
        let covers = if theirs.is_empty() { Covers::All } else { Covers::Part };
        let options = RunOptions { close: Close::Never, ..RunOptions::default() };
        let mut report = self.run_in(session, &plan, owed, covers, &options, seen, stop)?;
        report.leftovers.extend(theirs.iter().map(|item| leftover(item, None, LeftoverKind::OpenedSince)));
        if !theirs.is_empty() && report.verdict == Verdict::Clean {
            report.verdict = Verdict::Left;
        }
        Ok(Some(report))
    }
}

/// Returns the roots with an open browser, or with a file that was written after `since` and would go. Kept files
/// do not count: the interrupted run may have edited them itself.
fn opened_since(home: &Home, plan: &Plan, since: i64) -> BTreeSet<RootId> {
    let running: BTreeSet<_> = plan.must_close.iter().map(|(browser, _, _)| browser).collect();
    let is_open = |item: &&Item| {
        let written = || open(home, plan, item.target.root).is_ok_and(|root| written_since(&root, item, since));
        running.contains(&item.browser) || written()
    };
    plan.items.iter().filter(is_open).map(|item| item.target.root).collect()
}

fn written_since(root: &Root, item: &Item, since: i64) -> bool {
    let Action::Reset { scope } = &item.action else { return false };
    let goes = |entry: &&Entry| fate(scope, &entry.at) == Some(Fate::Remove);
    // What an interrupted run of ours had half written is not the next person's.
    let theirs = |entry: &&Entry| !entry.at.file_name().as_encoded_bytes().starts_with(b".signoff-");
    item.entries.iter().filter(goes).filter(theirs).any(|entry| {
        let at = item.target.below(&entry.at).at;
        at.is_some_and(|at| root.measure(&at).newest > since)
    })
}
