//! Edits stores that are one LevelDB: a classifier of each store selects the keys, and the database is rebuilt without
//! them.

use std::collections::BTreeSet;

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::{ReadError, Root};
use crate::store::error::{EditError, Edited};
use crate::store::leveldb::{self, Contents};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::mentions::mentioned;
use crate::store::sites::unclear::mentioned_in;

/// What a classifier selects in a database.
#[derive(Debug, Default)]
pub(in crate::store::sites) struct Classified {
    /// What was found, including overwritten or deleted values that are still in a file.
    pub(in crate::store::sites) found: Findings,
    /// The keys to remove.
    pub(in crate::store::sites) to_remove: BTreeSet<Vec<u8>>,
    /// Whether the files contain old versions whose owner is unknown.
    pub(in crate::store::sites) has_ambiguous_history: bool,
    /// Whether a record of a form that is not known mentions a chosen site. It stays.
    pub(in crate::store::sites) has_unknown: bool,
}

impl Classified {
    /// Selects a key for removal.
    pub(in crate::store::sites) fn remove(&mut self, key: &[u8], host: &str) {
        self.found.add(host, None);
        self.to_remove.insert(key.to_vec());
    }

    /// Notes a record of a form that is not known: it matters only if it mentions a chosen site.
    pub(in crate::store::sites) fn unknown(&mut self, key: &[u8], value: &[u8], rules: &SiteRules) {
        if let Some(host) = mentioned(key, rules).or_else(|| mentioned(value, rules)) {
            self.found.add(&host, None);
            self.has_unknown = true;
        }
    }

    /// As [`Self::unknown`], of an old version, which a rebuild leaves behind.
    pub(in crate::store::sites) fn unknown_before(&mut self, key: &[u8], value: &[u8], rules: &SiteRules) {
        self.has_ambiguous_history |= mentioned(key, rules).or_else(|| mentioned(value, rules)).is_some();
    }
}

/// Returns what to remove from a store.
pub(in crate::store::sites) type Classifier = fn(&Contents, &SiteRules) -> Classified;

/// A store that is one LevelDB, with its classifier.
pub(in crate::store::sites) struct Records(pub(in crate::store::sites) Classifier);

impl SiteEditor for Records {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let Some(contents) = read_known(root, at, rules)? else { return Ok(Vec::new()) };
        Ok((self.0)(&contents, rules).found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        if read_known(root, at, rules)?.is_none() {
            return Ok(Edited::UNCHANGED);
        }
        let lock = leveldb::lock(root, at)?;
        // Read again, now that the lock keeps other writers out.
        let Some(contents) = read(root, at)? else { return Ok(Edited::UNCHANGED) };
        let classified = (self.0)(&contents, rules);
        if is_clean(&contents, &classified) {
            return Ok(Edited::UNCHANGED);
        }
        leveldb::rebuild(root, at, &contents, |key| !classified.to_remove.contains(key))?;
        drop(lock);
        self.verify(root, at, rules, stop)?;
        Ok(Edited::of(classified.found.total() > 0))
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        let Some(contents) = read_known(root, at, rules)? else { return Ok(()) };
        let classified = (self.0)(&contents, rules);
        if classified.has_unknown && classified.to_remove.is_empty() {
            return Err(EditError::UnknownSchema("a record of an unknown form mentions a chosen site".into()));
        }
        let clean = is_clean(&contents, &classified);
        none_left(&classified.found.list())?;
        if clean { Ok(()) } else { Err(EditError::Residue(1)) }
    }

    /// Returns whether the folder contains old versions of chosen keys, or files that belong to no database.
    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        let Some(contents) = read_known(root, at, rules)? else { return Ok(false) };
        Ok(!is_clean(&contents, &(self.0)(&contents, rules)))
    }
}

fn is_clean(contents: &Contents, classified: &Classified) -> bool {
    classified.found.total() == 0 && !classified.has_ambiguous_history && !contents.has_remains
}

/// As [`read`]; `None` also for a store of another form that mentions no chosen site.
fn read_known(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Option<Contents>, EditError> {
    match read(root, at) {
        Err(EditError::UnknownSchema(_)) if mentioned_in(root, at, rules)?.is_none() => Ok(None),
        other => other,
    }
}

/// Reads the database. Newer Chromium keeps DOM storage in SQLite, which is reported as an unknown schema.
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
