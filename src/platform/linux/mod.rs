//! Linux. This file's exports are the contract: every system's folder exports the same names. Those under
//! `feature = "gui"` exist only in a build with the window.

mod account;
mod accounts;
mod addresses;
mod area_places;
mod ask;
mod bounded;
mod browser_settings;
mod clipboard;
mod computer;
mod default_browser;
#[cfg(feature = "gui")]
mod desktop;
mod each_account;
mod ending;
#[cfg(feature = "gui")]
mod idle;
mod journal;
mod launch;
mod lock_holders;
mod logon;
mod mounts;
mod open_files;
mod places;
mod processes;
mod sandbox;
mod session;
mod sessions;
mod sign_in;
mod signals;
mod terminate;
mod variables;
mod worker;
mod x11;
mod xauth;

pub(super) use account::account_home;
pub use account::{become_user, current_account, current_owner};
#[cfg(any(test, feature = "testing"))]
pub(super) use area_places::area_places;
pub use browser_settings::browser_settings;
pub use computer::{ThisComputer, has_display};
pub use default_browser::default_browser;
#[cfg(feature = "gui")]
pub use desktop::{Claim, OnlyWindow, claim_window, notify};
pub use each_account::run_for_each_account;
pub(super) use ending::{end_process, write_now};
pub use ending::{let_others_go_first, survive_file_size_limit};
#[cfg(feature = "gui")]
pub use idle::watch_idle;
pub use journal::log_line;
pub use places::{Display, MountSource, OsPlaces};
pub(super) use places::{POLICY, TEMP, home_variable};
pub use sign_in::sign_in_aids;
pub use signals::on_signals;
pub use variables::{
    USER_DIRS, UserDirs, VARIABLE_FILES, VARIABLE_FOLDER, assigned_folders, own_session_folders, user_dirs_in,
};
pub use worker::{ParentLink, run_worker};
