#![expect(clippy::disallowed_methods, reason = "the tests write what logind would, and start a session's program")]

use std::process::{Child, Command};

use super::*;

/// A session's program, ended with the test.
struct Desktop(Child);

impl Desktop {
    fn start() -> Self {
        Self(Command::new("sleep").arg("600").spawn().unwrap())
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        drop(self.0.kill().and_then(|()| self.0.wait()));
    }
}

fn session(run: &Path, id: &str, state: &str, leader: u32) {
    let folder = run.join("systemd/sessions");
    fs::create_dir_all(&folder).unwrap();
    let uid = processes::our_uid();
    let text = format!("UID={uid}\nACTIVE=1\nSTATE={state}\nTYPE=x11\nCLASS=user\nLEADER={leader}\n");
    fs::write(folder.join(id), text).unwrap();
}

#[test]
fn a_session_goes_on_until_its_leader_ends_or_logind_calls_it_closing() {
    let run = tempfile::tempdir().unwrap();
    let desktop = Desktop::start();
    session(run.path(), "c1", "closing", desktop.0.id());
    assert_eq!(sessions(run.path()), Sessions::Over);
    session(run.path(), "c2", "online", desktop.0.id());
    assert_eq!(sessions(run.path()), Sessions::GoOn);
    drop(desktop);
    assert_eq!(sessions(run.path()), Sessions::Over);
}

#[test]
fn a_session_file_without_its_leader_cannot_be_told() {
    let run = tempfile::tempdir().unwrap();
    session(run.path(), "c1", "active", 0);
    fs::write(run.path().join("systemd/sessions/c1"), format!("UID={}\nTYPE=x11\n", processes::our_uid())).unwrap();
    assert_eq!(sessions(run.path()), Sessions::Unknown);
}

#[test]
fn the_clocks_of_logind_and_of_the_process_table_differ_by_the_time_asleep() {
    let now = clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap();
    let now = u64::try_from(now.as_micros()).unwrap() + time_asleep().unwrap();
    let started = processes::stat(Desktop::start().0.id()).unwrap().start;
    assert!(started <= now / TICK + SLACK && started + SLACK * 60 > now / TICK, "{started} {now}");
}
