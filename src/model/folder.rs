//! What lies in a folder of a browser: entries, kept files, stores in which sites are told apart.

use serde::{Deserialize, Serialize};

use super::browser::Category;
use super::leftover::LeftoverKind;
use super::relpath::RelPath;
use super::root::Target;
use super::site::{SiteFinding, SiteStore};
use super::size::Size;

/// A profile's number in one inventory. Stable only within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileId(pub u32);

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
