//! Links and rights, for tests of every module: they name no system. Never part of the program.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::sys;

pub use super::sys::Others;

/// Makes a link at `at` that leads to `to`, which need not be there.
pub fn link(to: impl AsRef<Path>, at: impl AsRef<Path>) -> io::Result<()> {
    let at = at.as_ref();
    let folder = sys::open_path(at.parent().unwrap_or(Path::new(".")))?;
    Ok(sys::make_link(&folder, at.file_name().unwrap_or(OsStr::new("")), to.as_ref())?)
}

/// Lets everybody read a file or folder, or write to it too; its owner may always do both.
pub fn let_others(path: impl AsRef<Path>, others: Others) -> io::Result<()> {
    Ok(sys::let_others(path.as_ref(), others)?)
}
