//! Locking the screen, logging out or restarting after a run, by `loginctl` and `systemctl`, so that logind's
//! permissions apply.
//!
//! These programs are used because a D-Bus client would bring an asynchronous runtime into the command line for three
//! calls.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use super::launch::{find, search_path};
use crate::model::AfterRun;
use crate::platform::environment::variable;
use crate::platform::system::AfterRunError;

/// Does the action and waits for its program.
pub(super) fn run_after_action(action: AfterRun) -> Result<(), AfterRunError> {
    let Some((program, words)) = call(action, session()) else { return Ok(()) };
    let executable = find(&[program.into()], &search_path()).ok_or(AfterRunError::NotFound(program))?;
    #[expect(clippy::disallowed_methods, reason = "only platform starts programs")]
    let mut command = Command::new(executable);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null());
    let done = command.output().map_err(|cause| AfterRunError::Start { program, cause })?;
    if done.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&done.stderr);
    let message =
        message.lines().find(|line| !line.trim().is_empty()).map_or_else(|| done.status.to_string(), str::to_owned);
    Err(AfterRunError::Refused { message, program })
}

/// Returns our session's id. A service has none; then `auto` makes logind choose this user's session.
fn session() -> OsString {
    variable("XDG_SESSION_ID").unwrap_or_else(|| "auto".into())
}

/// Returns the program and its arguments. It must not ask for a password: a run may be unattended.
fn call(action: AfterRun, session: OsString) -> Option<(&'static str, Vec<OsString>)> {
    let of_session = |verb: &str| ("loginctl", vec!["--no-ask-password".into(), verb.into(), "--".into(), session]);
    match action {
        AfterRun::Nothing => None,
        AfterRun::Lock => Some(of_session("lock-session")),
        AfterRun::LogOut => Some(of_session("terminate-session")),
        AfterRun::Restart => Some(("systemctl", vec!["--no-ask-password".into(), "reboot".into()])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_one_call() {
        let check = |action, expected: &[&str]| {
            let called = call(action, "c2".into());
            let words = called.map(|(program, words)| {
                let words = words.iter().map(|word| word.to_str().unwrap().to_owned());
                [program.to_owned()].into_iter().chain(words).collect::<Vec<_>>()
            });
            assert_eq!(words.unwrap_or_default(), expected, "{action:?}");
        };
        check(AfterRun::Nothing, &[]);
        check(AfterRun::Lock, &["loginctl", "--no-ask-password", "lock-session", "--", "c2"]);
        check(AfterRun::LogOut, &["loginctl", "--no-ask-password", "terminate-session", "--", "c2"]);
        check(AfterRun::Restart, &["systemctl", "--no-ask-password", "reboot"]);
    }
}
