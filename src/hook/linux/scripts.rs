//! The lines that run Signoff as root from a display manager's script.
//!
//! They take nothing from what started them but the user's name, the display and the language: the environment is a
//! fresh one with a fixed `PATH`. `timeout` ends a run that does not end by itself. Whatever comes of it, the display
//! manager goes on: LightDM and GDM end a session whose script fails.

use std::path::Path;

use super::quote;
use super::unit_files::{HELD, MARGIN};
use crate::hook::seal;
use crate::hook::status::{InstallOptions, NotQuotable};

/// Returns the lines that run End session after a session.
pub(super) fn end_lines(options: &InstallOptions) -> Result<String, NotQuotable> {
    let budget = options.budget;
    let words = format!("end-session --yes --unattended --time-budget {budget}");
    lines(options, budget + MARGIN, &words)
}

/// Returns the lines that complete what is owed and note that a session begins.
pub(super) fn begin_lines(options: &InstallOptions) -> Result<String, NotQuotable> {
    lines(options, HELD, "finish --session-begins --unattended")
}

/// Seconds between asking the program to end and ending it.
const KILL: u64 = 5;

fn lines(options: &InstallOptions, seconds: u64, words: &str) -> Result<String, NotQuotable> {
    let program = quote::shell(&options.program)?;
    Ok(format!(
        "[ -z \"${{USER:-}}\" ] || /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin ${{LANG:+\"LANG=$LANG\"}} \
         ${{DISPLAY:+\"DISPLAY=$DISPLAY\"}} /usr/bin/timeout -k {KILL} {seconds} {program} {words} --user=\"$USER\" || :\n"
    ))
}

/// Returns a whole script with these lines.
pub(super) fn whole(lines: &str) -> String {
    seal::with_checksum("#!/bin/sh\n", lines)
}

/// Returns a file of LightDM's settings that names a script. LightDM reads its settings when it starts, and lets nobody in
/// whose setup script fails (seen with 1.32), so a script that was removed since must be no failure.
pub(super) fn light_dm(key: &str, script: &Path) -> Result<String, NotQuotable> {
    // LightDM splits the value as a shell does, so it is quoted for a shell.
    let quoted = quote::shell(script)?;
    let value = format!(r#"/bin/sh -c '[ ! -x "$0" ] || exec "$0"' {quoted}"#);
    Ok(seal::with_checksum("", &format!("[Seat:*]\n{key}={value}\n")))
}
