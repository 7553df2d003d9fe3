//! Classifies Chromium's session storage: a map for each tab and site. Tabs opened from one another share a map.
//!
//! Observed in Chromium 156: `namespace-ID OF TAB-STORAGE KEY` has a map's number, `map-NUMBER-script key` is an entry
//! of it. Chromium drops a map without a tab at its next start.

use std::collections::BTreeSet;

use super::keys::chosen_bytes;
use super::leveldb::{Classified, Records};
use crate::model::SiteRules;
use crate::store::error::EditError;
use crate::store::leveldb::Contents;

const NAMESPACE: &[u8] = b"namespace-";
const MAP: &[u8] = b"map-";

/// The length of a tab's id, a UUID.
const ID: usize = 36;

/// `Session Storage`.
pub(in crate::store::sites) const SESSION_STORAGE: Records = Records(classify);

/// Selects the tabs of chosen sites, and entries of maps that no kept tab uses.
fn classify(contents: &Contents, rules: &SiteRules) -> Result<Classified, EditError> {
    // Old entries of maps do not name their owner.
    let mut classified =
        Classified { has_ambiguous_history: !contents.old_versions.is_empty(), ..Classified::default() };
    let mut kept = BTreeSet::new();
    for (key, map) in &contents.live {
        let Some(owner) = owner(key)? else { continue };
        match chosen_bytes(rules, owner) {
            Some(host) => classified.remove(key, &host),
            None => drop(kept.insert(map.as_slice())),
        }
    }
    for (key, _value) in &contents.old_versions {
        if let Some(host) = owner(key)?.and_then(|owner| chosen_bytes(rules, owner)) {
            classified.found.add(&host, None);
        }
    }
    for key in contents.live.keys() {
        if let Some(map) = map(key)?
            && !kept.contains(map)
        {
            classified.has_ambiguous_history = true;
            classified.to_remove.insert(key.clone());
        }
    }
    Ok(classified)
}

/// Returns the storage key in a tab's key; `None` for any other kind of key.
fn owner(key: &[u8]) -> Result<Option<&[u8]>, EditError> {
    let Some(rest) = key.strip_prefix(NAMESPACE) else { return known(key).map(|()| None) };
    if rest.is_empty() {
        return Ok(None);
    }
    // Old versions also write a tab's id alone, where the tab begins.
    let of_tab = rest.split_at_checked(ID).and_then(|(_id, rest)| rest.strip_prefix(b"-"));
    match of_tab {
        Some(b"") => Ok(None),
        Some(owner) => Ok(Some(owner)),
        None => Err(EditError::UnknownSchema("a tab of session storage".into())),
    }
}

/// Returns the number of the map that a record belongs to.
fn map(key: &[u8]) -> Result<Option<&[u8]>, EditError> {
    let Some(rest) = key.strip_prefix(MAP) else { return Ok(None) };
    let number = rest.iter().position(|byte| *byte == b'-').and_then(|end| rest.get(..end));
    number.map(Some).ok_or_else(|| EditError::UnknownSchema("a map of session storage".into()))
}

fn known(key: &[u8]) -> Result<(), EditError> {
    if key.starts_with(MAP) || [b"version".as_slice(), b"next-map-id"].contains(&key) {
        return Ok(());
    }
    Err(EditError::UnknownSchema("a key of session storage".into()))
}
