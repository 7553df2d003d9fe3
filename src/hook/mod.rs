//! Logout integration: putting files into place that run End session when a session ends and `finish` when one begins,
//! taking them away, and saying how they are.
//!
//! It writes whole files with a seal of ours, or a sealed block in an administrator's script, and takes away only what
//! still carries an intact seal. It starts nothing and asks no running service to read anything again: what is put here
//! counts from the next login on. Each part is on its own: where one fails or is somebody else's, the others go on.

#[cfg(target_os = "linux")]
mod linux;
mod seal;
mod status;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as os;
#[cfg(windows)]
use windows as os;

pub use status::{HookError, HookScope, InstallOptions, NotQuotable, PartKind, PartState, PartStatus};

use crate::platform::Places;
use crate::safefs::{Shelf, ShelfError, trusted_program};
use os::{Part, base, parts};

/// Says how every part is.
pub fn status(scope: HookScope, places: &Places, options: &InstallOptions) -> Result<Vec<PartStatus>, HookError> {
    each(scope, places, options, Part::state, |_part, _base, _state| Ok(()))
}

/// Puts every part into place. What is as it should be stays, and what somebody has changed too.
pub fn install(scope: HookScope, places: &Places, options: &InstallOptions) -> Result<Vec<PartStatus>, HookError> {
    if scope == HookScope::Machine {
        trusted_program(&options.program, places.os.administrator).map_err(HookError::Untrusted)?;
    }
    each(scope, places, options, Part::state, |part, base, state| match state {
        PartState::Absent | PartState::Outdated => part.put(base),
        _ => Ok(()),
    })
}

/// Takes away what was put, and only that.
pub fn remove(scope: HookScope, places: &Places, options: &InstallOptions) -> Result<Vec<PartStatus>, HookError> {
    each(scope, places, options, Part::installed_state, |part, base, state| match state {
        PartState::Installed | PartState::Outdated => part.take_away(base),
        _ => Ok(()),
    })
}

/// Does something with each part, by how it is, and looks again.
fn each(
    scope: HookScope,
    places: &Places,
    options: &InstallOptions,
    look: fn(&Part, &Shelf) -> Result<PartState, ShelfError>,
    act: impl Fn(&Part, &Shelf, &PartState) -> Result<(), ShelfError>,
) -> Result<Vec<PartStatus>, HookError> {
    let base = base(scope, places)?;
    let statuses = parts(scope, places, options, &base)?.into_iter().map(|part| {
        let acted = look(&part, &base).and_then(|state| act(&part, &base, &state));
        let (state, unseen) = match look(&part, &base) {
            Ok(state) => (state, None),
            // What cannot be seen is not ours to call ours.
            Err(error) => (PartState::Modified, Some(error)),
        };
        PartStatus { kind: part.kind(), path: part.path(&base), state, failure: acted.err().or(unseen) }
    });
    Ok(statuses.collect())
}
