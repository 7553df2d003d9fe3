//! One step down in the file system: opening a folder by its name. Refuses links, other mounts and other owners, each
//! with its reason.

use super::sys::{self, AsName, Dir, Kind, Meta, MountId, Refused};
use crate::model::OwnerId;

/// Where a walk may go: one user's files on one mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Boundary {
    pub(super) owner: OwnerId,
    pub(super) mount: MountId,
}

impl Boundary {
    /// Says whether something lies on this boundary.
    pub(super) fn check(&self, meta: &Meta) -> Result<(), Refused> {
        if meta.mount != self.mount {
            Err(Refused::Mount)
        } else if meta.owner != self.owner {
            Err(Refused::Owner)
        } else {
            Ok(())
        }
    }

    /// Opens a folder below an open one.
    ///
    /// It is looked at by name first, so that nothing on another mount is opened (a dead network mount would hang),
    /// and again once it is open, so that a swap in between is noticed.
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
