//! Edits Chromium's `File System`: the private files of each first party, in folders that are named by a number. The
//! LevelDB `Origins` beside them names their owners, so a folder is removed before its record.
//!
//! Observed in Chromium 156: `ORIGIN:https_host_0` has the folder's name, `LAST_PATH` the last name that was given.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use super::leveldb::{self, Classified, Records};
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::leveldb::Contents;
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::{list, remove};
use crate::store::sites::origin::host_in_name;

const PREFIX: &[u8] = b"ORIGIN:";

/// The index of the folders.
const RECORDS: Records = Records(classify);

/// The folders of `File System` and their index.
pub(in crate::store::sites) struct Files;

impl SiteEditor for Files {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        match index(root, at)? {
            Some(index) => RECORDS.inspect(root, &index, rules),
            None => Ok(Vec::new()),
        }
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let Some(index) = index(root, at)? else { return Ok(Edited { changed: false }) };
        if let Some(contents) = leveldb::read(root, &index)? {
            let classified = classify(&contents, rules)?;
            let mut to_remove = BTreeSet::new();
            for (key, folder) in contents.live.iter().filter(|(key, _folder)| classified.to_remove.contains(*key)) {
                // Two origins never share a folder. If they did, removing it would remove the other's files.
                let shared =
                    contents.live.iter().any(|(other, name)| name == folder && other != key && is_origin(other));
                if shared {
                    return Err(EditError::UnknownSchema("a folder of two origins".into()));
                }
                to_remove.insert(OsString::from(String::from_utf8_lossy(folder).into_owned()));
            }
            remove(root, at, &to_remove)?;
        }
        RECORDS.edit(root, &index, rules, stop)
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        match index(root, at)? {
            Some(index) => RECORDS.verify(root, &index, rules, stop),
            None => Ok(()),
        }
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        match index(root, at)? {
            Some(index) => RECORDS.has_remains(root, &index, rules),
            None => Ok(false),
        }
    }
}

fn index(root: &Root, at: &RelPath) -> Result<Option<RelPath>, EditError> {
    let name = OsStr::new("Origins");
    let listed = list(root, at)?;
    if listed.iter().any(|listed| listed.name == name) {
        return Ok(Some(at.join(name)?));
    }
    if listed.is_empty() { Ok(None) } else { Err(EditError::UnknownSchema("files without their index".into())) }
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
