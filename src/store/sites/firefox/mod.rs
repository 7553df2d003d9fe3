//! The stores of Firefox and of the browsers made from it, one file for each form on disk.

mod attributes;
pub(super) mod folders;
mod moz_lz4;
pub(super) mod session;
pub(super) mod tables;
mod tree;
pub(super) mod workers;
