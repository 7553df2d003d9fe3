//! Edits Chromium's `IndexedDB`: for each first party a folder of records and one of blobs, named by the origin. The
//! data of third parties and buckets is in `WebStorage`.

use std::collections::BTreeSet;

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::Findings;
use crate::store::sites::folders::{list, remove};
use crate::store::sites::origin::host_in_name;

/// `IndexedDB`: folders that are named by their origin.
pub(in crate::store::sites) struct OriginDirs;

impl SiteEditor for OriginDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let mut found = Findings::default();
        for listed in root.list(Some(at))? {
            if let Some(host) = host(&listed.name.to_string_lossy())?.filter(|host| rules.covers_host(host)) {
                found.add(&host, None);
            }
        }
        Ok(found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<Edited, EditError> {
        let mut to_remove = BTreeSet::new();
        for listed in list(root, at)? {
            if host(&listed.name.to_string_lossy())?.is_some_and(|host| rules.covers_host(&host)) {
                to_remove.insert(listed.name);
            }
        }
        remove(root, at, &to_remove)?;
        Ok(Edited::of(!to_remove.is_empty()))
    }
}

/// Returns the host in a folder's name.
fn host(name: &str) -> Result<Option<String>, EditError> {
    // Before 2012 a partition number followed the origin.
    let origin = name.split_once(".indexeddb").map_or(name, |(origin, _ending)| origin);
    let origin = origin.split('@').next().unwrap_or(origin);
    match host_in_name(origin) {
        Some(host) => Ok(Some(host)),
        None => Err(EditError::UnknownSchema("a folder that is no origin's".into())),
    }
}
