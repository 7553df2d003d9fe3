//! The computer around us: its folders, its processes, and how to ask a program to close.
//!
//! The rest of the program sees it through [`System`], so that tests can put a made-up computer in its place, and through
//! [`Places`], a value, so that nothing else reads the environment. This module never removes or changes a file, and
//! never touches a process of another user.
//!
//! Each operating system has a folder. Its `mod.rs` lists what every one of them exports.

mod environment;
#[cfg(target_os = "linux")]
mod linux;
mod places;
mod restart;
mod stop;
mod system;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as os;
#[cfg(windows)]
use windows as os;

pub use environment::{is_remote_desktop, locale};
#[cfg(feature = "gui")]
pub use os::{Claim, OnlyWindow, claim_window, notify, watch_idle};
pub use os::{
    Display, MountSource, OsPlaces, ThisComputer, become_user, current_owner, default_browser, has_display, log_line,
    on_signals, sign_in_aids,
};
pub use places::{Places, places};
pub use restart::{current_program, restart};
pub use stop::{stop_after, stop_on_signals};
pub use system::{
    AccountError, AfterRunError, App, AreaPlace, Clipboard, CloseRequest, EndMode, Idle, OpenError, OpenFile,
    PlacesError, Proc, Program, Started, System,
};
