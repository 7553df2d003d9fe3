//! The places that only Windows has: none are known yet.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::model::OwnerId;
use crate::platform::system::PlacesError;

/// Where an administrator writes the policy.
pub(in crate::platform) const POLICY: &str = r"C:\ProgramData\Signoff\policy.toml";
/// Temporary files where our environment names no folder for them.
pub(in crate::platform) const TEMP: &str = r"C:\Windows\Temp";

/// What Windows has beside the folders that every system has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsPlaces {
    /// The display of this session.
    pub display: Display,
    /// Who must have written the machine's policy.
    pub administrator: OwnerId,
    /// Folders for temporary files that everybody shares: none.
    pub shared_temp: Vec<PathBuf>,
    /// Which file systems may have a trash of this user's.
    pub mounts: MountSource,
}

impl OsPlaces {
    /// Returns this computer's own, for a user with this home folder.
    pub(in crate::platform) fn ours(home: &Path) -> Self {
        Self::below(home)
    }

    /// Returns those of a made-up computer that is this user's own.
    pub(in crate::platform) fn below(_home: &Path) -> Self {
        Self {
            display: Display {},
            administrator: OwnerId::from_system(0),
            shared_temp: Vec::new(),
            mounts: MountSource::Fixed(Vec::new()),
        }
    }
}

/// File systems beside that of the home folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    /// Those of this computer, as they are when somebody asks.
    System,
    /// These.
    Fixed(Vec<PathBuf>),
}

/// How a person's session is shown: there is one display, and it has no name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {}

/// Refuses: the folders of a user are not known yet.
pub(in crate::platform) fn home_variable() -> Result<OsString, PlacesError> {
    Err(PlacesError::NotBuilt)
}
