//! This program's own file, and starting it once more with other arguments: an event loop that failed cannot be had
//! again in the same process.

use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Returns the file of this program.
pub fn current_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Starts this program once more in place of this run and returns how it ended. Whatever must be tidied must be gone
/// before: on Unix this run is replaced and does not come back.
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
