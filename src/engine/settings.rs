//! Loading the settings in effect: which files are read for this user on this computer. Refuses to go on with a damaged
//! file.

use crate::catalog::is_public_suffix;
use crate::platform::{Places, current_owner};
use crate::policy::{Broken, Files, Loaded, load};

/// Returns the settings in effect. A damaged file is an error, never ignored.
pub fn settings(places: &Places) -> Result<Loaded, Broken> {
    load(&Files {
        machine: &places.policy,
        administrator: places.os.administrator,
        user: &places.settings(),
        person: current_owner(),
        is_shared: is_public_suffix,
    })
}
