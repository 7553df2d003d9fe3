//! Roots of areas outside browsers that do not lie below HOME, or are HOME itself: each has a proof of its own.
//!
//! They are reached from the top of the file system by handles, following no link at all: where one leads elsewhere,
//! the area is reported and not touched. In a folder that holds other things too, a scope must name what goes.

use std::os::fd::{AsFd as _, OwnedFd};
use std::path::PathBuf;

use rustix::fs::{CWD, Mode, OFlags, openat};

use super::boundary::{Ground, Kind, Meta, Refused, meta, meta_of, open_folder};
use super::home::Home;
use super::root::{NotARoot, Root};
use crate::model::{RelPath, RootBase, RootKind, RootProof};

/// Folders above an area often allow only passing through.
const PASS: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

impl Root {
    /// Opens a folder by its path from the top of the file system, and proves it by its kind:
    ///
    /// - [`RootKind::Mixed`]: it is HOME itself.
    /// - [`RootKind::Temp`]: this user's, or root's with the sticky bit, so that nobody can take away another's files.
    /// - [`RootKind::Area`]: this user's, on the mount of the folder above; that one is this user's too, or nobody can
    ///   put another folder of this user's in its place.
    ///
    /// Every other kind lies below HOME and is refused.
    pub fn prove_at_top(home: &Home, at: &RelPath, kind: RootKind) -> Result<Self, NotARoot> {
        let mut path = PathBuf::from("/");
        let opened = openat(CWD, c"/", PASS, Mode::empty());
        let mut above = opened.map_err(|errno| NotARoot::new(errno.into(), path.clone()))?;
        for name in at.parent().iter().flat_map(RelPath::names) {
            path.push(name);
            let next = pass(&above, name).map_err(|refused| NotARoot::new(refused, path.clone()))?;
            above = next;
        }
        path.push(at.file_name());
        let reached = arrive(home, &above, at, kind).map_err(|refused| NotARoot::new(refused, path.clone()));
        let (dir, meta) = reached?;
        let proof = RootProof { kind, base: RootBase::Top, at: at.clone(), marker: None, id: meta.id };
        Ok(Self::proven(dir, path, proof, Ground { uid: home.uid(), mount: meta.mount }))
    }

    /// Says whether others' things lie in it too, so that only what is named may go.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self.proof().kind, RootKind::Mixed | RootKind::Temp)
    }
}

fn pass(above: &OwnedFd, name: &std::ffi::OsStr) -> Result<OwnedFd, Refused> {
    match meta(above, name)?.kind {
        Kind::Folder => Ok(openat(above, name, PASS, Mode::empty())?),
        Kind::Link => Err(Refused::Link),
        Kind::File | Kind::Special => Err(Refused::NotAFolder),
    }
}

fn arrive(home: &Home, above: &OwnedFd, at: &RelPath, kind: RootKind) -> Result<(OwnedFd, Meta), Refused> {
    let seen = meta(above, at.file_name())?;
    match seen.kind {
        Kind::Folder => {}
        Kind::Link => return Err(Refused::Link),
        Kind::File | Kind::Special => return Err(Refused::NotAFolder),
    }
    let is_ours = seen.owner == home.uid();
    let proven = match kind {
        RootKind::Mixed => seen.id == meta_of(home.dir())?.id,
        RootKind::Temp => is_ours || seen.owner == 0 && is_guarded(&seen),
        RootKind::Area => {
            let around = meta_of(above.as_fd())?;
            if around.mount != seen.mount {
                return Err(Refused::Mount);
            }
            is_ours && (around.owner == home.uid() || is_guarded(&around))
        }
        RootKind::Browser | RootKind::Cache | RootKind::Config | RootKind::Own => false,
    };
    if !proven {
        return Err(Refused::Owner);
    }
    let dir = open_folder(above, at.file_name())?;
    let now = meta_of(&dir)?;
    if now.id == seen.id { Ok((dir, now)) } else { Err(Refused::Changed) }
}

/// Says whether nobody but the owners can rename what is in a folder, or put other things in its place.
fn is_guarded(folder: &Meta) -> bool {
    let others = Mode::WGRP | Mode::WOTH;
    !folder.mode.intersects(others) || folder.mode.contains(Mode::SVTX)
}
