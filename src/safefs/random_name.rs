//! Names of Signoff's in folders of other programs: a prefix that no other program uses, and an unpredictable number.

use std::ffi::OsStr;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Returns a new name with this prefix.
pub(super) fn generate(prefix: &str) -> String {
    format!("{prefix}{:016x}", RandomState::new().build_hasher().finish())
}

/// Says whether [`generate`] could have made a name.
pub(super) fn matches(name: &OsStr, prefix: &str) -> bool {
    let number = name.to_str().and_then(|name| name.strip_prefix(prefix));
    number.is_some_and(|number| number.len() == 16 && number.bytes().all(|digit| digit.is_ascii_hexdigit()))
}
