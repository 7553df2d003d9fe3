//! Locking the screen, logging out or restarting after a run, by `loginctl` and `systemctl`, so that logind's
//! permissions apply.
//!
//! These programs are used because a D-Bus client would bring an asynchronous runtime into the command line for three
//! calls. Each must answer in time, and nothing that they print is passed on.
//!
//! Logind only tells the desktop to lock; whether a program does is seen by `LockedHint` (GNOME, KDE and others set it),
//! or because the session is no longer the active one: a display manager's greeter is in front of it.

use std::ffi::OsString;
use std::thread;
use std::time::{Duration, Instant};

use super::ask::{Reply, ask};
use super::launch::find;
use crate::model::{AfterRun, AfterRunError};
use crate::platform::environment::variable;

/// How long logind or systemd may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a desktop may take to lock the screen.
const LOCKING: Duration = Duration::from_secs(4);
/// How often it is looked whether the screen is locked.
const LOOK: Duration = Duration::from_millis(100);

/// Does the action and waits for its program.
pub(super) fn run_after_action(action: AfterRun) -> Result<(), AfterRunError> {
    match action {
        AfterRun::Nothing => Ok(()),
        AfterRun::Lock => lock(&session()),
        AfterRun::LogOut => call("loginctl", &["--no-ask-password", "terminate-session", "--"], Some(&session())),
        AfterRun::Restart => call("systemctl", &["--no-ask-password", "reboot"], None),
    }
}

/// Returns our session's id. A service has none; then `auto` makes logind choose this user's session.
fn session() -> OsString {
    variable("XDG_SESSION_ID").unwrap_or_else(|| "auto".into())
}

/// Locks by the desktop's own locker, or else by LightDM's greeter (`dm-tool`).
fn lock(session: &OsString) -> Result<(), AfterRunError> {
    let was_active = state(session).is_some_and(|state| state.is_active);
    let is_locked = || state(session).is_some_and(|state| state.is_locked || was_active && !state.is_active);
    let asked = call("loginctl", &["--no-ask-password", "lock-session", "--"], Some(session));
    if asked.is_ok() && in_time(is_locked) {
        return Ok(());
    }
    // LightDM sets this variable in its sessions.
    let by_greeter = variable("XDG_SEAT_PATH").is_some() && call("dm-tool", &["lock"], None).is_ok();
    if by_greeter && in_time(is_locked) {
        return Ok(());
    }
    asked.and(Err(AfterRunError::NotLocked))
}

/// What logind says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    is_locked: bool,
    is_active: bool,
}

fn state(session: &OsString) -> Option<State> {
    let words = ["show-session", "--property=LockedHint", "--property=Active", "--"];
    state_in(&reply("loginctl", &words, Some(session)).ok()?.text)
}

fn state_in(text: &str) -> Option<State> {
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    Some(State { is_locked: value("LockedHint")? == "yes", is_active: value("Active")? == "yes" })
}

fn in_time(is_done: impl Fn() -> bool) -> bool {
    let until = Instant::now() + LOCKING;
    loop {
        if is_done() {
            return true;
        }
        if Instant::now() >= until {
            return false;
        }
        thread::sleep(LOOK);
    }
}

fn call(program: &str, words: &[&str], last: Option<&OsString>) -> Result<(), AfterRunError> {
    let reply = reply(program, words, last)?;
    // A log-out ends the program that asked for it, too.
    if reply.is_success || reply.is_ended { Ok(()) } else { Err(AfterRunError::Refused) }
}

/// Asks a program. It must not ask for a password: a run may be unattended.
fn reply(program: &str, words: &[&str], last: Option<&OsString>) -> Result<Reply, AfterRunError> {
    let path = variable("PATH").unwrap_or_default();
    let executable = find(&[program.into()], &path).ok_or(AfterRunError::NoProgram)?;
    let words: Vec<OsString> = words.iter().map(OsString::from).chain(last.cloned()).collect();
    ask(&executable, &words, &[], PATIENCE).ok_or(AfterRunError::NoAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `loginctl` of systemd 257 prints it.
    #[test]
    fn a_locked_session_is_told_from_one_that_is_not() {
        let state = |is_locked, is_active| Some(State { is_locked, is_active });
        assert_eq!(state_in("Active=yes\nLockedHint=no\n"), state(false, true));
        assert_eq!(state_in("LockedHint=yes\nActive=yes\n"), state(true, true));
        assert_eq!(state_in("Active=no\nLockedHint=no\n"), state(false, false));
        for unknown in ["", "Active=yes\n", "no such session"] {
            assert_eq!(state_in(unknown), None, "{unknown:?}");
        }
    }
}
