//! What is remembered between runs: the marker of an unfinished one, and receipts of those that ended.
//!
//! The marker holds requests and times, no path and nothing of the person's. Only `finish` acts on it.

mod history;
mod marker;
#[cfg(test)]
mod tests;

pub use history::{Gone, Past, Receipt, Retention};
pub use marker::{Marker, MarkerError, Owed, Settled};
