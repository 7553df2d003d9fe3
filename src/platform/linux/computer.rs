//! [`System`] for Linux, over the process table, locks, signals and windows.
//!
//! Remembers the start time of each process that it listed, so that a reused process id is never mistaken for the
//! former process.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use rustix::process::Signal;

use super::area_places::area_places;
use super::places::Display;
use super::terminate::{self, SignalResult};
use super::{
    addresses, clipboard, launch, lock_holders, logon, mounts, open_files, processes, session, sessions, variables, x11,
};
use crate::model::{AfterRun, AfterRunError, Area, Stop, Swaps};
use crate::platform::environment::variable as own_variable;
use crate::platform::places::Places;
use crate::platform::session_folders::SessionFolders;
use crate::platform::system::{
    AreaPlace, Clipboard, CloseRequest, EndMode, LockHolder, OpenError, OpenFile, Proc, Program, Sessions, Started,
    System,
};

/// The computer this program runs on.
#[derive(Debug, Default)]
pub struct ThisComputer {
    listed: Mutex<BTreeMap<u32, Listed>>,
    swaps: Swaps,
}

/// What is remembered of a listed process.
#[derive(Debug, Clone, Copy)]
struct Listed {
    start: u64,
    /// The listing before had another process with this id. A request to end it may mean that one, so it is refused.
    reused: bool,
}

impl ThisComputer {
    /// Returns the computer without reading anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the same computer with this gate for swaps of files.
    #[must_use]
    pub fn with_swaps(self, swaps: Swaps) -> Self {
        Self { swaps, ..self }
    }

    fn listed(&self) -> MutexGuard<'_, BTreeMap<u32, Listed>> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, starts: &BTreeMap<u32, u64>) {
        let mut listed = self.listed();
        let next = starts.iter().map(|(&pid, &start)| {
            let reused = listed.get(&pid).is_some_and(|before| before.start != start);
            (pid, Listed { start, reused })
        });
        let next = next.collect();
        *listed = next;
    }

    fn signal(&self, pid: u32, signal: Signal) -> SignalResult {
        match self.listed().get(&pid).copied() {
            Some(Listed { start, reused: false }) => terminate::signal(pid, start, signal),
            _ => SignalResult::Refused,
        }
    }
}

impl System for ThisComputer {
    fn processes(&self) -> Vec<Proc> {
        let (found, starts) = processes::table();
        self.remember(&starts);
        found
    }

    fn shows_processes(&self) -> bool {
        processes::are_shown()
    }

    fn open_files_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile> {
        open_files::open_below(dirs)
    }

    fn used_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile> {
        open_files::used_below(dirs)
    }

    fn area_places(&self, area: Area, places: &Places) -> Vec<AreaPlace> {
        area_places(area, places)
    }

    fn session_folders(&self) -> Vec<SessionFolders> {
        variables::session_folders()
    }

    fn logon(&self) -> Option<i64> {
        logon::start()
    }

    fn booted(&self) -> Option<i64> {
        processes::booted()
    }

    fn sessions(&self, places: &Places) -> Sessions {
        sessions::sessions(&places.os.runtime)
    }

    fn empty_clipboard(&self, display: &Display, stop: &Stop) -> Clipboard {
        clipboard::state_after(display, &self.host_name(), clipboard::ClipboardOp::Empty, stop)
    }

    fn clipboard(&self, display: &Display, stop: &Stop) -> Clipboard {
        clipboard::state_after(display, &self.host_name(), clipboard::ClipboardOp::Check, stop)
    }

    fn lock_owner(&self, file: &Path) -> Option<u32> {
        open_files::lock_owner(file)
    }

    fn lock_holders(&self, lock: &File) -> Vec<LockHolder> {
        lock_holders::of(lock)
    }

    fn is_on_network(&self, path: &Path) -> bool {
        mounts::is_on_network(path)
    }

    fn has_address(&self, address: Ipv4Addr) -> bool {
        addresses::has(address)
    }

    fn host_name(&self) -> String {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }

    fn ask_to_close(&self, main: &Proc, family: &[u32], stop: &Stop) -> CloseRequest {
        let family: BTreeSet<u32> = {
            let listed = self.listed();
            let known = family.iter().chain([&main.pid]).filter_map(|pid| Some((*pid, listed.get(pid)?)));
            known
                .filter(|(pid, remembered)| !remembered.reused && terminate::is_running(*pid, remembered.start))
                .map(|(pid, _)| pid)
                .collect()
        };
        if family.is_empty() {
            return CloseRequest::Gone;
        }
        let variable =
            |name: &str| processes::variable(main.pid, name).or_else(|| own_variable(name)?.into_string().ok());
        let windows = match variable("DISPLAY") {
            Some(display) => {
                let keys = variable("XAUTHORITY").map(PathBuf::from);
                let keys = keys.or_else(|| Some(Path::new(&variable("HOME")?).join(".Xauthority")));
                x11::close_windows(x11::CloseWindows { display, keys, pids: family, host: self.host_name() }, stop)
            }
            None => 0,
        };
        if windows > 0 {
            return CloseRequest::Windows(windows);
        }
        match self.signal(main.pid, Signal::TERM) {
            SignalResult::Sent => CloseRequest::Signal,
            SignalResult::Gone => CloseRequest::Gone,
            SignalResult::Refused => CloseRequest::Refused,
        }
    }

    fn end(&self, pids: &[u32], how: EndMode) {
        let signal = match how {
            EndMode::Ask => Signal::TERM,
            EndMode::Kill => Signal::KILL,
        };
        for pid in pids {
            // The result does not matter: `wait_gone` asks the system whether the process has ended.
            self.signal(*pid, signal);
            if how == EndMode::Ask {
                // One that is stopped hears of it only when it goes on; systemd does the same (systemd.kill(5)).
                self.signal(*pid, Signal::CONT);
            }
        }
    }

    fn wait_gone(&self, pids: &[u32], at_most: Duration) -> bool {
        let listed = self.listed().clone();
        // For a process that was never listed, wait for the one that has this id now.
        let start = |pid: u32| {
            listed.get(&pid).map(|remembered| remembered.start).or_else(|| Some(processes::stat(pid)?.start))
        };
        let known: Vec<_> = pids.iter().filter_map(|pid| Some((*pid, start(*pid)?))).collect();
        terminate::wait_gone(&known, at_most)
    }

    fn pause(&self, time: Duration) {
        thread::sleep(time);
    }

    fn run_after_action(&self, action: AfterRun) -> Result<(), AfterRunError> {
        session::run_after_action(action)
    }

    fn open_page(&self, program: &Program, arguments: &[OsString]) -> Result<(), OpenError> {
        launch::open_page(program, arguments)
    }

    fn can_start(&self, program: &Program) -> bool {
        launch::can_start(program)
    }

    fn start(
        &self,
        program: &Program,
        arguments: &[OsString],
        variables: &[(&str, OsString)],
    ) -> Result<Started, OpenError> {
        launch::start(program, arguments, variables)
    }

    fn swaps(&self) -> &Swaps {
        &self.swaps
    }

    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }
}

/// Says whether the session has a display.
pub fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| own_variable(name).is_some())
}

#[cfg(test)]
mod tests;
