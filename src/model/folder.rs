//! Folders of a browser and what is in them: entries, kept files to edit, and stores.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::browser::Category;
use super::leftover::LeftoverKind;
use super::relpath::RelPath;
use super::root::Target;
use super::site::{SiteFinding, SiteStore};
use super::size::Size;

/// A profile's number in one inventory. Another inventory may give it another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileId(pub usize);

/// What a folder is to its browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FolderKind {
    /// The user data directory or Firefox root, above the profiles.
    UserData,
    /// A profile.
    Profile,
    /// A cache folder: all entries without a rule are of category `cache`.
    Cache,
    /// A cache folder to which a setting leads: only what is known to be a cache's goes from it.
    MovedCache,
    /// A settings folder beside the profile.
    Config,
    /// Another folder without profiles, such as crash reports.
    Companion,
    /// A folder outside the root with extensions, or with the list of programs that extensions may start.
    Extensions,
    /// A folder of the desktop's in which only launchers and icons of web apps are the browser's.
    Launchers,
}

impl FolderKind {
    /// Says whether what has no rule in it is of category `cache`.
    pub const fn is_cache(self) -> bool {
        matches!(self, Self::Cache | Self::MovedCache)
    }

    /// Says whether only what was found in it is the browser's: the rest is somebody's, and is not even searched.
    pub const fn holds_others_files(self) -> bool {
        matches!(self, Self::Launchers | Self::MovedCache)
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link, FIFO, socket or device.
    Other,
}

/// A folder that End session resets, and its present content.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The folder.
    pub target: Target,
    /// Its kind.
    pub kind: FolderKind,
    /// Its entries. Folders in it are listed as far as rules name something below them.
    pub entries: Vec<Entry>,
    /// Folders in it that are reset separately: the profiles below a user data directory.
    pub apart: Vec<RelPath>,
    /// Kept files to edit that exist. If the browser is open, also settings files that it may create when it closes.
    pub edits: Vec<RelPath>,
    /// What has the name of something kept and is none, such as a folder in the place of a file. Nothing of it is kept.
    pub odd: Vec<RelPath>,
    /// Stores in it that exist.
    pub stores: Vec<FoundStore>,
    /// Which of its entries and files to edit are older than the session. Noted only in a folder that the person sees and
    /// that the catalog does not name.
    pub unchanged: BTreeSet<RelPath>,
}

/// A store: a file or folder with data that can be removed site by site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundStore {
    /// The path below its folder.
    pub at: RelPath,
    /// How data of chosen sites are removed.
    pub way: StoreWay,
    /// The category of its data.
    pub category: Category,
    /// The data of chosen sites in it.
    pub held: Held,
}

/// How data of chosen sites are removed from a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreWay {
    /// The store is edited, and data of other sites are kept.
    Edit(SiteStore),
    /// The store is removed if anything else is removed from the profile. It holds tabs in a format that is not read.
    Whole,
}

/// The data of chosen sites in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Not inspected: the browser is open, or no site is chosen.
    NotLookedAt,
    /// These findings. None if the list is empty.
    Found(Vec<SiteFinding>),
    /// No findings, but an interrupted run left bytes of removed data in the file.
    Remains,
    /// It could not be read, and is not changed.
    Unread(LeftoverKind),
}

impl Held {
    /// Says whether the store was inspected and holds no data of a chosen site.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Found(found) if found.is_empty())
    }
}

/// A file or folder, as a preview lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The path below its folder.
    pub at: RelPath,
    /// The categories of its data; the first one is shown. Empty for entries on the keep list.
    pub categories: Vec<Category>,
    /// Its size.
    pub size: Size,
}
