//! Roots of areas outside browsers that are not below HOME, or are HOME itself. Each kind has its own proof.
//!
//! They are reached from the top of a volume by handles. No link is followed: if there is one on the way, the area is
//! reported and not touched. In a folder that contains other things too, a scope must name what is removed.

use std::ffi::OsStr;

use super::boundary::Boundary;
use super::home::Home;
use super::root::{NotARoot, Root};
use super::sys::{self, Dir, Kind, Meta, Refused};
use crate::model::{RelPath, RootBase, RootKind, RootProof, VolumeId};

impl Root {
    /// Opens a folder by its path from the top of a volume, and proves it by its kind:
    ///
    /// - [`RootKind::Mixed`]: it is HOME itself.
    /// - [`RootKind::Temp`]: it is this user's, or root's and guarded, so that no user can remove another's files.
    /// - [`RootKind::Area`]: it is this user's, and on the mount of its parent. The parent is this user's too, or
    ///   guarded, so that no other user can put another folder of this user's in its place.
    ///
    /// - [`RootKind::Cache`]: as an area, but it may be a mount. Its content proves it besides, to the caller.
    ///
    /// Every other kind lies below HOME and is refused.
    pub fn prove_outside_home(home: &Home, volume: &VolumeId, at: &RelPath, kind: RootKind) -> Result<Self, NotARoot> {
        let mut path = volume.path().to_owned();
        let mut above = sys::root_of(volume).map_err(|refused| NotARoot::new(refused, path.clone()))?;
        for name in at.parent().iter().flat_map(RelPath::names) {
            path.push(name);
            let next = pass(&above, name).map_err(|refused| NotARoot::new(refused, path.clone()))?;
            above = next;
        }
        path.push(at.file_name());
        let reached = open_proven(home, &above, at, kind).map_err(|refused| NotARoot::new(refused, path.clone()));
        let (dir, meta) = reached?;
        let proof =
            RootProof { kind, base: RootBase::Volume(volume.clone()), at: at.clone(), marker: None, id: meta.id };
        let boundary = Boundary { owner: home.owner(), mount: meta.mount };
        Ok(Self::proven(dir, path, proof, boundary, home.swaps().clone()))
    }

    /// Says whether it contains other things too, so that only what a scope names may be removed.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self.proof().kind, RootKind::Mixed | RootKind::Temp)
    }
}

fn pass(above: &Dir, name: &OsStr) -> Result<Dir, Refused> {
    match sys::meta(above, name)?.kind {
        Kind::Folder => sys::pass(above, name),
        Kind::Link => Err(Refused::Link),
        Kind::File | Kind::Special => Err(Refused::NotAFolder),
    }
}

/// Says whether no other user can put another folder of this user's in the place of one in this folder.
fn is_private_place(home: &Home, above: &Dir) -> Result<bool, Refused> {
    let around = sys::meta_of(above)?;
    Ok(around.owner == home.owner() || around.access.is_guarded())
}

fn open_proven(home: &Home, above: &Dir, at: &RelPath, kind: RootKind) -> Result<(Dir, Meta), Refused> {
    let seen = sys::meta(above, at.file_name())?;
    match seen.kind {
        Kind::Folder => {}
        Kind::Link => return Err(Refused::Link),
        Kind::File | Kind::Special => return Err(Refused::NotAFolder),
    }
    let is_ours = seen.owner == home.owner();
    let proven = match kind {
        RootKind::Mixed => seen.id == sys::meta_of(home.dir())?.id,
        RootKind::Temp => is_ours || sys::is_system(seen.owner) && seen.access.is_guarded(),
        RootKind::Area => {
            if sys::meta_of(above)?.mount != seen.mount {
                return Err(Refused::Mount);
            }
            is_ours && is_private_place(home, above)?
        }
        RootKind::Cache => is_ours && is_private_place(home, above)?,
        RootKind::Browser | RootKind::Config | RootKind::Own => false,
    };
    if !proven {
        return Err(Refused::Owner);
    }
    let dir = sys::open_dir(above, at.file_name())?;
    let now = sys::meta_of(&dir)?;
    if now.id == seen.id { Ok((dir, now)) } else { Err(Refused::Changed) }
}
