//! What stores hold of chosen sites: found without reading values, and removed so that nothing of it is left and
//! everything else reads the same.
//!
//! Unlike End session, what is not understood here is kept and reported. Bookmarks, history, passwords and settings of
//! the chosen sites stay, and so do lists that sign nobody in: HSTS, alternative addresses, counts of blocked trackers.

mod firefox_attributes;
mod firefox_folders;
mod firefox_moz_lz4;
mod firefox_session;
mod firefox_tables;
mod firefox_tree;
mod firefox_workers;
mod rows;
#[cfg(test)]
mod testing;
mod traces;

use std::collections::BTreeMap;

use super::{EditError, Edited};
use crate::model::{CookieMark, RelPath, SiteFinding, SiteRules, SiteStore};
use crate::safefs::Root;

/// Returns what a store holds of the chosen sites, by host. The browser must be closed; nothing is changed, and no
/// value is looked at.
pub fn inspect(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    super::caught(|| match way(store)? {
        Way::Rows(tables) => rows::inspect(root, at, tables, rules),
        Way::Folders => firefox_folders::inspect(root, at, rules),
        Way::Workers => firefox_workers::inspect(root, at, rules),
        Way::Session => firefox_session::inspect(root, at, rules),
    })
}

/// Removes from a store what belongs to the chosen sites, or nothing where it is not understood.
pub fn edit(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Edited, EditError> {
    super::caught(|| match way(store)? {
        Way::Rows(tables) => rows::edit(root, at, tables, rules),
        Way::Folders => firefox_folders::edit(root, at, rules),
        Way::Workers => firefox_workers::edit(root, at, rules),
        Way::Session => firefox_session::edit(root, at, rules),
    })
}

/// Reads a store again and says whether it is as [`edit`] leaves it.
pub fn verify(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<(), EditError> {
    super::caught(|| match way(store)? {
        Way::Rows(tables) => rows::verify(root, at, tables, rules),
        Way::Folders => firefox_folders::verify(root, at, rules),
        Way::Workers => firefox_workers::verify(root, at, rules),
        Way::Session => firefox_session::verify(root, at, rules),
    })
}

/// How a store is worked on.
enum Way {
    Rows(&'static rows::Tables),
    Folders,
    Workers,
    Session,
}

fn way(store: SiteStore) -> Result<Way, EditError> {
    Ok(match store {
        SiteStore::FirefoxCookies => Way::Rows(&firefox_tables::COOKIES),
        SiteStore::FirefoxPermissions => Way::Rows(&firefox_tables::PERMISSIONS),
        SiteStore::FirefoxContentPrefs => Way::Rows(&firefox_tables::CONTENT_PREFS),
        SiteStore::FirefoxStorageIndex => Way::Rows(&firefox_tables::STORAGE_INDEX),
        SiteStore::FirefoxOldStorage => Way::Rows(&firefox_tables::OLD_STORAGE),
        SiteStore::FirefoxOrigins => Way::Folders,
        SiteStore::FirefoxServiceWorkers => Way::Workers,
        SiteStore::FirefoxSession => Way::Session,
        SiteStore::ChromiumCookies
        | SiteStore::ChromiumLocalStorage
        | SiteStore::ChromiumSessionStorage
        | SiteStore::ChromiumOrigins
        | SiteStore::ChromiumServiceWorkers
        | SiteStore::ChromiumPermissions => return Err(EditError::UnknownSchema("not a store of Firefox".into())),
    })
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
