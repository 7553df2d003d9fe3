//! How much there is in a sample profile.

use std::time::{SystemTime, UNIX_EPOCH};

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
