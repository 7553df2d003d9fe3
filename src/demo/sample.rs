//! The amount and age of the data in a sample profile.

use std::time::{SystemTime, UNIX_EPOCH};

/// The amount and age of the data in a sample profile.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The end of the sample session, in Unix seconds. All times in the profile are before it.
    pub now: i64,
    /// The number of files in the HTTP cache.
    pub cached: u32,
    /// The sign-ins in it.
    pub sign_in: SignIn,
}

/// The sign-ins in a sample profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// An old Microsoft sign-in of another organisation, and a new one of the university.
    StaleBesideNew,
    /// Only the one of the university.
    UniversityOnly,
}

impl Sample {
    /// Returns a small sample of a session that ends now.
    pub fn small() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { now: i64::try_from(since.as_secs()).unwrap_or_default(), cached: 24, sign_in: SignIn::StaleBesideNew }
    }
}
