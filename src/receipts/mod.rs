//! What is stored between runs: the marker of unfinished runs, and receipts of past ones.
//!
//! The marker holds requests and times, but no path and no personal data. Only `finish` acts on it.

mod history;
mod marker;
#[cfg(test)]
mod tests;

pub use history::{Gone, Receipt, Retention, RunHistory};
pub use marker::{Completion, Marker, MarkerError, PendingRun};
