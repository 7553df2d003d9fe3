//! What the tests share: a throw-away home, and Signoff run in it with nothing of the person's environment.
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

/// Where the marker of an unfinished run is, below a home.
pub(crate) const MARKER: &str = ".local/state/signoff/unfinished.json";

/// Says whether the tests run as root, who reads everything and may give files away.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
