//! How the worker of an unattended run ended, on every operating system.
//!
//! A call to a mount that never answers cannot be interrupted, and the program that made it cannot end. So the program
//! that was started only waits, and another process works.

/// How a worker ended, as the process that started it saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerEnd {
    /// It has said how it ended, and this is its exit code.
    Spoke(u8),
    /// It was ended by a signal or did not end in time, and has printed no result.
    Silent,
}
