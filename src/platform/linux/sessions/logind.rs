//! Logind's sessions, from the files that it keeps below `/run`. Only reads.
//!
//! The files are read rather than the bus: that needs no service, and nothing can make it wait. They are lines
//! `NAME=value`; libsystemd's `sd_session_is_active(3)` and its relatives read the same files. Beside each lies a FIFO
//! (`c1.ref`), which would hold up whoever reads it.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use crate::platform::linux::bounded::{Links, read_begin};

/// The folder below `/run` with a file for each session.
const SESSIONS: &str = "systemd/sessions";
/// The largest file that is read. A session's has some 500 bytes.
const LIMIT: u64 = 64 << 10;

/// A session, as its file describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::platform::linux) struct Session {
    /// Its id, which is its file's name.
    pub(in crate::platform::linux) id: OsString,
    pub(in crate::platform::linux) uid: Option<u32>,
    /// `x11`, `wayland`, `tty`, …
    pub(in crate::platform::linux) kind: Option<String>,
    /// `user`, `greeter`, `manager`, …
    pub(in crate::platform::linux) class: Option<String>,
    /// `opening`, `online`, `active` or `closing`.
    pub(in crate::platform::linux) state: Option<String>,
    /// The process that asked for the session: the display manager's, which ends with it.
    pub(in crate::platform::linux) leader: Option<u32>,
    /// Its beginning in microseconds of `CLOCK_MONOTONIC`.
    pub(in crate::platform::linux) since_boot: Option<u64>,
    /// Its beginning in microseconds since 1970.
    pub(in crate::platform::linux) started: Option<i64>,
}

impl Session {
    fn parse(id: OsString, text: &str) -> Self {
        let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        Self {
            id,
            uid: value("UID").and_then(|text| text.parse().ok()),
            kind: value("TYPE").map(str::to_owned),
            class: value("CLASS").map(str::to_owned),
            state: value("STATE").map(str::to_owned),
            leader: value("LEADER").and_then(|text| text.parse().ok()),
            since_boot: value("MONOTONIC").and_then(|text| text.parse().ok()),
            started: value("REALTIME").and_then(|text| text.parse().ok()),
        }
    }

    /// Says whether it has a screen.
    pub(in crate::platform::linux) fn is_graphical(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| matches!(kind, "x11" | "wayland" | "mir"))
    }

    /// Says whether a person logged in to it: class `user`, and its forms `user-early` (root's, since systemd 256) and
    /// `user-light`. A greeter, a lock screen and a user manager are sessions, too; in `user-incomplete` nobody is yet.
    pub(in crate::platform::linux) fn is_persons(&self) -> bool {
        self.class.as_deref().is_none_or(|class| class.starts_with("user") && class != "user-incomplete")
    }

    /// Says whether it has begun and is not ending. A locked screen's and another seat's are `online`. One that ends is
    /// `closing`, and stays listed while a program left in it runs; one that waits for the end of the user manager
    /// before it is `opening`.
    pub(in crate::platform::linux) fn lasts(&self) -> bool {
        self.state.as_deref().is_none_or(|state| matches!(state, "active" | "online"))
    }
}

/// The sessions that are listed.
#[derive(Debug, Default)]
pub(in crate::platform::linux) struct Listing {
    pub(in crate::platform::linux) sessions: Vec<Session>,
    /// All files could be read.
    pub(in crate::platform::linux) is_whole: bool,
}

/// Returns the sessions of all users; `None` without logind. `run` is `/run`.
pub(in crate::platform::linux) fn sessions(run: &Path) -> Option<Listing> {
    let folder = run.join(SESSIONS);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(_) => return Some(Listing::default()),
    };
    let mut listing = Listing { sessions: Vec::new(), is_whole: true };
    for entry in entries {
        let Ok(entry) = entry else {
            listing.is_whole = false;
            continue;
        };
        let name = entry.file_name();
        match read_begin(&folder.join(&name), Links::Refuse, LIMIT) {
            Ok(bytes) => listing.sessions.push(Session::parse(name, &String::from_utf8_lossy(&bytes))),
            // It ended meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // The FIFO beside the file.
            Err(_) if name.as_encoded_bytes().ends_with(b".ref") => {}
            Err(_) => listing.is_whole = false,
        }
    }
    listing.sessions.sort_by(|one, other| one.id.cmp(&other.id));
    Some(listing)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes what logind would")]
mod tests {
    use super::*;

    #[test]
    fn only_a_persons_graphical_session_that_lasts_counts() {
        let check = |kind: &str, class: &str, state: &str, expected: bool| {
            let text = format!("# private\nUID=7\nTYPE={kind}\nCLASS={class}\nSTATE={state}\nLEADER=9\n");
            let session = Session::parse("c1".into(), &text);
            let counts = session.is_graphical() && session.is_persons() && session.lasts();
            assert_eq!(counts, expected, "{text}");
            assert_eq!((session.uid, session.leader), (Some(7), Some(9)));
        };
        for kind in ["x11", "wayland", "mir"] {
            for class in ["user", "user-early", "user-light"] {
                check(kind, class, "active", true);
                check(kind, class, "online", true);
                check(kind, class, "closing", false);
                check(kind, class, "opening", false);
            }
        }
        for class in ["greeter", "lock-screen", "background", "manager", "manager-early", "user-incomplete", "none"] {
            check("x11", class, "active", false);
        }
        for kind in ["tty", "unspecified", "web", ""] {
            check(kind, "user", "active", false);
        }
    }

    #[test]
    fn a_fifo_beside_a_session_holds_up_nobody() {
        let run = tempfile::tempdir().unwrap();
        assert!(sessions(run.path()).is_none(), "there is no logind");
        let folder = run.path().join(SESSIONS);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("c1"), "UID=7\nREALTIME=5\n").unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, folder.join("c1.ref"), rustix::fs::Mode::RWXU).unwrap();
        let listing = sessions(run.path()).unwrap();
        assert!(listing.is_whole, "{listing:?}");
        assert_eq!(listing.sessions.iter().map(|one| &one.id).collect::<Vec<_>>(), ["c1"]);
        std::os::unix::fs::symlink("nowhere", folder.join("c2")).unwrap();
        assert!(!sessions(run.path()).unwrap().is_whole, "what cannot be read may be a session");
    }
}
