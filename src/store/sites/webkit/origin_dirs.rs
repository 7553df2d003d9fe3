//! Edits folders of `WebKit` with a file or folder for each origin, named by it: `localstorage`,
//! `databases/indexeddb/v1`. Observed in `WebKitGTK` 2.50.6, which keeps first parties there and everything else in
//! [`super::hashed_dirs`].

use crate::model::{RelPath, SiteFinding, SiteRules, Stop, name};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::remove;
use crate::store::sites::named::classify;
use crate::store::sites::origin::host_in_name;

/// A folder whose files and folders are named by their origin.
pub(in crate::store::sites) struct OriginDirs;

impl SiteEditor for OriginDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(classify(root, at, rules, host)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let to_remove = classify(root, at, rules, host)?.to_remove;
        remove(root, at, &to_remove)?;
        self.verify(root, at, rules, stop).map(|()| Edited::of(!to_remove.is_empty()))
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        classify(root, at, rules, host)?.none_left()
    }
}

/// Returns the host in `https_login.live.com_0` and `https_login.live.com_0.localstorage-wal`.
fn host(name: &str) -> Option<String> {
    let name = name::database_of_side(name).unwrap_or(name);
    host_in_name(name.strip_suffix(".localstorage").unwrap_or(name))
}
