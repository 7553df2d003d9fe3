//! Stores that are one LevelDB: sorted by a rule of each store's own, and rebuilt without what is chosen.

use std::collections::BTreeSet;

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::{ReadError, Root};
use crate::store::error::{EditError, Edited};
use crate::store::leveldb::{self, Contents};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};

/// What of a database is chosen.
#[derive(Debug, Default)]
pub(in crate::store::sites) struct Sorted {
    /// What was found, also of what was overwritten or deleted and is still in a file.
    pub(in crate::store::sites) found: Findings,
    /// The keys that go.
    pub(in crate::store::sites) going: BTreeSet<Vec<u8>>,
    /// Whether old versions are in the files that may belong to anybody.
    pub(in crate::store::sites) has_unclear_past: bool,
}

impl Sorted {
    /// Notes that a key goes.
    pub(in crate::store::sites) fn take(&mut self, key: &[u8], host: &str) {
        self.found.add(host, None);
        self.going.insert(key.to_vec());
    }
}

/// How a store is sorted. An unknown key is an unknown format.
pub(in crate::store::sites) type Sort = fn(&Contents, &SiteRules) -> Result<Sorted, EditError>;

/// A store that is one LevelDB, and how its records are sorted.
pub(in crate::store::sites) struct Records(pub(in crate::store::sites) Sort);

impl SiteEditor for Records {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let Some(contents) = read(root, at)? else { return Ok(Vec::new()) };
        Ok((self.0)(&contents, rules)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        if read(root, at)?.is_none() {
            return Ok(Edited { changed: false });
        }
        let held = leveldb::hold(root, at)?;
        // Read again, now that nobody can write.
        let Some(contents) = read(root, at)? else { return Ok(Edited { changed: false }) };
        let sorted = (self.0)(&contents, rules)?;
        if is_clean(&contents, &sorted) {
            return Ok(Edited { changed: false });
        }
        leveldb::rebuild(root, at, &contents, |key| !sorted.going.contains(key))?;
        drop(held);
        self.verify(root, at, rules, stop)?;
        Ok(Edited { changed: sorted.found.total() > 0 })
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        let Some(contents) = read(root, at)? else { return Ok(()) };
        let sorted = (self.0)(&contents, rules)?;
        let clean = is_clean(&contents, &sorted);
        none_left(&sorted.found.list())?;
        if clean { Ok(()) } else { Err(EditError::Residue(1)) }
    }

    /// Says whether old versions of what is chosen, or files of nobody, lie in the folder.
    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        let Some(contents) = read(root, at)? else { return Ok(false) };
        Ok(!is_clean(&contents, &(self.0)(&contents, rules)?))
    }
}

fn is_clean(contents: &Contents, sorted: &Sorted) -> bool {
    sorted.found.total() == 0 && !sorted.has_unclear_past && !contents.has_remains
}

/// Reads the database. A newer Chromium keeps DOM storage in SQLite: that is not understood yet, and said so.
pub(in crate::store::sites) fn read(root: &Root, at: &RelPath) -> Result<Option<Contents>, EditError> {
    const SQLITE: &[u8] = b"SQLite format 3\0";
    match leveldb::read(root, at) {
        Err(EditError::NotAFile) => match root.read(at, u64::MAX) {
            Ok(bytes) if bytes.starts_with(SQLITE) => Err(EditError::UnknownSchema("SQLite, not LevelDB".into())),
            Err(ReadError::Missing) => Err(EditError::Missing),
            _ => Err(EditError::NotAFile),
        },
        other => other,
    }
}
