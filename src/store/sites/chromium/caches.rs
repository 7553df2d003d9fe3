//! Reads the simple-cache files of Chromium's service workers: cache folders, named by a hash, with an index that names
//! the owner; and scripts, named by the hash of a number that is also at the start of the file. Removes nothing itself.
//!
//! Observed in Chromium 156.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use super::keys::chosen_key;
use super::protobuf::{Field, fields};
use crate::model::{RelPath, SiteRules};
use crate::safefs::{Kind, ReadError, Root};
use crate::store::error::EditError;
use crate::store::leveldb::Cursor;
use crate::store::sites::folders::list;
use crate::store::sites::unclear::mentioned_in;

/// An index lists caches, with some hundred bytes for each.
const LARGEST_INDEX: u64 = 64 << 20;

/// The largest script that is read; browsers run no larger one.
const LARGEST_SCRIPT: u64 = 1 << 30;

const MAGIC: u64 = 0xfcfb_6d1b_a772_5c30;

/// The folders of `CacheStorage`.
#[derive(Debug, Default)]
pub(in crate::store::sites) struct Caches {
    /// The host of each chosen folder, by the folder's name.
    pub(in crate::store::sites) chosen: BTreeMap<OsString, String>,
    /// The chosen host that is mentioned in what does not name its owner.
    pub(in crate::store::sites) unknown: Option<String>,
}

/// Reads the indexes of the folders of `CacheStorage`.
pub(in crate::store::sites) fn caches(root: &Root, dir: &RelPath, rules: &SiteRules) -> Result<Caches, EditError> {
    let mut caches = Caches::default();
    for listed in list(root, dir)? {
        let at = dir.join(&listed.name)?;
        if listed.kind != Kind::Folder {
            caches.unknown = caches.unknown.or(mentioned_in(root, &at, rules)?);
            continue;
        }
        let index = at.join(OsStr::new("index.txt"))?;
        let owners = match root.read(&index, LARGEST_INDEX) {
            Ok(bytes) => owners(&bytes),
            // An empty folder was created and never used.
            Err(ReadError::Missing) if list(root, &at)?.is_empty() => continue,
            Err(ReadError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        match owners {
            Some(owners) => {
                if let Some(host) = owners.iter().find_map(|owner| chosen_key(rules, owner)) {
                    caches.chosen.insert(listed.name, host);
                }
            }
            None => caches.unknown = caches.unknown.or(mentioned_in(root, &at, rules)?),
        }
    }
    Ok(caches)
}

/// Returns the origin (field 2) and the storage key (field 3) in an index.
fn owners(index: &[u8]) -> Option<Vec<String>> {
    let named = |field| match field {
        (2 | 3, Field::Bytes(owner)) => Some(String::from_utf8_lossy(owner).into_owned()),
        _ => None,
    };
    let owners: Vec<_> = fields(index)?.into_iter().filter_map(named).collect();
    (!owners.is_empty()).then_some(owners)
}

/// Returns the files of `ScriptCache` except those of the scripts to keep.
pub(in crate::store::sites) fn other_scripts(
    root: &Root,
    dir: &RelPath,
    stay: &BTreeSet<Vec<u8>>,
) -> Result<BTreeSet<OsString>, EditError> {
    let mut others = BTreeSet::new();
    for listed in list(root, dir)? {
        if listed.kind != Kind::File || !is_entry(&listed.name) {
            continue;
        }
        let bytes = root.read(&dir.join(&listed.name)?, LARGEST_SCRIPT)?;
        // A file without this header was never completed.
        if number(&bytes).is_none_or(|number| !stay.contains(number)) {
            others.insert(listed.name);
        }
    }
    Ok(others)
}

/// Returns whether a name is that of a cache entry: sixteen hexadecimal digits and `_0`, `_1` or `_s`.
fn is_entry(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let hash = ["_0", "_1", "_s"].iter().find_map(|ending| name.strip_suffix(ending));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Returns the number at the start of a script's file.
fn number(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = Cursor(bytes);
    if rest.u64()? != MAGIC {
        return None;
    }
    let (_version, length, _hash, _padding) = (rest.u32()?, rest.u32()?, rest.u32()?, rest.u32()?);
    rest.take(usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            drop(owners(&bytes));
            number(&bytes);
        }
    }
}
