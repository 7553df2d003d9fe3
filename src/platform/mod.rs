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
    Display, Mounts, OsPlaces, ThisComputer, default_browser, has_display, on_signals, sign_in_aids, tell, this_user,
    work_for,
};
pub use places::{Places, places};
pub use restart::{start_again, this_program};
pub use stop::{stop_after, stop_on_signals};
pub use system::{
    AccountError, AfterwardsError, App, AreaPlace, Asked, Clipboard, HeldFile, How, Idle, OpenError, PlacesError, Proc,
    Program, Started, System,
};
