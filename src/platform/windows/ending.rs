//! Ending this program, and working in a process of its own. No worker is started yet: the program works itself.

use std::io::{self, Write as _};
use std::time::Duration;

use super::computer::not_built;
use crate::platform::worker::WorkerEnd;

/// Ends this program at once.
#[expect(clippy::disallowed_methods, clippy::exit, reason = "another thread may hang, so nothing can be dropped first")]
pub(in crate::platform) fn end_process(exit: u8) -> ! {
    std::process::exit(exit.into())
}

/// Writes to stdout.
#[expect(clippy::disallowed_methods, reason = "the last words are a face's own, and wait for nobody")]
pub(in crate::platform) fn write_now(text: &[u8]) {
    io::stdout().write_all(text).unwrap_or_default();
}

/// Does nothing: Windows has no limit of file sizes.
pub fn survive_file_size_limit() -> io::Result<()> {
    Ok(())
}

/// The worker's side of the link to its parent. No value exists yet.
#[derive(Debug, Clone)]
pub enum ParentLink {}

impl ParentLink {
    /// Returns `None`: nobody waits for this process.
    pub fn of_worker() -> Option<Self> {
        None
    }

    /// Tells the parent that this process handles signals.
    pub(in crate::platform) fn tell_ready(&self) {
        match *self {}
    }

    /// Tells the parent how long this process works at most.
    pub(in crate::platform) fn tell_limit(&self, _left: Duration) {
        match *self {}
    }

    /// Tells the parent that a result is printed now.
    pub(in crate::platform) fn may_speak(&self, _exit: u8) -> bool {
        match *self {}
    }

    /// Tells the parent that the result is printed.
    pub(in crate::platform) fn tell_spoken(&self) {
        match *self {}
    }
}

/// Returns the error "not built yet".
pub fn run_worker(_mark: &str, _limit: Duration, _most: Duration) -> io::Result<WorkerEnd> {
    Err(not_built())
}

/// Does nothing: not built yet.
pub fn let_others_go_first() {}
