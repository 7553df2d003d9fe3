//! Edits Chromium's `WebStorage`: data of third parties and named buckets, in folders that are named by a number. The
//! database `QuotaManager` beside them names their owners, so a folder is removed before its row.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::keys::chosen_key;
use super::tables::QUOTA;
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::{list, remove};
use crate::store::sites::rows;
use crate::store::sqlite::Database;
use crate::store::sqlite::read_only;
use crate::store::sqlite::schema::Schema;

/// The folders of `WebStorage` and their index.
pub(in crate::store::sites) struct Buckets;

impl SiteEditor for Buckets {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        match index(root, at)? {
            Some(index) => QUOTA.inspect(root, &index, rules),
            None => Ok(Vec::new()),
        }
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let Some(index) = index(root, at)? else { return Ok(Edited { changed: false }) };
        remove(root, at, &buckets(root, &index, rules)?)?;
        QUOTA.edit(root, &index, rules, stop)
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        match index(root, at)? {
            Some(index) => QUOTA.verify(root, &index, rules, stop),
            None => Ok(()),
        }
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        index(root, at)?.map_or(Ok(false), |index| QUOTA.may_hold(root, &index, rules))
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        index(root, at)?.map_or(Ok(false), |index| QUOTA.has_remains(root, &index, rules))
    }
}

/// Finds the index; `None` if the folder is empty. Folders without an index are an error, because their owner is
/// unknown.
fn index(root: &Root, at: &RelPath) -> Result<Option<RelPath>, EditError> {
    let name = OsString::from("QuotaManager");
    let listed = list(root, at)?;
    if listed.iter().any(|listed| listed.name == name) {
        return Ok(Some(at.join(&name)?));
    }
    if listed.is_empty() { Ok(None) } else { Err(EditError::UnknownSchema("buckets without their index".into())) }
}

/// Returns the folders of chosen buckets.
fn buckets(root: &Root, index: &RelPath, rules: &SiteRules) -> Result<BTreeSet<OsString>, EditError> {
    let Some(database) = Database::find(root, index)? else { return Ok(BTreeSet::new()) };
    read_only::read(&database, |connection| {
        let schema = Schema::read(connection, QUOTA.known, &[], QUOTA.needed)?;
        let mut chosen = BTreeSet::new();
        if schema.has("buckets", "storage_key") {
            let mut all = connection.prepare("SELECT id, storage_key FROM buckets")?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                if chosen_key(rules, &rows::text(row, 1)?).is_some() {
                    chosen.insert(OsString::from(row.get::<_, i64>(0)?.to_string()));
                }
            }
        }
        Ok(chosen)
    })
}
