//! Edits `WebKit`'s `serviceworkers`: a database of registrations, and their scripts in folders whose names are hashed
//! with a salt from the top-level page and the scope of the worker. Observed in `WebKitGTK` 2.50.6.
//!
//! The rows are removed last, because they name the owners of the scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::tables::{WORKERS, chosen_worker};
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::{folders, list, remove};
use crate::store::sites::rows::{self, text};
use crate::store::sites::unclear::mentioned_in;
use crate::store::sqlite::schema::Schema;

/// A salt has eight bytes; a much larger file is not read.
const LIMIT: u64 = 1 << 10;

/// `serviceworkers`: registrations and their scripts.
pub(in crate::store::sites) struct ServiceWorkers;

impl SiteEditor for ServiceWorkers {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let mut found = Vec::new();
        for database in databases(root, at)? {
            found.extend(WORKERS.inspect(root, &database, rules)?);
        }
        Ok(found)
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let (databases, workers) = (databases(root, at)?, Workers::read(root, at, rules)?);
        if !workers.going.is_empty() {
            for scripts in scripts(root, at)? {
                // By the folder of the top-level page, the folders of the scopes.
                let mut going: BTreeMap<OsString, BTreeSet<OsString>> = BTreeMap::new();
                for worker in &workers.going {
                    let scopes = going.entry(scripts.name(&worker.around)).or_default();
                    scopes.insert(scripts.name(&worker.scope));
                }
                for folder in folders(root, &scripts.at)? {
                    let Some(scopes) = going.get(folder.file_name()) else { continue };
                    let names = folders(root, &folder)?.into_iter().map(|inner| inner.file_name().to_owned());
                    let to_remove: BTreeSet<_> = names.filter(|name| scopes.contains(name)).collect();
                    remove(root, &folder, &to_remove)?;
                    if !to_remove.is_empty() && list(root, &folder)?.is_empty() {
                        remove(root, &scripts.at, &[folder.file_name().to_owned()].into())?;
                    }
                }
            }
        }
        let mut changed = false;
        for database in &databases {
            // The edit also moves the side files' content into the database.
            changed |= WORKERS.edit(root, database, rules, stop)?.changed;
        }
        self.verify(root, at, rules, stop).map(|()| Edited::of(changed))
    }

    /// Also checks a store without findings: a script without a registration may belong to a chosen site.
    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        for database in databases(root, at)? {
            WORKERS.verify(root, &database, rules, stop)?;
        }
        let workers = Workers::read(root, at, rules)?;
        for scripts in scripts(root, at)? {
            let known: BTreeSet<_> =
                workers.going.iter().chain(&workers.staying).map(|worker| scripts.name(&worker.around)).collect();
            for folder in folders(root, &scripts.at)? {
                if !known.contains(folder.file_name()) && mentioned_in(root, &folder, rules)?.is_some() {
                    return Err(EditError::UnknownSchema("scripts of no registered worker, with a mention".into()));
                }
            }
        }
        Ok(())
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        for database in databases(root, at)? {
            if WORKERS.may_hold(root, &database, rules)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        for database in databases(root, at)? {
            if WORKERS.has_remains(root, &database, rules)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns the databases; their names end with the version of the schema, and an older one may stay beside a newer.
fn databases(root: &Root, at: &RelPath) -> Result<Vec<RelPath>, EditError> {
    let is_database = |name: &str| name.starts_with("ServiceWorkerRegistrations-") && name.ends_with(".sqlite3");
    let names = list(root, at)?.into_iter().map(|listed| listed.name);
    let databases = names.filter(|name| name.to_str().is_some_and(is_database));
    databases.map(|name| Ok(at.join(&name)?)).collect()
}

/// A registration.
struct Worker {
    /// The origin of the top-level page, such as `https://login.live.com`.
    around: String,
    /// The addresses that the worker serves.
    scope: String,
}

/// The registrations, by whether they are of chosen sites.
#[derive(Default)]
struct Workers {
    going: Vec<Worker>,
    staying: Vec<Worker>,
}

impl Workers {
    /// Reads all registrations. One of a form that is not known is an error if its database mentions a chosen site:
    /// its scripts could not be told apart.
    fn read(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Self, EditError> {
        let mut workers = Self::default();
        for database in databases(root, at)? {
            let read = rows::read(root, &database, rules, |connection| workers.add(connection, rules))?;
            if read == Some(false) && !WORKERS.inspect(root, &database, rules)?.is_empty() {
                return Err(EditError::UnknownSchema("registrations of another form".into()));
            }
        }
        Ok(workers)
    }

    /// Adds the registrations of a database; returns whether they have the columns that tell their scripts.
    fn add(&mut self, connection: &Connection, rules: &SiteRules) -> Result<bool, EditError> {
        let schema = Schema::read(connection)?;
        if !["origin", "scopeURL", "topOrigin"].iter().all(|column| schema.has("Records", column)) {
            return Ok(false);
        }
        let mut all = connection.prepare("SELECT origin, scopeURL, topOrigin FROM Records")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let (origin, path, around) = (text(row, 0)?, text(row, 1)?, text(row, 2)?);
            let worker = Worker { around: as_origin(&around), scope: format!("{origin}{path}") };
            match chosen_worker(rules, &origin, &around) {
                Some(_host) => self.going.push(worker),
                None => self.staying.push(worker),
            }
        }
        Ok(true)
    }
}

/// Returns `https://login.live.com:8443` for `https_login.live.com_8443`. Port 0 means the scheme's default.
fn as_origin(name: &str) -> String {
    let parts = name.split_once('_').and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('_')?)));
    match parts {
        Some((scheme, (host, "0"))) => format!("{scheme}://{host}"),
        Some((scheme, (host, port))) => format!("{scheme}://{host}:{port}"),
        None => name.to_owned(),
    }
}

/// A folder of scripts and its salt.
struct Scripts {
    at: RelPath,
    salt: Vec<u8>,
}

impl Scripts {
    /// Returns the name of the folder for an address.
    fn name(&self, address: &str) -> OsString {
        URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(&self.salt).chain_update(address).finalize()).into()
    }
}

/// Returns the folders of scripts, one for each version of their layout.
fn scripts(root: &Root, at: &RelPath) -> Result<Vec<Scripts>, EditError> {
    let all = at.join(OsStr::new("Scripts"))?;
    let versions = folders(root, &all)?.into_iter().map(|at| {
        let salt = root.read(&at.join(OsStr::new("salt"))?, LIMIT)?;
        Ok(Scripts { at, salt })
    });
    versions.collect()
}
