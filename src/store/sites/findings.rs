//! Counts what a store holds of chosen sites, by host. Contains no values.

use std::collections::BTreeMap;

use crate::model::{CookieMark, SiteFinding};
use crate::store::error::EditError;

/// Returns an error with the number of findings, if there are any.
pub(super) fn none_left(found: &[SiteFinding]) -> Result<(), EditError> {
    match found.iter().map(|found| found.count).sum() {
        0 => Ok(()),
        left => Err(EditError::Residue(left)),
    }
}

/// How many cookies of a store are named, the others only counted. Browsers keep some three thousand in all (Chromium's
/// `kMaxCookies` 3300, Firefox's `network.cookie.maxNumber` 3000).
const MOST_COOKIES: usize = 10_000;

/// A count of findings by host, and the cookies among them.
#[derive(Debug, Default)]
pub(super) struct Findings {
    hosts: BTreeMap<String, (u64, Vec<CookieMark>)>,
    cookies: usize,
}

impl Findings {
    /// Counts one more row, record, file or folder of a host.
    pub(super) fn add(&mut self, host: &str, cookie: Option<CookieMark>) {
        let host = host.trim_start_matches('.');
        if !self.hosts.contains_key(host) {
            self.hosts.insert(host.to_owned(), (0, Vec::new()));
        }
        let Some((count, cookies)) = self.hosts.get_mut(host) else { return };
        *count += 1;
        if let Some(cookie) = cookie.filter(|_| self.cookies < MOST_COOKIES) {
            self.cookies += 1;
            cookies.push(cookie);
        }
    }

    /// Returns the number of findings.
    pub(super) fn total(&self) -> u64 {
        self.hosts.values().map(|(count, _cookies)| count).sum()
    }

    /// Returns the findings, sorted by host.
    pub(super) fn list(self) -> Vec<SiteFinding> {
        let sorted = |(host, (count, mut cookies)): (String, (u64, Vec<CookieMark>))| {
            cookies.sort();
            SiteFinding { host, count, cookies }
        };
        self.hosts.into_iter().map(sorted).collect()
    }
}
