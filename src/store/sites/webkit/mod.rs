//! Editors for the stores of `WebKitGTK`, one file for each form on disk.

pub(super) mod hashed_dirs;
pub(super) mod origin_dirs;
pub(super) mod tables;
#[cfg(test)]
mod tests;
pub(super) mod workers;
