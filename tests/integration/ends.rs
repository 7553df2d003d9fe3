//! A run ends in time and says so once, whatever hangs, and whichever of its two processes is hit.

use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};

use crate::running::{Running, wait_until};
use crate::support::{Lab, MARKER};

/// As a hook starts it, beside a browser that does not close, so that the run waits.
struct Hook {
    lab: Lab,
    browser: Running,
    parent: Running,
    began: Instant,
}

impl Hook {
    fn start(budget: &str) -> Self {
        let (lab, chromium, _firefox) = Lab::with_both();
        let browser = Running::stubborn_browser(&lab, &chromium.at("Cookies"));
        let mut signoff = lab.plain_signoff();
        signoff.args(["end-session", "--yes", "--unattended", "--session-stays", "--time-budget", budget]);
        signoff.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (began, parent) = (Instant::now(), Running::start(signoff));
        wait_until("the run is noted", || lab.home().join(MARKER).exists());
        Self { lab, browser, parent, began }
    }

    fn output(self) -> (Output, Duration, Lab) {
        let Self { lab, browser, parent, began } = self;
        let output = parent.output();
        drop(browser);
        (output, began.elapsed(), lab)
    }
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
    kill_process(hook.parent.worker().unwrap(), Signal::STOP).unwrap();
    let (output, took, lab) = hook.output();
    says_once_that_it_is_not_finished(&output);
    assert!(took < Duration::from_secs(30), "{took:?}");
    assert!(lab.home().join(MARKER).exists());
}

#[test]
fn a_signal_to_the_parent_stops_the_worker_which_reports() {
    let hook = Hook::start("60");
    hook.parent.signal(Signal::TERM);
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
    kill_process(hook.parent.worker().unwrap(), Signal::KILL).unwrap();
    let (output, ..) = hook.output();
    says_once_that_it_is_not_finished(&output);
}

#[test]
fn a_worker_whose_parent_is_killed_goes_on() {
    let hook = Hook::start("60");
    hook.parent.signal(Signal::KILL);
    let (output, _took, lab) = hook.output();
    assert_eq!(output.status.code(), None, "the parent was not killed");
    // The browser is gone by now, and the worker has the pipe to itself.
    wait_until("the worker has finished", || !lab.home().join(MARKER).exists());
}
