//! Chromium's `Service Worker`: registrations in a LevelDB, their scripts in files, and what they and pages cached in a
//! folder for each storage key. The registrations go last, because they say whose the scripts are.

use std::ffi::OsStr;

use super::caches::{Caches, caches, other_scripts};
use super::leveldb;
use super::workers_keys::{scripts, sort};
use crate::model::{RelPath, SiteFinding, SiteRules};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::folders::{list, remove};

pub(in crate::store::sites) fn inspect(
    root: &Root,
    at: &RelPath,
    rules: &SiteRules,
) -> Result<Vec<SiteFinding>, EditError> {
    let parts = Parts::of(root, at)?;
    let mut found = Findings::default();
    if let Some(contents) = parts.database(root)? {
        found = sort(&contents, rules)?.found;
    }
    for host in caches(root, &parts.caches, rules)?.chosen.values() {
        found.add(host, None);
    }
    Ok(found.list())
}

pub(in crate::store::sites) fn has_remains(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
    let parts = Parts::of(root, at)?;
    Ok(parts.has_database && leveldb::has_remains(root, &parts.database, sort, rules)?)
}

pub(in crate::store::sites) fn edit(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Edited, EditError> {
    let parts = Parts::of(root, at)?;
    let database = parts.database(root)?;
    let sorted = database.as_ref().map(|contents| sort(contents, rules)).transpose()?;
    let Caches { chosen, has_unknown } = caches(root, &parts.caches, rules)?;
    let mut changed = !chosen.is_empty();
    remove(root, &parts.caches, &chosen.into_keys().collect())?;
    if let (Some(contents), Some(sorted)) = (&database, &sorted) {
        if !sorted.going.is_empty() {
            let others = other_scripts(root, &parts.scripts, &scripts(contents, sorted)?)?;
            remove(root, &parts.scripts, &others)?;
        }
        changed |= leveldb::edit(root, &parts.database, sort, rules)?.changed;
    }
    // All that is understood is done; the rest is kept, and said.
    if has_unknown { Err(unknown()) } else { Ok(Edited { changed }) }
}

pub(in crate::store::sites) fn verify(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<(), EditError> {
    let parts = Parts::of(root, at)?;
    none_left(&inspect(root, at, rules)?)?;
    if parts.has_database {
        leveldb::verify(root, &parts.database, sort, rules)?;
    }
    if caches(root, &parts.caches, rules)?.has_unknown { Err(unknown()) } else { Ok(()) }
}

fn unknown() -> EditError {
    EditError::UnknownSchema("a cache that does not say whose it is".into())
}

/// Where the parts of the store lie.
struct Parts {
    database: RelPath,
    has_database: bool,
    scripts: RelPath,
    caches: RelPath,
}

impl Parts {
    fn of(root: &Root, at: &RelPath) -> Result<Self, EditError> {
        let has_database = list(root, at)?.iter().any(|listed| listed.name == "Database");
        let part = |name| at.join(OsStr::new(name));
        Ok(Self {
            database: part("Database")?,
            has_database,
            scripts: part("ScriptCache")?,
            caches: part("CacheStorage")?,
        })
    }

    fn database(&self, root: &Root) -> Result<Option<crate::store::leveldb::Contents>, EditError> {
        if self.has_database { leveldb::read(root, &self.database) } else { Ok(None) }
    }
}
