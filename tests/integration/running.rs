//! Programs that a test starts, and that end with it, whatever becomes of the test.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::support::Lab;

/// How long a test waits for a program's end. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_mins(2);

/// A program with all that it starts: its process group ends with this value.
pub(crate) struct Running(Option<Child>);

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        Self(Some(command.process_group(0).spawn().unwrap()))
    }

    /// Starts a browser that holds a file of a profile and does not end when it is asked to.
    pub(crate) fn stubborn_browser(lab: &Lab, holds: &Path) -> Self {
        let program = lab.bench().join("chromium");
        copy_program("/usr/bin/sleep", &program);
        let mut ignoring = lab.within(Path::new("env"));
        ignoring.arg("--ignore-signal=TERM").arg(program).arg("600");
        ignoring.stdin(File::open(holds).unwrap()).stdout(Stdio::null());
        Self::start(ignoring)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    /// Returns the id of the process that works for it, if that was started. Any of its threads may have done so.
    pub(crate) fn worker(&self) -> Option<Pid> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.id())).unwrap().flatten();
        let children: String =
            threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok()).collect();
        children.split_whitespace().next().and_then(|id| Pid::from_raw(id.parse().unwrap()))
    }

    /// Returns how it ended; `None` while it runs.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.as_mut().unwrap().try_wait().unwrap()
    }

    /// Waits for its end, and that of all that holds its output. Panics if that does not come.
    #[track_caller]
    pub(crate) fn output(mut self) -> Output {
        let child = self.0.take().unwrap();
        let (group, (sender, ended)) = (Pid::from_child(&child), channel());
        std::thread::spawn(move || sender.send(child.wait_with_output()));
        let output = ended.recv_timeout(PATIENCE);
        if output.is_err() {
            // It may have ended, and left one in its group that holds its output.
            kill_process_group(group, Signal::KILL).ok();
        }
        output.expect("the program, or one that holds its output, has not ended in time").unwrap()
    }

    /// Sends it a signal.
    #[track_caller]
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(self.0.as_ref().unwrap()), signal).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(child) = &mut self.0 else { return };
        // Not waited for yet, so the group's number is still its own. It may have ended already. By a system call: the
        // program `kill` is missing in a small Debian, and then the wait below would last as long as what was started.
        kill_process_group(Pid::from_child(child), Signal::KILL).ok();
        drop(child.wait());
    }
}

/// Copies a program that is to be started. A child does it: what this process has open for writing, a child that another
/// test starts meanwhile has open too, for a moment, and a program that anybody may write cannot be started.
#[track_caller]
pub(crate) fn copy_program(from: &str, to: &Path) {
    assert!(Command::new("cp").arg(from).arg(to).status().unwrap().success());
}

/// Waits until something is so; panics with its name if it does not come to that.
#[track_caller]
pub(crate) fn wait_until(name: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "not after {PATIENCE:?}: {name}");
        std::thread::yield_now();
    }
}
