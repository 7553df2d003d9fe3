//! Edits `WebKit`'s `serviceworkers`: a database of registrations, and their scripts in folders whose names are hashed
//! with a salt from the top-level page and the scope of the worker. Observed in `WebKitGTK` 2.50.6.
//!
//! The rows are removed last, because they name the owners of the scripts.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::tables::{WORKERS, chosen_worker};
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::{folders, list, remove};
use crate::store::sqlite::Database;
use crate::store::sqlite::read_only;
use crate::store::sqlite::schema::Schema;

/// A salt has eight bytes; a much larger file is not read.
const LIMIT: u64 = 1 << 10;

/// `serviceworkers`: registrations and their scripts.
pub(in crate::store::sites) struct ServiceWorkers;

impl SiteEditor for ServiceWorkers {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        let Some(database) = database(root, at)? else { return Ok(Vec::new()) };
        WORKERS.inspect(root, &database, rules)
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let Some(database) = database(root, at)? else { return Ok(Edited::UNCHANGED) };
        if WORKERS.inspect(root, &database, rules)?.is_empty() {
            // The edit still moves the side files' content into the database.
            return WORKERS.edit(root, &database, rules, stop);
        }
        let workers = workers(root, &database, rules)?;
        for scripts in scripts(root, at)? {
            for folder in folders(root, &scripts.at)? {
                let of = |worker: &&Worker| OsStr::new(&scripts.name(&worker.around)) == folder.file_name();
                let goes = |name: &OsStr| {
                    let mut here = workers.iter().filter(of);
                    here.any(|worker| worker.goes && OsStr::new(&scripts.name(&worker.scope)) == name)
                };
                let names = folders(root, &folder)?.into_iter().map(|inner| inner.file_name().to_owned());
                let to_remove: BTreeSet<_> = names.filter(|name| goes(name)).collect();
                remove(root, &folder, &to_remove)?;
                if !to_remove.is_empty() && list(root, &folder)?.is_empty() {
                    remove(root, &scripts.at, &[folder.file_name().to_owned()].into())?;
                }
            }
        }
        let edited = WORKERS.edit(root, &database, rules, stop)?;
        self.verify(root, at, rules, stop).map(|()| edited)
    }

    /// Also checks a store without findings: a script without a registration may belong to a chosen site.
    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        let Some(database) = database(root, at)? else { return Ok(()) };
        WORKERS.verify(root, &database, rules, stop)?;
        let workers = workers(root, &database, rules)?;
        for scripts in scripts(root, at)? {
            let known: BTreeSet<_> = workers.iter().map(|worker| scripts.name(&worker.around)).collect();
            let known = |folder: &RelPath| folder.file_name().to_str().is_some_and(|name| known.contains(name));
            if !folders(root, &scripts.at)?.iter().all(known) {
                return Err(EditError::UnknownSchema("scripts of no registered worker".into()));
            }
        }
        Ok(())
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        database(root, at)?.map_or(Ok(false), |database| WORKERS.may_hold(root, &database, rules))
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        database(root, at)?.map_or(Ok(false), |database| WORKERS.has_remains(root, &database, rules))
    }
}

/// Returns the database; its name ends with the version of the schema.
fn database(root: &Root, at: &RelPath) -> Result<Option<RelPath>, EditError> {
    let is_database = |name: &str| name.starts_with("ServiceWorkerRegistrations-") && name.ends_with(".sqlite3");
    let names = list(root, at)?.into_iter().map(|listed| listed.name);
    match names.filter(|name| name.to_str().is_some_and(is_database)).collect::<Vec<_>>().as_slice() {
        [] => Ok(None),
        [name] => Ok(Some(at.join(name)?)),
        _ => Err(EditError::UnknownSchema("several lists of workers".into())),
    }
}

/// A registration.
struct Worker {
    /// The origin of the top-level page, such as `https://login.live.com`.
    around: String,
    /// The addresses that the worker serves.
    scope: String,
    goes: bool,
}

fn workers(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<Worker>, EditError> {
    let Some(database) = Database::find(root, at)? else { return Ok(Vec::new()) };
    read_only::read(&database, |connection| {
        Schema::read(connection, WORKERS.known, WORKERS.needed)?;
        let mut all = connection.prepare("SELECT origin, scopeURL, topOrigin FROM Records")?;
        let mut rows = all.query([])?;
        let mut workers = Vec::new();
        while let Some(row) = rows.next()? {
            let (origin, path, around): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let goes = chosen_worker(rules, &origin, &around).is_some();
            workers.push(Worker { around: as_origin(&around), scope: format!("{origin}{path}"), goes });
        }
        Ok(workers)
    })
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
    fn name(&self, address: &str) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(&self.salt).chain_update(address).finalize())
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
