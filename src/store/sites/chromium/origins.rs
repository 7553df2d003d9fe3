//! Edits Chromium's `IndexedDB`: for each first party a folder of records and one of blobs, named by the origin. The
//! data of third parties and buckets is in `WebStorage`.

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::remove;
use crate::store::sites::named::classify;
use crate::store::sites::origin::host_in_name;

/// `IndexedDB`: folders that are named by their origin.
pub(in crate::store::sites) struct OriginDirs;

impl SiteEditor for OriginDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        root.list(Some(at))?;
        Ok(classify(root, at, rules, host)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<Edited, EditError> {
        let named = classify(root, at, rules, host)?;
        remove(root, at, &named.to_remove)?;
        named.left(!named.to_remove.is_empty())
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        classify(root, at, rules, host)?.none_left()
    }
}

/// Returns the host in a folder's name; `None` if it is no origin's.
fn host(name: &str) -> Option<String> {
    // Before 2012 a partition number followed the origin.
    let origin = name.split_once(".indexeddb").map_or(name, |(origin, _ending)| origin);
    let origin = origin.split('@').next().unwrap_or(origin);
    host_in_name(origin)
}
