//! The computer around us: its folders, its processes, and how to ask a program to close.
//!
//! The rest of the program sees it through [`System`], so that tests can put a made-up computer in its place, and through
//! [`Places`], a value, so that nothing else reads the environment. This module never removes or changes a file, and
//! never touches a process of another user.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::model::{Afterwards, Stop};

#[cfg(unix)]
mod account;
#[cfg(target_os = "linux")]
mod afterwards;
mod again;
#[cfg(target_os = "linux")]
mod clipboard;
#[cfg(unix)]
mod default_browser;
#[cfg(all(target_os = "linux", feature = "gui"))]
mod desktop;
#[cfg(target_os = "linux")]
mod ending;
#[cfg(target_os = "linux")]
mod holders;
#[cfg(all(target_os = "linux", feature = "gui"))]
mod idle;
#[cfg(unix)]
mod journal;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod logon;
#[cfg(target_os = "linux")]
mod mounts;
#[cfg(target_os = "linux")]
mod page;
mod places;
#[cfg(target_os = "linux")]
mod processes;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod sign_in;
#[cfg(unix)]
mod signals;
#[cfg(target_os = "linux")]
mod x11;
#[cfg(target_os = "linux")]
mod xauth;

#[cfg(unix)]
pub use account::{AccountError, work_for};
#[cfg(target_os = "linux")]
pub use afterwards::AfterwardsError;
pub use again::{start_again, this_program};
#[cfg(unix)]
pub use default_browser::default_browser;
#[cfg(all(target_os = "linux", feature = "gui"))]
pub use desktop::{Claim, OnlyWindow, claim_window, notify};
#[cfg(all(target_os = "linux", feature = "gui"))]
pub use idle::{Idle, watch_idle};
#[cfg(unix)]
pub use journal::tell;
#[cfg(target_os = "linux")]
pub use linux::ThisComputer;
#[cfg(target_os = "linux")]
pub use page::{OpenError, Program, Started};
pub use places::{Display, Mounts, Places, PlacesError, places};
#[cfg(target_os = "linux")]
pub use sign_in::sign_in_aids;
#[cfg(unix)]
pub use signals::{on_signals, stop_after, stop_on_signals};

/// A process of this user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proc {
    /// Its number.
    pub pid: u32,
    /// The process that started it, or 0.
    pub parent: u32,
    /// The name the system shows; Linux cuts it to 15 bytes.
    pub name: String,
    /// The program file; absent where the system does not tell. A file replaced by an update meanwhile is named as it
    /// was.
    pub exe: Option<PathBuf>,
    /// The script that it runs, by its base name, where the program file is Python: qutebrowser is one.
    pub script: Option<String>,
    /// The packaged application it runs in.
    pub app: Option<App>,
    /// The folder for a browser's data that its command line names, where that is absolute.
    pub data_dir: Option<PathBuf>,
}

/// An application in a package format that gives it folders of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum App {
    /// A Flatpak, by its application id.
    Flatpak(String),
    /// A Snap, by its name.
    Snap(String),
}

/// A file that a process has open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldFile {
    /// The process.
    pub pid: u32,
    /// The file, even where its name is gone already.
    pub path: PathBuf,
}

/// What asking a program to close came to. Whether it closes is another matter: see [`System::wait_gone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// So many windows were asked, as a person would.
    Windows(usize),
    /// No window could be reached, so the process was asked by a signal.
    Signal,
    /// It is not running any more.
    Gone,
    /// It is not ours to ask, or the system refused.
    Refused,
}

/// What became of a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clipboard {
    /// It is empty.
    Empty,
    /// Some program offers something.
    Full,
    /// There is no display to ask.
    NoDisplay,
    /// The display did not answer, or said no.
    Unknown,
}

/// A file system where a person's trash may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mount {
    /// Where it is mounted.
    pub at: PathBuf,
    /// Whether it answered. One on a network that is gone does not, and whoever looks at it waits for ever.
    pub answers: bool,
}

/// How to end a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Ask: it may still save and tidy.
    Term,
    /// Do not ask.
    Kill,
}

/// The computer, as far as the engine needs it.
pub trait System: Sync {
    /// Lists this user's processes, without ourselves, by number.
    fn processes(&self) -> Vec<Proc>;

    /// Says whether processes can be listed at all: where not even this one is seen, nobody knows which browsers are open.
    fn shows_processes(&self) -> bool {
        true
    }

    /// Lists the files below any of `dirs` that this user's processes have open. `dirs` must be free of links.
    fn files_held_below(&self, dirs: &[PathBuf]) -> Vec<HeldFile>;

    /// Returns which other process holds a POSIX lock on `file`; 0 when it is one that cannot be seen from here (another
    /// computer, another container).
    fn lock_owner(&self, file: &Path) -> Option<u32>;

    /// Lists what below any of `dirs` this user's processes use in any way: as open files, as programs or libraries, as
    /// the folder they are in, as sockets they listen on. `dirs` must be free of links.
    fn used_below(&self, dirs: &[PathBuf]) -> Vec<HeldFile> {
        self.files_held_below(dirs)
    }

    /// Lists the file systems that could have a trash of this user's.
    fn mounts(&self) -> Vec<Mount> {
        Vec::new()
    }

    /// Returns when this user's session began, in seconds since 1970.
    fn logon(&self) -> Option<i64> {
        None
    }

    /// Empties the clipboard and the selection of a display. Does not wait for it any longer when `stop` is asked.
    fn empty_clipboard(&self, _display: &Display, _stop: &Stop) -> Clipboard {
        Clipboard::NoDisplay
    }

    /// Says whether the clipboard and the selection of a display are empty.
    fn clipboard(&self, _display: &Display, _stop: &Stop) -> Clipboard {
        Clipboard::NoDisplay
    }

    /// Returns this computer's name, as browsers write it into their locks.
    fn host_name(&self) -> String;

    /// Asks a program to close, as politely as it can be reached. `family` are all processes of it, whose windows count
    /// as its own. Does not wait for a display any longer when `stop` is asked.
    fn ask_to_close(&self, main: &Proc, family: &[u32], stop: &Stop) -> Asked;

    /// Ends processes. One that is not as [`System::processes`] last saw it (another user's, or a number used again) is
    /// left alone.
    fn end(&self, pids: &[u32], how: How);

    /// Waits until all these processes are gone; false when some are left after `at_most`.
    fn wait_gone(&self, pids: &[u32], at_most: Duration) -> bool;

    /// Does what should follow a run.
    #[cfg(target_os = "linux")]
    fn follow(&self, _action: Afterwards) -> Result<(), AfterwardsError> {
        Ok(())
    }

    /// Opens a page in a browser, which is then on its own.
    fn open_page(&self, _program: &Program, _arguments: &[OsString]) -> Result<(), OpenError> {
        Err(OpenError::NotFound)
    }

    /// Says whether a browser is there to be started.
    fn can_start(&self, _program: &Program) -> bool {
        false
    }

    /// Starts a browser, with variables of its own, to be waited for.
    fn start(
        &self,
        _program: &Program,
        _arguments: &[OsString],
        _variables: &[(&str, OsString)],
    ) -> Result<Started, OpenError> {
        Err(OpenError::NotFound)
    }

    /// Returns the time in seconds since 1970.
    fn now(&self) -> i64;
}

/// Returns the language of the person's session, such as `fi-FI`; `None` where none is set.
pub fn locale() -> Option<String> {
    sys_locale::get_locale().filter(|name| spoken(name))
}

/// Tells a language from the absence of one.
fn spoken(name: &str) -> bool {
    !matches!(name.split(['.', '@']).next(), None | Some("" | "C" | "POSIX"))
}

/// Tells whether a window could be opened.
pub fn has_display() -> bool {
    if cfg!(any(target_os = "windows", target_os = "macos")) {
        return true;
    }
    ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| variable(name).is_some())
}

/// Tells whether the screen is another computer's, where OpenGL is slow or missing.
pub fn is_remote_desktop() -> bool {
    variable("SESSIONNAME").is_some_and(|name| name.to_string_lossy().starts_with("RDP-"))
}

/// Returns the number of the user whose rights we have.
#[cfg(unix)]
pub fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Returns a variable of our own environment, if it says anything.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn no_language_is_no_locale() {
        for none in ["", "C", "POSIX", "C.UTF-8", "C@x"] {
            assert!(!spoken(none), "{none:?}");
        }
        for some in ["fi-FI", "sv", "en-US", "Cs"] {
            assert!(spoken(some), "{some:?}");
        }
    }
}
