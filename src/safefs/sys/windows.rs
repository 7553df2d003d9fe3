//! The verbs on Windows: not built yet. What would open a first folder refuses, so that nothing is looked at or removed.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::Path;

use super::{Entry, Existing, IfMissing, Meta, Refused, Sharing};
use crate::model::{OwnerId, VolumeId};

/// How many folders of a walk stay open: all of them, because a folder's parent cannot be had from its handle.
pub(crate) const OPEN_FOLDERS: usize = usize::MAX - 1;

/// The error number of a device that cannot be read or written (`ERROR_IO_DEVICE`).
pub const IO_FAILURE: i32 = 1117;

/// `ERROR_CALL_NOT_IMPLEMENTED`.
const NOT_BUILT: i32 = 120;

const fn not_built<T>() -> Result<T, Refused> {
    Err(Refused::Os(NOT_BUILT))
}

/// An open folder. None is made yet.
#[derive(Debug)]
pub(crate) struct Dir(());

/// A name of a listing, kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(OsString);

/// A name of a listing, where the listing has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameRef<'a>(&'a OsStr);

impl Name {
    pub(crate) fn by_ref(&self) -> NameRef<'_> {
        NameRef(&self.0)
    }
}

impl<'a> NameRef<'a> {
    /// Returns the name as the standard library has it.
    pub(crate) fn to_os_str(self) -> Cow<'a, OsStr> {
        Cow::Borrowed(self.0)
    }
}

impl From<NameRef<'_>> for Name {
    fn from(name: NameRef<'_>) -> Self {
        Self(name.0.to_owned())
    }
}

/// Names of a listing.
#[derive(Debug, Default)]
pub(crate) struct NameList(Vec<OsString>);

impl NameList {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a name, and returns where it is.
    pub(crate) fn push(&mut self, name: NameRef<'_>) -> usize {
        self.0.push(name.0.to_owned());
        self.0.len() - 1
    }

    /// Returns the name that is there.
    pub(crate) fn at(&self, start: usize) -> NameRef<'_> {
        NameRef(self.0.get(start).map_or(OsStr::new(""), OsString::as_os_str))
    }
}

/// One name in a folder, as a listing gave it or as text.
pub(crate) trait AsName: Copy {}

impl AsName for NameRef<'_> {}
impl AsName for &Name {}
impl AsName for &OsStr {}
impl AsName for &str {}

/// Who may do what with a file. Until it can be looked at, everybody may write and nobody may run it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access(());

impl Access {
    /// Says whether others than its owner may write to it.
    pub(crate) fn others_may_write(self) -> bool {
        true
    }

    /// Says whether only their owners can rename what is in a folder, or put other things in its place.
    pub(crate) fn is_guarded(self) -> bool {
        false
    }

    /// Says whether its owner may read, change and enter a folder.
    pub(crate) fn owner_may_change(self) -> bool {
        false
    }

    /// Says whether its owner alone may use it.
    pub(crate) fn is_private(self) -> bool {
        false
    }

    /// Says whether its owner may run it.
    pub(crate) fn is_program(self) -> bool {
        false
    }
}

/// Which volume something lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MountId(());

/// Returns what an error number means.
pub(crate) fn refused(number: i32) -> Refused {
    match number {
        // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
        2 | 3 => Refused::Missing,
        // ERROR_DIRECTORY
        267 => Refused::NotAFolder,
        // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS
        80 | 183 => Refused::Exists,
        // ERROR_DIR_NOT_EMPTY
        145 => Refused::NotEmpty,
        // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        32 | 33 => Refused::Busy,
        // ERROR_ACCESS_DENIED
        5 => Refused::Denied(number),
        // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        39 | 112 => Refused::NoSpace(number),
        other => Refused::Os(other),
    }
}

/// Returns the system's error that says the same.
pub(crate) fn io_error(refused: Refused) -> io::Error {
    io::Error::from_raw_os_error(match refused {
        Refused::Os(NOT_BUILT) => return io::Error::new(io::ErrorKind::Unsupported, "not built yet for Windows"),
        Refused::Missing => 2,
        // ERROR_CANT_ACCESS_FILE, as for a reparse point that cannot be followed
        Refused::Link => 1920,
        Refused::NotAFolder => 267,
        // ERROR_INVALID_PARAMETER
        Refused::NotAFile => 87,
        // ERROR_NOT_SAME_DEVICE
        Refused::Mount => 17,
        Refused::Owner => 5,
        // ERROR_FILE_INVALID
        Refused::Changed => 1006,
        Refused::Exists => 183,
        Refused::NotEmpty => 145,
        Refused::Busy => 32,
        Refused::Denied(number) | Refused::NoSpace(number) | Refused::Os(number) => number,
    })
}

/// Returns the user as whom this program acts.
pub(crate) fn effective_owner() -> OwnerId {
    OwnerId::from_system(u128::MAX)
}

/// Says whether an owner is the system's administrator. Nothing has an owner yet.
pub(crate) fn is_system(_whose: OwnerId) -> bool {
    false
}

/// Looks at a name in a folder.
pub(crate) fn meta(_dir: &Dir, _name: impl AsName) -> Result<Meta, Refused> {
    not_built()
}

/// What is open: a folder or a file.
pub(crate) trait Opened {}

impl Opened for Dir {}
impl Opened for File {}

/// Looks at what is open.
pub(crate) fn meta_of(_open: &impl Opened) -> Result<Meta, Refused> {
    not_built()
}

/// Looks at a path.
pub(crate) fn meta_of_path(_path: &Path) -> Result<Meta, Refused> {
    not_built()
}

/// Opens the top of a volume, to pass through.
pub(crate) fn root_of(_volume: &VolumeId) -> Result<Dir, Refused> {
    not_built()
}

/// Opens a folder by its path to pass through, and follows links.
pub(crate) fn open_path(_path: &Path) -> Result<Dir, Refused> {
    not_built()
}

/// Opens a folder to pass through.
pub(crate) fn pass(_dir: &Dir, _name: impl AsName) -> Result<Dir, Refused> {
    not_built()
}

/// Opens a folder to read it.
pub(crate) fn open_dir(_dir: &Dir, _name: impl AsName) -> Result<Dir, Refused> {
    not_built()
}

/// Opens an open folder once more.
pub(crate) fn reopen(_dir: &Dir) -> Result<Dir, Refused> {
    not_built()
}

/// Opens the folder that an open one is in. It is never asked for here: see [`OPEN_FOLDERS`].
pub(crate) fn parent(_dir: &Dir) -> Result<Dir, Refused> {
    not_built()
}

/// Opens a file to read it.
pub(crate) fn open_file(_dir: &Dir, _name: impl AsName) -> Result<File, Refused> {
    not_built()
}

/// Opens a file to lock it.
pub(crate) fn open_to_lock(_dir: &Dir, _name: impl AsName, _missing: IfMissing) -> Result<File, Refused> {
    not_built()
}

/// Takes the lock on all of a file.
pub(crate) fn lock_whole(_file: &File) -> Result<bool, Refused> {
    not_built()
}

/// Makes a file and opens it for writing.
pub(crate) fn create_file(_dir: &Dir, _name: impl AsName, _sharing: Sharing) -> Result<File, Refused> {
    not_built()
}

/// Makes a folder.
pub(crate) fn make_dir(_dir: &Dir, _name: impl AsName, _sharing: Sharing) -> Result<(), Refused> {
    not_built()
}

/// Makes a link.
pub(crate) fn make_link(_dir: &Dir, _name: impl AsName, _to: &Path) -> Result<(), Refused> {
    not_built()
}

/// Returns where a link leads.
pub(crate) fn read_link(_dir: &Dir, _name: impl AsName) -> Result<OsString, Refused> {
    not_built()
}

/// Removes a name that is no folder's.
pub(crate) fn remove_file(_dir: &Dir, _name: impl AsName) -> Result<(), Refused> {
    not_built()
}

/// Removes an empty folder.
pub(crate) fn remove_dir(_dir: &Dir, _name: impl AsName) -> Result<(), Refused> {
    not_built()
}

/// Gives what has a name in one folder a name in another.
pub(crate) fn rename(
    _from: &Dir,
    _name: impl AsName,
    _to: &Dir,
    _new: impl AsName,
    _existing: Existing,
) -> Result<(), Refused> {
    not_built()
}

/// Lets others use a file as said.
pub(crate) fn set_file_sharing(_file: &File, _sharing: Sharing) -> Result<(), Refused> {
    not_built()
}

/// As [`set_file_sharing`], of a folder.
pub(crate) fn set_dir_sharing(_dir: &Dir, _sharing: Sharing) -> Result<(), Refused> {
    not_built()
}

/// As [`set_dir_sharing`], of a folder that was opened to pass through.
pub(crate) fn set_passed_sharing(_dir: &Dir, _sharing: Sharing) -> Result<(), Refused> {
    not_built()
}

/// Gives a new file the old one's rights.
pub(crate) fn copy_access(_file: &File, _old: &Meta) -> Result<(), Refused> {
    not_built()
}

/// Sets when a file's content changed.
pub(crate) fn set_modified(_file: &File, _seconds: i64) -> Result<(), Refused> {
    not_built()
}

/// Sees to it that a folder's names outlast a power failure.
pub(crate) fn sync_dir(_dir: &Dir) -> Result<(), Refused> {
    not_built()
}

/// Where the system writes names that it lists.
#[derive(Debug)]
pub(crate) struct ListBuffer;

impl ListBuffer {
    pub(crate) fn new() -> Self {
        Self
    }
}

/// Names of a folder that are still to be read.
pub(crate) struct Entries(());

/// Begins to list a folder.
pub(crate) fn list(_dir: &Dir, _buffer: &mut ListBuffer) -> Result<Entries, Refused> {
    not_built()
}

impl Entries {
    /// Hands over some names, and says whether there may be more.
    pub(crate) fn read(&mut self, _each: impl FnMut(Entry<'_>)) -> Result<bool, Refused> {
        not_built()
    }
}

/// Lets everybody use a file or folder as said.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn let_others(_path: &Path, _others: super::Others) -> Result<(), Refused> {
    not_built()
}
