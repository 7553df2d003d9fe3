//! A sample home with real schemas, for `--demo` and, by the same builders, for the tests' throw-away homes.
//!
//! It only adds: folders are made, files are made new, and nothing that exists is opened for writing, replaced or
//! removed. It never looks at the person's own browsers. Names and values are samples that can be seen to be samples;
//! nothing in them is, or was, anybody's.

mod areas;
mod cache;
mod chromium;
mod chromium_settings;
mod chromium_storage;
mod database;
mod firefox;
mod firefox_session;
mod firefox_settings;
mod folder;
mod leveldb;
mod sites;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use crate::platform::Places;

pub use chromium::{chromium_profile, chromium_user_data};
pub use database::{Schema, database};
pub use firefox::{firefox_profile, firefox_root};
pub use folder::NewFolder;

/// Why the sample home could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No throw-away folder.
    #[error("cannot make a folder for the demonstration")]
    Home(#[source] std::io::Error),
    /// A folder or file in it could not be made, or was there already.
    #[error("cannot make {path:?}")]
    Make {
        /// What was to be made.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A database could not be made.
    #[error("cannot make the database {path:?}")]
    Database {
        /// Which.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        cause: rusqlite::Error,
    },
}

/// How much there is in a sample profile, and since when.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Seconds since 1970 at which the imagined session ended; every time in the profile is shortly before it.
    pub now: i64,
    /// Files in the HTTP cache.
    pub cached: u32,
    /// Which sign-ins it holds.
    pub sign_in: SignIn,
}

/// The sign-ins in a sample profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// A forgotten Microsoft sign-in of another organisation beside a new one of the university.
    StaleBesideNew,
    /// The university's only.
    UniversityOnly,
}

impl Sample {
    /// Returns a small sample that ended just now.
    pub fn small() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { now: i64::try_from(since.as_secs()).unwrap_or_default(), cached: 24, sign_in: SignIn::StaleBesideNew }
    }
}

/// A sample home; it is removed when this value goes.
#[derive(Debug)]
pub struct Demo {
    // Only holds the folder: dropping it removes the home.
    _home: TempDir,
    /// The folders of the sample home, to be given to the engine in place of the person's own.
    pub places: Places,
}

impl Demo {
    /// Makes a home with Chrome, Edge and Firefox in it, as a person left them.
    pub fn new() -> Result<Self, DemoError> {
        let home = tempfile::Builder::new().prefix("signoff-demo-").tempdir().map_err(DemoError::Home)?;
        let places = Places::below(home.path());
        let sample = Sample::small();

        let chrome = NewFolder::at(&places.config.join("google-chrome"))?;
        let chrome_cache = NewFolder::at(&places.cache.join("google-chrome"))?;
        chromium_user_data(&chrome, &[("Default", "Sample Student"), ("Profile 1", "Sample Group Work")])?;
        chromium_profile(&chrome, &chrome_cache, "Default", Sample { cached: 240, ..sample })?;
        let second = Sample { cached: 40, sign_in: SignIn::UniversityOnly, ..sample };
        chromium_profile(&chrome, &chrome_cache, "Profile 1", second)?;

        let edge = NewFolder::at(&places.config.join("microsoft-edge"))?;
        let edge_cache = NewFolder::at(&places.cache.join("microsoft-edge"))?;
        chromium_user_data(&edge, &[("Default", "Sample Student")])?;
        chromium_profile(&edge, &edge_cache, "Default", Sample { cached: 120, ..sample })?;

        let firefox = NewFolder::at(&places.config.join("mozilla/firefox"))?;
        let firefox_cache = NewFolder::at(&places.cache.join("mozilla/firefox"))?;
        let profile = "sample01.default-release";
        firefox_root(&firefox, &[(profile, "default-release")])?;
        let third = Sample { cached: 160, sign_in: SignIn::UniversityOnly, ..sample };
        firefox_profile(&firefox, &firefox_cache, profile, third)?;
        areas::areas(&places)?;
        Ok(Self { _home: home, places })
    }
}

#[cfg(test)]
mod tests;
