//! What stores hold of chosen sites: found without reading values, and removed so that nothing of it is left and
//! everything else reads the same.
//!
//! Unlike End session, what is not understood here is kept and reported. Bookmarks, history, passwords and settings of
//! the chosen sites stay, and so do lists that sign nobody in: HSTS, alternative addresses, counts of blocked trackers.

mod chromium_buckets;
mod chromium_caches;
mod chromium_files;
mod chromium_keys;
mod chromium_leveldb;
mod chromium_local_storage;
mod chromium_origins;
mod chromium_preferences;
mod chromium_protobuf;
mod chromium_session_storage;
mod chromium_tables;
#[cfg(test)]
mod chromium_tests;
mod chromium_whole;
mod chromium_workers;
mod chromium_workers_keys;
mod firefox_attributes;
mod firefox_folders;
mod firefox_moz_lz4;
mod firefox_session;
mod firefox_tables;
mod firefox_tree;
mod firefox_workers;
mod folders;
mod qutebrowser_permissions;
mod rows;
#[cfg(test)]
mod testing;
mod traces;
mod webkit_named;
mod webkit_tables;
mod webkit_told;
mod webkit_workers;

use std::collections::BTreeMap;

use super::{EditError, Edited};
use crate::model::{CookieMark, RelPath, SiteFinding, SiteRules, SiteStore, Stop};
use crate::safefs::Root;

/// Returns what a store holds of the chosen sites, by host. The browser must be closed; nothing is changed, and no
/// value is looked at.
pub fn inspect(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    super::caught(|| match way(store) {
        Way::Rows(tables) => rows::inspect(root, at, tables, rules),
        Way::Records(sort) => chromium_leveldb::inspect(root, at, sort, rules),
        Way::Origins => chromium_origins::inspect(root, at, rules),
        Way::Buckets => chromium_buckets::inspect(root, at, rules),
        Way::Files => chromium_files::inspect(root, at, rules),
        Way::Workers => chromium_workers::inspect(root, at, rules),
        Way::Preferences => chromium_preferences::inspect(root, at, rules),
        Way::Whole => chromium_whole::inspect(root, at, rules),
        Way::Folders => firefox_folders::inspect(root, at, rules),
        Way::FirefoxWorkers => firefox_workers::inspect(root, at, rules),
        Way::Session => firefox_session::inspect(root, at, rules),
        Way::Patterns => qutebrowser_permissions::inspect(root, at, rules),
        Way::Named => webkit_named::inspect(root, at, rules),
        Way::Told => webkit_told::inspect(root, at, rules),
        Way::WebkitWorkers => webkit_workers::inspect(root, at, rules),
    })
}

/// Says whether a store of an open browser may hold something of the chosen sites. No database is opened for it: a
/// mention in its bytes is enough, and what cannot be read just now may hold anything.
pub fn may_hold(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> bool {
    let mentioned = |database: RelPath| traces::mentioned(root, &database, rules);
    let mentions = super::caught(|| match way(store) {
        // An open browser may not have made it yet.
        _ if !is_there(root, at)? => Ok(false),
        Way::Rows(_) | Way::Whole => traces::mentioned(root, at, rules),
        Way::Buckets => chromium_buckets::index(root, at)?.map_or(Ok(false), mentioned),
        Way::WebkitWorkers => webkit_workers::database(root, at)?.map_or(Ok(false), mentioned),
        Way::Records(_)
        | Way::Origins
        | Way::Files
        | Way::Workers
        | Way::Preferences
        | Way::Folders
        | Way::FirefoxWorkers
        | Way::Session
        | Way::Patterns
        | Way::Named
        | Way::Told => Ok(!inspect(root, at, store, rules)?.is_empty()),
    });
    mentions.unwrap_or(true)
}

/// Says whether something of the chosen sites is left in the bytes of a store in which its reader finds nothing, as after
/// an edit that was killed between its commit and its end. The browser must be closed; nothing is changed.
pub fn has_remains(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<bool, EditError> {
    let has_remains = |database: RelPath| traces::has_remains(root, &database, rules);
    super::caught(|| match way(store) {
        Way::Rows(_) => traces::has_remains(root, at, rules),
        Way::Records(sort) => chromium_leveldb::has_remains(root, at, sort, rules),
        Way::Buckets => chromium_buckets::index(root, at)?.map_or(Ok(false), has_remains),
        Way::Files => chromium_files::has_remains(root, at, rules),
        Way::Workers => chromium_workers::has_remains(root, at, rules),
        Way::WebkitWorkers => webkit_workers::database(root, at)?.map_or(Ok(false), has_remains),
        // Whole files and folders: they go, or are swapped.
        Way::Origins
        | Way::Preferences
        | Way::Whole
        | Way::Folders
        | Way::FirefoxWorkers
        | Way::Session
        | Way::Patterns
        | Way::Named
        | Way::Told => Ok(false),
    })
}

/// Removes from a store what belongs to the chosen sites, or nothing where it is not understood. Work on a database can
/// be stopped.
pub fn edit_until(
    root: &Root,
    at: &RelPath,
    store: SiteStore,
    rules: &SiteRules,
    stop: &Stop,
) -> Result<Edited, EditError> {
    super::caught(|| match way(store) {
        Way::Rows(tables) => rows::edit(root, at, tables, rules, stop),
        Way::Records(sort) => chromium_leveldb::edit(root, at, sort, rules),
        Way::Origins => chromium_origins::edit(root, at, rules),
        Way::Buckets => chromium_buckets::edit(root, at, rules, stop),
        Way::Files => chromium_files::edit(root, at, rules),
        Way::Workers => chromium_workers::edit(root, at, rules),
        Way::Preferences => chromium_preferences::edit(root, at, rules),
        Way::Whole => chromium_whole::edit(root, at, rules),
        Way::Folders => firefox_folders::edit(root, at, rules),
        Way::FirefoxWorkers => firefox_workers::edit(root, at, rules),
        Way::Session => firefox_session::edit(root, at, rules),
        Way::Patterns => qutebrowser_permissions::edit(root, at, rules),
        Way::Named => webkit_named::edit(root, at, rules),
        Way::Told => webkit_told::edit(root, at, rules),
        Way::WebkitWorkers => webkit_workers::edit(root, at, rules, stop),
    })
}

/// Reads a store again and says whether it is as [`edit_until`] leaves it.
pub fn verify_until(
    root: &Root,
    at: &RelPath,
    store: SiteStore,
    rules: &SiteRules,
    stop: &Stop,
) -> Result<(), EditError> {
    super::caught(|| match way(store) {
        Way::Rows(tables) => rows::verify(root, at, tables, rules, stop),
        Way::Records(sort) => chromium_leveldb::verify(root, at, sort, rules),
        Way::Origins => none_left(&chromium_origins::inspect(root, at, rules)?),
        Way::Buckets => chromium_buckets::verify(root, at, rules, stop),
        Way::Files => chromium_files::verify(root, at, rules),
        Way::Workers => chromium_workers::verify(root, at, rules),
        Way::Preferences => none_left(&chromium_preferences::inspect(root, at, rules)?),
        Way::Whole => chromium_whole::verify(root, at, rules),
        Way::Folders => firefox_folders::verify(root, at, rules),
        Way::FirefoxWorkers => firefox_workers::verify(root, at, rules),
        Way::Session => firefox_session::verify(root, at, rules),
        Way::Patterns => none_left(&qutebrowser_permissions::inspect(root, at, rules)?),
        Way::Named => webkit_named::verify(root, at, rules),
        Way::Told => webkit_told::verify(root, at, rules),
        Way::WebkitWorkers => webkit_workers::verify(root, at, rules, stop),
    })
}

/// As [`edit_until`], with nobody to stop it.
pub fn edit(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Edited, EditError> {
    edit_until(root, at, store, rules, &Stop::default())
}

/// As [`verify_until`], with nobody to stop it.
pub fn verify(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<(), EditError> {
    verify_until(root, at, store, rules, &Stop::default())
}

fn is_there(root: &Root, at: &RelPath) -> Result<bool, EditError> {
    match root.list(at.parent().as_ref()).map_err(EditError::from) {
        Err(EditError::Missing) => Ok(false),
        listed => Ok(listed?.iter().any(|listed| listed.name == at.file_name())),
    }
}

/// How a store is worked on.
enum Way {
    Rows(&'static rows::Tables),
    Records(chromium_leveldb::Sort),
    Origins,
    Buckets,
    Files,
    Workers,
    Preferences,
    Whole,
    Folders,
    FirefoxWorkers,
    Session,
    Patterns,
    Named,
    Told,
    WebkitWorkers,
}

const fn way(store: SiteStore) -> Way {
    match store {
        SiteStore::ChromiumCookies => Way::Rows(&chromium_tables::COOKIES),
        SiteStore::ChromiumQuota => Way::Rows(&chromium_tables::QUOTA),
        SiteStore::ChromiumLocalStorage => Way::Records(chromium_local_storage::sort),
        SiteStore::ChromiumSessionStorage => Way::Records(chromium_session_storage::sort),
        SiteStore::ChromiumOrigins => Way::Origins,
        SiteStore::ChromiumBuckets => Way::Buckets,
        SiteStore::ChromiumFiles => Way::Files,
        SiteStore::ChromiumServiceWorkers => Way::Workers,
        SiteStore::ChromiumPermissions => Way::Preferences,
        SiteStore::ChromiumWhole => Way::Whole,
        SiteStore::FirefoxCookies => Way::Rows(&firefox_tables::COOKIES),
        SiteStore::FirefoxPermissions => Way::Rows(&firefox_tables::PERMISSIONS),
        SiteStore::FirefoxContentPrefs => Way::Rows(&firefox_tables::CONTENT_PREFS),
        SiteStore::FirefoxStorageIndex => Way::Rows(&firefox_tables::STORAGE_INDEX),
        SiteStore::FirefoxOldStorage => Way::Rows(&firefox_tables::OLD_STORAGE),
        SiteStore::FirefoxOrigins => Way::Folders,
        SiteStore::FirefoxServiceWorkers => Way::FirefoxWorkers,
        SiteStore::FirefoxSession => Way::Session,
        SiteStore::QutebrowserPermissions => Way::Patterns,
        SiteStore::WebkitCookies => Way::Rows(&webkit_tables::COOKIES),
        SiteStore::WebkitNamed => Way::Named,
        SiteStore::WebkitTold => Way::Told,
        SiteStore::WebkitServiceWorkers => Way::WebkitWorkers,
    }
}

fn none_left(found: &[SiteFinding]) -> Result<(), EditError> {
    match found.iter().map(|found| found.count).sum() {
        0 => Ok(()),
        left => Err(EditError::Residue(left)),
    }
}

/// Findings while they are counted.
#[derive(Debug, Default)]
struct Findings(BTreeMap<String, (u64, Vec<CookieMark>)>);

impl Findings {
    /// Counts one more row, record, file or folder of a host.
    fn add(&mut self, host: &str, cookie: Option<CookieMark>) {
        let (count, cookies) = self.0.entry(host.trim_start_matches('.').to_owned()).or_default();
        *count += 1;
        cookies.extend(cookie);
    }

    fn total(&self) -> u64 {
        self.0.values().map(|(count, _cookies)| count).sum()
    }

    fn list(self) -> Vec<SiteFinding> {
        let sorted = |(host, (count, mut cookies)): (String, (u64, Vec<CookieMark>))| {
            cookies.sort();
            SiteFinding { host, count, cookies }
        };
        self.0.into_iter().map(sorted).collect()
    }
}
