//! The content of the files. docs/decisions/session-end.md explains the order of the units.

use super::quote;
use crate::hook::seal;
use crate::hook::status::{InstallOptions, NotQuotable};

/// Seconds that systemd waits beyond the time budget before it stops the run.
const MARGIN: u64 = 10;

/// Names of the installed files.
pub(super) const END_UNIT: &str = "signoff-end-session.service";
pub(super) const FINISH_UNIT: &str = "signoff-finish.service";
pub(super) const FINISH_ENTRY: &str = "signoff-finish.desktop";

/// Returns the unit that runs End session when the graphical session or the user's systemd stops.
pub(super) fn end_unit(options: &InstallOptions) -> Result<String, NotQuotable> {
    let (program, budget) = (quote::systemd(&options.program)?, options.budget);
    let rest = format!(
        "[Unit]
Description=Signoff: leave the browsers clean when the session ends
# Not the usual dependencies: what they would put this after is put after app.slice, which comes after this.
DefaultDependencies=no
Conflicts=shutdown.target
# What starts after this is stopped before it.
Before=shutdown.target graphical-session.target app.slice
PartOf=graphical-session.target

[Service]
Type=oneshot
RemainAfterExit=yes
# Not in app.slice, so that this can outlive it.
Slice=session.slice
ExecStop={program} end-session --yes --unattended --time-budget {budget}
TimeoutStopSec={}

[Install]
WantedBy=default.target graphical-session.target
",
        budget + MARGIN
    );
    Ok(seal::with_checksum("", &rest))
}

/// Returns the unit that completes an interrupted run before the session starts.
pub(super) fn finish_unit(options: &InstallOptions) -> Result<String, NotQuotable> {
    let (program, budget) = (quote::systemd(&options.program)?, options.budget);
    let rest = format!(
        "[Unit]
Description=Signoff: complete what an interrupted run left
DefaultDependencies=no
Conflicts=shutdown.target
# Before any program of the session.
Before=shutdown.target graphical-session.target app.slice

[Service]
Type=oneshot
Slice=session.slice
ExecStart={program} finish
# Whatever it does by then is left for the next time.
TimeoutStartSec={}

[Install]
WantedBy=default.target graphical-session.target
",
        budget + MARGIN
    );
    Ok(seal::with_checksum("", &rest))
}

/// Returns the autostart entry that completes an interrupted run, for desktops without systemd. It has no GNOME phase,
/// because systemd's generator skips such entries, and so does GNOME since 49
/// (systemd-xdg-autostart-generator(8), table 1).
pub(super) fn finish_entry(options: &InstallOptions) -> Result<String, NotQuotable> {
    let rest = format!(
        "[Desktop Entry]
Type=Application
Name=Signoff
Comment=Completes what an interrupted End session left
Comment[fi]=Viimeistelee kesken jääneen istunnon lopetuksen
Comment[sv]=Slutför en avbruten avslutning av sessionen
Exec={} finish
Terminal=false
NoDisplay=true
X-KDE-autostart-phase=0
",
        quote::desktop(&options.program)?
    );
    Ok(seal::with_checksum("", &rest))
}

/// Returns the lines of a display manager's script. It runs as root, with the user's name in `USER`.
pub(super) fn script_lines(options: &InstallOptions) -> Result<String, NotQuotable> {
    Ok(format!(
        "[ -z \"${{USER:-}}\" ] || {} end-session --yes --unattended --time-budget {} --user=\"$USER\" || :\n",
        quote::shell(&options.program)?,
        options.budget
    ))
}

/// Returns a whole script with these lines.
pub(super) fn script(options: &InstallOptions) -> Result<String, NotQuotable> {
    Ok(seal::with_checksum("#!/bin/sh\n", &script_lines(options)?))
}

/// Returns LightDM's configuration, which names the script.
pub(super) fn light_dm(script: &std::path::Path) -> Result<String, NotQuotable> {
    // LightDM splits the value as a shell does, so it is quoted for a shell.
    let quoted = quote::shell(script)?;
    Ok(seal::with_checksum("", &format!("[Seat:*]\nsession-cleanup-script={quoted}\n")))
}
