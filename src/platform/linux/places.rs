//! The places that only Linux has: displays, file systems, the machine's settings and its log.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::account::current_owner;
use crate::model::OwnerId;
use crate::platform::environment::variable;
use crate::platform::system::PlacesError;

/// Where an administrator writes the policy. No variable moves it: who is governed by it could set one.
pub(in crate::platform) const POLICY: &str = "/etc/signoff/policy.toml";
/// Temporary files where our environment names no folder for them.
pub(in crate::platform) const TEMP: &str = "/tmp";

/// What Linux has beside the folders that every system has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsPlaces {
    /// The display of this session.
    pub display: Display,
    /// Who must have written the machine's policy.
    pub administrator: OwnerId,
    /// Folders for temporary files that everybody shares (`/tmp`, `/var/tmp`).
    pub shared_temp: Vec<PathBuf>,
    /// Which file systems may have a trash of this user's.
    pub mounts: MountSource,
    /// The machine's settings, where hooks for everybody go.
    pub machine: PathBuf,
    /// The socket of the system's journal.
    pub journal: PathBuf,
    /// The socket of syslog, for where there is no journal.
    pub syslog: PathBuf,
}

impl OsPlaces {
    /// Returns this computer's own, for a user with this home folder.
    pub(in crate::platform) fn ours(home: &Path) -> Self {
        Self {
            display: Display::ours(home),
            administrator: OwnerId::from_system(0),
            shared_temp: ["/tmp", "/var/tmp"].map(PathBuf::from).into(),
            mounts: MountSource::System,
            machine: "/etc".into(),
            journal: "/run/systemd/journal/socket".into(),
            syslog: "/dev/log".into(),
        }
    }

    /// Returns those of a made-up computer that is this user's own, all of it below one folder.
    pub(in crate::platform) fn below(home: &Path) -> Self {
        Self {
            display: Display::default(),
            administrator: current_owner(),
            shared_temp: vec![home.join("tmp")],
            mounts: MountSource::Fixed(Vec::new()),
            machine: home.join("machine"),
            journal: home.join("machine/journal"),
            syslog: home.join("machine/syslog"),
        }
    }
}

/// File systems beside that of the home folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    /// Those of this computer, as they are when somebody asks: a stick may be plugged in later.
    System,
    /// These.
    Fixed(Vec<PathBuf>),
}

/// How a person's session is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {
    /// The X display, as in `DISPLAY`.
    pub x11: Option<String>,
    /// The file with the keys to X displays.
    pub keys: Option<PathBuf>,
    /// The socket of the Wayland display, where the session is a Wayland one.
    pub wayland: Option<PathBuf>,
}

impl Display {
    /// Returns the display that our own environment names.
    fn ours(home: &Path) -> Self {
        let text = |name: &str| variable(name)?.into_string().ok();
        Self {
            x11: text("DISPLAY"),
            keys: variable("XAUTHORITY").map(PathBuf::from).or_else(|| Some(home.join(".Xauthority"))),
            // Without a folder for it a name stays a name: the session is a Wayland one, and nothing answers there.
            wayland: variable("WAYLAND_DISPLAY")
                .map(|name| PathBuf::from(variable("XDG_RUNTIME_DIR").unwrap_or_default()).join(name)),
        }
    }
}

/// Returns HOME as our environment has it. Without it nothing is known: a run without HOME comes from a broken hook, and
/// its XDG variables are then not to be trusted either.
pub(in crate::platform) fn home_variable() -> Result<OsString, PlacesError> {
    variable("HOME").ok_or(PlacesError::NoHome)
}
