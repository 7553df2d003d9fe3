//! A run ends in time and says so once, whatever hangs, and whichever of its two processes is hit.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Lab, MARKER};

/// As a hook starts it, beside a browser that does not close, so that the run waits.
struct Hook {
    lab: Lab,
    browser: Child,
    parent: Child,
    began: Instant,
}

impl Hook {
    fn start(budget: &str) -> Self {
        let (lab, chromium, _firefox) = Lab::with_both();
        let program = lab.bench().join("chromium");
        fs::copy("/usr/bin/sleep", &program).unwrap();
        let mut ignoring = lab.within(Path::new("env"));
        ignoring.arg("--ignore-signal=TERM").arg(program).arg("600");
        ignoring.stdin(fs::File::open(chromium.at("Cookies")).unwrap()).stdout(Stdio::null());
        let browser = ignoring.spawn().unwrap();
        let mut signoff = lab.plain_signoff();
        signoff.args(["end-session", "--yes", "--unattended", "--session-stays", "--time-budget", budget]);
        signoff.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (began, parent) = (Instant::now(), signoff.spawn().unwrap());
        let hook = Self { lab, browser, parent, began };
        hook.until("its marker", || hook.lab.home().join(MARKER).exists());
        hook
    }

    #[track_caller]
    fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        while !is_so() {
            assert!(self.began.elapsed() < Duration::from_mins(1), "no {what}");
            std::thread::yield_now();
        }
    }

    /// Returns the id of the process that works. Any thread of the parent's may have started it.
    fn worker(&self) -> u32 {
        let threads = fs::read_dir(format!("/proc/{}/task", self.parent.id())).unwrap().map(Result::unwrap);
        let children: String =
            threads.map(|thread| fs::read_to_string(thread.path().join("children")).unwrap()).collect();
        children.trim().parse().unwrap()
    }

    fn output(mut self) -> (Output, Duration, Lab) {
        let began = self.began;
        let output = self.parent.wait_with_output().unwrap();
        self.browser.kill().unwrap();
        self.browser.wait().unwrap();
        (output, began.elapsed(), self.lab)
    }
}

#[track_caller]
fn signal(signal: &str, pid: u32) {
    assert!(Command::new("kill").args(["-s", signal, &pid.to_string()]).status().unwrap().success());
}

#[track_caller]
fn says_once_that_it_is_not_finished(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.starts_with("Not finished") && said.matches("Not finished").count() == 1, "{said}");
}

#[test]
fn a_parent_leaves_a_worker_that_cannot_end() {
    let hook = Hook::start("1");
    // As one whose system call never returns, it cannot even end.
    signal("STOP", hook.worker());
    let (output, took, lab) = hook.output();
    says_once_that_it_is_not_finished(&output);
    assert!(took < Duration::from_secs(30), "{took:?}");
    assert!(lab.home().join(MARKER).exists());
}

#[test]
fn a_signal_to_the_parent_stops_the_worker_which_reports() {
    let hook = Hook::start("60");
    signal("TERM", hook.parent.id());
    let signalled = hook.began.elapsed();
    let (output, took, lab) = hook.output();
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().next().map(|line| line.contains(": ")), Some(true));
    assert!(took.checked_sub(signalled).unwrap() < Duration::from_secs(30), "{took:?}");
    assert!(lab.home().join(MARKER).exists());
}

#[test]
fn a_worker_that_is_killed_is_told_of_by_its_parent() {
    let hook = Hook::start("60");
    signal("KILL", hook.worker());
    let (output, ..) = hook.output();
    says_once_that_it_is_not_finished(&output);
}

#[test]
fn a_worker_whose_parent_is_killed_goes_on() {
    let hook = Hook::start("60");
    signal("KILL", hook.parent.id());
    let (output, _took, lab) = hook.output();
    assert_eq!(output.status.code(), None, "the parent was not killed");
    // The browser is gone by now, and the worker has the pipe to itself.
    let began = Instant::now();
    while lab.home().join(MARKER).exists() {
        assert!(began.elapsed() < Duration::from_mins(1), "nobody went on");
        std::thread::yield_now();
    }
}
