//! The boundary of a walk, and opening a folder by its name within it. Refuses links, other mounts and other owners,
//! each with its own reason.

use super::sys::{self, AsName, Dir, Kind, Meta, MountId, Refused};
use crate::model::OwnerId;

/// The files that a walk may touch: one user's, on one mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Boundary {
    pub(super) owner: OwnerId,
    pub(super) mount: MountId,
}

impl Boundary {
    /// Returns an error if a file is on another mount or belongs to another user.
    pub(super) fn check(&self, meta: &Meta) -> Result<(), Refused> {
        if meta.mount != self.mount {
            Err(Refused::Mount)
        } else if meta.owner != self.owner {
            Err(Refused::Owner)
        } else {
            Ok(())
        }
    }

    /// Opens a folder in an open one, if it is within the boundary.
    ///
    /// The name is looked at before it is opened, so that nothing on another mount is opened (a dead network mount
    /// would hang). The open folder is looked at again, so that a swap in between is noticed.
    pub(super) fn enter(&self, dir: &Dir, name: impl AsName) -> Result<(Dir, Meta), Refused> {
        let seen = sys::meta(dir, name)?;
        match seen.kind {
            Kind::Folder => self.check(&seen)?,
            Kind::Link => return Err(Refused::Link),
            Kind::File | Kind::Special => return Err(Refused::NotAFolder),
        }
        let opened = sys::open_dir(dir, name)?;
        let now = sys::meta_of(&opened)?;
        self.check(&now)?;
        if now.id == seen.id { Ok((opened, now)) } else { Err(Refused::Changed) }
    }
}
