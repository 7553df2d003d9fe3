//! A fake computer for tests: [`FakeSystem`]. It starts no program, ends no process and contacts no display, even if it
//! also lists the real computer's processes.

use std::ffi::OsString;
use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::os::{Display, ThisComputer, area_places};
use super::places::Places;
use super::session_folders::SessionFolders;
use super::system::{
    AreaPlace, Clipboard, CloseRequest, EndMode, LockHolder, OpenError, OpenFile, Proc, Program, Sessions, Started,
    System,
};
use crate::model::{AfterRun, AfterRunError, Area, Stop, Swaps};

/// Called when a browser is started, with its arguments and the sender for its exit code.
pub type OnStart = Box<dyn Fn(&[OsString], Sender<Option<i32>>) + Send + Sync>;
/// Called for the action after a run; its result is returned.
pub type OnFollow = Box<dyn Fn(AfterRun) -> Result<(), AfterRunError> + Send + Sync>;

/// Called for a fake process that was killed; what it returns is started in its place.
pub type OnKill = Box<dyn Fn(&FakeProcess) -> Option<FakeProcess> + Send + Sync>;

/// When a fake process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// When it is asked to close, or killed.
    WhenAsked,
    /// Only when it is killed.
    WhenKilled,
    /// Never.
    Never,
}

/// A fake process and its open files.
#[derive(Debug, Clone)]
pub struct FakeProcess {
    /// The process.
    pub proc: Proc,
    /// Its open files.
    pub files: Vec<PathBuf>,
}

impl FakeProcess {
    /// Returns a process with this id, program and open files.
    pub fn new(pid: u32, exe: &str, files: &[&Path]) -> Self {
        let name = Path::new(exe).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let exe = Some(exe.into());
        let proc = Proc { pid, parent: 1, name, exe, script: None, app: None, data_dir: None };
        Self { proc, files: files.iter().map(|file| (*file).to_owned()).collect() }
    }
}

/// A fake computer. Create it with [`FakeSystem::new`] or [`FakeSystem::over_real`] and set fields as needed.
pub struct FakeSystem {
    /// If set, the real computer's processes, used files, locks, name and time are returned besides the fake ones.
    pub real: Option<ThisComputer>,
    /// Fake processes.
    pub open: Mutex<Vec<FakeProcess>>,
    /// When they end.
    pub ends: Ends,
    /// Called when one was killed.
    pub on_kill: OnKill,
    /// How many times a fake process was asked to close.
    pub asked: Mutex<u32>,
    /// Locks: the end of a file's path, and the id of the process that holds the lock.
    pub locks: Vec<(PathBuf, u32)>,
    /// The processes that hold the lock of a run; if empty, the real ones with `real`.
    pub holders: Mutex<Vec<LockHolder>>,
    /// Whether the home is on a file system of another computer.
    pub on_network: bool,
    /// Programs that can be started.
    pub installed: Vec<Program>,
    /// Called when one of them is started.
    pub on_start: OnStart,
    /// The arguments of the last started program.
    pub started: Mutex<Vec<OsString>>,
    /// Called for the action after a run.
    pub on_follow: OnFollow,
    /// What the environments of this user's programs name; never the real ones.
    pub sessions_use: Vec<SessionFolders>,
    /// Start of the session in seconds since 1970.
    pub logon: Option<i64>,
    /// When the computer started, in seconds since 1970.
    pub booted: Option<i64>,
    /// Whether the user's session is over.
    pub sessions: Sessions,
    /// Current time in seconds since 1970; if `None`, the real time with `real`, else 0.
    pub now: Option<i64>,
    /// The gate for swaps of files.
    pub swaps: Swaps,
}

impl FakeSystem {
    /// Returns a computer on which nothing runs.
    pub fn new() -> Self {
        Self {
            real: None,
            open: Mutex::default(),
            ends: Ends::Never,
            on_kill: Box::new(|_| None),
            asked: Mutex::default(),
            locks: Vec::new(),
            holders: Mutex::default(),
            on_network: false,
            installed: Vec::new(),
            on_start: Box::new(|_, _| {}),
            started: Mutex::default(),
            on_follow: Box::new(|_| Ok(())),
            sessions_use: Vec::new(),
            logon: None,
            booted: None,
            sessions: Sessions::Over,
            now: None,
            swaps: Swaps::default(),
        }
    }

    /// Returns a computer that also shows what the real one has.
    pub fn over_real() -> Self {
        Self { real: Some(ThisComputer::new()), ..Self::new() }
    }

    /// Locks the fake processes, to change them during a run.
    pub fn open(&self) -> MutexGuard<'_, Vec<FakeProcess>> {
        locked(&self.open)
    }

    fn real<T: Default>(&self, ask: impl FnOnce(&ThisComputer) -> T) -> T {
        self.real.as_ref().map(ask).unwrap_or_default()
    }

    fn held_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile> {
        let open = self.open();
        let held = open.iter().flat_map(|one| one.files.iter().map(|path| (one.proc.pid, path)));
        let below = held.filter(|(_, path)| dirs.iter().any(|dir| path.starts_with(dir)));
        below.map(|(pid, path)| OpenFile { pid, path: path.clone() }).collect()
    }
}

impl Default for FakeSystem {
    fn default() -> Self {
        Self::new()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl System for FakeSystem {
    fn processes(&self) -> Vec<Proc> {
        let mut found = self.real(System::processes);
        found.extend(self.open().iter().map(|one| one.proc.clone()));
        found
    }

    fn shows_processes(&self) -> bool {
        true
    }

    fn open_files_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile> {
        let mut held = self.real(|real| real.open_files_below(dirs));
        held.extend(self.held_below(dirs));
        held
    }

    fn lock_owner(&self, file: &Path) -> Option<u32> {
        let made_up = self.locks.iter().find(|(end, _)| file.ends_with(end)).map(|(_, pid)| *pid);
        made_up.or_else(|| self.real(|real| real.lock_owner(file)))
    }

    fn lock_holders(&self, lock: &File) -> Vec<LockHolder> {
        let made_up = locked(&self.holders).clone();
        if made_up.is_empty() { self.real(|real| real.lock_holders(lock)) } else { made_up }
    }

    fn is_on_network(&self, _path: &Path) -> bool {
        self.on_network
    }

    fn has_address(&self, address: Ipv4Addr) -> bool {
        address == Ipv4Addr::new(192, 0, 2, 1)
    }

    fn used_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile> {
        let mut used = self.real(|real| real.used_below(dirs));
        used.extend(self.held_below(dirs));
        used
    }

    fn area_places(&self, area: Area, places: &Places) -> Vec<AreaPlace> {
        area_places(area, places)
    }

    fn session_folders(&self) -> Vec<SessionFolders> {
        self.sessions_use.clone()
    }

    fn logon(&self) -> Option<i64> {
        self.logon
    }

    fn booted(&self) -> Option<i64> {
        self.booted
    }

    fn sessions(&self, _places: &Places) -> Sessions {
        self.sessions
    }

    fn empty_clipboard(&self, _display: &Display, _stop: &Stop) -> Clipboard {
        Clipboard::NoDisplay
    }

    fn clipboard(&self, _display: &Display, _stop: &Stop) -> Clipboard {
        Clipboard::NoDisplay
    }

    fn host_name(&self) -> String {
        self.real.as_ref().map_or_else(|| "here".to_owned(), System::host_name)
    }

    fn ask_to_close(&self, main: &Proc, _family: &[u32], _stop: &Stop) -> CloseRequest {
        let mut open = self.open();
        if open.iter().all(|one| one.proc.pid != main.pid) {
            return CloseRequest::Refused;
        }
        *locked(&self.asked) += 1;
        if self.ends == Ends::WhenAsked {
            open.retain(|one| one.proc.pid != main.pid);
        }
        CloseRequest::Windows(1)
    }

    fn end(&self, pids: &[u32], how: EndMode) {
        if how == EndMode::Kill && self.ends != Ends::Never {
            let killed: Vec<_> = self.open().extract_if(.., |one| pids.contains(&one.proc.pid)).collect();
            let started: Vec<_> = killed.iter().filter_map(|one| (self.on_kill)(one)).collect();
            self.open().extend(started);
        }
    }

    fn wait_gone(&self, pids: &[u32], _at_most: Duration) -> bool {
        self.open().iter().all(|one| !pids.contains(&one.proc.pid))
    }

    fn pause(&self, _time: Duration) {}

    fn run_after_action(&self, action: AfterRun) -> Result<(), AfterRunError> {
        (self.on_follow)(action)
    }

    fn open_page(&self, _program: &Program, _arguments: &[OsString]) -> Result<(), OpenError> {
        Err(OpenError::NotFound)
    }

    fn can_start(&self, program: &Program) -> bool {
        self.installed.contains(program)
    }

    fn start(
        &self,
        program: &Program,
        arguments: &[OsString],
        _variables: &[(&str, OsString)],
    ) -> Result<Started, OpenError> {
        if !self.can_start(program) {
            return Err(OpenError::NotFound);
        }
        arguments.clone_into(&mut locked(&self.started));
        let (tell, ended) = channel();
        (self.on_start)(arguments, tell);
        Ok(Started { exit: ended })
    }

    fn swaps(&self) -> &Swaps {
        &self.swaps
    }

    fn now(&self) -> i64 {
        self.now.unwrap_or_else(|| self.real(System::now))
    }
}
