//! The computer around us: its folders, its processes, and how to ask a program to close.
//!
//! The rest of the program sees it through [`System`], so that tests can put a made-up computer in its place, and through
//! [`Places`], a value, so that nothing else reads the environment. This module never removes or changes a file, and
//! never touches a process of another user.

#[cfg(unix)]
mod account;
#[cfg(target_os = "linux")]
mod afterwards;
#[cfg(target_os = "linux")]
mod clipboard;
#[cfg(unix)]
mod default_browser;
#[cfg(all(target_os = "linux", feature = "gui"))]
mod desktop;
#[cfg(target_os = "linux")]
mod ending;
mod environment;
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
mod restart;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod sign_in;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod stop;
mod system;
#[cfg(target_os = "linux")]
mod x11;
#[cfg(target_os = "linux")]
mod xauth;

#[cfg(unix)]
pub use account::{this_user, work_for};
#[cfg(unix)]
pub use default_browser::default_browser;
#[cfg(all(target_os = "linux", feature = "gui"))]
pub use desktop::{Claim, OnlyWindow, claim_window, notify};
pub use environment::{has_display, is_remote_desktop, locale};
#[cfg(all(target_os = "linux", feature = "gui"))]
pub use idle::watch_idle;
#[cfg(unix)]
pub use journal::tell;
#[cfg(target_os = "linux")]
pub use linux::ThisComputer;
pub use places::{Display, Mounts, Places, PlacesError, places};
pub use restart::{start_again, this_program};
#[cfg(target_os = "linux")]
pub use sign_in::sign_in_aids;
#[cfg(unix)]
pub use signals::on_signals;
#[cfg(unix)]
pub use stop::{stop_after, stop_on_signals};
pub use system::{
    AccountError, AfterwardsError, App, Asked, Clipboard, HeldFile, How, Idle, Mount, OpenError, Proc, Program,
    Started, System,
};
