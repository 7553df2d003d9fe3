//! The content of the files. docs/decisions/session-end.md explains the order of the units.

use super::quote;
use crate::hook::seal;
use crate::hook::status::{InstallOptions, NotQuotable};

/// Seconds that systemd and `timeout` wait beyond the time budget before they stop the run. It ends by itself 5 seconds
/// after its budget.
pub(super) const MARGIN: u64 = 10;
/// Seconds that a login or the display manager is held up at most by what `finish` does first.
pub(super) const HELD: u64 = 35;

/// Seconds that `finish` may take beside a session that has begun, which does not wait for it.
const BESIDE: u64 = 600;

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

/// Returns the unit that completes an interrupted run and notes the session before its programs start.
pub(super) fn finish_unit(options: &InstallOptions) -> Result<String, NotQuotable> {
    let program = quote::systemd(&options.program)?;
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
# Completes what is owed, and notes that this session is to be cleaned whatever ends it.
ExecStart={program} finish --session-begins --unattended
# Whatever is not done by then is left for the next time.
TimeoutStartSec={HELD}

[Install]
WantedBy=default.target graphical-session.target
"
    );
    Ok(seal::with_checksum("", &rest))
}

/// Returns the autostart entry that completes an interrupted run beside the session: what was only put out of reach
/// before it and, on desktops without systemd, all. It has no GNOME phase,
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
Exec={} finish --session-begins --unattended --rest --time-budget {BESIDE}
Terminal=false
NoDisplay=true
X-KDE-autostart-phase=0
",
        quote::desktop(&options.program)?
    );
    Ok(seal::with_checksum("", &rest))
}
