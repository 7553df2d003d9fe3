//! What several test targets share: a throw-away home, and Signoff run in it with a cleared environment.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests work by path in a lab of their own, and panic where that fails"
)]

mod account;
mod at_once;
mod lab;
mod run_output;
mod snapshot;

pub(crate) use account::{NAME, UID, with_account};
pub(crate) use at_once::AtOnce;
pub(crate) use lab::{Lab, Profile};
pub(crate) use run_output::RunOutput;
pub(crate) use snapshot::{Snapshot, difference, snapshot};

/// The marker of an unfinished run, below a home.
pub(crate) const MARKER: &str = ".local/state/signoff/unfinished.json";

/// Says whether the tests run as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
