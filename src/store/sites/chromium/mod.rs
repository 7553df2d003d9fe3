//! Editors for the stores of Chromium and browsers made from it, one file for each form on disk.

pub(super) mod buckets;
mod caches;
pub(super) mod files;
mod indexed;
mod keys;
pub(super) mod leveldb;
pub(super) mod local_storage;
pub(super) mod origins;
pub(super) mod preferences;
mod protobuf;
pub(super) mod session_storage;
pub(super) mod tables;
#[cfg(test)]
mod tests;
pub(super) mod workers;
