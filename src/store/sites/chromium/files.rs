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
    let classified = classify(&contents, rules)?;
    for (key, folder) in contents.live.iter().filter(|(key, _folder)| classified.to_remove.contains(*key)) {
        // Two origins never share a folder. If they did, removing it would remove the other's files.
        let shared = contents.live.iter().any(|(other, name)| name == folder && other != key && is_origin(other));
        if shared {
            return Err(EditError::UnknownSchema("a folder of two origins".into()));
        }
        chosen.insert(OsString::from(String::from_utf8_lossy(folder).into_owned()));
    }
    Ok(chosen)
}

fn is_origin(key: &[u8]) -> bool {
    key.starts_with(PREFIX)
}

fn classify(contents: &Contents, rules: &SiteRules) -> Result<Classified, EditError> {
    let mut classified = Classified::default();
    for key in contents.live.keys() {
        if let Some(host) = owner(key)?.filter(|host| rules.covers_host(host)) {
            classified.remove(key, &host);
        }
    }
    for (key, _folder) in &contents.old_versions {
        if let Some(host) = owner(key)?.filter(|host| rules.covers_host(host)) {
            classified.found.add(&host, None);
        }
    }
    Ok(classified)
}

fn owner(key: &[u8]) -> Result<Option<String>, EditError> {
    if key == b"LAST_PATH" {
        return Ok(None);
    }
    let name = key.strip_prefix(PREFIX).and_then(|name| std::str::from_utf8(name).ok());
    match name.and_then(host_in_name) {
        Some(host) => Ok(Some(host)),
        None => Err(EditError::UnknownSchema("a key of the list of files".into())),
    }
}
