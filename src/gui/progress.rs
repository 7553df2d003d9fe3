//! What the worker tells of a look around and of a run: how far it is, and what came of it.

use std::sync::Arc;

use crate::model::{BrowserId, Event, Inventory, ItemId, Phase, Plan, Report, Tally};

/// What a look around brought.
#[derive(Debug)]
pub struct Found {
    /// Everything that was found.
    pub inventory: Arc<Inventory>,
    /// The plan for all of it, with every switch on.
    pub all: Plan,
}

/// A run that ended.
#[derive(Debug)]
pub struct Finished {
    /// What it did.
    pub report: Report,
    /// When it ended, in seconds since 1970.
    pub at: i64,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The step.
    pub phase: Phase,
    /// The browser it waits for.
    pub waiting_for: Option<BrowserId>,
    /// Since when it waits, by the window's clock.
    pub waiting_since: Option<u64>,
    /// The item it works on.
    pub item: Option<ItemId>,
    /// What is gone so far.
    pub gone: Tally,
    /// How many items are done.
    pub done: u64,
}

impl Progress {
    /// Nothing done yet.
    pub const START: Self = Self {
        phase: Phase::Discovering,
        waiting_for: None,
        waiting_since: None,
        item: None,
        gone: Tally { files: 0, bytes: 0 },
        done: 0,
    };

    /// Takes notice of an event that comes at this second.
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
            // The screen that opens one says so itself.
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
