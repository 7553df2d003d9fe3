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

/// A count of findings by host, and the cookies among them.
#[derive(Debug, Default)]
pub(super) struct Findings(BTreeMap<String, (u64, Vec<CookieMark>)>);

impl Findings {
    /// Counts one more row, record, file or folder of a host.
    pub(super) fn add(&mut self, host: &str, cookie: Option<CookieMark>) {
        let (count, cookies) = self.0.entry(host.trim_start_matches('.').to_owned()).or_default();
        *count += 1;
        cookies.extend(cookie);
    }

    /// Returns the number of findings.
    pub(super) fn total(&self) -> u64 {
        self.0.values().map(|(count, _cookies)| count).sum()
    }

    /// Returns the findings, sorted by host.
    pub(super) fn list(self) -> Vec<SiteFinding> {
        let sorted = |(host, (count, mut cookies)): (String, (u64, Vec<CookieMark>))| {
            cookies.sort();
            SiteFinding { host, count, cookies }
        };
        self.0.into_iter().map(sorted).collect()
    }
}
