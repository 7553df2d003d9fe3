//! The part of a definition that says in which stores sites are told apart.

use serde::Deserialize;

use crate::model::{Category, FolderKind, RelPath, SiteStore, StoreWay};

/// A store in which sites are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRule {
    /// Which of a profile's folders it is in.
    pub folder: FolderKind,
    /// Its path there.
    pub file: RelPath,
    /// Whether the path is a folder in which each file is such a store.
    pub each: bool,
    /// Names in that folder which the browser may write only when it closes.
    pub unwritten: Vec<String>,
    /// How it is rid of chosen sites.
    pub way: StoreWay,
    /// What kind of data it holds.
    pub category: Category,
    /// Whether it goes whole at End session even where it holds something of a kept site.
    pub always_goes: bool,
}

impl StoreRule {
    /// Says whether what a kept site has in it stays at End session: cookies and stored data do, the rest goes.
    pub fn stays_for_kept_sites(&self) -> bool {
        let kept = matches!(self.category, Category::Cookies | Category::SiteData) && !self.always_goes;
        kept && matches!(self.way, StoreWay::Edit(store) if !is_of_tabs(store) && !store.goes_whole())
    }
}

/// Stores that end with the tabs they belong to.
const fn is_of_tabs(store: SiteStore) -> bool {
    matches!(store, SiteStore::ChromiumSessionStorage | SiteStore::FirefoxSession)
}

/// The TOML form of a [`StoreRule`]: with `store` or with `whole`.
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

/// The profile unless it says otherwise: pages' Cache API is in the cache folder of some.
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
    /// Returns the rule for a path; `None` unless exactly one of `store` and `whole` is there.
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
