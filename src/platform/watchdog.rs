//! The thread that ends this program at its limit, though any other thread hangs: in a system call, a database or a
//! lock.
//!
//! It opens nothing and takes no lock under which another thread prints or works. It removes nothing, so the marker of
//! an unfinished run stays. For a swap of files that is under way it waits a little.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::os::{ParentLink, end_process, write_now};
use crate::model::Swaps;

/// How long to wait for a swap under way. Longer, and the disk does not answer.
const SWAP: Duration = Duration::from_secs(2);

/// How long after its budget a run is ended, and after a signal.
pub const MARGIN: Duration = Duration::from_secs(5);
/// The budget of an unattended run that has none.
pub const UNATTENDED: Duration = Duration::from_secs(95);

/// What is printed at the limit, and the exit code.
#[derive(Debug, Clone)]
pub struct LastWords {
    /// The result, for stdout.
    pub text: String,
    /// The exit code.
    pub exit: u8,
}

/// The watching thread. Without a limit it only waits. Clones mean the same thread.
#[derive(Debug, Clone)]
pub struct Watchdog(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// The process that started this one to work for it.
    parent: Option<ParentLink>,
}

#[derive(Debug)]
struct State {
    /// The limit of the work.
    end: Option<Instant>,
    /// The limit after a signal, which no later limit of the work exceeds.
    latest: Option<Instant>,
    speaker: Speaker,
}

impl State {
    const NEW: Self = Self { end: None, latest: None, speaker: Speaker::Nobody };

    fn limit(&self) -> Option<Instant> {
        self.end.into_iter().chain(self.latest).min()
    }
}

/// Who prints the result. It is printed once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Nobody,
    /// The run itself, which ends with this exit code.
    Run(u8),
    Watchdog,
}

impl Watchdog {
    /// Starts the thread. At the limit it prints `words` unless the run prints its own result already.
    pub fn start(words: LastWords, swaps: &Swaps, parent: Option<ParentLink>) -> io::Result<Self> {
        let state = Mutex::new(State::NEW);
        let watchdog = Self(Arc::new(Shared { state, changed: Condvar::new(), parent }));
        let (watching, swaps) = (watchdog.clone(), swaps.clone());
        let watch = move || {
            watching.wait();
            swaps.close(SWAP);
            end_process(watching.end(&words));
        };
        thread::Builder::new().name("watchdog".to_owned()).spawn(watch)?;
        Ok(watchdog)
    }

    /// Tells a parent that this process handles signals.
    pub fn take_signals(&self) {
        if let Some(parent) = &self.0.parent {
            parent.tell_ready();
        }
    }

    /// Sets the limit of the work to this long from now.
    pub fn set_limit(&self, left: Duration) {
        if let Some(parent) = &self.0.parent {
            parent.tell_limit(left);
        }
        self.change(|state| state.end = Instant::now().checked_add(left));
    }

    /// Ends the program this long from now at the latest, whatever limits are set later.
    pub fn end_within(&self, left: Duration) {
        let end = Instant::now().checked_add(left);
        self.change(|state| state.latest = state.latest.into_iter().chain(end).min());
    }

    /// Takes the limit of the work away, because it is over.
    pub fn lift(&self) {
        self.change(|state| state.end = None);
    }

    /// Takes the right to print the result. Does not return where it is printed already: the program is ending.
    pub fn speak(&self, exit: u8) {
        let mut is_ours = false;
        self.change(|state| {
            is_ours = state.speaker != Speaker::Watchdog;
            if is_ours {
                state.speaker = Speaker::Run(exit);
            }
        });
        if !is_ours {
            loop {
                thread::park();
            }
        }
        if self.0.parent.as_ref().is_some_and(|parent| !parent.may_speak(exit)) {
            end_process(exit);
        }
    }

    /// Tells a parent that the result is printed.
    pub fn has_spoken(&self) {
        if let Some(parent) = &self.0.parent {
            parent.tell_spoken();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.0.changed.notify_all();
    }

    /// Waits for the limit.
    fn wait(&self) {
        let mut state = self.state();
        loop {
            let left = state.limit().map(|end| end.saturating_duration_since(Instant::now()));
            state = match left {
                Some(Duration::ZERO) => return,
                Some(left) => self.0.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
                None => self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Prints the last words unless the run or the parent speaks, and returns the exit code.
    fn end(&self, words: &LastWords) -> u8 {
        let before = {
            let mut state = self.state();
            let before = state.speaker;
            if before == Speaker::Nobody {
                state.speaker = Speaker::Watchdog;
            }
            before
        };
        match before {
            Speaker::Run(exit) => exit,
            Speaker::Nobody | Speaker::Watchdog => {
                if self.0.parent.as_ref().is_none_or(|parent| parent.may_speak(words.exit)) {
                    write_now(words.text.as_bytes());
                    self.has_spoken();
                }
                words.exit
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watchdog() -> Watchdog {
        let state = Mutex::new(State::NEW);
        Watchdog(Arc::new(Shared { state, changed: Condvar::new(), parent: None }))
    }

    fn words() -> LastWords {
        LastWords { text: String::new(), exit: 4 }
    }

    #[test]
    fn no_later_limit_exceeds_that_of_a_signal() {
        let watchdog = watchdog();
        watchdog.set_limit(Duration::from_secs(50));
        let work = watchdog.state().limit();
        watchdog.end_within(Duration::from_secs(5));
        let signal = watchdog.state().limit();
        assert!(signal < work);
        watchdog.end_within(Duration::from_secs(50));
        watchdog.set_limit(Duration::from_secs(500));
        watchdog.lift();
        assert_eq!(watchdog.state().limit(), signal);
    }

    #[test]
    fn waiting_ends_when_the_limit_is_set_and_reached() {
        let watchdog = watchdog();
        let other = watchdog.clone();
        let waiting = thread::Builder::new().spawn(move || other.wait()).unwrap();
        watchdog.set_limit(Duration::from_millis(1));
        waiting.join().unwrap();
    }

    #[test]
    fn a_result_that_is_being_printed_keeps_its_exit_code() {
        let watchdog = watchdog();
        watchdog.speak(0);
        assert_eq!(watchdog.end(&words()), 0);
        assert_eq!(self::watchdog().end(&words()), 4);
    }
}
