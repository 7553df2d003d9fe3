//! The verbs that POSIX has. Looking, listing and passing through folders are in the file of each system.

use std::borrow::Cow;
use std::ffi::{CStr, CString, OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use rustix::fs::{
    AtFlags, FlockOperation, Gid, Mode, OFlags, RenameFlags, Timespec, Timestamps, fchmod, fchown, fcntl_lock, fsync,
    futimens, mkdirat, openat, readlinkat, renameat, renameat_with, symlinkat, unlinkat,
};
use rustix::io::Errno;
use rustix::path::Arg;
use rustix::process::geteuid;

use super::{Existing, IfMissing, Meta, Refused, Sharing, meta_of};
use crate::model::OwnerId;

/// How many of the deepest folders of a walk stay open; the others are reached again by [`parent`]. Few, because a run
/// must do with fewer than 64 descriptors in all.
pub(crate) const OPEN_FOLDERS: usize = 12;

/// The error number of a device that cannot be read or written.
pub const IO_FAILURE: i32 = Errno::IO.raw_os_error();

/// An open folder.
#[derive(Debug)]
pub(crate) struct Dir(pub(super) OwnedFd);

impl AsFd for Dir {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// A name of a listing, kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(CString);

/// A name of a listing, where the listing has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameRef<'a>(pub(super) &'a CStr);

impl Name {
    pub(crate) fn by_ref(&self) -> NameRef<'_> {
        NameRef(&self.0)
    }
}

impl<'a> NameRef<'a> {
    /// Returns the name as the standard library has it; a system whose names are not its bytes makes a new one.
    pub(crate) fn to_os_str(self) -> Cow<'a, OsStr> {
        Cow::Borrowed(OsStr::from_bytes(self.0.to_bytes()))
    }
}

impl From<NameRef<'_>> for Name {
    fn from(name: NameRef<'_>) -> Self {
        Self(name.0.to_owned())
    }
}

/// Names beside each other in one buffer, so that a listing allocates none.
#[derive(Debug, Default)]
pub(crate) struct NameList(Vec<u8>);

impl NameList {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a name, and returns where it begins.
    pub(crate) fn push(&mut self, name: NameRef<'_>) -> usize {
        let start = self.0.len();
        self.0.extend_from_slice(name.0.to_bytes_with_nul());
        start
    }

    /// Returns the name that begins there.
    pub(crate) fn at(&self, start: usize) -> NameRef<'_> {
        NameRef(self.0.get(start..).and_then(|text| CStr::from_bytes_until_nul(text).ok()).unwrap_or_default())
    }
}

/// One name in a folder, as a listing gave it or as text.
pub(crate) trait AsName: Copy {
    /// How the system takes it; that of a listing is taken as it is.
    type Arg: Arg;
    /// Returns the name for the system.
    fn arg(self) -> Self::Arg;
}

impl<'a> AsName for NameRef<'a> {
    type Arg = &'a CStr;
    fn arg(self) -> &'a CStr {
        self.0
    }
}

impl<'a> AsName for &'a Name {
    type Arg = &'a CStr;
    fn arg(self) -> &'a CStr {
        &self.0
    }
}

impl<'a> AsName for &'a OsStr {
    type Arg = &'a OsStr;
    fn arg(self) -> &'a OsStr {
        self
    }
}

impl<'a> AsName for &'a str {
    type Arg = &'a str;
    fn arg(self) -> &'a str {
        self
    }
}

/// Who may do what with a file, and its group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access {
    mode: Mode,
    group: u32,
}

impl Access {
    pub(super) fn new(mode: Mode, group: u32) -> Self {
        Self { mode, group }
    }

    /// Says whether others than its owner may write to it. Where access lists are in use, the group's bits are their
    /// mask: more than what anybody on the list may do.
    pub(crate) fn others_may_write(self) -> bool {
        self.mode.intersects(Mode::WGRP | Mode::WOTH)
    }

    /// Says whether only their owners can rename what is in a folder, or put other things in its place.
    pub(crate) fn is_guarded(self) -> bool {
        !self.others_may_write() || self.mode.contains(Mode::SVTX)
    }

    /// Says whether its owner may read, change and enter a folder.
    pub(crate) fn owner_may_change(self) -> bool {
        self.mode.contains(Mode::RWXU)
    }

    /// Says whether its owner alone may use it.
    pub(crate) fn is_private(self) -> bool {
        !self.mode.intersects(Mode::RWXG | Mode::RWXO)
    }

    /// Says whether its owner may run it.
    pub(crate) fn is_program(self) -> bool {
        self.mode.contains(Mode::XUSR)
    }
}

const fn file_mode(sharing: Sharing) -> Mode {
    Mode::from_bits_retain(match sharing {
        Sharing::Private => 0o600,
        Sharing::PrivateProgram => 0o700,
        Sharing::Readable => 0o644,
        Sharing::Runnable => 0o755,
        Sharing::Unlisted => 0o200,
        Sharing::Nobody => 0,
    })
}

/// Returns the mode of a folder.
pub(super) const fn dir_mode(sharing: Sharing) -> Mode {
    Mode::from_bits_retain(match sharing {
        Sharing::Private | Sharing::PrivateProgram => 0o700,
        Sharing::Readable | Sharing::Runnable => 0o755,
        Sharing::Unlisted => 0o300,
        Sharing::Nobody => 0,
    })
}

impl From<Errno> for Refused {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::NOENT => Self::Missing,
            Errno::LOOP => Self::Link,
            Errno::NOTDIR => Self::NotAFolder,
            Errno::EXIST => Self::Exists,
            Errno::NOTEMPTY => Self::NotEmpty,
            Errno::BUSY => Self::Busy,
            Errno::ACCESS | Errno::PERM => Self::Denied(errno.raw_os_error()),
            Errno::NOSPC | Errno::DQUOT | Errno::FBIG => Self::NoSpace(errno.raw_os_error()),
            other => Self::Os(other.raw_os_error()),
        }
    }
}

/// Returns what an error number means.
pub(crate) fn refused(number: i32) -> Refused {
    // rustix panics for a number that is no error of the system's.
    if (1..4096).contains(&number) { Errno::from_raw_os_error(number).into() } else { Refused::Os(number) }
}

/// Returns the system's error that says the same.
pub(crate) fn io_error(refused: Refused) -> io::Error {
    let errno = match refused {
        Refused::Missing => Errno::NOENT,
        Refused::Link => Errno::LOOP,
        Refused::NotAFolder => Errno::NOTDIR,
        Refused::NotAFile => Errno::INVAL,
        Refused::Mount => Errno::XDEV,
        Refused::Owner => Errno::PERM,
        Refused::Changed => Errno::STALE,
        Refused::Exists => Errno::EXIST,
        Refused::NotEmpty => Errno::NOTEMPTY,
        Refused::Busy => Errno::BUSY,
        Refused::Denied(number) | Refused::NoSpace(number) | Refused::Os(number) => {
            return io::Error::from_raw_os_error(number);
        }
    };
    errno.into()
}

/// Returns the owner with a user's number.
pub(super) fn owner(uid: u32) -> OwnerId {
    OwnerId::from_system(uid.into())
}

/// Returns the user as whom this program acts.
pub(crate) fn effective_owner() -> OwnerId {
    owner(geteuid().as_raw())
}

/// Says whether an owner is the system's administrator.
pub(crate) fn is_system(whose: OwnerId) -> bool {
    whose == owner(0)
}

const READ_DIR: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opens a folder to read it.
pub(crate) fn open_dir(dir: &Dir, name: impl AsName) -> Result<Dir, Refused> {
    Ok(Dir(openat(dir, name.arg(), READ_DIR, Mode::empty())?))
}

/// Opens an open folder once more, to read it from its beginning: a duplicate would share its place in the listing.
pub(crate) fn reopen(dir: &Dir) -> Result<Dir, Refused> {
    Ok(Dir(openat(dir, c".", READ_DIR, Mode::empty())?))
}

/// Opens the folder that an open one is in now.
pub(crate) fn parent(dir: &Dir) -> Result<Dir, Refused> {
    Ok(Dir(openat(dir, c"..", READ_DIR, Mode::empty())?))
}

/// Opens a file to read it. NONBLOCK: were it a FIFO, opening it would wait for a writer for ever.
pub(crate) fn open_file(dir: &Dir, name: impl AsName) -> Result<File, Refused> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(openat(dir, name.arg(), flags, Mode::empty())?.into())
}

/// Opens a file to lock it, for its owner alone where it is made.
pub(crate) fn open_to_lock(dir: &Dir, name: impl AsName, missing: IfMissing) -> Result<File, Refused> {
    let create = if missing == IfMissing::Create { OFlags::CREATE } else { OFlags::empty() };
    let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | create;
    Ok(openat(dir, name.arg(), flags, file_mode(Sharing::Private))?.into())
}

/// Takes the lock on all of a file that other programs ask for too; `false` where one has it.
pub(crate) fn lock_whole(file: &File) -> Result<bool, Refused> {
    match fcntl_lock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::AGAIN | Errno::ACCESS) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Makes a file and opens it for writing. Refuses a name that is taken.
pub(crate) fn create_file(dir: &Dir, name: impl AsName, sharing: Sharing) -> Result<File, Refused> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(dir, name.arg(), flags, file_mode(sharing))?.into())
}

/// Makes a folder. Refuses a name that is taken.
pub(crate) fn make_dir(dir: &Dir, name: impl AsName, sharing: Sharing) -> Result<(), Refused> {
    Ok(mkdirat(dir, name.arg(), dir_mode(sharing))?)
}

/// Makes a link. Refuses a name that is taken.
pub(crate) fn make_link(dir: &Dir, name: impl AsName, to: &Path) -> Result<(), Refused> {
    Ok(symlinkat(to, dir, name.arg())?)
}

/// Returns where a link leads.
pub(crate) fn read_link(dir: &Dir, name: impl AsName) -> Result<OsString, Refused> {
    Ok(OsString::from_vec(readlinkat(dir, name.arg(), Vec::new())?.into_bytes()))
}

/// Removes a name that is no folder's. A link goes as a link.
pub(crate) fn remove_file(dir: &Dir, name: impl AsName) -> Result<(), Refused> {
    Ok(unlinkat(dir, name.arg(), AtFlags::empty())?)
}

/// Removes an empty folder; [`Refused::NotEmpty`] where it is not.
pub(crate) fn remove_dir(dir: &Dir, name: impl AsName) -> Result<(), Refused> {
    match unlinkat(dir, name.arg(), AtFlags::REMOVEDIR) {
        Err(Errno::EXIST) => Err(Refused::NotEmpty),
        done => Ok(done?),
    }
}

/// Gives what has a name in one folder a name in another on the same volume.
pub(crate) fn rename(
    from: &Dir,
    name: impl AsName,
    to: &Dir,
    new: impl AsName,
    existing: Existing,
) -> Result<(), Refused> {
    match existing {
        Existing::Replace => renameat(from, name.arg(), to, new.arg())?,
        Existing::Keep => renameat_with(from, name.arg(), to, new.arg(), RenameFlags::NOREPLACE)?,
    }
    Ok(())
}

/// Lets others use a file as said, whatever mask this program works with.
pub(crate) fn set_file_sharing(file: &File, sharing: Sharing) -> Result<(), Refused> {
    Ok(fchmod(file, file_mode(sharing))?)
}

/// As [`set_file_sharing`], of a folder.
pub(crate) fn set_dir_sharing(dir: &Dir, sharing: Sharing) -> Result<(), Refused> {
    Ok(fchmod(dir, dir_mode(sharing))?)
}

/// Gives a new file the old one's group and mode. Where the group cannot be given, it gets no rights either.
pub(crate) fn copy_access(file: &File, old: &Meta) -> Result<(), Refused> {
    let mut mode = old.access.mode & (Mode::RWXU | Mode::RWXG | Mode::RWXO);
    let group = old.access.group;
    if meta_of(file)?.access.group != group && fchown(file, None, Some(Gid::from_raw(group))).is_err() {
        mode -= Mode::RWXG;
    }
    Ok(fchmod(file, mode)?)
}

/// Sets when a file's content changed, in Unix seconds.
pub(crate) fn set_modified(file: &File, seconds: i64) -> Result<(), Refused> {
    let time = Timespec { tv_sec: seconds, tv_nsec: 0 };
    Ok(futimens(file, &Timestamps { last_access: time, last_modification: time })?)
}

/// Sees to it that a folder's names outlast a power failure.
pub(crate) fn sync_dir(dir: &Dir) -> Result<(), Refused> {
    Ok(fsync(dir)?)
}

/// Lets everybody use a file or folder as said.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn let_others(path: &Path, others: super::Others) -> Result<(), Refused> {
    let is_folder = super::meta_of_path(path)?.kind == super::Kind::Folder;
    let mode = match (others, is_folder) {
        (super::Others::Read, false) => 0o644,
        (super::Others::Read, true) => 0o755,
        (super::Others::Write, false) => 0o666,
        (super::Others::Write, true) => 0o777,
    };
    Ok(rustix::fs::chmod(path, Mode::from_raw_mode(mode))?)
}
