//! Items: the steps of a plan. Each resets one folder of a browser, or edits one kept file.

use std::ffi::OsString;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::browser::{Category, ProfileRef};
use super::folder::{Entry, FolderKind, ProfileId};
use super::relpath::RelPath;
use super::root::Target;
use super::scope::Scope;
use super::site::{SiteRules, SiteStore};
use super::size::Size;

/// An item's number in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ItemId(pub usize);

/// The format of a settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyFormat {
    /// A JSON object, as Chromium's `Preferences`.
    Json,
    /// Lines of `user_pref("name", value);`, as Firefox's `prefs.js`.
    PrefsJs,
    /// Groups of `key=value` lines, as Qt programs write them.
    Ini,
    /// Firefox's `profiles.ini` and `installs.ini`. A key has the kind of its section before its name: `Profile.Path`.
    ProfilesIni,
    /// qutebrowser's `autoconfig.yml`.
    Autoconfig,
    /// Firefox's `extensions.json`: an object with a list of add-ons. Their ids are the keys.
    Addons,
    /// Firefox's `search.json.mozlz4`: a packed object with a list of search engines. A key of one has the kind of engine
    /// before its name: `engines.browser` or `engines.extension`.
    SearchEngines,
}

/// A rule for removing rows from a kept database. The catalog names it; the code has the SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowRule {
    /// Firefox's `places.sqlite`: removes all except bookmarks and the pages that they refer to.
    PlacesHistory,
    /// Firefox's `Profile Groups/*.sqlite`: removes personal data.
    ProfileGroup,
    /// `cert9.db` of a key store: removes certificates that have a private key.
    KeyStoreCertificates,
    /// `key4.db` of a key store: removes private keys.
    KeyStoreKeys,
}

/// A change to a kept file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Edit {
    /// Removes keys.
    Keys {
        /// The file's format.
        format: KeyFormat,
        /// Which keys are kept: those of the catalog's list, and those that the request keeps.
        scope: Arc<Scope<String>>,
    },
    /// Removes rows.
    Rows {
        /// Which rows.
        rule: RowRule,
        /// The category of the rows.
        category: Category,
    },
    /// Removes the data of chosen sites.
    Sites {
        /// The kind of store.
        store: SiteStore,
        /// The chosen sites.
        rules: SiteRules,
    },
}

/// What an item does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Action {
    /// Removes the folder's entries by a scope. The folder itself is kept.
    Reset {
        /// Which entries are removed. Profiles of one family mostly share it.
        scope: Arc<Scope<OsString>>,
    },
    /// Edits a kept file.
    Edit(Edit),
}

/// A step of a plan that concerns a browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its number, unique among all items of the plan.
    pub id: ItemId,
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The profile's number; `None` for what lies above the profiles.
    pub profile_id: Option<ProfileId>,
    /// The kind of its folder.
    pub kind: FolderKind,
    /// The folder to reset, or the file to edit.
    pub target: Target,
    /// What is done there.
    pub action: Action,
    /// The entries to remove, for the preview. For an edit, the file and its side files.
    pub entries: Vec<Entry>,
}

impl Item {
    /// Returns the folder that the item changes, below its root; `None` for the root itself.
    pub fn folder(&self) -> Option<RelPath> {
        let steps = match self.action {
            Action::Reset { .. } => 0,
            Action::Edit(_) => self.entries.first().map_or(1, |entry| entry.at.names().len()),
        };
        (0..steps).try_fold(self.target.at.clone()?, |at, _step| at.parent())
    }

    /// Says whether it removes personal certificates, if there are any.
    pub fn removes_certificates(&self) -> bool {
        self.entries.iter().any(|entry| entry.categories.first() == Some(&Category::Certificates))
    }

    /// Returns the size of what is removed.
    pub fn size(&self) -> Size {
        match self.action {
            Action::Reset { .. } => self.entries.iter().map(|entry| entry.size).sum(),
            Action::Edit(_) => Size::UNKNOWN,
        }
    }
}
