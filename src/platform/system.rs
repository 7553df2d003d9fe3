//! What the engine and the window ask of a computer, and the words in which it answers: [`System`] and the types of its
//! methods, the same for every operating system.
//!
//! Nothing here asks a system anything; each has its own answers in its own folder.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::os::Display;
use super::places::Places;
use crate::model::{AfterRun, Area, Stop};

/// A process of this user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proc {
    /// Its number.
    pub pid: u32,
    /// The process that started it, or 0.
    pub parent: u32,
    /// The name the system shows; Linux cuts it to 15 bytes.
    pub name: String,
    /// The program file; absent where the system does not tell. A file replaced by an update meanwhile is named as it
    /// was.
    pub exe: Option<PathBuf>,
    /// The script that it runs, by its base name, where the program file is Python: qutebrowser is one.
    pub script: Option<String>,
    /// The packaged application it runs in.
    pub app: Option<App>,
    /// The folder for a browser's data that its command line names, where that is absolute.
    pub data_dir: Option<PathBuf>,
}

/// An application in a package format that gives it folders of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum App {
    /// A Flatpak, by its application id.
    Flatpak(String),
    /// A Snap, by its name.
    Snap(String),
}

/// A file that a process has open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenFile {
    /// The process.
    pub pid: u32,
    /// The file, even where its name is gone already.
    pub path: PathBuf,
}

/// What asking a program to close came to. Whether it closes is another matter: see [`System::wait_gone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseRequest {
    /// So many windows were asked, as a person would.
    Windows(usize),
    /// No window could be reached, so the process was asked by a signal.
    Signal,
    /// It is not running any more.
    Gone,
    /// It is not ours to ask, or the system refused.
    Refused,
}

/// What became of a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clipboard {
    /// It is empty.
    Empty,
    /// Some program offers something.
    Full,
    /// There is no display to ask.
    NoDisplay,
    /// The display did not answer, or said no.
    Unknown,
}

/// Where a system keeps something that an area covers. What of it counts is the engine's to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaPlace {
    /// A folder of this user's below HOME.
    Folder(PathBuf),
    /// A folder of this user's on another file system.
    OnMount(PathBuf),
    /// A file system that does not answer, so that nobody knows what is there.
    Silent(PathBuf),
    /// A folder that all users share.
    Shared {
        /// The folder.
        path: PathBuf,
        /// Files that the session needs, wherever they are.
        kept: Vec<PathBuf>,
    },
    /// A list of recently used files, below HOME.
    List(PathBuf),
    /// Such lists in a folder for each program.
    ListInEach {
        /// The folder that holds all those folders, below HOME.
        above: PathBuf,
        /// How many levels below it they are.
        depth: usize,
        /// Where in each of them the list is.
        rest: PathBuf,
    },
    /// Such a list in a form that no program of today reads.
    OldList(PathBuf),
    /// A clipboard that can be asked to drop what it has.
    Clipboard,
    /// A clipboard that only the program in front may empty.
    GuardedClipboard,
}

/// How to end a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndMode {
    /// Ask: it may still save and tidy.
    Ask,
    /// Do not ask.
    Kill,
}

/// What to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// The first of these that is there: names are looked for in `PATH`.
    Native(Vec<OsString>),
    /// A Flatpak, by its application id.
    Flatpak(String),
    /// A Snap, by its name.
    Snap(String),
}

/// Why no page was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// None of the programs is there.
    #[error("the browser's program was not found")]
    NotFound,
    /// It cannot be started.
    #[error("the browser cannot be started")]
    Start(#[source] io::Error),
}

/// A browser that was started to be waited for.
#[derive(Debug)]
pub struct Started {
    /// Says once how it ended: its exit code, or `None` where it was killed.
    pub exit: Receiver<Option<i32>>,
}

/// Why nothing followed.
#[derive(Debug, thiserror::Error)]
pub enum AfterRunError {
    /// The system has no such program.
    #[error("the program was not found: {0}")]
    NotFound(&'static str),
    /// It cannot be started.
    #[error("the program cannot be started: {program}")]
    Start {
        /// The program.
        program: &'static str,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
    /// It said no.
    #[error("{said}: {program}")]
    Refused {
        /// What it said.
        said: String,
        /// The program.
        program: &'static str,
    },
}

/// How long nobody has touched anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// At least as long as is of interest: so long.
    For(Duration),
    /// Not any more.
    Over,
    /// Nobody knows.
    Unknown,
}

/// Why it is not possible to work for a user.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The account database does not know the name.
    #[error("there is no user {name:?}")]
    Unknown {
        /// The name.
        name: String,
    },
    /// The account database cannot be asked.
    #[error("the account database cannot be asked for {name:?}")]
    Database {
        /// The name.
        name: String,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
    /// Only root may, and only for others.
    #[error("only root may work for another user; this is not {name:?}")]
    NotRoot {
        /// The name.
        name: String,
    },
    /// The rights were not given up; nothing was done.
    #[error("the rights of root cannot be given up")]
    Drop(#[source] io::Error),
    /// The program cannot be started again as that user.
    #[error("Signoff cannot be started as {name:?}")]
    Start {
        /// The name.
        name: String,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
}

/// Why the folders of this user are not known.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlacesError {
    /// There is no HOME.
    #[error("HOME is not set")]
    NoHome,
    /// HOME is not a plain absolute path.
    #[error("HOME is not an absolute path without \"..\": {0:?}")]
    NotAbsolute(PathBuf),
    /// HOME is the root of the disk.
    #[error("HOME is the root of the disk: {0:?}")]
    Root(PathBuf),
    /// This operating system's half of the program is missing.
    #[error("Signoff is not built yet for this operating system")]
    NotBuilt,
}

/// The computer, as far as the engine needs it. No method has a body: a system that forgot one would not compile, rather
/// than remove with less knowledge.
pub trait System: Sync {
    /// Lists this user's processes, without ourselves, by number.
    fn processes(&self) -> Vec<Proc>;

    /// Says whether processes can be listed at all: where not even this one is seen, nobody knows which browsers are open.
    fn shows_processes(&self) -> bool;

    /// Lists the files below any of `dirs` that this user's processes have open. `dirs` must be free of links.
    fn open_files_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile>;

    /// Returns which other process holds a POSIX lock on `file`; 0 when it is one that cannot be seen from here (another
    /// computer, another container).
    fn lock_owner(&self, file: &Path) -> Option<u32>;

    /// Lists what below any of `dirs` this user's processes use in any way: as open files, as programs or libraries, as
    /// the folder they are in, as sockets they listen on. `dirs` must be free of links.
    fn used_below(&self, dirs: &[PathBuf]) -> Vec<OpenFile>;

    /// Returns where an area is; empty where the system has no such thing.
    fn area_places(&self, area: Area, places: &Places) -> Vec<AreaPlace>;

    /// Returns when this user's session began, in seconds since 1970.
    fn logon(&self) -> Option<i64>;

    /// Empties the clipboard and the selection of a display. Does not wait for it any longer when `stop` is asked.
    fn empty_clipboard(&self, display: &Display, stop: &Stop) -> Clipboard;

    /// Says whether the clipboard and the selection of a display are empty.
    fn clipboard(&self, display: &Display, stop: &Stop) -> Clipboard;

    /// Returns this computer's name, as browsers write it into their locks.
    fn host_name(&self) -> String;

    /// Asks a program to close, as politely as it can be reached. `family` are all processes of it, whose windows count
    /// as its own. Does not wait for a display any longer when `stop` is asked.
    fn ask_to_close(&self, main: &Proc, family: &[u32], stop: &Stop) -> CloseRequest;

    /// Ends processes. One that is not as [`System::processes`] last saw it (another user's, or a number used again) is
    /// left alone.
    fn end(&self, pids: &[u32], how: EndMode);

    /// Waits until all these processes are gone; false when some are left after `at_most`.
    fn wait_gone(&self, pids: &[u32], at_most: Duration) -> bool;

    /// Does what should follow a run.
    fn run_after_action(&self, action: AfterRun) -> Result<(), AfterRunError>;

    /// Opens a page in a browser, which is then on its own.
    fn open_page(&self, program: &Program, arguments: &[OsString]) -> Result<(), OpenError>;

    /// Says whether a browser is there to be started.
    fn can_start(&self, program: &Program) -> bool;

    /// Starts a browser, with variables of its own, to be waited for.
    fn start(
        &self,
        program: &Program,
        arguments: &[OsString],
        variables: &[(&str, OsString)],
    ) -> Result<Started, OpenError>;

    /// Returns the time in seconds since 1970.
    fn now(&self) -> i64;
}
