//! The start of this user's session, from logind's files or else utmp. Only reads.
//!
//! A hook or service may have no session of its own. Then this user's earliest graphical session counts, or else the
//! earliest of any kind: with too early a start more is removed, with too late a start something is left.

use std::fs;
use std::path::Path;

use super::processes;
use crate::platform::environment::variable;

/// Logind's folder with a file for each session, in lines `NAME=value`.
const SESSIONS: &str = "/run/systemd/sessions";
const UTMP: &str = "/run/utmp";
/// The length of a record of utmp in bytes (Linux with glibc, all 64-bit architectures).
const RECORD: usize = 384;
const USER_PROCESS: i16 = 7;

/// Returns the start in seconds since 1970; `None` if neither file has it.
pub(super) fn start() -> Option<i64> {
    let text = |name: &str| variable(name)?.into_string().ok();
    start_from_logind(Path::new(SESSIONS), text("XDG_SESSION_ID").as_deref(), processes::our_uid())
        .or_else(|| start_from_utmp(&fs::read(UTMP).ok()?, &text("LOGNAME").or_else(|| text("USER"))?))
}

fn start_from_logind(folder: &Path, ours: Option<&str>, uid: u32) -> Option<i64> {
    let mut found: Vec<(bool, bool, i64)> = Vec::new();
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        let is_users = value("UID").is_some_and(|text| text == uid.to_string());
        // A closing session is over; it stays listed while a program left in it runs.
        let lasts = value("STATE") != Some("closing");
        let is_persons = value("CLASS").is_none_or(|class| class.starts_with("user") && class != "user-incomplete");
        let start = value("REALTIME").and_then(|text| text.parse::<i64>().ok());
        if let Some(start) = start.filter(|_| is_users && is_persons && lasts) {
            let is_ours = ours.is_some_and(|ours| entry.file_name() == ours);
            let is_seen = value("TYPE").is_some_and(|kind| matches!(kind, "x11" | "wayland" | "mir"));
            found.push((!is_ours, !is_seen, start / 1_000_000));
        }
    }
    found.into_iter().min().map(|(_, _, start)| start)
}

fn start_from_utmp(bytes: &[u8], user: &str) -> Option<i64> {
    let text = |field: &[u8]| field.split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
    let start = |record: &[u8]| {
        let kind = i16::from_ne_bytes(*record.first_chunk()?);
        let name = text(record.get(44..76)?);
        let seconds = i32::from_ne_bytes(*record.get(340..)?.first_chunk()?);
        (kind == USER_PROCESS && name == user.as_bytes() && seconds > 0).then_some(i64::from(seconds))
    };
    bytes.chunks_exact(RECORD).filter_map(start).min()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes what logind would")]
mod tests {
    use super::*;

    #[test]
    fn our_own_session_counts_then_the_earliest_graphical_one() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
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

    #[test]
    fn utmp_tells_the_first_logon_of_a_user() {
        let record = |kind: i16, user: &str, seconds: i32| {
            let mut record = vec![0; RECORD];
            record[..2].copy_from_slice(&kind.to_ne_bytes());
            record[44..44 + user.len()].copy_from_slice(user.as_bytes());
            record[340..344].copy_from_slice(&seconds.to_ne_bytes());
            record
        };
        let file = [record(7, "other", 5), record(8, "u", 6), record(7, "u", 30), record(7, "u", 20), vec![0; 9]];
        assert_eq!(start_from_utmp(&file.concat(), "u"), Some(20));
        assert_eq!(start_from_utmp(&file.concat(), "us"), None);
        assert_eq!(start_from_utmp(b"", "u"), None);
    }
}
