//! Entries and keys in a profile that belong to extensions, for policies that keep only managed extensions.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{FolderKind, RelPath};

/// Kept entries and keys that belong to extensions.
#[derive(Debug, Clone, Default)]
pub struct ExtensionPlaces {
    /// Entries above the profiles.
    pub user_data: Vec<RelPath>,
    /// Entries in a profile.
    pub profile: Vec<RelPath>,
    /// Keys of the profile's settings files.
    pub keys: Vec<Vec<String>>,
    /// The kept file in the profile that lists the extensions.
    pub list: Option<RelPath>,
    /// Keys of browser settings that extensions can set, by the name under which the browser records who set them.
    pub settings: BTreeMap<String, Vec<Vec<String>>>,
}

impl ExtensionPlaces {
    /// Returns the entries in a folder of this kind.
    pub fn entries(&self, kind: FolderKind) -> &[RelPath] {
        match kind {
            FolderKind::UserData => &self.user_data,
            FolderKind::Profile => &self.profile,
            FolderKind::Cache
            | FolderKind::MovedCache
            | FolderKind::Config
            | FolderKind::Companion
            | FolderKind::Extensions
            | FolderKind::Launchers => &[],
        }
    }
}

/// The TOML form of [`ExtensionPlaces`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExtensions {
    #[serde(default)]
    pub(super) user_data: Vec<String>,
    pub(super) profile: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) list: Option<String>,
    #[serde(default)]
    pub(super) settings: BTreeMap<String, Vec<String>>,
    pub(super) source: String,
}
