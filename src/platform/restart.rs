//! Starting this program again with other arguments, because a window's event loop that failed cannot be created twice
//! in one process.

use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Returns the path of this program's file.
pub fn current_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Starts this program again and returns its exit code. On Unix the new program replaces this process, so nothing after
/// this call runs: drop everything that must be cleaned up before.
#[expect(clippy::disallowed_methods, reason = "platform starts programs; this one is ourselves")]
pub fn restart(arguments: &[&str]) -> io::Result<ExitCode> {
    let mut again = Command::new(current_program()?);
    again.args(arguments);
    replace(&mut again)
}

#[cfg(unix)]
fn replace(again: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(again.exec())
}

#[cfg(not(unix))]
fn replace(again: &mut Command) -> io::Result<ExitCode> {
    let code = again.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
