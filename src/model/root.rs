//! Roots: proven folders, and targets below them.

use serde::{Deserialize, Serialize};

use super::identity::{FileId, VolumeId};
use super::relpath::RelPath;

/// An index into [`super::Plan::roots`] and [`super::Inventory::roots`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RootId(pub usize);

/// The kind of a root. It decides what proves the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootKind {
    /// A browser's folder: the catalog's own place, or one that holds a browser's marker or a profile.
    Browser,
    /// A cache folder: its name is derived from a proven profile or user data directory.
    Cache,
    /// A settings folder that a browser has beside its data: its name is derived from a proven profile.
    Config,
    /// A folder of Signoff's own.
    Own,
    /// A well-known folder of an area outside browsers.
    Area,
    /// A well-known folder that holds other things too: only what a scope names is removed.
    Mixed,
    /// A folder for temporary files of all users: only what a scope names is removed, and only this user's.
    Temp,
}

/// From where a root is reached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootBase {
    /// The home folder.
    Home,
    /// The top of a volume.
    #[serde(untagged)]
    Volume(VolumeId),
}

/// What was seen when a root was proven. It is proven again and compared before each use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RootProof {
    /// Its kind.
    pub kind: RootKind,
    /// From where it is reached.
    pub base: RootBase,
    /// The path below its base.
    pub at: RelPath,
    /// The marker that must lie in it; `None` where the place or the kind needs none.
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
    /// The path below it.
    pub at: Option<RelPath>,
}

impl Target {
    /// Returns a target below this one.
    #[must_use]
    pub fn below(&self, rest: &RelPath) -> Self {
        Self { root: self.root, at: Some(rest.within(self.at.as_ref())) }
    }
}
