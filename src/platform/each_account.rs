//! What root does for every account of this computer: one program for each, a few at a time, within a limit.

use std::time::Duration;

/// How the program of one account ended, if it said anything or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRun {
    /// The account.
    pub name: String,
    /// The exit code; `None` if it could not be started, or was ended by a signal or at the limit.
    pub exit: Option<u8>,
    /// The first line that it printed, of its result or else of its errors.
    pub said: String,
}

/// How the programs of all accounts ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountRuns {
    /// Those that said something or failed.
    pub runs: Vec<AccountRun>,
    /// Whether the limit was reached before every account had its turn.
    pub is_cut: bool,
}

/// How long programs may run.
#[derive(Debug, Clone, Copy)]
pub struct AccountLimit {
    /// No further program is started after this, and those that run are asked to end.
    pub asked: Duration,
    /// Those that still run are ended.
    pub ended: Duration,
}
