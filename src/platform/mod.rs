//! What differs by operating system: folders, processes, windows, signals, the log.
//!
//! Other modules use [`System`], a trait, so that tests can replace the computer, and [`Places`], a value, so that only
//! this module reads the environment. This module never removes or changes a file, and never signals another user's
//! process.
//!
//! Each operating system has a folder of its own. Its `mod.rs` lists the names that every system must export.

mod account;
mod each_account;
mod environment;
mod home;
#[cfg(target_os = "linux")]
mod linux;
mod places;
mod restart;
mod session_folders;
mod stop;
mod system;
pub mod terminal;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod watchdog;
#[cfg(windows)]
mod windows;
mod worker;

#[cfg(target_os = "linux")]
use linux as os;
#[cfg(windows)]
use windows as os;

pub use account::{Account, AccountError};
pub use each_account::{AccountLimit, AccountRun, AccountRuns};
pub use environment::{is_remote_desktop, locale};
pub use home::PlacesError;
#[cfg(feature = "gui")]
pub use os::{Claim, OnlyWindow, claim_window, notify, watch_idle};
pub use os::{
    Display, MountSource, OsPlaces, ParentLink, ThisComputer, USER_DIRS, UserDirs, VARIABLE_FILES, VARIABLE_FOLDER,
    assigned_folders, become_user, browser_settings, current_account, current_owner, default_browser, has_display,
    let_others_go_first, log_line, on_signals, own_session_folders, run_for_each_account, run_worker, sign_in_aids,
    survive_file_size_limit, user_dirs_in,
};
pub use places::{HomeSource, Places, places};
pub use restart::{current_program, restart};
pub use session_folders::{BaseFolder, FurtherFolders, SessionFolders};
pub use stop::stop_after;
pub use system::{
    App, AreaPlace, BrowserSetting, Clipboard, CloseRequest, EndMode, Idle, LockHolder, LockProgram, OpenError,
    OpenFile, Proc, Program, Sessions, Started, System,
};
pub use watchdog::{LastWords, MARGIN, UNATTENDED, Watchdog};
pub use worker::WorkerEnd;
