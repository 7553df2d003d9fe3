//! What a run tells while it works, and how it is asked to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::browser::BrowserId;
use super::item::ItemId;

/// The steps of a run, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Looking for browsers and what they hold.
    Discovering,
    /// Waiting for browsers to close.
    Closing,
    /// Removing.
    Removing,
    /// Checking that it is gone.
    Verifying,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A step began.
    Phase(Phase),
    /// This browser was asked to close; the run waits for it.
    WaitingFor(BrowserId),
    /// A clean window is open in this browser; the run waits until the person closes it.
    WindowOpened(BrowserId),
    /// Work on an item began.
    Started(ItemId),
    /// So many more files and bytes of an item are gone.
    Progress {
        /// The item.
        id: ItemId,
        /// Files removed since the last such event.
        files: u64,
        /// Bytes removed since the last such event.
        bytes: u64,
    },
    /// Work on an item ended; the report says how.
    Finished(ItemId),
}

/// Somebody who is told what happens: a terminal, a window, a test.
pub trait Observer {
    /// Takes notice of an event. Called from the thread that runs the engine.
    fn on(&mut self, event: Event);
}

/// Takes no notice.
impl Observer for () {
    fn on(&mut self, _event: Event) {}
}

/// Remembers everything.
impl Observer for Vec<Event> {
    fn on(&mut self, event: Event) {
        self.push(event);
    }
}

/// Why a run was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The person pressed Stop or Ctrl+C: they do not want the rest.
    Cancelled,
    /// The system ends the session, or the time is used up: the rest is wanted later.
    OutOfTime,
}

/// A polite request to stop, shared between threads and signal handlers. It is looked at between files, never in the
/// middle of a swap.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicU8>);

impl Stop {
    /// Asks to stop. The first reason counts.
    pub fn ask(&self, reason: StopReason) {
        let value = match reason {
            StopReason::Cancelled => 1,
            StopReason::OutOfTime => 2,
        };
        // A second request changes nothing; which of two simultaneous ones is first does not matter.
        self.0.compare_exchange(0, value, Ordering::Relaxed, Ordering::Relaxed).ok();
    }

    /// Returns why to stop, or `None` to go on.
    pub fn asked(&self) -> Option<StopReason> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(StopReason::Cancelled),
            _ => Some(StopReason::OutOfTime),
        }
    }
}
