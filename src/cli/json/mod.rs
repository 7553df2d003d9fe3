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

pub(super) use browsers::BrowsersView;
pub(super) use hook::HookView;
pub(super) use log::LogView;
pub(super) use policy::PolicyView;
pub(super) use preview::PreviewView;
pub(super) use report::ReportView;
pub(super) use services::ServicesView;
pub(super) use why::WhyView;

/// Returns a view as one line.
pub(super) fn line(view: &impl Serialize) -> String {
    // Plain data to memory cannot fail; were it to, an empty line is no valid JSON and so cannot be misread.
    serde_json::to_string(view).unwrap_or_default() + "\n"
}
