//! [`System`] for Windows, which is not built yet: lists, ends and starts no process.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::places::Display;
use crate::model::{AfterRun, AfterRunError, Area, OwnerId, SignInAid, Stop, StopReason, Swaps};
use crate::platform::account::{Account, AccountError};
use crate::platform::each_account::{AccountLimit, AccountRuns};
use crate::platform::places::Places;
use crate::platform::session_folders::SessionFolders;
use crate::platform::system::{
    AreaPlace, BrowserSetting, Clipboard, CloseRequest, EndMode, LockHolder, OpenError, OpenFile, Proc, Program,
    Sessions, Started, System,
};

/// Returns the error "not built yet".
pub(super) fn not_built() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "not built yet for Windows")
}

/// The computer this program runs on.
#[derive(Debug, Default)]
pub struct ThisComputer {
    swaps: Swaps,
}

impl ThisComputer {
    /// Returns the computer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the same computer with this gate for swaps of files.
    #[must_use]
    pub fn with_swaps(self, swaps: Swaps) -> Self {
        Self { swaps }
    }
}

impl System for ThisComputer {
    fn processes(&self) -> Vec<Proc> {
        Vec::new()
    }

    fn shows_processes(&self) -> bool {
        false
    }

    fn open_files_below(&self, _dirs: &[PathBuf]) -> Vec<OpenFile> {
        Vec::new()
    }

    fn lock_owner(&self, _file: &Path) -> Option<u32> {
        None
    }

    fn lock_holders(&self, _lock: &File) -> Vec<LockHolder> {
        Vec::new()
    }

    fn is_on_network(&self, _path: &Path) -> bool {
        true
    }

    fn has_address(&self, _address: Ipv4Addr) -> bool {
        false
    }

    fn used_below(&self, _dirs: &[PathBuf]) -> Vec<OpenFile> {
        Vec::new()
    }

    fn area_places(&self, area: Area, places: &Places) -> Vec<AreaPlace> {
        area_places(area, places)
    }

    fn session_folders(&self) -> Vec<SessionFolders> {
        Vec::new()
    }

    fn logon(&self) -> Option<i64> {
        None
    }

    fn booted(&self) -> Option<i64> {
        None
    }

    fn sessions(&self, _places: &Places) -> Sessions {
        Sessions::Unknown
    }

    fn empty_clipboard(&self, _display: &Display, _stop: &Stop) -> Clipboard {
        Clipboard::Unknown
    }

    fn clipboard(&self, _display: &Display, _stop: &Stop) -> Clipboard {
        Clipboard::Unknown
    }

    fn host_name(&self) -> String {
        String::new()
    }

    fn ask_to_close(&self, _main: &Proc, _family: &[u32], _stop: &Stop) -> CloseRequest {
        CloseRequest::Refused
    }

    fn end(&self, _pids: &[u32], _how: EndMode) {}

    fn wait_gone(&self, _pids: &[u32], _at_most: Duration) -> bool {
        false
    }

    fn pause(&self, _time: Duration) {}

    fn run_after_action(&self, action: AfterRun) -> Result<(), AfterRunError> {
        match action {
            AfterRun::Nothing => Ok(()),
            AfterRun::Lock | AfterRun::LogOut | AfterRun::Restart => Err(AfterRunError::NotBuilt),
        }
    }

    fn open_page(&self, _program: &Program, _arguments: &[OsString]) -> Result<(), OpenError> {
        Err(OpenError::Start(not_built()))
    }

    fn can_start(&self, _program: &Program) -> bool {
        false
    }

    fn start(
        &self,
        _program: &Program,
        _arguments: &[OsString],
        _variables: &[(&str, OsString)],
    ) -> Result<Started, OpenError> {
        Err(OpenError::Start(not_built()))
    }

    fn swaps(&self) -> &Swaps {
        &self.swaps
    }

    fn now(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH);
        i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
    }
}

/// Returns no places: not built yet.
pub(in crate::platform) fn area_places(_area: Area, _places: &Places) -> Vec<AreaPlace> {
    Vec::new()
}

/// Returns true: a session of Windows always has a display.
pub fn has_display() -> bool {
    true
}

/// Returns `None`: not built yet.
pub fn default_browser(_places: &Places) -> Option<String> {
    None
}

/// Returns what policies say of where browsers put data. Not built yet.
pub fn browser_settings(_places: &Places) -> Vec<BrowserSetting> {
    Vec::new()
}

/// Returns nothing: not built yet.
pub fn sign_in_aids(_places: &Places) -> Vec<SignInAid> {
    Vec::new()
}

/// Returns false, because no log accepted the line: not built yet.
pub fn log_line(_places: &Places, _line: &str, _fields: &[(&str, String)]) -> bool {
    false
}

/// Runs nothing: not built yet.
pub fn run_for_each_account(
    _limit: Option<AccountLimit>,
    _arguments: impl Fn(&str, Option<Duration>) -> Vec<OsString>,
) -> io::Result<AccountRuns> {
    Err(not_built())
}

/// Returns the error "not built yet".
pub fn become_user(name: &str) -> Result<(), AccountError> {
    Err(AccountError::Database { name: name.to_owned(), cause: not_built() })
}

/// Returns the same owner for every user: not built yet.
pub fn current_owner() -> OwnerId {
    OwnerId::from_system(0)
}

/// Returns no account: not built yet.
pub fn current_account() -> Option<Account> {
    None
}

/// Returns the error "not built yet".
pub fn on_signals(_tell: impl Fn(StopReason) + Clone + Send + 'static) -> io::Result<()> {
    Err(not_built())
}
