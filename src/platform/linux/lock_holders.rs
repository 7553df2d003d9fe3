//! Which processes hold a lock that was taken by `flock`, and whether each is Signoff at work. Only reads.
//!
//! A holder is found by its open file, not by `/proc/locks`: that names the process that took the lock, which may have
//! ended since, while a child of it still holds the lock.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::open_files::without_mark;
use super::processes::{self, Stat, TICKS};
use crate::platform::system::{LockHolder, LockProgram};

/// Returns the processes of this user, our own included, that hold a lock on an open file.
pub(super) fn of(lock: &File) -> Vec<LockHolder> {
    let us = std::process::id();
    let Ok(file) = fs::read_link(format!("/proc/self/fd/{}", lock.as_raw_fd())) else { return Vec::new() };
    let own = fs::read_link("/proc/self/exe").ok().map(without_mark);
    let now = ticks_now(us);
    let mut holders: Vec<_> = processes::our_pids()
        .into_iter()
        .chain([us])
        .filter(|pid| holds(*pid, &file))
        .filter_map(|pid| Some((pid, processes::stat(pid).filter(|stat| !stat.dead)?)))
        .map(|(pid, Stat { start, stopped, .. })| LockHolder {
            pid,
            program: program(pid, own.as_deref()),
            is_stopped: stopped,
            age: Duration::from_secs(now.saturating_sub(start) / TICKS),
        })
        .collect();
    holders.sort_unstable();
    holders
}

/// Returns the time since the computer started. Some containers have an `/proc/uptime` of their own, which begins
/// later than the start times of processes do; then our own start is the latest time that is known.
fn ticks_now(us: u32) -> u64 {
    let uptime = fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = uptime.split('.').next().and_then(|seconds| seconds.parse::<u64>().ok()).unwrap_or(0);
    seconds.saturating_mul(TICKS).max(processes::stat(us).map_or(0, |stat| stat.start))
}

/// Says whether a process holds a lock through a descriptor of this file.
fn holds(pid: u32, file: &Path) -> bool {
    let folder = format!("/proc/{pid}/fd");
    fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        let is_open = fs::read_link(entry.path()).is_ok_and(|target| target == file);
        let info = || fs::read(PathBuf::from(format!("/proc/{pid}/fdinfo")).join(entry.file_name()));
        is_open && info().is_ok_and(|info| has_lock(&info))
    })
}

/// Says whether the description of a descriptor names a lock of `flock`, as `lock:\t1: FLOCK  ADVISORY  WRITE 7 …`.
fn has_lock(info: &[u8]) -> bool {
    let text = String::from_utf8_lossy(info);
    text.lines().any(|line| line.starts_with("lock:") && line.split_whitespace().any(|word| word == "FLOCK"))
}

/// Returns which program a process runs: our own, or the one that is installed beside it. A package that is updated
/// meanwhile leaves a deleted file of the same name.
fn program(pid: u32, own: Option<&Path>) -> LockProgram {
    let exe = fs::read_link(format!("/proc/{pid}/exe")).ok().map(without_mark);
    let (Some(exe), Some(own)) = (exe, own) else { return LockProgram::Other };
    let beside = |name: &str| own.parent().is_some_and(|folder| exe == folder.join(name));
    match exe.file_name().and_then(OsStr::to_str) {
        Some("signoff-app") if beside("signoff-app") => LockProgram::Window,
        _ if exe == own || beside("signoff") => LockProgram::CommandLine,
        _ => LockProgram::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_holds_a_lock_is_found_and_who_only_opened_the_file_is_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lock = file.reopen().unwrap();
        assert_eq!(of(&lock), []);
        lock.lock().unwrap();
        let other = file.reopen().unwrap();
        let found = of(&other);
        assert_eq!(found.iter().map(|holder| holder.pid).collect::<Vec<_>>(), [std::process::id()]);
        let [holder] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((holder.program, holder.is_stopped), (LockProgram::CommandLine, false));
        assert!(holder.age < Duration::from_hours(24), "{:?}", holder.age);
    }

    #[test]
    fn only_locks_of_whole_files_count() {
        assert!(has_lock(b"pos:\t0\nflags:\t0100002\nlock:\t1: FLOCK  ADVISORY  WRITE 7 08:01:4711 0 EOF\n"));
        assert!(!has_lock(b"pos:\t0\nlock:\t1: POSIX  ADVISORY  WRITE 7 08:01:4711 0 EOF\n"));
        assert!(!has_lock(b"pos:\t0\nflags:\t0100002\n"));
    }
}
