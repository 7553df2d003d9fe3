//! Programs that a test starts, and that end with it, whatever becomes of the test.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::Lab;

/// A program with all that it starts: its process group ends with this value.
pub(crate) struct Running(Option<Child>);

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        Self(Some(command.process_group(0).spawn().unwrap()))
    }

    /// Starts a browser that holds a file of a profile and does not end when it is asked to.
    pub(crate) fn stubborn_browser(lab: &Lab, holds: &Path) -> Self {
        let program = lab.bench().join("chromium");
        fs::copy("/usr/bin/sleep", &program).unwrap();
        let mut ignoring = lab.within(Path::new("env"));
        ignoring.arg("--ignore-signal=TERM").arg(program).arg("600");
        ignoring.stdin(File::open(holds).unwrap()).stdout(Stdio::null());
        Self::start(ignoring)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    /// Returns the id of the process that works for it, if that was started. Any of its threads may have done so.
    pub(crate) fn worker(&self) -> Option<String> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.id())).unwrap().flatten();
        let children: String =
            threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok()).collect();
        Some(children.trim().to_owned()).filter(|worker| !worker.is_empty())
    }

    /// Returns how it ended; `None` while it runs.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.as_mut().unwrap().try_wait().unwrap()
    }

    /// Waits for its end, and that of all that holds its output.
    pub(crate) fn output(mut self) -> Output {
        self.0.take().unwrap().wait_with_output().unwrap()
    }

    /// Sends it a signal.
    #[track_caller]
    pub(crate) fn signal(&self, name: &str) {
        signal(name, &self.id().to_string());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(child) = &mut self.0 else { return };
        // Not waited for yet, so the group's number is still its own. It may have ended already.
        drop(
            Command::new("kill").args(["-s", "KILL", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status(),
        );
        drop(child.wait());
    }
}

#[track_caller]
pub(crate) fn signal(name: &str, to: &str) {
    assert!(Command::new("kill").args(["-s", name, "--", to]).status().unwrap().success());
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < Duration::from_mins(1), "it did not come to that");
        std::thread::yield_now();
    }
}
