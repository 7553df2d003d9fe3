//! A plan is a value: the preview shows it, the executor takes that same value.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    Area, AreaAction, AreaItem, AreaNote, BrowserId, Category, Entry, Family, FileId, FolderKind, Held, Layout,
    ProfileId, RelPath, Request, Scope, SiteRules, SiteStore, Size, Span,
};

/// A root's place in [`Plan::roots`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RootId(pub u16);

/// An item's number in one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ItemId(pub u32);

/// What a root is, which decides what proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootKind {
    /// A browser's folder: it holds the browser's marker file.
    Browser,
    /// A cache folder: its name is derived from a proven profile or user data directory.
    Cache,
    /// A settings folder that a browser has beside its data: its name is derived from a proven profile.
    Config,
    /// A folder of Signoff's own.
    Own,
    /// A well-known folder of an area outside browsers.
    Area,
    /// A well-known folder that holds other things too: only what a scope names goes.
    Mixed,
    /// A folder for temporary files of everybody: only what a scope names goes, and only this user's.
    Temp,
}

/// From where a root is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootBase {
    /// The home folder.
    Home,
    /// The top of the file system.
    Top,
}

/// What was seen when a root was proven. The executor proves it again and compares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootProof {
    /// What it is.
    pub kind: RootKind,
    /// From where it is reached.
    pub base: RootBase,
    /// Where, below that.
    pub at: RelPath,
    /// The marker that must lie in it; `None` for kinds that need none.
    pub marker: Option<String>,
    /// Which folder it is.
    #[serde(flatten)]
    pub id: FileId,
}

/// A folder or file below a root; `at: None` is the root itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Target {
    /// The root.
    pub root: RootId,
    /// Where below it.
    pub at: Option<RelPath>,
}

impl Target {
    /// Returns a target below this one.
    #[must_use]
    pub fn below(&self, rest: &RelPath) -> Self {
        Self { root: self.root, at: Some(rest.within(self.at.as_ref())) }
    }
}

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
    /// Whose.
    pub browser: BrowserId,
    /// The browser's name for people.
    pub browser_name: String,
    /// How its data is laid out.
    pub family: Family,
    /// How that browser was installed.
    pub layout: Layout,
    /// Which profile; `None` for what lies above the profiles.
    pub profile: Option<ProfileId>,
    /// The profile's name for people.
    pub profile_name: Option<String>,
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

/// Something found that is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Whose, where that is known.
    pub browser: BrowserId,
    /// Where, below HOME.
    pub at: RelPath,
    /// Why.
    pub reason: SkipReason,
    /// The link or mount on the way there, below HOME: what a policy may name as moved on purpose.
    pub moved: Option<RelPath>,
}

/// Why something is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// A link leads elsewhere.
    Link,
    /// Another file system or bind mount.
    Mount,
    /// It belongs to another user.
    ForeignOwner,
    /// No permission, or the disk said no.
    Unreadable,
    /// A profile list names a place outside the browser's root.
    Outside,
    /// It is not a folder.
    NotAFolder,
    /// Of this browser's stores nobody knows how they tell sites apart: Fix sign-in keeps them.
    NotUnderstood,
    /// In use on another computer that shares this home folder, by its name; `None` where the lock does not tell whose
    /// it is (another computer, another container).
    InUseOn(Option<String>),
}

/// An extension that no policy installed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extension {
    /// Whose.
    pub browser: BrowserId,
    /// The browser's name for people.
    pub browser_name: String,
    /// The profile's name for people.
    pub profile_name: String,
    /// Its name for people, escaped.
    pub name: String,
    /// Whether it goes, by the policy; else its code stays.
    pub goes: bool,
}

/// A browser that is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenBrowser {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// Its name for people.
    pub name: String,
    /// Its processes.
    pub pids: Vec<u32>,
}

/// What a run will do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What was asked for.
    pub request: Request,
    /// The proven roots.
    pub roots: Vec<RootProof>,
    /// The work, in the order in which it is done and shown.
    pub items: Vec<Item>,
    /// What is known of the stores that are edited by site.
    pub held: BTreeMap<ItemId, Held>,
    /// What is not touched, and why.
    pub skipped: Vec<Skip>,
    /// Profiles that get an administrator's folder once they are emptied, and which one.
    pub templates: BTreeMap<ItemId, PathBuf>,
    /// Extensions that no policy installed.
    pub extensions: Vec<Extension>,
    /// Folders laid out like a browser's that no catalog names and that nobody asked for.
    pub unknown: Vec<BrowserId>,
    /// Browsers in scope that are open and must be closed.
    pub must_close: Vec<OpenBrowser>,
    /// Browsers in scope that are open and need not be closed, because nothing that they have stored mentions a chosen
    /// site.
    pub left_open: Vec<OpenBrowser>,
    /// The work outside browsers; it comes after theirs.
    pub areas: Vec<AreaItem>,
    /// The session whose traces go there.
    pub session: Span,
    /// What a person should know about the areas that were asked for.
    pub area_notes: Vec<(Area, AreaNote)>,
}

impl Plan {
    /// Returns how much goes in all.
    pub fn total(&self) -> Size {
        let items = self.items.iter().filter(|item| matches!(item.action, Action::Reset { .. })).map(Item::size);
        let areas = self.areas.iter().filter(|item| matches!(item.action, AreaAction::Reset { .. }));
        items.chain(areas.map(AreaItem::size)).sum()
    }

    /// Returns the profiles that get an administrator's folder once they are emptied.
    pub fn filled(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| self.templates.contains_key(&item.id))
    }

    /// Returns the plan without some of its items.
    #[must_use]
    pub fn without(&self, items: &BTreeSet<ItemId>) -> Self {
        let mut plan = self.clone();
        plan.items.retain(|item| !items.contains(&item.id));
        plan
    }

    /// Returns the proof of a root that an item names.
    pub fn proof(&self, root: RootId) -> Option<&RootProof> {
        self.roots.get(usize::from(root.0))
    }

    /// Says whether nothing is there to remove or edit.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.areas.is_empty()
    }
}
