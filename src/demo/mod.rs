//! A sample home with real schemas, for `--demo` and, by the same builders, for the tests' throw-away homes.
//!
//! It only adds: folders are made, files are made new, and nothing that exists is opened for writing, replaced or
//! removed. It never looks at the person's own browsers. Names and values are samples that can be seen to be samples;
//! nothing in them is, or was, anybody's.

mod cache;
mod chromium;
mod chromium_settings;
mod chromium_storage;
mod database;
mod error;
mod firefox;
mod firefox_session;
mod firefox_settings;
mod folder;
mod home;
mod leveldb;
mod sample;
mod sites;
#[cfg(test)]
mod tests;

pub use chromium::{chromium_profile, chromium_user_data};
pub use database::{Schema, database};
pub use error::DemoError;
pub use firefox::{firefox_profile, firefox_root};
pub use folder::NewFolder;
pub use home::Demo;
pub use sample::{Sample, SignIn};
