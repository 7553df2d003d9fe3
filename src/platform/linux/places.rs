//! Where Linux shows a person's session: the names of its displays, as our own environment has them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::platform::environment::variable;

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
    pub(in crate::platform) fn ours(home: &Path) -> Self {
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
pub(in crate::platform) fn home_variable() -> Option<OsString> {
    variable("HOME")
}
