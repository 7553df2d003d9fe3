//! A run whose time budget ends early.

use signoff::model::{Event, Observer, Stop, StopReason};

/// Stops the run, as if out of time, as soon as something was removed.
pub(crate) struct AtOnce<'a>(pub(crate) &'a Stop);

impl Observer for AtOnce<'_> {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Progress { .. }) {
            self.0.ask(StopReason::OutOfTime);
        }
    }
}
