//! The start of this user's session, from logind's files or else utmp. Only reads.
//!
//! A hook or service may have no session of its own. Then this user's earliest graphical session counts, or else the
//! earliest of any kind: with too early a start more is removed, with too late a start something is left.

use std::path::Path;

use super::account::account_name;
use super::processes;
use super::sessions::{logind, utmp};
use crate::platform::environment::variable;

const RUN: &str = "/run";

/// Returns the start in seconds since 1970; `None` if neither file has it.
pub(super) fn start() -> Option<i64> {
    let text = |name: &str| variable(name)?.into_string().ok();
    let run = Path::new(RUN);
    start_from_logind(run, text("XDG_SESSION_ID").as_deref(), processes::our_uid()).or_else(|| {
        let logins = utmp::logins(run, &account_name()?)?;
        logins.into_iter().map(|login| login.started).filter(|started| *started > 0).min()
    })
}

fn start_from_logind(run: &Path, ours: Option<&str>, uid: u32) -> Option<i64> {
    let sessions = logind::sessions(run)?.sessions.into_iter();
    // A closing session is over; it stays listed while a program left in it runs.
    let is_users = |session: &logind::Session| {
        session.uid == Some(uid) && session.is_persons() && session.state.as_deref() != Some("closing")
    };
    let found = sessions.filter(is_users).filter_map(|session| {
        let is_ours = ours.is_some_and(|ours| session.id == ours);
        Some((!is_ours, !session.is_graphical(), session.started? / 1_000_000))
    });
    found.min().map(|(_, _, start)| start)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes what logind would")]
mod tests {
    use super::*;

    #[test]
    fn our_own_session_counts_then_the_earliest_graphical_one() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = folder.path().join("systemd/sessions");
        std::fs::create_dir_all(&sessions).unwrap();
        let write = |name: &str, text: &str| std::fs::write(sessions.join(name), text).unwrap();
        write("1", "UID=7\nCLASS=manager\nREALTIME=1000000\n");
        write("2", "UID=7\nCLASS=user\nTYPE=tty\nREALTIME=2000000\n");
        write("3", "UID=7\nCLASS=user\nTYPE=wayland\nREALTIME=9000000\n");
        write("4", "UID=7\nCLASS=user\nTYPE=x11\nREALTIME=8000000\n");
        write("5", "UID=8\nCLASS=user\nTYPE=x11\nREALTIME=3000000\n");
        write("6.ref", "");
        let check = |ours, uid, expected| assert_eq!(start_from_logind(folder.path(), ours, uid), expected);
        check(Some("3"), 7, Some(9));
        check(Some("5"), 7, Some(8));
        check(None, 7, Some(8));
        check(None, 8, Some(3));
        check(None, 9, None);
        assert_eq!(start_from_logind(&folder.path().join("none"), None, 7), None);
    }
}
