//! Starting our own program once for every account, as root. Each program becomes its account for good before it opens
//! anything of that person; this process opens nothing of anybody.

use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::accounts;
use crate::platform::each_account::{AccountLimit, AccountRun, AccountRuns};
use crate::platform::restart::current_program;

/// How many programs run at a time, so that a home that does not answer delays nobody else.
const AT_ONCE: usize = 4;
/// How often programs are looked at.
const POLL: Duration = Duration::from_millis(10);
/// How long to wait for the output of a program that has ended: a process that it started may hold the pipe.
const OUTPUT: Duration = Duration::from_millis(300);
/// How long to wait for a program after SIGKILL. On a disk that does not answer it may never end.
const KILLED: Duration = Duration::from_millis(500);
/// How much of a program's output is kept, in bytes.
const LONGEST: u64 = 16 << 10;

/// Runs our own program for every account: `arguments` gets the name and what is left of the time. Root's only.
pub fn run_for_each_account(
    limit: Option<AccountLimit>,
    arguments: impl Fn(&str, Option<Duration>) -> Vec<OsString>,
) -> io::Result<AccountRuns> {
    let program = current_program()?;
    let start = |name: &str, left: Option<Duration>| {
        #[expect(clippy::disallowed_methods, reason = "platform starts programs; this one is ourselves")]
        let mut command = Command::new(&program);
        command.args(arguments(name, left));
        command
    };
    run_each(limit, accounts::each, start)
}

fn run_each(
    limit: Option<AccountLimit>,
    list: impl FnOnce(&mut dyn FnMut(String) -> bool) + Send + 'static,
    command: impl Fn(&str, Option<Duration>) -> Command,
) -> io::Result<AccountRuns> {
    let began = Instant::now();
    let (sender, names) = mpsc::sync_channel(AT_ONCE);
    // In a thread of its own, because a directory service or a network disk may not answer.
    let listing = move || list(&mut |name| sender.send(name).is_ok());
    thread::Builder::new().name("accounts".to_owned()).spawn(listing)?;
    let mut all = AccountRuns::default();
    let mut running: Vec<Running> = Vec::new();
    let mut is_listed = false;
    loop {
        let now = began.elapsed();
        let left = limit.map(|limit| limit.asked.saturating_sub(now));
        let is_over = left.is_some_and(|left| left.is_zero());
        while !is_over && !is_listed && running.len() < AT_ONCE {
            match names.try_recv() {
                Ok(name) => match Running::start(name, |name| command(name, left)) {
                    Ok(started) => running.push(started),
                    Err(failed) => all.runs.push(failed),
                },
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => is_listed = true,
            }
        }
        let is_late = limit.is_some_and(|limit| now >= limit.ended + KILLED);
        let mut still = Vec::new();
        for mut one in running {
            match one.child.try_wait() {
                Ok(None) if !is_late => still.push(one),
                Ok(status) => all.runs.extend(one.ended(status)),
                Err(_) => all.runs.extend(one.ended(None)),
            }
        }
        running = still;
        if running.is_empty() && (is_listed || is_over) {
            all.is_cut = !is_listed;
            return Ok(all);
        }
        for one in &mut running {
            one.limit(limit, now);
        }
        thread::sleep(POLL);
    }
}

/// A program that runs for an account.
struct Running {
    name: String,
    child: Child,
    result: Receiver<Vec<u8>>,
    errors: Receiver<Vec<u8>>,
    /// The last signal that it was sent.
    sent: Option<Signal>,
}

impl Running {
    fn start(name: String, command: impl FnOnce(&str) -> Command) -> Result<Self, AccountRun> {
        let mut command = command(&name);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // In a group of its own, so that what it starts is ended with it.
        command.process_group(0);
        let started = command.spawn().and_then(|mut child| {
            let (result, errors) = (child.stdout.take().map(read), child.stderr.take().map(read));
            let none = || io::Error::from(io::ErrorKind::BrokenPipe);
            Ok((child, result.ok_or_else(none)??, errors.ok_or_else(none)??))
        });
        match started {
            Ok((child, result, errors)) => Ok(Self { name, child, result, errors, sent: None }),
            Err(error) => Err(AccountRun { name, exit: None, said: error.to_string() }),
        }
    }

    /// Sends the signal that is due.
    fn limit(&mut self, limit: Option<AccountLimit>, now: Duration) {
        let due = limit.and_then(|limit| match now {
            now if now >= limit.ended => Some(Signal::KILL),
            now if now >= limit.asked => Some(Signal::TERM),
            _ => None,
        });
        if let Some(signal) = due.filter(|_| due != self.sent) {
            // Not waited for yet, so its id is still its own.
            kill_process_group(Pid::from_child(&self.child), signal).unwrap_or_default();
            self.sent = due;
        }
    }

    /// Returns what came of it; `None` if it had nothing to do.
    fn ended(self, status: Option<ExitStatus>) -> Option<AccountRun> {
        let exit = status.and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
        let said = [&self.result, &self.errors].map(first_line).into_iter().find(|line| !line.is_empty());
        let is_silent = exit == Some(0) && said.is_none();
        (!is_silent).then(|| AccountRun { name: self.name, exit, said: said.unwrap_or_default() })
    }
}

/// Reads a pipe to its end, in a thread. The program never waits for us to read.
fn read(pipe: impl Read + Send + 'static) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, text) = mpsc::channel();
    let read = move || {
        let (mut pipe, mut kept) = (pipe, Vec::new());
        let is_read = pipe.by_ref().take(LONGEST).read_to_end(&mut kept).is_ok();
        // Nobody waits for it any more if this fails.
        sender.send(kept).unwrap_or_default();
        if is_read {
            io::copy(&mut pipe, &mut io::sink()).unwrap_or_default();
        }
    };
    thread::Builder::new().name("output".to_owned()).spawn(read)?;
    Ok(text)
}

fn first_line(text: &Receiver<Vec<u8>>) -> String {
    let bytes = text.recv_timeout(OUTPUT).unwrap_or_default();
    String::from_utf8_lossy(&bytes).lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a line of shell for each of the names, which it finds in `$0`.
    fn run(names: &[&str], limit: Option<AccountLimit>, line: &str) -> AccountRuns {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let list = move |found: &mut dyn FnMut(String) -> bool| {
            for name in names {
                found(name);
            }
        };
        let command = |name: &str, _left: Option<Duration>| {
            #[expect(clippy::disallowed_methods, reason = "the test starts a shell in the place of the program")]
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", line, name]);
            shell
        };
        let mut all = run_each(limit, list, command).unwrap();
        all.runs.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    fn told(runs: &AccountRuns) -> Vec<(&str, Option<u8>, &str)> {
        runs.runs.iter().map(|run| (&*run.name, run.exit, &*run.said)).collect()
    }

    #[test]
    fn only_accounts_with_something_to_tell_are_told() {
        let line = "case $0 in a) ;; b) echo; echo done; echo more;; c) echo no >&2; exit 2;; *) exit 1;; esac";
        let all = run(&["a", "b", "c", "d", "a2", "b"], None, line);
        let done = Some(0);
        let expected =
            [("a2", Some(1), ""), ("b", done, "done"), ("b", done, "done"), ("c", Some(2), "no"), ("d", Some(1), "")];
        assert_eq!(told(&all), expected);
        assert!(!all.is_cut);
    }

    #[test]
    fn one_that_does_not_end_holds_up_nobody_and_is_ended() {
        let limit = AccountLimit { asked: Duration::from_millis(1500), ended: Duration::from_millis(1700) };
        let line = "case $0 in hangs) trap '' TERM; while :; do sleep 9 & wait; done;; polite) exec sleep 60;; *) echo done;; esac";
        let began = Instant::now();
        let all = run(&["hangs", "polite", "c", "d", "e", "f", "g"], Some(limit), line);
        assert!(began.elapsed() < Duration::from_secs(10));
        let done = |name| (name, Some(0), "done");
        let expected =
            [done("c"), done("d"), done("e"), done("f"), done("g"), ("hangs", None, ""), ("polite", None, "")];
        assert_eq!(told(&all), expected);
        assert!(!all.is_cut);
    }

    #[test]
    fn who_had_no_turn_is_not_passed_over_in_silence() {
        let limit = AccountLimit { asked: Duration::from_millis(200), ended: Duration::from_millis(300) };
        let all = run(&["a", "b", "c", "d", "e", "f"], Some(limit), "exec sleep 60");
        assert!(all.is_cut);
        assert_eq!(all.runs.len(), AT_ONCE);
        let hangs = |_: &mut dyn FnMut(String) -> bool| thread::sleep(Duration::from_mins(1));
        let none = |_: &str, _: Option<Duration>| -> Command { unreachable!("no account was named") };
        assert!(run_each(Some(limit), hangs, none).unwrap().is_cut);
    }
}
