//! Tests with child processes: which are listed, ended and waited for, and which are left alone.
#![expect(clippy::disallowed_methods, reason = "starts the processes it ends")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use rustix::fs::FlockOperation;

use super::*;

/// A time limit that only a failing test reaches.
const LONG: Duration = Duration::from_mins(1);

/// A child process that runs until it is ended; dropping it kills it.
struct Sleeper(Child);

impl Sleeper {
    fn start() -> Self {
        Self::start_with(&mut Command::new("cat"))
    }

    fn start_with(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap())
    }

    fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn our_child_is_listed_as_it_is_and_we_are_not() {
    let child = Sleeper::start();
    let found = ThisComputer::new().processes();
    let proc = found.iter().find(|proc| proc.pid == child.pid()).unwrap();
    assert_eq!(proc.parent, std::process::id());
    assert_eq!(proc.name, "cat");
    assert!(proc.exe.as_ref().is_some_and(|exe| exe.ends_with("cat") || exe.ends_with("coreutils")), "{proc:?}");
    assert_eq!(proc.app, None);
    assert!(found.iter().all(|proc| proc.pid != std::process::id()));
    assert!(found.is_sorted());
}

#[test]
fn a_listed_process_is_ended_and_waited_for() {
    for how in [EndMode::Ask, EndMode::Kill] {
        let child = Sleeper::start();
        let computer = ThisComputer::new();
        assert!(!computer.wait_gone(&[child.pid()], Duration::ZERO));
        computer.processes();
        computer.end(&[child.pid()], how);
        // A zombie counts as ended.
        assert!(computer.wait_gone(&[child.pid()], LONG));
        assert!(computer.processes().iter().all(|proc| proc.pid != child.pid()));
    }
}

#[test]
fn a_process_that_was_not_listed_is_left_alone() {
    let child = Sleeper::start();
    assert_eq!(ThisComputer::new().signal(child.pid(), Signal::TERM), SignalResult::Refused);
}

#[test]
fn a_number_used_again_is_left_alone() {
    let child = Sleeper::start();
    let computer = ThisComputer::new();
    computer.processes();
    let start = computer.listed()[&child.pid()].start;
    computer.listed().get_mut(&child.pid()).unwrap().start = start - 1;
    assert_eq!(computer.signal(child.pid(), Signal::KILL), SignalResult::Gone);
    assert!(computer.wait_gone(&[child.pid()], Duration::ZERO), "the one that was listed is gone");
    let proc =
        Proc { pid: child.pid(), parent: 0, name: String::new(), exe: None, script: None, app: None, data_dir: None };
    assert_eq!(computer.ask_to_close(&proc, &[child.pid()], &Stop::default()), CloseRequest::Gone);
    // The first listing finds another process than before under this id; only from the second on may it be ended.
    computer.processes();
    assert_eq!(computer.signal(child.pid(), Signal::KILL), SignalResult::Refused);
    computer.processes();
    assert_eq!(computer.signal(child.pid(), Signal::KILL), SignalResult::Sent);
}

/// Returns a process of another user. It is not process 1, which is spared whoever it belongs to.
fn of_another_user() -> Option<u32> {
    let us = processes::our_uid();
    processes::all_pids().filter(|pid| *pid > 1 && processes::real_uid(*pid).is_some_and(|uid| uid != us)).min()
}

#[test]
fn a_process_of_another_user_is_neither_listed_nor_ended() {
    let child = processes::our_uid().eq(&0).then(|| Sleeper::start_with(Command::new("cat").uid(65534).gid(65534)));
    let Some(pid) = child.as_ref().map(Sleeper::pid).or_else(of_another_user) else {
        // In a container all may be this user's: there is nobody else.
        let must_run = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!must_run, "every process is this user's");
        return;
    };
    let computer = ThisComputer::new();
    assert!(computer.processes().iter().all(|proc| proc.pid != pid));
    let start = processes::stat(pid).unwrap().start;
    assert_eq!(terminate::signal(pid, start, Signal::TERM), SignalResult::Refused);
}

#[test]
fn we_never_end_ourselves() {
    let us = std::process::id();
    let start = processes::stat(us).unwrap().start;
    assert_eq!(terminate::signal(us, start, Signal::CONT), SignalResult::Refused);
}

#[test]
fn a_program_without_windows_is_asked_by_a_signal() {
    let child = Sleeper::start_with(Command::new("cat").env("DISPLAY", ":nowhere"));
    let computer = ThisComputer::new();
    let found = computer.processes();
    let proc = found.iter().find(|proc| proc.pid == child.pid()).unwrap();
    assert_eq!(computer.ask_to_close(proc, &[proc.pid], &Stop::default()), CloseRequest::Signal);
    assert!(computer.wait_gone(&[proc.pid], LONG));
    assert_eq!(computer.ask_to_close(proc, &[proc.pid], &Stop::default()), CloseRequest::Gone);
}

#[test]
fn files_held_below_a_folder_are_found_with_their_holder() {
    let dir = tempfile::tempdir().unwrap();
    let beside = tempfile::tempdir().unwrap();
    let open = |dir: &Path, name: &str| {
        let file = File::create(dir.join(name)).unwrap();
        Sleeper(Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(file).spawn().unwrap())
    };
    let holder = open(dir.path(), "held");
    let gone = open(dir.path(), "gone");
    let _other = open(beside.path(), "other");
    drop(File::open(dir.path().join("gone")).unwrap());
    rustix::fs::unlink(dir.path().join("gone")).unwrap();
    let mut expected = vec![
        OpenFile { pid: holder.pid(), path: dir.path().join("held") },
        OpenFile { pid: gone.pid(), path: dir.path().join("gone") },
    ];
    expected.sort();
    assert_eq!(ThisComputer::new().open_files_below(&[dir.path().to_owned()]), expected);
}

/// Runs twice: as the test, and, started by the test, as the process that holds the lock.
#[test]
fn the_holder_of_a_lock_is_named() {
    const FILE: &str = "SIGNOFF_TEST_LOCK";
    if let Some(path) = std::env::var_os(FILE) {
        let file = File::options().write(true).open(path).unwrap();
        rustix::fs::fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive).unwrap();
        crate::platform::terminal::print("\nlocked\n").unwrap();
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        return;
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    let computer = ThisComputer::new();
    assert_eq!(computer.lock_owner(file.path()), None);
    let test = thread::current().name().unwrap().to_owned();
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut holder = Sleeper::start_with(command.args(["--exact", &test, "--nocapture"]).env(FILE, file.path()));
    let mut lines = BufReader::new(holder.0.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "locked"));
    assert_eq!(computer.lock_owner(file.path()), Some(holder.pid()));
    drop(holder);
    assert_eq!(computer.lock_owner(file.path()), None);
    assert_eq!(computer.lock_owner(Path::new("/nonexistent/file")), None);
}

#[test]
fn time_and_name_are_told() {
    let computer = ThisComputer::new();
    assert!(computer.now() > 1_750_000_000);
    assert!(!computer.host_name().is_empty());
}
