//! The units of the computer's own systemd: what runs ahead of every login, where nobody who logs in can stop it.
//! docs/decisions/session-end.md explains their order.

use super::quote;
use super::unit_files::HELD;
use crate::hook::seal;
use crate::hook::status::{InstallOptions, NotQuotable};

/// Names of the installed files.
pub(super) const ALL_UNIT: &str = "signoff-finish-all.service";
pub(super) const REST_UNIT: &str = "signoff-finish-rest.service";
pub(super) const BEGINS_UNIT: &str = "signoff-session-begins@.service";

/// Returns the unit that completes what a power cut left, of every account, before anybody can log in.
pub(super) fn all_unit(options: &InstallOptions) -> Result<String, NotQuotable> {
    let program = quote::systemd(&options.program)?;
    let rest = format!(
        "[Unit]
Description=Signoff: complete what was cut off, before anybody logs in
After=local-fs.target remote-fs.target nss-user-lookup.target
Before=display-manager.service systemd-user-sessions.service

[Service]
Type=oneshot
ExecStart={program} finish --all
# It gives the login free by itself after 30 seconds.
TimeoutStartSec={HELD}
TimeoutStopSec=10

[Install]
WantedBy=multi-user.target graphical.target
"
    );
    Ok(seal::with_checksum("", &rest))
}

/// Returns the unit that removes, beside the sessions, what the first one only put out of reach.
pub(super) fn rest_unit(options: &InstallOptions) -> Result<String, NotQuotable> {
    let program = quote::systemd(&options.program)?;
    let rest = format!(
        "[Unit]
Description=Signoff: remove what was put out of reach
After={ALL_UNIT}

[Service]
# Nothing waits for it.
Type=exec
ExecStart={program} finish --all --rest
Nice=19
IOSchedulingClass=idle
TimeoutStopSec=10

[Install]
WantedBy=multi-user.target graphical.target
"
    );
    Ok(seal::with_checksum("", &rest))
}

/// Returns the unit that notes that somebody's session begins, before that person's systemd starts. systemd starts one
/// for each `user@UID.service`, by the link in the folder of its template (systemd.unit(5)).
pub(super) fn begins_unit(options: &InstallOptions) -> Result<String, NotQuotable> {
    let program = quote::systemd(&options.program)?;
    let rest = format!(
        "[Unit]
Description=Signoff: note that a session of user %i begins
After=user-runtime-dir@%i.service {ALL_UNIT}
Before=user@%i.service
IgnoreOnIsolate=yes

[Service]
Type=oneshot
User=%i
Environment=XDG_RUNTIME_DIR=/run/user/%i
# Not for root and the accounts of services, such as a display manager's own.
ExecCondition=/usr/bin/test %i -ge 1000
ExecStart={program} finish --session-begins --unattended
TimeoutStartSec={HELD}
TimeoutStopSec=10

[Install]
WantedBy=user@.service
"
    );
    Ok(seal::with_checksum("", &rest))
}
