//! What is stored between runs: the marker of unfinished runs, receipts of past ones, and which files failed a check.
//!
//! The marker holds requests and times, but no path and no personal data. Only `finish` acts on it.

mod failed_checks;
mod history;
mod marker;
#[cfg(test)]
mod tests;

pub use failed_checks::{ChecksError, FailedChecks};
pub use history::{Gone, Receipt, Retention, RunHistory};
pub use marker::{Completion, Marker, MarkerError, PendingRun};
