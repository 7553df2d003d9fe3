//! What was found: browsers, profiles, folders, and what lies in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RelPath;
use super::{
    Area, BrowserId, Category, Family, Fate, FoundArea, Layout, LeftoverKind, OpenBrowser, RootProof, SiteFinding,
    SiteStore, Size, Skip, Span, Target,
};

/// A profile's number in one inventory. Stable only within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileId(pub u32);

/// Everything that discovery found. Planning reads nothing else.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// The proven roots; a [`super::RootId`] is an index into this list.
    pub roots: Vec<RootProof>,
    /// The browsers, in the catalog's order; one for each root of a browser (native, Flatpak, Snap).
    pub browsers: Vec<FoundBrowser>,
    /// What was found but must not be touched, with the reason.
    pub skipped: Vec<Skip>,
    /// Whether the search for browsers that no catalog names was cut short.
    pub search_was_cut: bool,
    /// The areas outside browsers that were looked at.
    pub areas: BTreeMap<Area, FoundArea>,
    /// The session whose traces they hold.
    pub session: Span,
}

/// A browser's root and what is in it.
#[derive(Debug, Clone)]
pub struct FoundBrowser {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// Its name for people.
    pub name: String,
    /// Its family.
    pub family: Family,
    /// How it was installed.
    pub layout: Layout,
    /// Processes of this user that are this browser and use this root.
    pub running: Vec<u32>,
    /// Folders above the profiles: the user data directory or Firefox root, its cache root, companions.
    pub folders: Vec<Folder>,
    /// The profiles, sorted by folder.
    pub profiles: Vec<FoundProfile>,
}

impl FoundBrowser {
    /// Returns the browser as one that is open, or `None` if it is not.
    pub fn open(&self) -> Option<OpenBrowser> {
        let open = || OpenBrowser { id: self.id.clone(), name: self.name.clone(), pids: self.running.clone() };
        (!self.running.is_empty()).then(open)
    }
}

/// A profile.
#[derive(Debug, Clone)]
pub struct FoundProfile {
    /// Its number in this inventory.
    pub id: ProfileId,
    /// The name of its folder, escaped.
    pub dir: String,
    /// The name that the browser shows, where it is known and readable; else the folder's.
    pub name: String,
    /// The profile folder and its cache folder.
    pub folders: Vec<Folder>,
    /// Its extensions.
    pub extensions: FoundExtensions,
}

/// The extensions of a profile, and what is theirs in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundExtensions {
    /// Names of those that no policy installed, escaped, sorted.
    pub persons: Vec<String>,
    /// The same of themes, dictionaries and languages, which run no code.
    pub looks: Vec<String>,
    /// Whether one of these is in a folder that browsers share, which nothing here is about.
    pub is_elsewhere: bool,
    /// Ids of the others: a policy's and the browser's own.
    pub managed: Vec<String>,
    /// The managed ones' files, below the profile.
    pub files: Vec<RelPath>,
    /// Keys of settings that are the managed ones'.
    pub keys: Vec<Vec<String>>,
    /// Keys of the browser's own settings that those of no policy have set.
    pub set: Vec<Vec<String>>,
}

/// What a folder is to its browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FolderKind {
    /// The user data directory or Firefox root, above the profiles.
    UserData,
    /// A profile.
    Profile,
    /// A cache folder: all in it is cache.
    Cache,
    /// A settings folder beside the profile.
    Config,
    /// Another folder of the browser, without profiles (crash reports).
    Companion,
}

/// A folder that End session resets, and what is in it now.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where.
    pub target: Target,
    /// What it is.
    pub kind: FolderKind,
    /// What is in it, at the fineness at which rules tell things apart.
    pub entries: Vec<Entry>,
    /// Names in it that are reset by themselves (profile folders below a user data directory).
    pub apart: Vec<RelPath>,
    /// Kept files that the catalog wants edited, as far as they exist; of an open browser also settings files that do not.
    pub edits: Vec<RelPath>,
    /// Stores in it in which sites are told apart, as far as they exist.
    pub stores: Vec<FoundStore>,
}

/// A store in which sites are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundStore {
    /// Where, below its folder.
    pub at: RelPath,
    /// How it is taken apart.
    pub way: StoreWay,
    /// What kind of data it holds.
    pub category: Category,
    /// What chosen sites have in it.
    pub held: Held,
}

/// How a store is rid of chosen sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreWay {
    /// Their part of it goes.
    Edit(SiteStore),
    /// It goes whole with whatever else of the profile goes: it holds tabs, and cannot be read.
    Whole,
}

/// What chosen sites have in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Nobody looked: the browser runs, or no site is chosen.
    NotLookedAt,
    /// This; nothing where it is empty.
    Found(Vec<SiteFinding>),
    /// Nothing, but a run that was killed left something of it in the file's bytes.
    Remains,
    /// It could not be read. It stays as it is.
    Unread(LeftoverKind),
}

impl Held {
    /// Says whether nothing of a chosen site is there, for sure.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Found(found) if found.is_empty())
    }
}

/// A file or folder that a preview names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where, below its folder.
    pub at: RelPath,
    /// The kinds of data in it; the first one is shown. Empty for what a keep list names.
    pub categories: Vec<Category>,
    /// How much.
    pub size: Size,
}

/// A name in a kept folder that no rule mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// Whose it is.
    pub browser: BrowserId,
    /// The browser's name for people.
    pub browser_name: String,
    /// How the browser was installed.
    pub layout: Layout,
    /// The profile's number; `None` above the profiles.
    pub profile: Option<ProfileId>,
    /// The profile's name for people; `None` above the profiles.
    pub profile_name: Option<String>,
    /// What the folder is to its browser.
    pub kind: FolderKind,
    /// Where in that folder; `None` is the folder itself.
    pub at: Option<RelPath>,
    /// What End session does with it; `None` for a folder that could not be listed.
    pub fate: Option<Fate>,
}
