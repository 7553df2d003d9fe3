//! Classifies Chromium's local storage: one database for all sites, where the storage key is part of each key.
//!
//! Observed in Chromium 156, `VERSION` 1: `META:KEY`, `METAACCESS:KEY` and `_KEY NUL script key`. The KEY of a first
//! party has no slash at its end.

use super::keys::chosen_bytes;
use super::leveldb::{Classified, Records};
use crate::model::SiteRules;
use crate::store::error::EditError;
use crate::store::leveldb::Contents;

const VERSION: &[u8] = b"VERSION";

/// `Local Storage/leveldb`.
pub(in crate::store::sites) const LOCAL_STORAGE: Records = Records(classify);

/// Selects the keys of chosen sites.
fn classify(contents: &Contents, rules: &SiteRules) -> Result<Classified, EditError> {
    let mut classified = Classified::default();
    for (key, value) in &contents.live {
        if key == VERSION {
            if value != b"1" {
                return Err(EditError::UnknownSchema("a newer version of local storage".into()));
            }
        } else if let Some(host) = chosen_bytes(rules, owner(key)?) {
            classified.remove(key, &host);
        }
    }
    for (key, _value) in contents.old_versions.iter().filter(|(key, _value)| key != VERSION) {
        if let Some(host) = chosen_bytes(rules, owner(key)?) {
            classified.found.add(&host, None);
        }
    }
    Ok(classified)
}

/// Returns the storage key that a record belongs to.
fn owner(key: &[u8]) -> Result<&[u8], EditError> {
    let of_script = |rest: &'_ [u8]| rest.iter().position(|byte| *byte == 0).map(|end| end..rest.len());
    None.or_else(|| key.strip_prefix(b"METAACCESS:"))
        .or_else(|| key.strip_prefix(b"META:"))
        .or_else(|| {
            let rest = key.strip_prefix(b"_")?;
            rest.get(..of_script(rest)?.start)
        })
        .ok_or_else(|| EditError::UnknownSchema("a key of local storage".into()))
}
