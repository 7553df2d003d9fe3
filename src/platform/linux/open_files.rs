//! Which processes have a file open or locked, from `/proc`.
//!
//! Only reads. Skips a process whose open files the system does not show; those of browsers' main processes are shown.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Flock, FlockType, Pid, fcntl_getlk};

use super::processes;
use crate::platform::system::OpenFile;

/// Returns the files below any of `dirs` that this user's processes have open.
pub(super) fn open_below(dirs: &[PathBuf]) -> Vec<OpenFile> {
    let mut held = Vec::new();
    for pid in processes::our_pids() {
        for entry in fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten() {
            let Ok(target) = fs::read_link(entry.path()) else { continue };
            let path = without_mark(target);
            if dirs.iter().any(|dir| path.starts_with(dir)) {
                held.push(OpenFile { pid, path });
            }
        }
    }
    held.sort_unstable();
    held.dedup();
    held
}

/// Returns everything below any of `dirs` that this user's processes use: open files, programs, libraries, working
/// folders, and listening sockets (with process id 0, because the system does not tell whose they are).
pub(super) fn used_below(dirs: &[PathBuf]) -> Vec<OpenFile> {
    let mut held = open_below(dirs);
    let mut networks = BTreeSet::new();
    let is_below = |path: &PathBuf| dirs.iter().any(|dir| path.starts_with(dir));
    for pid in processes::our_pids() {
        let links = ["cwd", "root", "exe"].iter().filter_map(|link| fs::read_link(format!("/proc/{pid}/{link}")).ok());
        let maps = fs::read(format!("/proc/{pid}/maps")).unwrap_or_default();
        let mapped = maps.split(|byte| *byte == b'\n').filter_map(last_path);
        let paths: BTreeSet<PathBuf> = links.map(without_mark).chain(mapped).filter(is_below).collect();
        held.extend(paths.into_iter().map(|path| OpenFile { pid, path }));
        // Each network namespace has its own list of sockets.
        let network = fs::read_link(format!("/proc/{pid}/ns/net")).ok();
        if network.is_some_and(|network| networks.insert(network)) {
            let sockets = fs::read(format!("/proc/{pid}/net/unix")).unwrap_or_default();
            let paths = sockets.split(|byte| *byte == b'\n').filter_map(last_path).filter(is_below);
            held.extend(paths.map(|path| OpenFile { pid: 0, path }));
        }
    }
    held.sort_unstable();
    held.dedup();
    held
}

/// Returns the absolute path at the end of a line of `/proc`; nothing before it contains a slash after a space.
fn last_path(line: &[u8]) -> Option<PathBuf> {
    let start = line.windows(2).position(|pair| pair == b" /")?;
    let path = line.get(start + 1..)?;
    Some(without_mark(PathBuf::from(std::ffi::OsString::from_vec(path.to_vec()))))
}

/// Returns the other process that holds a POSIX lock on a file; 0 if it is on another computer or in another container.
pub(super) fn lock_owner(file: &Path) -> Option<u32> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let handle = rustix::fs::open(file, flags, Mode::empty()).ok()?;
    // For a lock of another computer or container the kernel returns a negative id, on which rustix panics in a debug
    // build.
    let Ok(found) = catch_unwind(|| fcntl_getlk(&handle, &Flock::from(FlockType::WriteLock))) else { return Some(0) };
    let pid = found.ok()??.pid.map_or(0, Pid::as_raw_pid);
    Some(u32::try_from(pid).unwrap_or(0))
}

/// Removes the suffix that Linux adds to the path of a file that was deleted while open.
pub(super) fn without_mark(path: PathBuf) -> PathBuf {
    match path.as_os_str().as_bytes().strip_suffix(b" (deleted)") {
        Some(name) => PathBuf::from(std::ffi::OsString::from_vec(name.to_vec())),
        None => path,
    }
}
