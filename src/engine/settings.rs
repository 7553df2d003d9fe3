//! Loading the settings in effect: which files are read for this user on this computer.

use crate::catalog::is_public_suffix;
use crate::model::Attendance;
use crate::platform::{Places, current_owner};
use crate::policy::{Broken, Files, Loaded, load};

/// Returns the settings in effect. A damaged policy is an error, never ignored; so are damaged settings of a user who
/// watches the run.
pub fn settings(places: &Places, attendance: Attendance) -> Result<Loaded, Broken> {
    load(&Files {
        machine: &places.policy,
        administrator: places.os.administrator,
        user: &places.settings(),
        person: current_owner(),
        is_shared: is_public_suffix,
        attendance,
    })
}
