//! Folders of `WebKit` in which a file or folder is named after each origin: `localstorage`, `databases/indexeddb/v1`.
//! Learnt from `WebKitGTK` 2.50.6, which keeps first parties there and the rest as [`super::hashed_dirs`] says.

use std::collections::BTreeSet;
use std::ffi::OsString;

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::folders::{list, remove};
use crate::store::sites::origin::host_in_name;

/// Folders and files that are named for their origin.
pub(in crate::store::sites) struct OriginDirs;

impl SiteEditor for OriginDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(sorted(root, at, rules)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let going = sorted(root, at, rules)?.going;
        remove(root, at, &going)?;
        self.verify(root, at, rules, stop).map(|()| Edited { changed: !going.is_empty() })
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        none_left(&self.inspect(root, at, rules)?)
    }
}

#[derive(Default)]
struct Sorted {
    found: Findings,
    going: BTreeSet<OsString>,
}

fn sorted(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Sorted, EditError> {
    let mut sorted = Sorted::default();
    for listed in list(root, at)? {
        let host = listed.name.to_str().and_then(host);
        let host = host.ok_or_else(|| EditError::UnknownSchema("a name that is no origin's".into()))?;
        if rules.covers_host(&host) {
            sorted.found.add(&host, None);
            sorted.going.insert(listed.name);
        }
    }
    Ok(sorted)
}

/// Returns the host in `https_login.live.com_0` and `https_login.live.com_0.localstorage-wal`.
fn host(name: &str) -> Option<String> {
    let name = ["-wal", "-shm", "-journal"].iter().find_map(|side| name.strip_suffix(side)).unwrap_or(name);
    host_in_name(name.strip_suffix(".localstorage").unwrap_or(name))
}
