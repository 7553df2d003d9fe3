//! The command line as a person or a script meets it: what it prints where, in which form, and how it exits.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests panic where something is not as it should be")]

mod arguments;
mod demonstration;
mod fix;
mod forms;
mod names;
mod plan;
mod snapshots;
mod words;

use std::process::Output;

use crate::support::Lab;

/// Runs Signoff in a lab and in a language; returns the exit code and what was on stdout and stderr.
fn said(lab: &Lab, language: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = lab.signoff().env("LANG", language).args(args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}
