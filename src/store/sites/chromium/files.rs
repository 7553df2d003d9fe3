//! Edits Chromium's `File System`: the private files of each first party, in folders that are named by a number. The
//! LevelDB `Origins` beside them names their owners, so a folder is removed before its record.
//!
//! Observed in Chromium 156: `ORIGIN:https_host_0` has the folder's name, `LAST_PATH` the last name that was given.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::indexed::Indexed;
use super::leveldb::{self, Classified, Records};
use crate::model::{RelPath, SiteRules};
use crate::safefs::Root;
use crate::store::error::EditError;
use crate::store::leveldb::Contents;
use crate::store::sites::origin::host_in_name;

const PREFIX: &[u8] = b"ORIGIN:";

/// The folders of `File System` and their index.
pub(in crate::store::sites) const FILES: Indexed<Records> =
    Indexed { index: "Origins", editor: Records(classify), folders, without_index: "files without their index" };

/// Returns the folders of chosen origins.
fn folders(root: &Root, index: &RelPath, rules: &SiteRules) -> Result<BTreeSet<OsString>, EditError> {
    let mut chosen = BTreeSet::new();
    let Some(contents) = leveldb::read(root, index)? else { return Ok(chosen) };
    let classified = classify(&contents, rules);
    let of_origins = contents.live.iter().filter(|(key, _folder)| key.starts_with(PREFIX));
    let (going, staying): (Vec<_>, Vec<_>) = of_origins.partition(|(key, _folder)| classified.to_remove.contains(*key));
    let staying: BTreeSet<_> = staying.into_iter().map(|(_key, folder)| folder).collect();
    for (_key, folder) in going {
        // Two origins never share a folder. If they did, removing it would remove the other's files.
        if staying.contains(folder) {
            return Err(EditError::UnknownSchema("a folder of two origins".into()));
        }
        chosen.insert(OsString::from(String::from_utf8_lossy(folder).into_owned()));
    }
    Ok(chosen)
}

fn classify(contents: &Contents, rules: &SiteRules) -> Classified {
    let mut classified = Classified::default();
    for (key, folder) in &contents.live {
        match owner(key) {
            Some(host) if rules.covers_host(&host) => classified.remove(key, &host),
            Some(_other) => {}
            None => classified.unknown(key, folder, rules),
        }
    }
    for (key, folder) in &contents.old_versions {
        match owner(key) {
            Some(host) if rules.covers_host(&host) => classified.found.add(&host, None),
            Some(_other) => {}
            None => classified.unknown_before(key, folder, rules),
        }
    }
    classified
}

/// Returns the host in a record's key; `None` for `LAST_PATH` and what is not known.
fn owner(key: &[u8]) -> Option<String> {
    host_in_name(std::str::from_utf8(key.strip_prefix(PREFIX)?).ok()?)
}
