//! Logout hooks: installs, removes and checks the files that run End session when a session ends and `finish` when one
//! begins.
//!
//! An installed file proves little: `findings` are what systemd, the desktop and the display manager make of it.
//!
//! Writes whole files with our seal (a checksum line), or a sealed block in an administrator's script. Removes only
//! what still has an intact seal. Starts nothing and reloads no service: a hook takes effect at the next login. Each
//! part is independent: if one fails or belongs to an administrator, the others are still done.

mod findings;
#[cfg(target_os = "linux")]
mod linux;
#[cfg_attr(windows, expect(dead_code, reason = "no hook is written there yet"))]
mod seal;
mod status;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as os;
#[cfg(windows)]
use windows as os;

pub use findings::{Effect, Finding, FindingKind, HookStatus};
pub use status::{HookError, HookScope, InstallOptions, NotQuotable, PartKind, PartState, PartStatus};

use crate::platform::Places;
use crate::safefs::{ConfigDir, ConfigDirError, trusted_program};
use os::{Part, base, findings, parts};

/// Returns the state of every part, and what decides whether it will run.
pub fn status(scope: HookScope, places: &Places, options: &InstallOptions) -> Result<HookStatus, HookError> {
    each(scope, places, options, Part::state, |_part, _base, _state| Ok(()))
}

/// Installs every part that is absent or outdated, and returns what [`status`] then would. Modified parts are left alone.
pub fn install(scope: HookScope, places: &Places, options: &InstallOptions) -> Result<HookStatus, HookError> {
    if scope == HookScope::Machine {
        trusted_program(&options.program, places.os.administrator).map_err(HookError::Untrusted)?;
    }
    each(scope, places, options, Part::state, |part, base, state| match state {
        PartState::Absent | PartState::Outdated => part.install(base),
        _ => Ok(()),
    })
}

/// Removes every part that has an intact seal, and returns the state of every part.
pub fn remove(scope: HookScope, places: &Places, options: &InstallOptions) -> Result<HookStatus, HookError> {
    let removed = each(scope, places, options, Part::installed_state, |part, base, state| match state {
        PartState::Installed | PartState::Outdated => part.remove(base),
        _ => Ok(()),
    });
    removed.map(|status| HookStatus { findings: Vec::new(), ..status })
}

/// Does something with each part depending on its state, and returns what is found afterwards.
fn each(
    scope: HookScope,
    places: &Places,
    options: &InstallOptions,
    state_of: fn(&Part, &ConfigDir) -> Result<PartState, ConfigDirError>,
    act: impl Fn(&Part, &ConfigDir, &PartState) -> Result<(), ConfigDirError>,
) -> Result<HookStatus, HookError> {
    let base = base(scope, places)?;
    let parts = parts(scope, places, options, &base)?;
    let statuses = parts.iter().map(|part| {
        let acted = state_of(part, &base).and_then(|state| act(part, &base, &state));
        let (state, unseen) = match state_of(part, &base) {
            Ok(state) => (state, None),
            // A part that cannot be read is treated as modified.
            Err(error) => (PartState::Modified, Some(error)),
        };
        PartStatus { kind: part.kind(), path: part.path(&base), state, failure: acted.err().or(unseen) }
    });
    let statuses: Vec<_> = statuses.collect();
    let mut findings = findings(scope, places, options, &base, &parts, &statuses);
    findings.sort();
    findings.dedup();
    Ok(HookStatus { parts: statuses, findings })
}
