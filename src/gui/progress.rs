//! Results of the worker: what discovery found, how far a run is, and how it ended.

use std::sync::Arc;

use crate::model::{BrowserId, Event, Inventory, ItemId, Phase, Plan, Report, Tally};

/// The result of a discovery.
#[derive(Debug)]
pub struct Found {
    /// Browsers, profiles and areas.
    pub inventory: Arc<Inventory>,
    /// The plan with everything ticked.
    pub all: Plan,
    /// Whether an earlier session's run is still to be completed.
    pub owed: bool,
}

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// The report.
    pub report: Report,
    /// When the run ended, in seconds since 1970.
    pub at: i64,
}

/// The progress of a run; at first, of one that has just started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// The current phase.
    pub phase: Phase,
    /// The browser that was asked to close.
    pub waiting_for: Option<BrowserId>,
    /// When it was asked, in seconds of the window's clock.
    pub waiting_since: Option<u64>,
    /// Whether what an earlier session left is being removed.
    pub finishing: bool,
    /// The current item.
    pub item: Option<ItemId>,
    /// Files and bytes removed so far.
    pub gone: Tally,
    /// The number of finished items.
    pub done: u64,
}

impl Progress {
    /// Applies an event of the run. `now` is the time in seconds of the window's clock.
    pub fn apply(&mut self, event: &Event, now: u64) {
        match event {
            Event::Phase(phase) => {
                self.phase = *phase;
                self.waiting_for = None;
                self.waiting_since = None;
                self.item = None;
            }
            Event::WaitingFor(browser) => {
                self.waiting_for = Some(browser.clone());
                self.waiting_since = Some(now);
            }
            // `update` tells the clean-window screen.
            Event::WindowOpened(_) => {}
            Event::Started(id) => self.item = Some(*id),
            Event::Progress { files, bytes, .. } => {
                self.gone += Tally { files: *files, bytes: *bytes };
            }
            Event::Finished(_) => {
                self.item = None;
                self.done += 1;
            }
        }
    }
}
