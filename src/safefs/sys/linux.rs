//! Looking, listing and passing through folders on Linux: `statx`, `getdents` and `O_PATH`, which POSIX has not.

use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd};
use std::path::Path;

use rustix::fs::{
    AtFlags, CWD, FileType, Mode, OFlags, RawDir, SeekFrom, Statx, StatxFlags, chmodat, openat, seek, statx,
};

pub use super::unix::IO_FAILURE;
#[cfg(any(test, feature = "testing"))]
pub(crate) use super::unix::let_others;
pub(crate) use super::unix::{
    Access, AsName, Dir, Name, NameList, NameRef, OPEN_FOLDERS, copy_access, create_file, effective_owner, io_error,
    is_system, lock_whole, make_dir, make_link, open_dir, open_file, open_to_lock, parent, read_link, refused,
    remove_dir, remove_file, rename, reopen, set_dir_sharing, set_file_sharing, set_modified, sync_dir,
};
use super::unix::{dir_mode, owner};
use super::{Entry, Kind, Meta, Refused, Sharing};
use crate::model::{FileId, VolumeId};

/// Which mount something lies on. A bind mount has the device of its source, so the device alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MountId {
    Id(u64),
    /// Linux before 5.8 does not tell the mount.
    Device(u64),
}

fn seen(stat: &Statx) -> Meta {
    let device = (u64::from(stat.stx_dev_major) << 32) | u64::from(stat.stx_dev_minor);
    let tells_mount = stat.stx_mask & StatxFlags::MNT_ID.bits() != 0;
    Meta {
        kind: match FileType::from_raw_mode(stat.stx_mode.into()) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            _ => Kind::Special,
        },
        len: stat.stx_size,
        modified: stat.stx_mtime.tv_sec,
        changed: stat.stx_ctime.tv_sec,
        created: (stat.stx_mask & StatxFlags::BTIME.bits() != 0).then_some(stat.stx_btime.tv_sec),
        links: stat.stx_nlink,
        id: FileId { volume: device, file: stat.stx_ino.into() },
        mount: if tells_mount { MountId::Id(stat.stx_mnt_id) } else { MountId::Device(device) },
        owner: owner(stat.stx_uid),
        access: Access::new(Mode::from_raw_mode(stat.stx_mode.into()), stat.stx_gid),
    }
}

const ASKED: StatxFlags = StatxFlags::BASIC_STATS.union(StatxFlags::MNT_ID).union(StatxFlags::BTIME);

/// Looks at a name in a folder, without waking an automounter, and without asking a file system's server: the name may
/// be a mount that never answers, and the mount's id is known without it (FUSE; `fuse_update_get_attr` in Linux 6.1).
pub(crate) fn meta(dir: &Dir, name: impl AsName) -> Result<Meta, Refused> {
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT | AtFlags::STATX_DONT_SYNC;
    Ok(seen(&statx(dir, name.arg(), flags, ASKED)?))
}

/// Looks at what is open.
pub(crate) fn meta_of(open: &impl AsFd) -> Result<Meta, Refused> {
    Ok(seen(&statx(open, c"", AtFlags::EMPTY_PATH, ASKED)?))
}

/// Looks at a path; only the folders on the way may be links.
pub(crate) fn meta_of_path(path: &Path) -> Result<Meta, Refused> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    meta_of(&openat(CWD, path, flags, Mode::empty())?)
}

/// Folders above a home often allow only passing through: they are opened without the right to read them.
const PASS: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opens the top of a volume, to pass through.
pub(crate) fn root_of(volume: &VolumeId) -> Result<Dir, Refused> {
    Ok(Dir(openat(CWD, volume.path(), PASS, Mode::empty())?))
}

/// Opens a folder to pass through.
pub(crate) fn pass(dir: &Dir, name: impl AsName) -> Result<Dir, Refused> {
    Ok(Dir(openat(dir, name.arg(), PASS, Mode::empty())?))
}

/// Lets others use a folder as said that was opened to pass through: one that nobody may read can be opened no other way.
/// Its handle has no right to that itself (`fchmod` of `O_PATH`: `EBADF`, open(2)), but a path that leads to nothing else.
pub(crate) fn set_passed_sharing(dir: &Dir, sharing: Sharing) -> Result<(), Refused> {
    Ok(chmodat(CWD, format!("/proc/self/fd/{}", dir.0.as_raw_fd()), dir_mode(sharing), AtFlags::empty())?)
}

/// Opens a folder by its path to pass through, and follows links.
pub(crate) fn open_path(path: &Path) -> Result<Dir, Refused> {
    Ok(Dir(openat(CWD, path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?))
}

/// Some 6,000 names at a time; one buffer for a whole walk.
const BUFFER: usize = 256 * 1024;

/// Where the system writes names that it lists.
#[derive(Debug)]
pub(crate) struct ListBuffer(Vec<MaybeUninit<u8>>);

impl ListBuffer {
    pub(crate) fn new() -> Self {
        Self(vec![MaybeUninit::uninit(); BUFFER])
    }
}

/// Names of a folder that are still to be read.
pub(crate) struct Entries<'a> {
    dir: &'a Dir,
    raw: RawDir<'a, BorrowedFd<'a>>,
}

/// Begins to list a folder, at its beginning.
pub(crate) fn list<'a>(dir: &'a Dir, buffer: &'a mut ListBuffer) -> Result<Entries<'a>, Refused> {
    seek(dir, SeekFrom::Start(0))?;
    Ok(Entries { dir, raw: RawDir::new(dir.as_fd(), &mut buffer.0) })
}

impl Entries<'_> {
    /// Hands over as many names as the system gives at once, and says whether there may be more. Names that were handed
    /// over may be removed before the next are read.
    pub(crate) fn read(&mut self, mut each: impl FnMut(Entry<'_>)) -> Result<bool, Refused> {
        while let Some(entry) = self.raw.next() {
            let entry = entry?;
            let name = entry.file_name();
            if name != c"." && name != c".." {
                let name = NameRef(name);
                let is_folder = match entry.file_type() {
                    FileType::Directory => true,
                    // Some file systems do not tell in a listing.
                    FileType::Unknown => meta(self.dir, name).is_ok_and(|meta| meta.kind == Kind::Folder),
                    _ => false,
                };
                each(Entry { name, order: entry.ino(), is_folder });
            }
            if self.raw.is_buffer_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
