//! Rules for stores: files and folders of a profile whose data can be removed site by site.

use serde::Deserialize;

use crate::model::{Category, FolderKind, RelPath, SiteStore, StoreWay};

/// A store, and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRule {
    /// The kind of folder that the store is in.
    pub folder: FolderKind,
    /// The store, below that folder.
    pub file: RelPath,
    /// Whether the path is a folder, and each file in it is a store.
    pub each: bool,
    /// Names of files in that folder that may not exist until the browser closes.
    pub unwritten: Vec<String>,
    /// How data of chosen sites are removed.
    pub way: StoreWay,
    /// The category of its data.
    pub category: Category,
    /// Whether End session removes it completely, even if it holds data of a kept site.
    pub always_goes: bool,
}

impl StoreRule {
    /// Says whether End session keeps the data of kept sites in it: cookies and stored data are kept, all else is not.
    pub fn stays_for_kept_sites(&self) -> bool {
        let kept = matches!(self.category, Category::Cookies | Category::SiteData) && !self.always_goes;
        kept && matches!(self.way, StoreWay::Edit(store) if !is_of_tabs(store) && store != SiteStore::ChromiumMentions)
    }
}

/// Says whether a store belongs to open tabs, and is useless without them.
const fn is_of_tabs(store: SiteStore) -> bool {
    matches!(store, SiteStore::ChromiumSessionStorage | SiteStore::FirefoxSession)
}

/// The TOML form of a [`StoreRule`]. It has either `store` or `whole`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStore {
    #[serde(default)]
    folder: RawPlace,
    pub(super) file: String,
    #[serde(default)]
    each: bool,
    #[serde(default)]
    unwritten: Vec<String>,
    store: Option<SiteStore>,
    whole: Option<RawWhole>,
    category: Category,
    #[serde(default)]
    always_goes: bool,
    pub(super) source: String,
}

/// The folder of a store. Some browsers keep data of the Cache API in their cache folder.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawPlace {
    #[default]
    Profile,
    Config,
    Cache,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawWhole {
    Always,
}

impl RawStore {
    /// Returns the rule for a path, or `None` unless exactly one of `store` and `whole` is set.
    pub(super) fn rule(&self, file: RelPath) -> Option<StoreRule> {
        let way = match (self.store, self.whole) {
            (Some(store), None) => StoreWay::Edit(store),
            (None, Some(RawWhole::Always)) => StoreWay::Whole,
            (Some(_), Some(_)) | (None, None) => return None,
        };
        let folder = match self.folder {
            RawPlace::Profile => FolderKind::Profile,
            RawPlace::Config => FolderKind::Config,
            RawPlace::Cache => FolderKind::Cache,
        };
        Some(StoreRule {
            folder,
            file,
            each: self.each,
            unwritten: self.unwritten.clone(),
            way,
            category: self.category,
            always_goes: self.always_goes,
        })
    }
}
