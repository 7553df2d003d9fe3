//! Windows, which is not built yet: the names that every system exports, each of which refuses or finds nothing.
//!
//! No folder of a user is known here and no process is shown, so that no run can begin.

mod computer;
mod places;
#[cfg(feature = "gui")]
mod window;

#[cfg(any(test, feature = "testing"))]
pub(super) use computer::area_places;
pub use computer::{
    ThisComputer, become_user, current_owner, default_browser, has_display, log_line, on_signals, sign_in_aids,
};
pub use places::{Display, MountSource, OsPlaces};
pub(super) use places::{POLICY, TEMP, home_variable};
#[cfg(feature = "gui")]
pub use window::{Claim, OnlyWindow, claim_window, notify, watch_idle};
