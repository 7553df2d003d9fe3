//! The command line: output, streams, JSON schemas and exit codes.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests panic where something is not as it should be")]

mod arguments;
mod demonstration;
mod fix;
mod forms;
mod names;
mod plan;
mod snapshots;
mod tricks;
mod words;

use std::process::Output;

use crate::support::Lab;

/// Runs Signoff in a lab with this `LANG`; returns the exit code, stdout and stderr.
fn said(lab: &Lab, language: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = lab.signoff().env("LANG", language).args(args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}
