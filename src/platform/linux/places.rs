//! The places that only Linux has: display, mounts, shared temporary folders, `/etc` and the log's sockets.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::account::current_owner;
use crate::model::OwnerId;
use crate::platform::environment::variable;
use crate::platform::home::PlacesError;

/// The administrator's policy file. No environment variable changes it, because the user could set one.
pub(in crate::platform) const POLICY: &str = "/etc/signoff/policy.toml";
/// Temporary folder if the environment names none.
pub(in crate::platform) const TEMP: &str = "/tmp";

/// Places that only Linux has. Every system's `OsPlaces` has `display`, `administrator` and
/// `session_folder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsPlaces {
    /// The display of this session.
    pub display: Display,
    /// The owner that the policy file must have.
    pub administrator: OwnerId,
    /// Temporary folders that all users share (`/tmp`, `/var/tmp`).
    pub shared_temp: Vec<PathBuf>,
    /// The file systems that may have a trash.
    pub mounts: MountSource,
    /// The machine's settings (`/etc`), where hooks for all users are installed.
    pub machine: PathBuf,
    /// The folder of this user's sessions, which the system empties when the last of them ends.
    pub session_folder: PathBuf,
    /// The files of what runs (`/run`): logind's sessions, and utmp.
    pub runtime: PathBuf,
    /// The socket of the system's journal.
    pub journal: PathBuf,
    /// The socket of syslog, used if there is no journal.
    pub syslog: PathBuf,
}

impl OsPlaces {
    /// Returns this computer's places for a user with this home folder.
    pub(in crate::platform) fn ours(home: &Path) -> Self {
        Self {
            display: Display::ours(home),
            administrator: OwnerId::from_system(0),
            shared_temp: ["/tmp", "/var/tmp", "/dev/shm"].map(PathBuf::from).into(),
            mounts: MountSource::System,
            machine: "/etc".into(),
            // Where pam_systemd(8) creates it; what the environment says of it is the session's word.
            session_folder: session_folder(),
            runtime: "/run".into(),
            journal: "/run/systemd/journal/socket".into(),
            syslog: "/dev/log".into(),
        }
    }

    /// Returns places for a sample or a test, all below one folder.
    pub(in crate::platform) fn below(home: &Path) -> Self {
        Self {
            display: Display::default(),
            administrator: current_owner(),
            shared_temp: vec![home.join("tmp")],
            mounts: MountSource::Fixed(Vec::new()),
            machine: home.join("machine"),
            session_folder: home.join("machine/runtime"),
            runtime: home.join("machine/run"),
            journal: home.join("machine/journal"),
            syslog: home.join("machine/syslog"),
        }
    }
}

fn session_folder() -> PathBuf {
    // What a test could not note in its home must not be noted for the account that runs the test.
    #[cfg(any(test, feature = "testing"))]
    if let Some(home) = variable("SIGNOFF_TEST_HOME") {
        return Path::new(&home).join("machine/runtime");
    }
    format!("/run/user/{}", rustix::process::geteuid().as_raw()).into()
}

/// Which file systems are searched for a trash, besides HOME's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    /// Those mounted at the time of the search.
    System,
    /// A fixed list.
    Fixed(Vec<PathBuf>),
}

/// The display of a session. Neutral code only passes it on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {
    /// X display, as in `DISPLAY`.
    pub x11: Option<String>,
    /// File with the authorisation keys of X displays.
    pub keys: Option<PathBuf>,
    /// Socket of the Wayland display, if this is a Wayland session.
    pub wayland: Option<PathBuf>,
}

impl Display {
    /// Returns the display that the environment names.
    fn ours(home: &Path) -> Self {
        let text = |name: &str| variable(name)?.into_string().ok();
        Self {
            x11: text("DISPLAY"),
            keys: variable("XAUTHORITY").map(PathBuf::from).or_else(|| Some(home.join(".Xauthority"))),
            // Without XDG_RUNTIME_DIR the name stays relative: it is a Wayland session, but connecting fails.
            wayland: variable("WAYLAND_DISPLAY")
                .map(|name| PathBuf::from(variable("XDG_RUNTIME_DIR").unwrap_or_default()).join(name)),
        }
    }
}

/// Returns HOME from the environment. Fails if it is unset: such a run comes from a broken hook, and its XDG variables
/// cannot be trusted either.
pub(in crate::platform) fn home_variable() -> Result<OsString, PlacesError> {
    variable("HOME").ok_or(PlacesError::NoHome)
}
