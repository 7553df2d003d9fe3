//! Completing what an interrupted run left. Never closes a browser, and leaves profiles that were opened since: what
//! is in them is the next person's.

use std::collections::BTreeSet;

use super::{Close, Count, Engine, EngineError, RunOptions};
use crate::model::{Action, Fate, Item, Leftover, LeftoverKind, Observer, Plan, Report, RootId, Stop, Verdict};
use crate::receipts::Marker;
use crate::safefs::{Home, Root};

impl Engine<'_> {
    /// Does what the marker of an interrupted run asks for. `None` where there is none.
    pub fn finish(&self, seen: &mut dyn Observer, stop: &Stop) -> Result<Option<Report>, EngineError> {
        let home = Home::open(&self.places.home)?;
        let own = self.own_root(&home)?;
        let Some(marker) = Marker::read(&own, home.uid())? else { return Ok(None) };
        let inventory = self.discover(&marker.request.browsers, Count::NamesOnly, seen, stop)?;
        // A profile that the request named may be gone by now; what it asked for is then done.
        let Ok(mut plan) = self.plan(&inventory, &marker.request) else {
            Marker::remove(&own)?;
            return Ok(None);
        };
        let opened = opened_since(&home, &plan, marker.since);
        let left: Vec<Leftover> = plan
            .items
            .iter()
            .filter(|item| opened.contains(&item.target.root))
            .map(|item| super::execute::leftover(item, None, LeftoverKind::OpenedSince))
            .collect();
        plan.items.retain(|item| !opened.contains(&item.target.root));
        let options = RunOptions { close: Close::Never, ..RunOptions::default() };
        let mut report = self.run(&plan, &options, seen, stop)?;
        if !left.is_empty() {
            // `run` has removed the marker, but it is still owed for what was left.
            Marker::write(&own, &marker.request, marker.since)?;
            report.leftovers.extend(left);
            if report.verdict == Verdict::Clean {
                report.verdict = Verdict::Left;
            }
        } else if report.verdict == Verdict::Clean {
            Marker::remove(&own)?;
        }
        Ok(Some(report))
    }
}

/// Returns the roots with an open browser, or with a file that was written after `since` and would go. Kept files
/// do not count: the interrupted run may have edited them itself.
fn opened_since(home: &Home, plan: &Plan, since: i64) -> BTreeSet<RootId> {
    let open: BTreeSet<_> = plan.must_close.iter().map(|(browser, _, _)| browser).collect();
    let mut roots = BTreeSet::new();
    for item in &plan.items {
        let proof = plan.roots.get(usize::from(item.target.root.0));
        let root = proof.and_then(|proof| Root::prove_again(home, proof).ok());
        if open.contains(&item.browser) || root.is_some_and(|root| written_since(&root, item, since)) {
            roots.insert(item.target.root);
        }
    }
    roots
}

fn written_since(root: &Root, item: &Item, since: i64) -> bool {
    let Action::Reset { scope } = &item.action else { return false };
    let goes = |entry: &&crate::model::Entry| super::execute::fate(scope, &entry.at) == Some(Fate::Remove);
    // What an interrupted run of ours had half written is not the next person's.
    let ours = |entry: &&crate::model::Entry| !entry.at.file_name().as_encoded_bytes().starts_with(b".signoff-");
    item.entries.iter().filter(goes).filter(ours).any(|entry| {
        let at = item.target.below(&entry.at).at;
        at.is_some_and(|at| root.measure(&at).newest > since)
    })
}
