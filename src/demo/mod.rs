//! The sample home: browsers with real schemas and sample data, for `--demo` and for the tests.
//!
//! It only creates new folders and files, and never opens, replaces or removes existing ones. It does not look at the
//! user's own browsers. All names and values are recognisable samples, and none is from a real person.

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
