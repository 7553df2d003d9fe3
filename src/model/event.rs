//! Events that a run sends while it works, and how it is asked to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use super::browser::BrowserId;
use super::item::ItemId;

/// A phase of a run, in the order of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// Searching for browsers and their data.
    #[default]
    Discovering,
    /// Waiting for browsers to close.
    Closing,
    /// Removing data.
    Removing,
    /// Checking that the data are gone.
    Verifying,
}

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A phase began.
    Phase(Phase),
    /// A browser was asked to close; the run waits for it.
    WaitingFor(BrowserId),
    /// A clean window is open in this browser; the run waits until the user closes it.
    WindowOpened(BrowserId),
    /// Work on an item began.
    Started(ItemId),
    /// More of an item was removed.
    Progress {
        /// The item.
        id: ItemId,
        /// Files removed since the last such event.
        files: u64,
        /// Bytes removed since the last such event.
        bytes: u64,
    },
    /// Work on an item ended. The report has the outcome.
    Finished(ItemId),
}

/// A receiver of events: a terminal, a window, a test.
pub trait Observer {
    /// Receives an event. Called on the thread that runs the engine.
    fn on(&mut self, event: Event);
}

/// Ignores all events.
impl Observer for () {
    fn on(&mut self, _event: Event) {}
}

/// Collects all events.
impl Observer for Vec<Event> {
    fn on(&mut self, event: Event) {
        self.push(event);
    }
}

/// Why a run was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The user pressed Stop or Ctrl+C: the rest is not wanted.
    Cancelled,
    /// The system ends the session, or the time budget is used up: the rest is done later by `finish`.
    OutOfTime,
}

/// A flag that asks a run to stop, shared between threads and signal handlers. The run checks it between files, never
/// in the middle of replacing one.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    reason: Arc<AtomicU8>,
    /// In milliseconds; 0 for none.
    budget: Arc<AtomicU64>,
}

impl Stop {
    /// Asks the run to stop. Only the first reason counts.
    pub fn ask(&self, reason: StopReason) {
        let value = match reason {
            StopReason::Cancelled => 1,
            StopReason::OutOfTime => 2,
        };
        // Fails if a reason is set already, which then stays. Of two at once either may win.
        self.reason.compare_exchange(0, value, Ordering::Relaxed, Ordering::Relaxed).ok();
    }

    /// Returns why the run should stop, or `None` to continue.
    pub fn asked(&self) -> Option<StopReason> {
        match self.reason.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(StopReason::Cancelled),
            _ => Some(StopReason::OutOfTime),
        }
    }

    /// Notes how long the run may take in all. What may be cut short takes its share of that.
    pub fn note_budget(&self, budget: Duration) {
        self.budget.store(u64::try_from(budget.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Returns how long the run may take in all, if that is limited.
    pub fn budget(&self) -> Option<Duration> {
        Some(self.budget.load(Ordering::Relaxed)).filter(|millis| *millis > 0).map(Duration::from_millis)
    }
}
