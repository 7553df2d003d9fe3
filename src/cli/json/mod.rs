//! What `--json` prints: one file for each schema in `assets/schema`.
//!
//! The views are types of their own, so that the types of `model` can change without changing the output.
//!
//! They contain no absolute path, and no site name except in `fix-sign-in`, `why` and `services`.

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

/// Returns a view as one line of JSON.
pub(super) fn line(view: &impl Serialize) -> String {
    // Writing plain data to memory cannot fail. If it did, an empty line is not valid JSON and cannot be misread.
    serde_json::to_string(view).unwrap_or_default() + "\n"
}
