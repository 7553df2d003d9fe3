//! The trait [`System`], which the engine and the window use to ask about the computer, and the types of its methods.
//!
//! Only declarations: each operating system implements them in its own folder.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::os::Display;
use super::places::Places;
use super::session_folders::SessionFolders;
use crate::model::{AfterRun, AfterRunError, Area, Stop, Swaps};

/// A process of this user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proc {
    /// Process id.
    pub pid: u32,
    /// Id of the parent process, or 0.
    pub parent: u32,
    /// Name as the system shows it; Linux cuts it to 15 bytes.
    pub name: String,
    /// Program file; `None` if the system does not tell. A file that an update has replaced keeps its former name.
    pub exe: Option<PathBuf>,
    /// File name of the script, if the program is Python (qutebrowser is a Python script).
    pub script: Option<String>,
    /// The packaged application that it belongs to.
    pub app: Option<App>,
    /// The browser's data folder if the command line names one by an absolute path.
    pub data_dir: Option<PathBuf>,
}

/// An application from a package format with its own folders.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum App {
    /// Flatpak's application id.
    Flatpak(String),
    /// Snap's name.
    Snap(String),
}

/// A file that a process has open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenFile {
    /// Process id; 0 if the system does not tell.
    pub pid: u32,
    /// The file's path, also if the file has been deleted.
    pub path: PathBuf,
}

/// A process that holds the lock of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockHolder {
    /// Process id.
    pub pid: u32,
    /// What it runs.
    pub program: LockProgram,
    /// Whether it was stopped, by a signal or a debugger, and so does not work.
    pub is_stopped: bool,
    /// How long ago it was started, whatever the clock was set to meanwhile.
    pub age: Duration,
}

/// What the holder of a lock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockProgram {
    /// This program, or the command line that is installed beside it.
    CommandLine,
    /// The window that is installed beside this program.
    Window,
    /// Another program.
    Other,
}

/// The result of asking a program to close. It may still run afterwards: see [`System::wait_gone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseRequest {
    /// This many windows were asked to close, as a click on their close button does.
    Windows(usize),
    /// No window could be reached; the process got a signal instead.
    Signal,
    /// The program has already ended.
    Gone,
    /// The process is not this user's, was not listed before, or the system refused.
    Refused,
}

/// The state of a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clipboard {
    /// It is empty.
    Empty,
    /// A program offers content.
    Full,
    /// There is no display.
    NoDisplay,
    /// The display did not answer in time, or refused.
    Unknown,
}

/// A place that belongs to an area. The engine decides what in it is removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaPlace {
    /// This user's folder, below HOME.
    Folder(PathBuf),
    /// A folder below HOME that a variable names: it is this area's only if its content proves that.
    Claimed(PathBuf),
    /// This user's folder on another file system.
    OnMount(PathBuf),
    /// A file system that does not answer, so its content is unknown.
    Silent(PathBuf),
    /// A folder shared by all users.
    Shared {
        /// The folder.
        path: PathBuf,
        /// Files that the session needs, inside or outside `path`.
        kept: Vec<PathBuf>,
    },
    /// A list of recently used files, below HOME.
    List(PathBuf),
    /// A list of recently used files in the folder of each packaged program.
    ListInEach {
        /// The folder that contains the programs' folders, below HOME.
        above: PathBuf,
        /// How many levels below `above` the programs' folders are.
        depth: usize,
        /// The list's path in each program's folder.
        rest: PathBuf,
    },
    /// A list of recently used files in a format that no current program reads.
    OldList(PathBuf),
    /// A clipboard manager's history, below HOME.
    ClipboardHistory {
        /// The folder that it is in, among other files.
        folder: PathBuf,
        /// How the names of its files start.
        starts: &'static str,
    },
    /// A clipboard that can be emptied.
    Clipboard,
    /// A clipboard that only the focused program can empty.
    GuardedClipboard,
}

/// How a process is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndMode {
    /// Ask it to end; it may still save.
    Ask,
    /// End it at once.
    Kill,
}

/// A program to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// The first of these that exists; names are searched in `PATH`.
    Native(Vec<OsString>),
    /// A Flatpak by its application id.
    Flatpak(String),
    /// A Snap by its name.
    Snap(String),
}

/// Why a program was not started.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The program is not installed.
    #[error("the browser's program was not found")]
    NotFound,
    /// The system could not start it.
    #[error("the browser cannot be started")]
    Start(#[source] io::Error),
}

/// A started program whose end can be waited for.
#[derive(Debug)]
pub struct Started {
    /// Receives one value when it ends: the exit code, or `None` if a signal ended it.
    pub exit: Receiver<Option<i32>>,
}

/// Whether this user's session is over, for a run at the end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// No graphical session of this user lives, except one that this run ends.
    Over,
    /// Another graphical session of this user lives.
    GoOn,
    /// The system does not tell.
    Unknown,
}

/// How long keyboard and pointer have not been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// The limit is reached; the idle time so far.
    For(Duration),
    /// The user is back.
    Over,
    /// The display does not tell.
    Unknown,
}

/// What the machine's policies, or a file with flags, say of where a browser puts data. As written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSetting {
    /// The browser's name in the catalog.
    pub browser: String,
    /// The folder above its caches.
    pub cache: Option<PathBuf>,
    /// The folder for downloads.
    pub downloads: Option<PathBuf>,
}

/// The computer, as the engine sees it. No method has a default body, so a system that lacks one does not compile.
pub trait System: Sync {
    /// Returns this user's processes except our own, sorted by id.
    fn processes(&self) -> Vec<Proc>;

    /// Says whether processes can be listed. If not even our own is visible, open browsers cannot be detected.
    fn shows_processes(&self) -> bool;

    /// Returns the files below any of `dirs` that this user's processes have open. `dirs` must contain no links.
    fn open_files_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile>;

    /// Returns the id of another process that holds a POSIX lock on `file`; 0 if that process is on another computer or
    /// in another container.
    fn lock_owner(&self, file: &Path) -> Option<u32>;

    /// Returns this user's processes, our own included, that hold a lock on all of an open file, sorted by id.
    fn lock_holders(&self, lock: &File) -> Vec<LockHolder>;

    /// Says whether a path lies on a file system that another computer may use too. The path must contain no links.
    fn is_on_network(&self, path: &Path) -> bool;

    /// Says whether this computer has a network address.
    fn has_address(&self, address: Ipv4Addr) -> bool;

    /// Returns everything below any of `dirs` that this user's processes use: open files, programs, libraries, working
    /// folders and listening sockets. `dirs` must contain no links.
    fn used_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile>;

    /// Returns the places of an area; empty if this system has no such area.
    fn area_places(&self, area: Area, places: &Places) -> Vec<AreaPlace>;

    /// Returns which folders the environments of this user's programs name, each once.
    fn session_folders(&self) -> Vec<SessionFolders>;

    /// Returns the start of this user's session in seconds since 1970, if known.
    fn logon(&self) -> Option<i64>;

    /// Returns when the computer started, in seconds since 1970, if known.
    fn booted(&self) -> Option<i64>;

    /// Says whether a graphical session of this user goes on, apart from one that ends by this run.
    fn sessions(&self, places: &Places) -> Sessions;

    /// Empties the clipboard and the selection of a display. Stops waiting for the display when `stop` is set.
    fn empty_clipboard(&self, display: &Display, stop: &Stop) -> Clipboard;

    /// Says whether the clipboard and the selection of a display are both empty.
    fn clipboard(&self, display: &Display, stop: &Stop) -> Clipboard;

    /// Returns this computer's name, as browsers write it into their lock files.
    fn host_name(&self) -> String;

    /// Asks a program to close: by its windows, or else by a signal. `family` are the ids of all its processes, whose
    /// windows are asked too. Stops waiting for a display when `stop` is set.
    fn ask_to_close(&self, main: &Proc, family: &[u32], stop: &Stop) -> CloseRequest;

    /// Ends processes. Leaves alone any that differs from what [`System::processes`] last returned: another user's
    /// process, or a reused id.
    fn end(&self, pids: &[u32], how: EndMode);

    /// Waits until all these processes have ended; returns false if some still run after `at_most`.
    fn wait_gone(&self, pids: &[u32], at_most: Duration) -> bool;

    /// Waits before looking again whether a process has started.
    fn pause(&self, time: Duration);

    /// Locks the screen, logs out or restarts. Locking has succeeded only if the screen is seen to be locked.
    fn run_after_action(&self, action: AfterRun) -> Result<(), AfterRunError>;

    /// Starts a browser that opens a page; does not wait for it.
    fn open_page(&self, program: &Program, arguments: &[OsString]) -> Result<(), OpenError>;

    /// Says whether a browser is installed.
    fn can_start(&self, program: &Program) -> bool;

    /// Starts a browser with extra environment variables; its end can be waited for.
    fn start(
        &self,
        program: &Program,
        arguments: &[OsString],
        variables: &[(&str, OsString)],
    ) -> Result<Started, OpenError>;

    /// Returns the gate that every swap of files passes: this program is not ended in the middle of one.
    fn swaps(&self) -> &Swaps;

    /// Returns the current time in seconds since 1970.
    fn now(&self) -> i64;
}
