//! The places that only Windows has. Not built yet.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::model::OwnerId;
use crate::platform::home::PlacesError;
use crate::platform::session_folders::{BaseFolder, SessionFolders};

/// The administrator's policy file.
pub(in crate::platform) const POLICY: &str = r"C:\ProgramData\Signoff\policy.toml";
/// Temporary folder if the environment names none.
pub(in crate::platform) const TEMP: &str = r"C:\Windows\Temp";

/// Places that only Windows has. Every system's `OsPlaces` has `display`, `administrator`
/// and `session_folder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsPlaces {
    /// The display of this session.
    pub display: Display,
    /// The owner that the policy file must have.
    pub administrator: OwnerId,
    /// Temporary folders that all users share: none.
    pub shared_temp: Vec<PathBuf>,
    /// The file systems that may have a trash.
    pub mounts: MountSource,
    /// The folder of this user's sessions, which the system empties when the last of them ends: none.
    pub session_folder: PathBuf,
}

impl OsPlaces {
    /// Returns this computer's places for a user with this home folder.
    pub(in crate::platform) fn ours(home: &Path) -> Self {
        Self::below(home)
    }

    /// Returns places for a sample or a test.
    pub(in crate::platform) fn below(_home: &Path) -> Self {
        Self {
            display: Display {},
            administrator: OwnerId::from_system(0),
            shared_temp: Vec::new(),
            mounts: MountSource::Fixed(Vec::new()),
            session_folder: PathBuf::new(),
        }
    }
}

/// Which file systems are searched for a trash, besides HOME's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    /// Those mounted at the time of the search.
    System,
    /// A fixed list.
    Fixed(Vec<PathBuf>),
}

/// The display of a session. Windows has one, without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {}

/// Files that may set variables for a whole session: none.
pub const VARIABLE_FILES: [&str; 0] = [];
/// A folder with such files: none.
pub const VARIABLE_FOLDER: &str = "";
/// The file that names the folders for the user's own files: none, the system knows them.
pub const USER_DIRS: &str = "";

/// The folders for the user's own files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserDirs {
    /// The folder for downloads.
    pub downloads: Option<PathBuf>,
    /// Those that are for other files than downloads.
    pub others: Vec<PathBuf>,
    /// Every folder that is named.
    pub all: Vec<PathBuf>,
}

/// Returns nothing: no file names them here.
pub fn user_dirs_in(_text: &str, _home: &Path) -> UserDirs {
    UserDirs::default()
}

/// Returns nothing: no file assigns variables here.
pub fn assigned_folders(_text: &str, _home: &Path) -> Vec<(BaseFolder, PathBuf)> {
    Vec::new()
}

/// Returns nothing: not built yet.
pub fn own_session_folders() -> SessionFolders {
    SessionFolders::default()
}

/// Returns `None`: not built yet.
pub(in crate::platform) fn account_home() -> Option<OsString> {
    None
}

/// Returns the error "not built yet".
pub(in crate::platform) fn home_variable() -> Result<OsString, PlacesError> {
    Err(PlacesError::NotBuilt)
}
