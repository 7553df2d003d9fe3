//! Names of ours in folders of others: a beginning that nobody else uses, and a number that nobody can foretell.

use std::ffi::OsStr;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Draws a name that begins so.
pub(super) fn generate(prefix: &str) -> String {
    format!("{prefix}{:016x}", RandomState::new().build_hasher().finish())
}

/// Says whether a name is one that [`generate`] draws.
pub(super) fn matches(name: &OsStr, prefix: &str) -> bool {
    let number = name.to_str().and_then(|name| name.strip_prefix(prefix));
    number.is_some_and(|number| number.len() == 16 && number.bytes().all(|digit| digit.is_ascii_hexdigit()))
}
