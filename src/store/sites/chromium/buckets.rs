//! Edits Chromium's `WebStorage`: data of third parties and named buckets, in folders that are named by a number. The
//! database `QuotaManager` beside them names their owners, so a folder is removed before its row.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::indexed::Indexed;
use super::keys::chosen_key;
use super::tables::QUOTA;
use crate::model::{RelPath, SiteRules};
use crate::safefs::Root;
use crate::store::error::EditError;
use crate::store::sites::rows::{Tables, read, text};
use crate::store::sqlite::schema::Schema;

/// The folders of `WebStorage` and their index.
pub(in crate::store::sites) const BUCKETS: Indexed<Tables> =
    Indexed { index: "QuotaManager", editor: QUOTA, folders: buckets, without_index: "buckets without their index" };

/// Returns the folders of chosen buckets.
fn buckets(root: &Root, index: &RelPath, rules: &SiteRules) -> Result<BTreeSet<OsString>, EditError> {
    let chosen = read(root, index, rules, |connection| {
        let schema = Schema::read(connection)?;
        let mut chosen = BTreeSet::new();
        if schema.has("buckets", "storage_key") {
            let mut all = connection.prepare("SELECT id, storage_key FROM buckets")?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                if chosen_key(rules, &text(row, 1)?).is_some() {
                    chosen.insert(OsString::from(row.get::<_, i64>(0)?.to_string()));
                }
            }
        }
        Ok(chosen)
    });
    Ok(chosen?.unwrap_or_default())
}
