//! Classifies Chromium's session storage: a map for each tab and site. Tabs opened from one another share a map.
//!
//! Observed in Chromium 156: `namespace-ID OF TAB-STORAGE KEY` has a map's number, `map-NUMBER-script key` is an entry
//! of it. Chromium drops a map without a tab at its next start.

use std::collections::BTreeSet;

use super::keys::chosen_bytes;
use super::leveldb::{Classified, Records};
use crate::model::SiteRules;
use crate::store::leveldb::Contents;

const NAMESPACE: &[u8] = b"namespace-";
const MAP: &[u8] = b"map-";

/// The length of a tab's id, a UUID.
const ID: usize = 36;

/// `Session Storage`.
pub(in crate::store::sites) const SESSION_STORAGE: Records = Records(classify);

/// Selects the tabs of chosen sites, and entries of maps that no kept tab uses.
fn classify(contents: &Contents, rules: &SiteRules) -> Classified {
    // Old entries of maps do not name their owner.
    let mut classified =
        Classified { has_ambiguous_history: !contents.old_versions.is_empty(), ..Classified::default() };
    let mut kept = BTreeSet::new();
    for (key, map) in &contents.live {
        match record(key) {
            Record::Of(owner) => match chosen_bytes(rules, owner) {
                Some(host) => classified.remove(key, &host),
                None => drop(kept.insert(map.as_slice())),
            },
            Record::OfNone | Record::InMap(_) => {}
            Record::Unknown => {
                // It may use a map.
                kept.insert(map.as_slice());
                classified.unknown(key, map, rules);
            }
        }
    }
    for (key, _value) in &contents.old_versions {
        if let Record::Of(owner) = record(key)
            && let Some(host) = chosen_bytes(rules, owner)
        {
            classified.found.add(&host, None);
        }
    }
    for key in contents.live.keys() {
        if let Record::InMap(map) = record(key)
            && !kept.contains(map)
        {
            classified.has_ambiguous_history = true;
            classified.to_remove.insert(key.clone());
        }
    }
    classified
}

/// The kind of a record.
enum Record<'k> {
    /// Names the map of a tab and a storage key.
    Of(&'k [u8]),
    /// Numbers only, or a tab's id.
    OfNone,
    /// An entry of the map with this number.
    InMap(&'k [u8]),
    Unknown,
}

fn record(key: &[u8]) -> Record<'_> {
    if let Some(rest) = key.strip_prefix(MAP) {
        let number = rest.iter().position(|byte| *byte == b'-').and_then(|end| rest.get(..end));
        return number.map_or(Record::Unknown, Record::InMap);
    }
    let Some(rest) = key.strip_prefix(NAMESPACE) else {
        return if [b"version".as_slice(), b"next-map-id"].contains(&key) { Record::OfNone } else { Record::Unknown };
    };
    // Old versions also write a tab's id alone, where the tab begins.
    match rest.split_at_checked(ID).and_then(|(_id, rest)| rest.strip_prefix(b"-")) {
        _ if rest.is_empty() => Record::OfNone,
        Some(b"") => Record::OfNone,
        Some(owner) => Record::Of(owner),
        None => Record::Unknown,
    }
}
