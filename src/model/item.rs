//! A line of work: what is done to one folder or kept file of a browser.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

use super::browser::{Category, ProfileRef};
use super::folder::{Entry, FolderKind, ProfileId};
use super::relpath::RelPath;
use super::root::Target;
use super::scope::Scope;
use super::site::{SiteRules, SiteStore};
use super::size::Size;

/// An item's number in one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ItemId(pub u32);

/// How a settings file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyFormat {
    /// A JSON object, as Chromium's `Preferences`.
    Json,
    /// Lines of `user_pref("name", value);`, as Firefox's `prefs.js`.
    PrefsJs,
    /// Groups of `key=value` lines, as Qt programs write them.
    Ini,
    /// qutebrowser's `autoconfig.yml`.
    Autoconfig,
    /// Firefox's `extensions.json`: an object with a list of add-ons; a scope names their ids.
    Addons,
}

/// A way of removing rows from a kept database; the catalog names it, code knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowRule {
    /// Firefox's `places.sqlite`: everything but bookmarks and what they refer to.
    PlacesHistory,
    /// Firefox's `Profile Groups/*.sqlite`: what it says about people.
    ProfileGroup,
}

/// A change to a kept file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Edit {
    /// Keys stay or go by this scope.
    Keys {
        /// How the file is written.
        format: KeyFormat,
        /// Which keys stay. From discovery this is the catalog's allow-list; a plan adds what its request keeps.
        scope: Scope<String>,
    },
    /// Rows go by this rule.
    Rows {
        /// The rule.
        rule: RowRule,
        /// The category that the rows belong to.
        category: Category,
    },
    /// What chosen sites left in it goes.
    Sites {
        /// What kind of store it is.
        store: SiteStore,
        /// Which sites are chosen.
        rules: SiteRules,
    },
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Action {
    /// Everything in the folder goes or stays by the scope; the folder itself stays.
    Reset {
        /// What goes.
        scope: Scope<OsString>,
    },
    /// The file is edited.
    Edit(Edit),
}

/// One line of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The profile's number; `None` for what lies above the profiles.
    pub profile_id: Option<ProfileId>,
    /// What the folder is.
    pub kind: FolderKind,
    /// The folder to reset, or the file to edit.
    pub target: Target,
    /// What is done there.
    pub action: Action,
    /// What goes, for the preview, without what stays; of an edit, the file and its side files.
    pub entries: Vec<Entry>,
}

impl Item {
    /// Returns the folder, below the root, in which the item works; `None` is the root itself.
    pub fn folder(&self) -> Option<RelPath> {
        let steps = match self.action {
            Action::Reset { .. } => 0,
            Action::Edit(_) => self.entries.first().map_or(1, |entry| entry.at.names().len()),
        };
        (0..steps).try_fold(self.target.at.clone()?, |at, _step| at.parent())
    }

    /// Returns how much goes.
    pub fn size(&self) -> Size {
        match self.action {
            Action::Reset { .. } => self.entries.iter().map(|entry| entry.size).sum(),
            Action::Edit(_) => Size::UNKNOWN,
        }
    }
}
