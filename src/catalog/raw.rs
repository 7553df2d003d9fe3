//! A family's definition as it is in TOML, unchecked.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{self, IntoDeserializer as _};

use super::extensions::RawExtensions;
use super::stores::RawStore;
use crate::model::{BrowserId, Category, Family, FolderKind, KeyFormat, RowRule};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) schema: u32,
    pub(super) family: Family,
    #[serde(default)]
    pub(super) sites: Vec<String>,
    pub(super) keep: RawKeep,
    #[serde(default)]
    pub(super) keys: Vec<RawKeys>,
    #[serde(default)]
    pub(super) rows: Vec<RawRows>,
    #[serde(default)]
    pub(super) inside: Vec<RawExpectedNames>,
    pub(super) extensions: Option<RawExtensions>,
    pub(super) unsearched: Option<RawUnsearched>,
    #[serde(default)]
    pub(super) category: Vec<RawCategory>,
    #[serde(default, rename = "site-store")]
    pub(super) stores: Vec<RawStore>,
    #[serde(default)]
    pub(super) browser: Vec<RawBrowser>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUnsearched {
    pub(super) source: String,
    pub(super) profile: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKeep {
    pub(super) source: String,
    pub(super) user_data: Vec<String>,
    pub(super) profile: Vec<String>,
    #[serde(default)]
    pub(super) config: Vec<String>,
    #[serde(default)]
    pub(super) bookmarks: Vec<String>,
    #[serde(default)]
    pub(super) databases: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawFolder {
    UserData,
    Profile,
    Config,
}

impl From<RawFolder> for FolderKind {
    fn from(folder: RawFolder) -> Self {
        match folder {
            RawFolder::UserData => Self::UserData,
            RawFolder::Profile => Self::Profile,
            RawFolder::Config => Self::Config,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKeys {
    pub(super) folder: RawFolder,
    pub(super) file: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) format: KeyFormat,
    pub(super) keep: Vec<String>,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRows {
    pub(super) folder: RawFolder,
    pub(super) file: String,
    pub(super) rule: RowRule,
    pub(super) category: Category,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExpectedNames {
    pub(super) folder: RawFolder,
    pub(super) at: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCategory {
    pub(super) id: Category,
    #[serde(default)]
    pub(super) user_data: Vec<String>,
    #[serde(default)]
    pub(super) profile: Vec<String>,
    #[serde(default)]
    pub(super) config: Vec<String>,
    #[serde(default)]
    pub(super) cache: Vec<String>,
    #[serde(default)]
    pub(super) keys: Vec<RawCategoryKeys>,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCategoryKeys {
    pub(super) folder: RawFolder,
    pub(super) file: String,
    pub(super) keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBrowser {
    pub(super) id: BrowserId,
    pub(super) name: String,
    pub(super) marker: String,
    pub(super) processes: PerSystem<String>,
    #[serde(default)]
    pub(super) start: PerSystem<String>,
    #[serde(default)]
    pub(super) flatpak: Vec<String>,
    #[serde(default)]
    pub(super) snap: Vec<String>,
    pub(super) roots: PerSystem<RawRoot>,
    #[serde(default)]
    pub(super) companions: PerSystem<RawCompanion>,
    pub(super) source: String,
}

/// A system. Its names in TOML are those of [`std::env::consts::OS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum System {
    Linux,
    Macos,
    Windows,
}

impl System {
    /// Returns the system with this name, or `None` if definitions cannot have lists for it.
    fn named(name: &str) -> Option<Self> {
        let name: StrDeserializer<'_, de::value::Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }
}

/// A list for each system.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct PerSystem<T>(BTreeMap<System, Vec<T>>);

impl<T> PerSystem<T> {
    /// Returns the list of one system; empty if it has none.
    pub(super) fn of(&self, system: &str) -> &[T] {
        System::named(system).and_then(|system| self.0.get(&system)).map_or(&[], Vec::as_slice)
    }
}

impl<T> Default for PerSystem<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRoot {
    pub(super) at: String,
    #[serde(default)]
    pub(super) cache: Option<String>,
    pub(super) config: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCompanion {
    pub(super) at: String,
    pub(super) marker: Option<String>,
}
