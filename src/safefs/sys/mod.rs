//! What differs by system below `safefs`: small verbs on open folders and single names, and what is seen of a file.
//!
//! Each verb works by an open handle and one name, and follows no link unless its doc says so. No rule lives here: what
//! may be entered, replaced or removed is decided above, once for all systems. Above this folder there is no descriptor,
//! no user number, no mode bit and no error number.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as os;
#[cfg(windows)]
use windows as os;

#[cfg(any(test, feature = "testing"))]
pub(super) use os::let_others;

use std::io;

pub use os::IO_FAILURE;
// What a system exports; none may leave one out.
pub(super) use os::{
    Access, AsName, Dir, ListBuffer, MountId, Name, NameList, NameRef, OPEN_FOLDERS, copy_access, create_file,
    effective_owner, is_system, list, lock_whole, make_dir, make_link, meta, meta_of, meta_of_path, open_dir,
    open_file, open_path, open_to_lock, parent, pass, read_link, remove_dir, remove_file, rename, reopen, root_of,
    set_dir_sharing, set_file_sharing, set_modified, set_passed_sharing, sync_dir,
};

use crate::model::{FileId, Form, LeftoverKind, OwnerId};

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

impl Kind {
    /// Returns what this is to a rule, which knows files and folders.
    pub const fn form(self) -> Form {
        match self {
            Self::File => Form::File,
            Self::Folder => Form::Folder,
            Self::Link | Self::Special => Form::Other,
        }
    }
}

/// What a name stands for, in full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meta {
    pub(crate) kind: Kind,
    pub(crate) len: u64,
    /// When its content changed, in Unix seconds.
    pub(crate) modified: i64,
    /// When anything about it changed last: content, name or rights.
    pub(crate) changed: i64,
    /// When it was made, where the file system tells.
    pub(crate) created: Option<i64>,
    /// How many names it has.
    pub(crate) links: u32,
    pub(crate) id: FileId,
    pub(crate) mount: MountId,
    pub(crate) owner: OwnerId,
    pub(crate) access: Access,
}

impl Meta {
    /// Returns when its content was written last, in Unix seconds: the earlier of "modified", which its owner can set to
    /// any time, and "changed", which only the clock sets. A file that was written has both.
    pub(crate) fn written(&self) -> i64 {
        self.modified.min(self.changed)
    }
}

/// One name of a listing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) name: NameRef<'a>,
    /// Work in ascending order of these numbers is fastest.
    pub(crate) order: u64,
    /// Whether it was a folder when it was listed.
    pub(crate) is_folder: bool,
}

/// Who may use a new file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Its owner reads and writes it.
    Private,
    /// Its owner reads, writes and runs it.
    PrivateProgram,
    /// Everybody may read it, and look into a folder.
    Readable,
    /// Everybody may read and run it.
    Runnable,
    /// Its owner uses what is in a folder by its names, and cannot list them.
    Unlisted,
    /// Nobody uses it before this is changed.
    Nobody,
}

/// What happens to a file that already has the new name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It is replaced.
    Replace,
    /// It stays, and the renaming fails with [`Refused::Exists`].
    Keep,
}

/// What happens where nothing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfMissing {
    Leave,
    Create,
}

/// What everybody may do, in tests.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Read, and look into a folder.
    Read,
    /// Write too.
    Write,
}

/// Why something is not entered, replaced or removed. Kinds that several error numbers mean carry theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Missing,
    Link,
    NotAFolder,
    NotAFile,
    Mount,
    Owner,
    Changed,
    Exists,
    NotEmpty,
    Busy,
    Denied(i32),
    NoSpace(i32),
    Os(i32),
}

impl Refused {
    /// Returns what an error of the standard library means; `None` where it did not come from the system.
    pub(crate) fn from_io(error: &io::Error) -> Option<Self> {
        error.raw_os_error().map(os::refused)
    }

    /// Returns how a report says this of something that should have gone.
    pub(crate) fn leftover(self) -> LeftoverKind {
        match self {
            Self::Missing | Self::Link | Self::NotAFolder | Self::NotAFile | Self::Changed => LeftoverKind::Changed,
            // What this user's folder holds is busy only where something is mounted on it.
            Self::Mount | Self::Busy => LeftoverKind::OtherMount,
            Self::Owner => LeftoverKind::ForeignOwner,
            Self::Denied(_) => LeftoverKind::NoPermission,
            Self::NotEmpty | Self::Exists => LeftoverKind::CameBack,
            Self::NoSpace(number) | Self::Os(number) => LeftoverKind::Os(number),
        }
    }
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        os::io_error(refused)
    }
}
