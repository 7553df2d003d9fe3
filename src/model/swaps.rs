//! The gate that every swap of files passes, so that the program is never ended in the middle of one.
//!
//! A swap is a short chain of steps, such as a rename and what makes it last. Work waits at a closed gate for ever:
//! whoever closes it ends the program. It knows nothing of files.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counts the swaps under way. Clones share one gate.
#[derive(Debug, Clone, Default)]
pub struct Swaps(Arc<Gate>);

#[derive(Debug, Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    under_way: usize,
    is_closed: bool,
}

/// A swap under way; it is over when this value is dropped.
#[derive(Debug)]
pub struct Swap<'a>(&'a Swaps);

impl Swaps {
    /// Begins a swap. Never returns once the gate is closed. Swaps must not be nested.
    pub fn begin(&self) -> Swap<'_> {
        let open = self.0.changed.wait_while(self.state(), |state| state.is_closed);
        open.unwrap_or_else(PoisonError::into_inner).under_way += 1;
        Swap(self)
    }

    /// Lets no further swap begin, and waits for those under way; returns whether all ended within `at_most`.
    pub fn close(&self, at_most: Duration) -> bool {
        let mut state = self.state();
        state.is_closed = true;
        let waited = self.0.changed.wait_timeout_while(state, at_most, |state| state.under_way > 0);
        waited.unwrap_or_else(PoisonError::into_inner).0.under_way == 0
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Swap<'_> {
    fn drop(&mut self) {
        self.0.state().under_way -= 1;
        self.0.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn closing_waits_for_the_swap_under_way_and_lets_no_other_begin() {
        let swaps = Swaps::default();
        let swap = swaps.begin();
        assert!(!swaps.clone().close(Duration::from_millis(1)), "one is under way");
        let (sender, begun) = channel();
        let later = swaps.clone();
        // Waits for ever, as in a program that is about to end.
        drop(thread::Builder::new().spawn(move || {
            let _swap = later.begin();
            sender.send(()).unwrap_or_default();
        }));
        assert!(begun.recv_timeout(Duration::from_millis(50)).is_err(), "it began behind a closed gate");
        drop(swap);
        assert!(swaps.close(Duration::from_mins(1)));
        assert!(begun.try_recv().is_err());
    }
}
