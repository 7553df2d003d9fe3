//! Logins from utmp, for computers without logind. Only reads.

use std::path::Path;

use crate::platform::linux::bounded::{Links, read_begin};

/// Below `/run`.
const UTMP: &str = "utmp";
/// The length of a record in bytes (Linux with glibc, all 64-bit architectures).
const RECORD: usize = 384;
const USER_PROCESS: i16 = 7;
/// The largest file that is read. A record has 384 bytes.
const LIMIT: u64 = 16 << 20;

/// A login that utmp lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform::linux) struct Login {
    /// The process of the login.
    pub(in crate::platform::linux) leader: u32,
    /// When, in seconds since 1970.
    pub(in crate::platform::linux) started: i64,
    /// It is at a display: its line or host begins with a colon.
    pub(in crate::platform::linux) at_display: bool,
}

/// Returns the logins of a user; `None` if there is no utmp, as on Debian since 13. `run` is `/run`.
pub(in crate::platform::linux) fn logins(run: &Path, user: &str) -> Option<Vec<Login>> {
    read_begin(&run.join(UTMP), Links::Follow, LIMIT).ok().map(|bytes| logins_in(&bytes, user))
}

pub(in crate::platform::linux) fn logins_in(bytes: &[u8], user: &str) -> Vec<Login> {
    let text = |field: &[u8]| field.split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
    let login = |record: &[u8]| {
        let kind = i16::from_ne_bytes(*record.first_chunk()?);
        let leader = i32::from_ne_bytes(*record.get(4..)?.first_chunk()?);
        let (line, name, host) = (record.get(8..40)?, text(record.get(44..76)?), record.get(76..332)?);
        let seconds = i32::from_ne_bytes(*record.get(340..)?.first_chunk()?);
        let at_display = line.starts_with(b":") || host.starts_with(b":");
        let login = Login { leader: u32::try_from(leader).ok()?, started: seconds.into(), at_display };
        (kind == USER_PROCESS && name == user.as_bytes()).then_some(login)
    };
    bytes.chunks_exact(RECORD).filter_map(login).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_logins_are_told_from_others_and_from_those_that_ended() {
        let record = |kind: i16, user: &str, seconds: i32, line: &str| {
            let mut record = vec![0; RECORD];
            record[..2].copy_from_slice(&kind.to_ne_bytes());
            record[4..8].copy_from_slice(&41_i32.to_ne_bytes());
            record[8..8 + line.len()].copy_from_slice(line.as_bytes());
            record[44..44 + user.len()].copy_from_slice(user.as_bytes());
            record[340..344].copy_from_slice(&seconds.to_ne_bytes());
            record
        };
        let file = [
            record(7, "other", 5, ":0"),
            record(8, "u", 6, ":0"),
            record(7, "u", 30, "pts/1"),
            record(7, "u", 20, ":0"),
            vec![0; 9],
        ];
        let login = |started, at_display| Login { leader: 41, started, at_display };
        assert_eq!(logins_in(&file.concat(), "u"), [login(30, false), login(20, true)]);
        assert_eq!(logins_in(&file.concat(), "us"), []);
        assert_eq!(logins_in(b"", "u"), []);
    }
}
