//! A run whose time is used up early.

use signoff::model::{Event, Observer, Stop, StopReason};

/// Uses up the time as soon as something is gone.
pub(crate) struct AtOnce<'a>(pub(crate) &'a Stop);

impl Observer for AtOnce<'_> {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Progress { .. }) {
            self.0.ask(StopReason::OutOfTime);
        }
    }
}
