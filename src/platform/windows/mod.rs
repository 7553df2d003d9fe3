//! Windows, which is not built yet. Exports the names that every system exports; each returns an error or nothing.
//!
//! `home_variable` returns [`PlacesError::NotBuilt`](super::PlacesError::NotBuilt), so no command gets as far as a run.

mod computer;
mod ending;
mod places;
#[cfg(feature = "gui")]
mod window;

#[cfg(any(test, feature = "testing"))]
pub(super) use computer::area_places;
pub use computer::{
    ThisComputer, become_user, browser_settings, current_account, current_owner, default_browser, has_display,
    log_line, on_signals, run_for_each_account, sign_in_aids,
};
pub use ending::{ParentLink, let_others_go_first, run_worker, survive_file_size_limit};
pub(super) use ending::{end_process, write_now};
pub use places::{
    Display, MountSource, OsPlaces, USER_DIRS, UserDirs, VARIABLE_FILES, VARIABLE_FOLDER, assigned_folders,
    own_session_folders, user_dirs_in,
};
pub(super) use places::{POLICY, TEMP, account_home, home_variable};
#[cfg(feature = "gui")]
pub use window::{Claim, OnlyWindow, claim_window, notify, watch_idle};
