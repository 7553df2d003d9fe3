//! Who has a file open, and who holds a lock on it.
//!
//! Only reads. A process whose table of open files the system does not show is passed over; browsers' main processes
//! show theirs.

use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Flock, FlockType, Pid, fcntl_getlk};

use super::{HeldFile, processes};

/// Lists the files below any of `dirs` that this user's processes have open.
pub(super) fn files_below(dirs: &[PathBuf]) -> Vec<HeldFile> {
    let mut held = Vec::new();
    for pid in processes::our_pids() {
        for entry in fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten() {
            let Ok(target) = fs::read_link(entry.path()) else { continue };
            let path = without_mark(target);
            if dirs.iter().any(|dir| path.starts_with(dir)) {
                held.push(HeldFile { pid, path });
            }
        }
    }
    held.sort_unstable();
    held.dedup();
    held
}

/// Returns the other process that holds a POSIX lock on a file, 0 where it cannot be seen from here.
pub(super) fn lock_owner(file: &Path) -> Option<u32> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let handle = rustix::fs::open(file, flags, Mode::empty()).ok()?;
    // For a lock of another computer or container the system gives a negative number, which rustix takes for a mistake
    // of ours in a debug build.
    let Ok(found) = catch_unwind(|| fcntl_getlk(&handle, &Flock::from(FlockType::WriteLock))) else { return Some(0) };
    let pid = found.ok()??.pid.map_or(0, Pid::as_raw_pid);
    Some(u32::try_from(pid).unwrap_or(0))
}

/// Takes off what Linux adds to the name of a file that was removed while open.
fn without_mark(path: PathBuf) -> PathBuf {
    match path.as_os_str().as_bytes().strip_suffix(b" (deleted)") {
        Some(name) => PathBuf::from(std::ffi::OsString::from_vec(name.to_vec())),
        None => path,
    }
}
