//! Edits Chromium's `Service Worker`: registrations in a LevelDB, scripts in files, and caches of workers and pages in
//! a folder for each storage key. The registrations are removed last, because they name the owners of the scripts.
//!
//! Observed in Chromium 156, version 2. `INITDATA_UNIQUE_ORIGIN:KEY`, `REG:KEY NUL registration` (a message: field 1 is
//! the registration, 4 its version), `REGID_TO_ORIGIN:registration` (the KEY), `RES:version NUL resource` (a message:
//! field 2 is the script's address), `REG_USER_DATA:registration NUL name`, `REG_HAS_USER_DATA:name NUL registration`,
//! `URES:` and `PRES:resource` for resources that are not yet or no longer used.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use super::caches::{Caches, caches, other_scripts};
use super::keys::chosen_bytes;
use super::leveldb::{self, Classified, Records};
use super::protobuf::{Field, fields};
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::leveldb::Contents;
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::folders::{list, remove};
use crate::store::sites::origin::chosen_origin;

/// The registrations.
const RECORDS: Records = Records(classify);

/// `Service Worker`: registrations, scripts and caches.
pub(in crate::store::sites) struct ServiceWorkers;

impl SiteEditor for ServiceWorkers {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let mut found = Self::known(root, at, rules)?;
        if let Some(host) = caches(root, &Parts::of(root, at)?.caches, rules)?.unknown {
            found.add(&host, None);
        }
        Ok(found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let parts = Parts::of(root, at)?;
        let database = parts.database(root)?;
        let classified = database.as_ref().map(|contents| classify(contents, rules));
        let Caches { chosen, unknown } = caches(root, &parts.caches, rules)?;
        let mut changed = !chosen.is_empty();
        remove(root, &parts.caches, &chosen.into_keys().collect())?;
        if let (Some(contents), Some(classified)) = (&database, &classified) {
            if !classified.to_remove.is_empty() {
                let others = other_scripts(root, &parts.scripts, &scripts(contents, classified))?;
                remove(root, &parts.scripts, &others)?;
            }
            changed |= RECORDS.edit(root, &parts.database, rules, stop)?.changed;
        }
        // Everything understood is removed; what else mentions a chosen site is kept and reported.
        unknown.map_or(Ok(Edited::of(changed)), |_host| Err(cache_of_unknown()))
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        let parts = Parts::of(root, at)?;
        if parts.has_database {
            RECORDS.verify(root, &parts.database, rules, stop)?;
        }
        none_left(&Self::known(root, at, rules)?.list())?;
        caches(root, &parts.caches, rules)?.unknown.map_or(Ok(()), |_host| Err(cache_of_unknown()))
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        let parts = Parts::of(root, at)?;
        Ok(parts.has_database && RECORDS.has_remains(root, &parts.database, rules)?)
    }
}

fn cache_of_unknown() -> EditError {
    EditError::UnknownSchema("a cache that does not say whose it is mentions a chosen site".into())
}

impl ServiceWorkers {
    /// Returns what is known to belong to chosen sites.
    fn known(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Findings, EditError> {
        let parts = Parts::of(root, at)?;
        let mut found = Findings::default();
        if let Some(contents) = parts.database(root)? {
            found = classify(&contents, rules).found;
        }
        for host in caches(root, &parts.caches, rules)?.chosen.values() {
            found.add(host, None);
        }
        Ok(found)
    }
}

/// The parts of the store.
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

    fn database(&self, root: &Root) -> Result<Option<Contents>, EditError> {
        if self.has_database { leveldb::read(root, &self.database) } else { Ok(None) }
    }
}

const VERSION: &[u8] = b"INITDATA_DB_VERSION";
const NUMBERS: [&[u8]; 3] =
    [b"INITDATA_NEXT_REGISTRATION_ID", b"INITDATA_NEXT_RESOURCE_ID", b"INITDATA_NEXT_VERSION_ID"];

/// The kind of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Record<'k> {
    /// Belongs to a storage key.
    Owned { owner: &'k [u8] },
    /// A registration.
    Registration { owner: &'k [u8], id: &'k [u8] },
    /// The owner of a registration; the value is the storage key.
    OwnerOf,
    /// A script of a version.
    Script { version: &'k [u8], id: &'k [u8] },
    /// Data that a page stored with a registration.
    Data { id: &'k [u8] },
    /// Numbers only.
    Number,
    /// Of a form that is not known.
    Unknown,
}

/// Selects the registrations of chosen sites, and the records that they lead to.
fn classify(contents: &Contents, rules: &SiteRules) -> Classified {
    let mut classified = Classified::default();
    let (mut ids, mut versions, mut kept) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (key, value) in &contents.live {
        match record(key) {
            Record::Owned { owner } => {
                if let Some(host) = chosen_bytes(rules, owner) {
                    classified.remove(key, &host);
                }
            }
            Record::Registration { owner, id } => {
                let version = version(value);
                match chosen_bytes(rules, owner) {
                    Some(host) => {
                        classified.remove(key, &host);
                        ids.insert(id);
                        versions.extend(version);
                    }
                    None => kept.extend(version),
                }
            }
            Record::OwnerOf => {
                if let Some(host) = chosen_bytes(rules, value) {
                    classified.remove(key, &host);
                }
            }
            Record::Script { .. } | Record::Data { .. } | Record::Number => {}
            Record::Unknown => classified.unknown(key, value, rules),
        }
    }
    // Second pass: now the chosen registrations are known.
    for (key, value) in &contents.live {
        let goes = match record(key) {
            Record::Script { version, .. } => {
                let version = String::from_utf8_lossy(version).into_owned();
                let of_chosen = versions.contains(&version) && !kept.contains(&version);
                of_chosen || !kept.contains(&version) && script_host(rules, value).is_some()
            }
            Record::Data { id } => ids.contains(id),
            _ => false,
        };
        if goes {
            classified.to_remove.insert(key.clone());
        }
    }
    for (key, value) in &contents.old_versions {
        let host = match record(key) {
            Record::Owned { owner } | Record::Registration { owner, .. } => chosen_bytes(rules, owner),
            Record::OwnerOf => chosen_bytes(rules, value),
            Record::Script { .. } => script_host(rules, value),
            // Data of a page does not name its owner.
            Record::Data { .. } => {
                classified.has_ambiguous_history = true;
                None
            }
            Record::Number => None,
            Record::Unknown => {
                classified.unknown_before(key, value, rules);
                None
            }
        };
        if let Some(host) = host {
            classified.found.add(&host, None);
        }
    }
    classified.has_ambiguous_history |= !classified.to_remove.is_empty();
    classified
}

/// Returns the numbers of the scripts to keep.
fn scripts(contents: &Contents, classified: &Classified) -> BTreeSet<Vec<u8>> {
    let mut scripts = BTreeSet::new();
    for key in contents.live.keys().filter(|key| !classified.to_remove.contains(*key)) {
        if let Record::Script { id, .. } = record(key) {
            scripts.insert(id.to_vec());
        }
    }
    scripts
}

fn record(key: &[u8]) -> Record<'_> {
    let parts = |rest: &'_ [u8]| rest.iter().position(|byte| *byte == 0);
    let split = |rest| -> Option<(&[u8], &[u8])> {
        let rest: &[u8] = rest;
        let (before, after) = rest.split_at_checked(parts(rest)?)?;
        Some((before, after.get(1..)?))
    };
    let after = |prefix: &str| key.strip_prefix(prefix.as_bytes());
    if key == VERSION || NUMBERS.contains(&key) || key.starts_with(b"INITDATA_") && !key.contains(&b':') {
        return Record::Number;
    }
    if let Some(owner) = after("INITDATA_UNIQUE_ORIGIN:").or_else(|| after("INITDATA_FOREIGN_FETCH_ORIGIN:")) {
        return Record::Owned { owner };
    }
    if let Some(rest) = after("REG:") {
        return split(rest).map_or(Record::Unknown, |(owner, id)| Record::Registration { owner, id });
    }
    if after("REGID_TO_ORIGIN:").is_some() {
        return Record::OwnerOf;
    }
    if let Some(rest) = after("RES:") {
        return split(rest).map_or(Record::Unknown, |(version, id)| Record::Script { version, id });
    }
    if let Some(rest) = after("REG_USER_DATA:") {
        return split(rest).map_or(Record::Unknown, |(id, _name)| Record::Data { id });
    }
    if let Some(rest) = after("REG_HAS_USER_DATA:") {
        return split(rest).map_or(Record::Unknown, |(_name, id)| Record::Data { id });
    }
    if after("URES:").or_else(|| after("PRES:")).is_some() {
        return Record::Number;
    }
    Record::Unknown
}

/// Returns the version that a registration runs.
fn version(value: &[u8]) -> Option<String> {
    fields(value).and_then(|fields| {
        fields.into_iter().find_map(|field| match field {
            (4, Field::Number(number)) => Some(number.to_string()),
            _ => None,
        })
    })
}

/// Returns the chosen host that a script was loaded from.
fn script_host(rules: &SiteRules, value: &[u8]) -> Option<String> {
    fields(value)?.into_iter().find_map(|field| match field {
        (2, Field::Bytes(address)) => chosen_origin(rules, std::str::from_utf8(address).ok()?),
        _ => None,
    })
}
