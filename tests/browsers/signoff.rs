//! Runs the `signoff` program in a lab, and reads its JSON.
//!
//! Only what the command line promises is used: arguments, exit codes, `--json`.

use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::lab::Lab;
use crate::programs;

/// What a run of `signoff` gave.
#[derive(Debug)]
pub(crate) struct RunOutput {
    pub(crate) code: Option<i32>,
    pub(crate) json: Value,
    pub(crate) said: String,
}

/// Runs `signoff` with these arguments and `--json`.
pub(crate) fn run(lab: &Lab, arguments: &[&str]) -> Result<RunOutput> {
    run_with(lab, arguments, |_command| ())
}

/// As [`run`], after `prepare` has changed the command.
pub(crate) fn run_with(lab: &Lab, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Result<RunOutput> {
    let mut command = lab.command([programs::signoff()])?;
    prepare(&mut command);
    let out = command.args(arguments).arg("--json").output().context("cannot start signoff")?;
    let (text, errors) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    let said = format!("signoff {} gave {:?}\n{text}\n{errors}", arguments.join(" "), out.status.code());
    let json =
        if text.trim().is_empty() { Value::Null } else { serde_json::from_str(&text).with_context(|| said.clone())? };
    Ok(RunOutput { code: out.status.code(), json, said })
}
