//! Removes whole databases of Chromium that mention a chosen site, with their side files: device-bound sessions,
//! reports, shared storage, redirect counts, tokens. The browser makes the data of other sites anew when they are
//! visited.

use std::collections::BTreeSet;
use std::ffi::OsString;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::model::name::DATABASE_SIDES;
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::folders::{list, remove};
use crate::store::sites::traces;
use crate::store::sqlite::Database;
use crate::store::sqlite::read_only;
use crate::store::sqlite::schema::quoted;

/// A database that is removed whole if it mentions a chosen site.
pub(in crate::store::sites) struct WholeDatabase;

impl SiteEditor for WholeDatabase {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let Some(database) = Database::find(root, at)? else { return Ok(Vec::new()) };
        let found = read_only::read(&database, |connection| mentioned(connection, rules))?;
        Ok(found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<Edited, EditError> {
        if self.inspect(root, at, rules)?.is_empty() {
            return Ok(Edited::UNCHANGED);
        }
        let names: BTreeSet<_> = [""].iter().chain(&DATABASE_SIDES).map(|side| beside(at, side)).collect();
        match at.parent() {
            Some(dir) => {
                // The file itself is removed last, so that a killed run finds it again.
                let (own, sides) = names.iter().cloned().partition(|name| *name == *at.file_name());
                remove(root, &dir, &sides)?;
                remove(root, &dir, &own)?;
                let left = list(root, &dir)?.iter().filter(|listed| names.contains(&listed.name)).count();
                if left == 0 { Ok(Edited::CHANGED) } else { Err(EditError::Residue(left as u64)) }
            }
            // A store of a profile is never directly below a root.
            None => Err(EditError::Internal),
        }
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        match self.inspect(root, at, rules) {
            Err(EditError::Missing) => Ok(()),
            other => none_left(&other?),
        }
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        traces::mentioned(root, at, rules)
    }
}

fn beside(at: &RelPath, side: &str) -> OsString {
    let mut name = at.file_name().to_os_string();
    name.push(side);
    name
}

/// Returns the chosen hosts that occur in any cell. Keeps nothing else of a cell.
fn mentioned(connection: &Connection, rules: &SiteRules) -> Result<Findings, EditError> {
    let mut found = Findings::default();
    let mut listing = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables = listing.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for table in &tables {
        let mut all = connection.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
        let width = all.column_count();
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..width {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column)? {
                    hosts(bytes).filter(|host| rules.covers_host(host)).for_each(|host| found.add(host, None));
                }
            }
        }
    }
    Ok(found)
}

/// Returns the parts of the bytes that could be host names.
fn hosts(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let pieces = bytes.split(|byte| !(byte.is_ascii_alphanumeric() || b".-_".contains(byte)));
    pieces.filter(|piece| piece.contains(&b'.')).filter_map(|piece| std::str::from_utf8(piece).ok())
}
