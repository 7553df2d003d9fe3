//! Classifies Chromium's local storage: one database for all sites, where the storage key is part of each key.
//!
//! Observed in Chromium 156, `VERSION` 1: `META:KEY`, `METAACCESS:KEY` and `_KEY NUL script key`. The KEY of a first
//! party has no slash at its end.

use super::keys::chosen_bytes;
use super::leveldb::{Classified, Records};
use crate::model::SiteRules;
use crate::store::leveldb::Contents;

/// `Local Storage/leveldb`.
pub(in crate::store::sites) const LOCAL_STORAGE: Records = Records(classify);

/// Selects the keys of chosen sites.
fn classify(contents: &Contents, rules: &SiteRules) -> Classified {
    let mut classified = Classified::default();
    for (key, value) in &contents.live {
        match owner(key) {
            Some(owner) => {
                if let Some(host) = chosen_bytes(rules, owner) {
                    classified.remove(key, &host);
                }
            }
            None => classified.unknown(key, value, rules),
        }
    }
    for (key, value) in &contents.old_versions {
        match owner(key) {
            Some(owner) => {
                if let Some(host) = chosen_bytes(rules, owner) {
                    classified.found.add(&host, None);
                }
            }
            None => classified.unknown_before(key, value, rules),
        }
    }
    classified
}

/// Returns the storage key that a record belongs to; `None` for a record of no site, such as `VERSION`, or of a form that
/// is not known.
fn owner(key: &[u8]) -> Option<&[u8]> {
    let of_script = |rest: &'_ [u8]| rest.iter().position(|byte| *byte == 0).map(|end| end..rest.len());
    None.or_else(|| key.strip_prefix(b"METAACCESS:")).or_else(|| key.strip_prefix(b"META:")).or_else(|| {
        let rest = key.strip_prefix(b"_")?;
        rest.get(..of_script(rest)?.start)
    })
}
