//! Editors for the stores of Firefox and browsers made from it, one file for each form on disk.

mod attributes;
pub(super) mod folders;
pub(super) mod session;
pub(super) mod tables;
pub(super) mod workers;
