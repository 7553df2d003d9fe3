//! The files of the package that the trials use: Signoff's programs and the table of places.
//!
//! They lie where cargo built them, unless root started the trials: then they lie in a folder of the user that the
//! trials run as, who may not be able to read root's.

use std::path::{Path, PathBuf};

/// Names the folder with the copies.
pub(crate) const COPIES: &str = "SIGNOFF_BROWSERS_COPIES";

/// The command line.
pub(crate) fn signoff() -> PathBuf {
    copied("signoff").unwrap_or_else(|| env!("CARGO_BIN_EXE_signoff").into())
}

/// The window. Built beside the tests with the feature `gui`.
pub(crate) fn window() -> PathBuf {
    copied("signoff-app").unwrap_or_else(|| option_env!("CARGO_BIN_EXE_signoff-app").unwrap_or("signoff-app").into())
}

/// The page with the table of places.
pub(crate) fn table() -> PathBuf {
    copied("browsers.md").unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/browsers.md"))
}

/// Says whether the trials run on copies, because root started them.
pub(crate) fn are_copied() -> bool {
    std::env::var_os(COPIES).is_some()
}

fn copied(name: &str) -> Option<PathBuf> {
    Some(Path::new(&std::env::var_os(COPIES)?).join(name))
}
