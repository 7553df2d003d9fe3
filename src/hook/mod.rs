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

pub use status::{HookError, NotQuotable, Scope, State, Told, What, Wish};

use crate::platform::Places;
use crate::safefs::{Shelf, ShelfError, trusted_program};
use os::{Part, base, parts};

/// Says how every part is.
pub fn status(scope: Scope, places: &Places, wish: &Wish) -> Result<Vec<Told>, HookError> {
    each(scope, places, wish, Part::state, |_part, _base, _state| Ok(()))
}

/// Puts every part into place. What is as it should be stays, and what somebody has changed too.
pub fn install(scope: Scope, places: &Places, wish: &Wish) -> Result<Vec<Told>, HookError> {
    if scope == Scope::Machine {
        trusted_program(&wish.program, places.os.administrator).map_err(HookError::Untrusted)?;
    }
    each(scope, places, wish, Part::state, |part, base, state| match state {
        State::Absent | State::Outdated => part.put(base),
        _ => Ok(()),
    })
}

/// Takes away what was put, and only that.
pub fn remove(scope: Scope, places: &Places, wish: &Wish) -> Result<Vec<Told>, HookError> {
    each(scope, places, wish, Part::ours, |part, base, state| match state {
        State::Installed | State::Outdated => part.take_away(base),
        _ => Ok(()),
    })
}

/// Does something with each part, by how it is, and looks again.
fn each(
    scope: Scope,
    places: &Places,
    wish: &Wish,
    look: fn(&Part, &Shelf) -> Result<State, ShelfError>,
    act: impl Fn(&Part, &Shelf, &State) -> Result<(), ShelfError>,
) -> Result<Vec<Told>, HookError> {
    let base = base(scope, places)?;
    let told = parts(scope, places, wish, &base)?.into_iter().map(|part| {
        let acted = look(&part, &base).and_then(|state| act(&part, &base, &state));
        let (state, unseen) = match look(&part, &base) {
            Ok(state) => (state, None),
            // What cannot be seen is not ours to call ours.
            Err(error) => (State::Changed, Some(error)),
        };
        Told { what: part.what(), path: part.path(&base), state, failure: acted.err().or(unseen) }
    });
    Ok(told.collect())
}
