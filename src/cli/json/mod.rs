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

use std::fmt::Write as _;

use serde::Serialize;

use crate::model::is_visible;

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
    let text = serde_json::to_string(view).unwrap_or_default();
    let mut line = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if is_visible(letter) {
            line.push(letter);
        } else {
            // JSON's escape, which any reader turns back: outside of texts JSON has no such character.
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                write!(line, "\\u{unit:04x}").unwrap_or_default();
            }
        }
    }
    line + "\n"
}
