//! Edits what stores hold of chosen sites: finds it without reading values, and removes it so that no byte of it is
//! left and everything else reads the same.
//!
//! Unlike in End session, data that is not understood is kept and reported. Bookmarks, history, passwords and settings
//! of the chosen sites are kept, and so are lists that cannot sign in: HSTS, alternative addresses, counts of blocked
//! trackers.

mod chromium;
mod editor;
mod findings;
mod firefox;
mod folders;
mod mentions;
mod named;
mod origin;
mod qutebrowser;
mod rows;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
mod traces;
mod unclear;
mod webkit;

use editor::SiteEditor;

use super::error::{EditError, Edited, catch_panic};
use crate::model::{RelPath, SiteFinding, SiteRules, SiteStore, Stop};
use crate::safefs::Root;

/// Returns what a store holds of the chosen sites, by host. The browser must be closed. Changes nothing and reads no
/// value.
pub fn inspect(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    catch_panic(|| editor(store).inspect(root, at, rules))
}

/// Returns whether a store of an open browser may hold data of the chosen sites. Opens no database: a mention in its
/// bytes is enough. Returns `true` for a store that cannot be read at the moment.
pub fn may_hold(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> bool {
    // An open browser may not have created the store yet.
    catch_panic(|| Ok(is_there(root, at)? && editor(store).may_hold(root, at, rules)?)).unwrap_or(true)
}

/// Returns whether bytes of the chosen sites are left in a store in which [`inspect`] finds nothing, as after an edit
/// that was killed after its commit. The browser must be closed. Changes nothing.
pub fn has_remains(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules) -> Result<bool, EditError> {
    catch_panic(|| editor(store).has_remains(root, at, rules))
}

/// Removes what belongs to the chosen sites, or nothing if the store is not understood. Work on a database ends early
/// if `stop` is set.
pub fn edit(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
    catch_panic(|| editor(store).edit(root, at, rules, stop))
}

/// Reads a store again; returns an error if it is not as [`edit`] leaves it.
pub fn verify(root: &Root, at: &RelPath, store: SiteStore, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
    catch_panic(|| editor(store).verify(root, at, rules, stop))
}

fn is_there(root: &Root, at: &RelPath) -> Result<bool, EditError> {
    match root.list(at.parent().as_ref()).map_err(EditError::from) {
        Err(EditError::Missing) => Ok(false),
        listed => Ok(listed?.iter().any(|listed| listed.name == at.file_name())),
    }
}

/// Returns the editor of a store.
fn editor(store: SiteStore) -> &'static dyn SiteEditor {
    match store {
        SiteStore::ChromiumCookies => &chromium::tables::COOKIES,
        SiteStore::ChromiumQuota => &chromium::tables::QUOTA,
        SiteStore::ChromiumLocalStorage => &chromium::local_storage::LOCAL_STORAGE,
        SiteStore::ChromiumSessionStorage => &chromium::session_storage::SESSION_STORAGE,
        SiteStore::ChromiumOrigins => &chromium::origins::OriginDirs,
        SiteStore::ChromiumBuckets => &chromium::buckets::BUCKETS,
        SiteStore::ChromiumFiles => &chromium::files::FILES,
        SiteStore::ChromiumServiceWorkers => &chromium::workers::ServiceWorkers,
        SiteStore::ChromiumPermissions => &chromium::preferences::Preferences,
        SiteStore::ChromiumMentions => &chromium::tables::MENTIONS,
        SiteStore::FirefoxCookies => &firefox::tables::COOKIES,
        SiteStore::FirefoxPermissions => &firefox::tables::PERMISSIONS,
        SiteStore::FirefoxContentPrefs => &firefox::tables::CONTENT_PREFS,
        SiteStore::FirefoxStorageIndex => &firefox::tables::STORAGE_INDEX,
        SiteStore::FirefoxOldStorage => &firefox::tables::OLD_STORAGE,
        SiteStore::FirefoxOrigins => &firefox::folders::OriginDirs,
        SiteStore::FirefoxServiceWorkers => &firefox::workers::ServiceWorkers,
        SiteStore::FirefoxSession => &firefox::session::Session,
        SiteStore::QutebrowserPermissions => &qutebrowser::Permissions,
        SiteStore::WebkitCookies => &webkit::tables::COOKIES,
        SiteStore::WebkitOriginDirs => &webkit::origin_dirs::OriginDirs,
        SiteStore::WebkitHashedDirs => &webkit::hashed_dirs::HashedDirs,
        SiteStore::WebkitServiceWorkers => &webkit::workers::ServiceWorkers,
    }
}
