//! What stores hold of chosen sites: found without reading values, and removed so that nothing of it is left and
//! everything else reads the same.
//!
//! Unlike End session, what is not understood here is kept and reported. Bookmarks, history, passwords and settings of
//! the chosen sites stay, and so do lists that sign nobody in: HSTS, alternative addresses, counts of blocked trackers.

mod chromium;
mod findings;
mod firefox;
mod folders;
mod origin;
mod qutebrowser;
mod rows;
#[cfg(test)]
mod testing;
mod traces;
mod webkit;

use findings::none_left;

use super::error::{EditError, Edited, caught};
use crate::model::{RelPath, SiteFinding, SiteRules, SiteStore, Stop};
use crate::safefs::Root;

/// Returns what a store holds of the chosen sites, by host. The browser must be closed; nothing is changed, and no
/// value is looked at.
pub fn inspect(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    caught(|| match way(store) {
        Way::Rows(tables) => rows::inspect(root, at, tables, rules),
        Way::Records(sort) => chromium::leveldb::inspect(root, at, sort, rules),
        Way::Origins => chromium::origins::inspect(root, at, rules),
        Way::Buckets => chromium::buckets::inspect(root, at, rules),
        Way::Files => chromium::files::inspect(root, at, rules),
        Way::Workers => chromium::workers::inspect(root, at, rules),
        Way::Preferences => chromium::preferences::inspect(root, at, rules),
        Way::Whole => chromium::whole::inspect(root, at, rules),
        Way::Folders => firefox::folders::inspect(root, at, rules),
        Way::FirefoxWorkers => firefox::workers::inspect(root, at, rules),
        Way::Session => firefox::session::inspect(root, at, rules),
        Way::Patterns => qutebrowser::inspect(root, at, rules),
        Way::Named => webkit::origin_dirs::inspect(root, at, rules),
        Way::Told => webkit::hashed_dirs::inspect(root, at, rules),
        Way::WebkitWorkers => webkit::workers::inspect(root, at, rules),
    })
}

/// Says whether a store of an open browser may hold something of the chosen sites. No database is opened for it: a
/// mention in its bytes is enough, and what cannot be read just now may hold anything.
pub fn may_hold(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> bool {
    let mentioned = |database: RelPath| traces::mentioned(root, &database, rules);
    let mentions = caught(|| match way(store) {
        // An open browser may not have made it yet.
        _ if !is_there(root, at)? => Ok(false),
        Way::Rows(_) | Way::Whole => traces::mentioned(root, at, rules),
        Way::Buckets => chromium::buckets::index(root, at)?.map_or(Ok(false), mentioned),
        Way::WebkitWorkers => webkit::workers::database(root, at)?.map_or(Ok(false), mentioned),
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
    caught(|| match way(store) {
        Way::Rows(_) => traces::has_remains(root, at, rules),
        Way::Records(sort) => chromium::leveldb::has_remains(root, at, sort, rules),
        Way::Buckets => chromium::buckets::index(root, at)?.map_or(Ok(false), has_remains),
        Way::Files => chromium::files::has_remains(root, at, rules),
        Way::Workers => chromium::workers::has_remains(root, at, rules),
        Way::WebkitWorkers => webkit::workers::database(root, at)?.map_or(Ok(false), has_remains),
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
    caught(|| match way(store) {
        Way::Rows(tables) => rows::edit(root, at, tables, rules, stop),
        Way::Records(sort) => chromium::leveldb::edit(root, at, sort, rules),
        Way::Origins => chromium::origins::edit(root, at, rules),
        Way::Buckets => chromium::buckets::edit(root, at, rules, stop),
        Way::Files => chromium::files::edit(root, at, rules),
        Way::Workers => chromium::workers::edit(root, at, rules),
        Way::Preferences => chromium::preferences::edit(root, at, rules),
        Way::Whole => chromium::whole::edit(root, at, rules),
        Way::Folders => firefox::folders::edit(root, at, rules),
        Way::FirefoxWorkers => firefox::workers::edit(root, at, rules),
        Way::Session => firefox::session::edit(root, at, rules),
        Way::Patterns => qutebrowser::edit(root, at, rules),
        Way::Named => webkit::origin_dirs::edit(root, at, rules),
        Way::Told => webkit::hashed_dirs::edit(root, at, rules),
        Way::WebkitWorkers => webkit::workers::edit(root, at, rules, stop),
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
    caught(|| match way(store) {
        Way::Rows(tables) => rows::verify(root, at, tables, rules, stop),
        Way::Records(sort) => chromium::leveldb::verify(root, at, sort, rules),
        Way::Origins => none_left(&chromium::origins::inspect(root, at, rules)?),
        Way::Buckets => chromium::buckets::verify(root, at, rules, stop),
        Way::Files => chromium::files::verify(root, at, rules),
        Way::Workers => chromium::workers::verify(root, at, rules),
        Way::Preferences => none_left(&chromium::preferences::inspect(root, at, rules)?),
        Way::Whole => chromium::whole::verify(root, at, rules),
        Way::Folders => firefox::folders::verify(root, at, rules),
        Way::FirefoxWorkers => firefox::workers::verify(root, at, rules),
        Way::Session => firefox::session::verify(root, at, rules),
        Way::Patterns => none_left(&qutebrowser::inspect(root, at, rules)?),
        Way::Named => webkit::origin_dirs::verify(root, at, rules),
        Way::Told => webkit::hashed_dirs::verify(root, at, rules),
        Way::WebkitWorkers => webkit::workers::verify(root, at, rules, stop),
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
    Records(chromium::leveldb::Sort),
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
        SiteStore::ChromiumCookies => Way::Rows(&chromium::tables::COOKIES),
        SiteStore::ChromiumQuota => Way::Rows(&chromium::tables::QUOTA),
        SiteStore::ChromiumLocalStorage => Way::Records(chromium::local_storage::sort),
        SiteStore::ChromiumSessionStorage => Way::Records(chromium::session_storage::sort),
        SiteStore::ChromiumOrigins => Way::Origins,
        SiteStore::ChromiumBuckets => Way::Buckets,
        SiteStore::ChromiumFiles => Way::Files,
        SiteStore::ChromiumServiceWorkers => Way::Workers,
        SiteStore::ChromiumPermissions => Way::Preferences,
        SiteStore::ChromiumWhole => Way::Whole,
        SiteStore::FirefoxCookies => Way::Rows(&firefox::tables::COOKIES),
        SiteStore::FirefoxPermissions => Way::Rows(&firefox::tables::PERMISSIONS),
        SiteStore::FirefoxContentPrefs => Way::Rows(&firefox::tables::CONTENT_PREFS),
        SiteStore::FirefoxStorageIndex => Way::Rows(&firefox::tables::STORAGE_INDEX),
        SiteStore::FirefoxOldStorage => Way::Rows(&firefox::tables::OLD_STORAGE),
        SiteStore::FirefoxOrigins => Way::Folders,
        SiteStore::FirefoxServiceWorkers => Way::FirefoxWorkers,
        SiteStore::FirefoxSession => Way::Session,
        SiteStore::QutebrowserPermissions => Way::Patterns,
        SiteStore::WebkitCookies => Way::Rows(&webkit::tables::COOKIES),
        SiteStore::WebkitNamed => Way::Named,
        SiteStore::WebkitTold => Way::Told,
        SiteStore::WebkitServiceWorkers => Way::WebkitWorkers,
    }
}
