//! What is set for this person on this computer: whose files count, and which names are nobody's site.

use crate::catalog::is_public_suffix;
use crate::platform::{Places, this_user};
use crate::policy::{Broken, Files, Loaded, load};

/// Reads what is set. A file that is there and is broken stops everything.
pub fn settings(places: &Places) -> Result<Loaded, Broken> {
    load(&Files {
        machine: &places.policy,
        administrator: places.os.administrator,
        user: &places.settings(),
        person: this_user(),
        is_shared: is_public_suffix,
    })
}
