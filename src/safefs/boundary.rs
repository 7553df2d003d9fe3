//! One step in the file system: looking at a name, and opening a folder by it. Refuses links, other mounts and other
//! owners, each with its reason.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Statx, StatxFlags, openat, statx};
use rustix::io::Errno;
use rustix::path::Arg;

use crate::model::{FileId, LeftoverKind};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A FIFO, socket or device.
    Special,
}

/// Which mount something lies on. A bind mount has the device of its source, so the device alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mount {
    Id(u64),
    /// Linux before 5.8 does not tell the mount.
    Device(u64),
}

/// What a name stands for, in full.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta {
    pub(super) kind: Kind,
    pub(super) len: u64,
    pub(super) owner: u32,
    pub(super) group: u32,
    pub(super) mode: Mode,
    pub(super) links: u32,
    pub(super) modified: i64,
    /// When anything about it changed last: content, name or rights.
    pub(super) changed: i64,
    /// When it was made, where the file system tells.
    pub(super) made: Option<i64>,
    pub(super) id: FileId,
    pub(super) mount: Mount,
}

impl Meta {
    fn new(stat: &Statx) -> Self {
        let device = (u64::from(stat.stx_dev_major) << 32) | u64::from(stat.stx_dev_minor);
        let tells_mount = stat.stx_mask & StatxFlags::MNT_ID.bits() != 0;
        Self {
            kind: match FileType::from_raw_mode(stat.stx_mode.into()) {
                FileType::RegularFile => Kind::File,
                FileType::Directory => Kind::Folder,
                FileType::Symlink => Kind::Link,
                _ => Kind::Special,
            },
            len: stat.stx_size,
            owner: stat.stx_uid,
            group: stat.stx_gid,
            mode: Mode::from_raw_mode(stat.stx_mode.into()),
            links: stat.stx_nlink,
            modified: stat.stx_mtime.tv_sec,
            changed: stat.stx_ctime.tv_sec,
            made: (stat.stx_mask & StatxFlags::BTIME.bits() != 0).then_some(stat.stx_btime.tv_sec),
            id: FileId { volume: device, file: stat.stx_ino.into() },
            mount: if tells_mount { Mount::Id(stat.stx_mnt_id) } else { Mount::Device(device) },
        }
    }
}

const TOLD: StatxFlags = StatxFlags::BASIC_STATS.union(StatxFlags::MNT_ID).union(StatxFlags::BTIME);

/// Looks at a name in a folder, without following a link and without waking an automounter.
pub(super) fn meta(dir: impl AsFd, name: impl Arg) -> Result<Meta, Errno> {
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    statx(dir, name, flags, TOLD).map(|stat| Meta::new(&stat))
}

/// Looks at what is open.
pub(super) fn meta_of(open: impl AsFd) -> Result<Meta, Errno> {
    statx(open, c"", AtFlags::EMPTY_PATH, TOLD).map(|stat| Meta::new(&stat))
}

/// Opens a folder to read it. A link in its place is an error.
pub(super) fn open_folder(dir: impl AsFd, name: impl Arg) -> Result<OwnedFd, Errno> {
    openat(dir, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
}

/// Why something is not entered or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Missing,
    Link,
    NotAFolder,
    Mount,
    Owner,
    Changed,
    Os(Errno),
}

impl From<Errno> for Refused {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::NOENT => Self::Missing,
            Errno::LOOP => Self::Link,
            Errno::NOTDIR => Self::NotAFolder,
            other => Self::Os(other),
        }
    }
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => Errno::NOENT.into(),
            Refused::Link => Errno::LOOP.into(),
            Refused::NotAFolder => Errno::NOTDIR.into(),
            Refused::Mount => Errno::XDEV.into(),
            Refused::Owner => Errno::PERM.into(),
            Refused::Changed => Errno::STALE.into(),
            Refused::Os(errno) => errno.into(),
        }
    }
}

impl Refused {
    /// Returns how a report says this of something that should have gone.
    pub(super) fn leftover(self) -> LeftoverKind {
        match self {
            Self::Missing | Self::Link | Self::NotAFolder | Self::Changed => LeftoverKind::Changed,
            // What this user's folder holds is busy only where something is mounted on it.
            Self::Mount | Self::Os(Errno::BUSY) => LeftoverKind::OtherMount,
            Self::Owner => LeftoverKind::ForeignOwner,
            Self::Os(Errno::ACCESS | Errno::PERM) => LeftoverKind::NoPermission,
            Self::Os(Errno::NOTEMPTY | Errno::EXIST) => LeftoverKind::CameBack,
            Self::Os(errno) => LeftoverKind::Os(errno.raw_os_error()),
        }
    }
}

/// Where a walk may go: one user's files on one mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ground {
    pub(super) uid: u32,
    pub(super) mount: Mount,
}

impl Ground {
    /// Says whether something lies on this ground.
    pub(super) fn holds(&self, meta: &Meta) -> Result<(), Refused> {
        if meta.mount != self.mount {
            Err(Refused::Mount)
        } else if meta.owner != self.uid {
            Err(Refused::Owner)
        } else {
            Ok(())
        }
    }

    /// Opens a folder below an open one.
    ///
    /// It is looked at by name first, so that nothing on another mount is opened (a dead network mount would hang),
    /// and again once it is open, so that a swap in between is noticed.
    pub(super) fn enter(&self, dir: impl AsFd, name: impl Arg + Copy) -> Result<(OwnedFd, Meta), Refused> {
        let dir = dir.as_fd();
        let seen = meta(dir, name)?;
        match seen.kind {
            Kind::Folder => self.holds(&seen)?,
            Kind::Link => return Err(Refused::Link),
            Kind::File | Kind::Special => return Err(Refused::NotAFolder),
        }
        let opened = open_folder(dir, name)?;
        let now = meta_of(&opened)?;
        self.holds(&now)?;
        if now.id == seen.id { Ok((opened, now)) } else { Err(Refused::Changed) }
    }
}
