//! What `--json` prints: view types of its own, so that the inside can change. Forms: `assets/schema/*.schema.json`.
//!
//! No path from the root of the disk and no site name is in them. One row stands for one item and category; a row's id
//! is the same in the preview and in the report of the same plan.

mod browsers;
mod hook;
mod log;
mod notes;
mod policy;
mod preview;
mod report;
mod rows;
mod services;
mod skipped;
mod why;

use serde::Serialize;

pub(super) use browsers::Browsers;
pub(super) use hook::View as Hook;
pub(super) use log::Log;
pub(super) use policy::Shown as Policy;
pub(super) use preview::Preview;
pub(super) use report::Done;
pub(super) use services::Said as Services;
pub(super) use why::Said as Why;

/// Returns a view as one line.
pub(super) fn line(view: &impl Serialize) -> String {
    // Plain data to memory cannot fail; were it to, an empty line is no valid JSON and so cannot be misread.
    serde_json::to_string(view).unwrap_or_default() + "\n"
}
