//! Sending signals to processes, and waiting for their end.
//!
//! A signal is sent by a handle (pidfd). After opening it, the start time and the user are checked again, so that it is
//! the listed process. Never signals this process, process 1, or one that was not listed.

use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open, pidfd_send_signal};

use super::processes;

/// How often a process is polled if the kernel has no pidfd (Linux before 5.3).
const LOOK: Duration = Duration::from_millis(25);

/// The result of sending a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignalResult {
    /// It was sent.
    Sent,
    /// The process has ended.
    Gone,
    /// It is another user's process, or the system refused.
    Refused,
}

/// Sends a signal to the process with this id and start time.
pub(super) fn signal(pid: u32, start: u64, signal: Signal) -> SignalResult {
    let Some(number) = number(pid).filter(|_| pid > 1 && pid != std::process::id()) else {
        return SignalResult::Refused;
    };
    let handle = match open(number) {
        Ok(handle) => handle,
        Err(result) => return result,
    };
    // Check after opening the handle: only then is the checked process the one that gets the signal.
    if !is_running(pid, start) {
        return SignalResult::Gone;
    }
    if processes::real_uid(pid) != Some(processes::our_uid()) {
        return SignalResult::Refused;
    }
    let sent = match handle {
        Some(handle) => pidfd_send_signal(handle, signal),
        None => kill_process(number, signal),
    };
    match sent {
        Ok(()) => SignalResult::Sent,
        Err(Errno::SRCH) => SignalResult::Gone,
        Err(_) => SignalResult::Refused,
    }
}

/// Waits until all these processes (id, start time) have ended; returns false if some still run after `at_most`.
pub(super) fn wait_gone(processes: &[(u32, u64)], at_most: Duration) -> bool {
    let start_of_wait = Instant::now();
    // Waiting one after the other takes as long as waiting for the last one.
    processes.iter().all(|(pid, start)| {
        let left = || at_most.saturating_sub(start_of_wait.elapsed());
        match number(*pid).map(open) {
            None | Some(Err(_)) => true,
            Some(Ok(handle)) => !is_running(*pid, *start) || ends_in_time(*pid, *start, handle.as_ref(), left),
        }
    })
}

/// Waits for one process; returns whether it has ended.
fn ends_in_time(pid: u32, start: u64, handle: Option<&OwnedFd>, left: impl Fn() -> Duration) -> bool {
    let Some(handle) = handle else { return disappears_in_time(pid, start, left) };
    loop {
        let remaining = left();
        let timeout = Timespec::try_from(remaining).ok();
        match poll(&mut [PollFd::new(handle, PollFlags::IN)], timeout.as_ref()) {
            Ok(0) if remaining.is_zero() || left().is_zero() => return false,
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return true,
            Err(_) => return disappears_in_time(pid, start, left),
        }
    }
}

/// Waits for one process by polling; returns whether it has ended.
fn disappears_in_time(pid: u32, start: u64, left: impl Fn() -> Duration) -> bool {
    loop {
        if !is_running(pid, start) {
            return true;
        }
        let remaining = left();
        if remaining.is_zero() {
            return false;
        }
        thread::sleep(remaining.min(LOOK));
    }
}

/// Says whether the process with this id and start time still runs.
pub(super) fn is_running(pid: u32, start: u64) -> bool {
    processes::stat(pid).is_some_and(|stat| !stat.dead && stat.start == start)
}

/// Opens a handle to a process; `None` if the kernel has no such handles.
fn open(number: Pid) -> Result<Option<OwnedFd>, SignalResult> {
    match pidfd_open(number, PidfdFlags::empty()) {
        Ok(handle) => Ok(Some(handle)),
        Err(Errno::SRCH) => Err(SignalResult::Gone),
        Err(_) => Ok(None),
    }
}

fn number(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}
