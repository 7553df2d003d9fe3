//! A worker and its parent: this program started twice, so that one of the two can always end.
//!
//! The parent opens nothing of the user's. It waits for the worker until its limit, passes signals on once the worker
//! handles them, and leaves without waiting if the worker does not end. The worker's stdin is a socket to its parent, on
//! which it tells its limit and when it prints its result, so that this is printed once. If the parent is gone, the
//! worker goes on to its own limit.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::low_level::pipe;

use crate::platform::watchdog;
use crate::platform::worker::WorkerEnd;

/// How much longer than the worker's own limit its parent waits. The worker itself waits up to two seconds for a swap of
/// files: were both times the same, its parent could kill it in the middle of one.
const MARGIN: Duration = Duration::from_secs(4);
/// How long a worker that has printed its result may take to end.
const LEAVING: Duration = Duration::from_secs(2);

/// What a worker tells its parent, in one datagram: a letter and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Message {
    /// It handles signals.
    Ready,
    /// It ends within so many milliseconds.
    Limit(u32),
    /// It prints a result now, and ends with this exit code.
    Speaks(u8),
    /// The result is printed.
    Spoken,
}

impl Message {
    fn encode(self) -> [u8; 5] {
        let (letter, number) = match self {
            Self::Ready => (b'r', 0),
            Self::Limit(millis) => (b'l', millis),
            Self::Speaks(exit) => (b's', exit.into()),
            Self::Spoken => (b'd', 0),
        };
        let [a, b, c, d] = number.to_le_bytes();
        [letter, a, b, c, d]
    }

    fn decode(bytes: [u8; 5]) -> Option<Self> {
        let [letter, a, b, c, d] = bytes;
        let number = u32::from_le_bytes([a, b, c, d]);
        match letter {
            b'r' => Some(Self::Ready),
            b'l' => Some(Self::Limit(number)),
            b's' => u8::try_from(number).ok().map(Self::Speaks),
            b'd' => Some(Self::Spoken),
            _ => None,
        }
    }
}

/// The worker's side: its stdin.
#[derive(Debug, Clone)]
pub struct ParentLink(());

impl ParentLink {
    /// Returns the link to the parent; `None` if stdin is no socket, and so nobody waits for this process.
    pub fn of_worker() -> Option<Self> {
        let kind = FileType::from_raw_mode(fstat(io::stdin()).ok()?.st_mode);
        (kind == FileType::Socket).then_some(Self(()))
    }

    /// Tells the parent that this process handles signals.
    pub(in crate::platform) fn tell_ready(&self) {
        self.send(Message::Ready);
    }

    /// Tells the parent how long this process works at most.
    pub(in crate::platform) fn tell_limit(&self, left: Duration) {
        self.send(Message::Limit(u32::try_from(left.as_millis()).unwrap_or(u32::MAX)));
    }

    /// Tells the parent that a result is printed now. Returns false if the parent has printed one.
    pub(in crate::platform) fn may_speak(&self, exit: u8) -> bool {
        self.send(Message::Speaks(exit));
        // The parent sends something only when it has stopped waiting.
        !matches!(rustix::io::read(io::stdin().as_fd(), &mut [0_u8; 1][..]), Ok(1))
    }

    /// Tells the parent that the result is printed.
    pub(in crate::platform) fn tell_spoken(&self) {
        self.send(Message::Spoken);
    }

    fn send(&self, message: Message) {
        let Self(()) = self;
        // If the parent is gone, this process goes on alone.
        rustix::io::write(io::stdin().as_fd(), &message.encode()).unwrap_or_default();
    }
}

/// The signals that have come, and what wakes the parent for each.
struct Signals {
    came: [(Signal, Arc<AtomicBool>); 3],
    wake: UnixStream,
}

impl Signals {
    fn register() -> io::Result<Self> {
        let (wake, writer) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        let came = [(Signal::TERM, SIGTERM), (Signal::HUP, SIGHUP), (Signal::INT, SIGINT)];
        let came = came.map(|(signal, number)| (signal, number, Arc::new(AtomicBool::new(false))));
        for (_signal, number, flag) in &came {
            flag::register(*number, Arc::clone(flag))?;
            pipe::register(*number, writer.try_clone()?)?;
        }
        pipe::register(SIGCHLD, writer)?;
        Ok(Self { came: came.map(|(signal, _number, flag)| (signal, flag)), wake })
    }

    /// Returns those that came since they were asked for last.
    fn take(&self) -> impl Iterator<Item = Signal> {
        self.came.iter().filter(|(_signal, came)| came.swap(false, Ordering::Relaxed)).map(|(signal, _came)| *signal)
    }
}

/// Starts this program again with the same arguments after `mark`, and waits for it, at most a little longer than
/// `limit`, or than it says itself, which is no more than `most`. An error means that no worker was started.
pub fn run_worker(mark: &str, limit: Duration, most: Duration) -> io::Result<WorkerEnd> {
    let signals = Signals::register()?;
    let (ours, theirs) = UnixDatagram::pair()?;
    ours.set_nonblocking(true)?;
    theirs.set_nonblocking(true)?;
    #[expect(clippy::disallowed_methods, reason = "platform starts programs; this one is ourselves")]
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(mark).args(std::env::args_os().skip(1)).stdin(Stdio::from(OwnedFd::from(theirs)));
    // It may name a FIFO or a device, from which the time zone would be read.
    command.env_remove("TZ");
    let mut child = command.spawn()?;
    // The parent's copy of the worker's stdin.
    drop(command);
    Ok(wait(&mut child, &ours, &signals, (limit, most)))
}

fn wait(child: &mut Child, socket: &UnixDatagram, signals: &Signals, (limit, most): (Duration, Duration)) -> WorkerEnd {
    let began = Instant::now();
    let (end, most) = (began + limit + MARGIN, began + most + MARGIN);
    let mut watch = Watch { end, most, latest: None, exit: None, handles_signals: false };
    let mut held = Vec::new();
    loop {
        // Asked before its messages are read: of a worker that has ended, all are there.
        let status = child.try_wait().ok().flatten();
        let mut bytes = [0; 5];
        while matches!(socket.recv(&mut bytes), Ok(5)) {
            watch.hear(Message::decode(bytes));
        }
        if let Some(status) = status {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            let spoken = if status.signal().is_some() { watch.exit } else { code };
            return spoken.map_or(WorkerEnd::Silent, WorkerEnd::Spoke);
        }
        for signal in signals.take() {
            held.push(signal);
            watch.end_within(watchdog::MARGIN + MARGIN);
        }
        if watch.handles_signals {
            let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            for (signal, pid) in held.drain(..).filter_map(|signal| Some((signal, pid?))) {
                // The id is the worker's: it has not been waited for.
                kill_process(pid, signal).unwrap_or_default();
            }
        }
        let left = watch.limit().saturating_duration_since(Instant::now());
        if left.is_zero() {
            return give_up(child, socket, &watch);
        }
        let timeout = Timespec::try_from(left).ok();
        let mut waking = [PollFd::new(socket, PollFlags::IN), PollFd::new(&signals.wake, PollFlags::IN)];
        poll(&mut waking, timeout.as_ref()).unwrap_or_default();
        while matches!(rustix::io::read(&signals.wake, &mut [0_u8; 64][..]), Ok(1..)) {}
    }
}

/// Stops waiting. The worker is killed, so that it does not go on in a later session when its call returns.
fn give_up(child: &mut Child, socket: &UnixDatagram, watch: &Watch) -> WorkerEnd {
    if watch.exit.is_none() {
        socket.send(&[0]).unwrap_or_default();
    }
    child.kill().unwrap_or_default();
    watch.exit.map_or(WorkerEnd::Silent, WorkerEnd::Spoke)
}

/// What the parent knows of its worker.
struct Watch {
    /// A little after the worker's own limit.
    end: Instant,
    /// What the worker cannot exceed, whatever it says.
    most: Instant,
    /// The limit after a signal or a result, which no later limit exceeds.
    latest: Option<Instant>,
    /// The exit code that the worker named when it began to print its result.
    exit: Option<u8>,
    /// Whether the worker handles signals. Before that, one would end it without a word.
    handles_signals: bool,
}

impl Watch {
    fn hear(&mut self, message: Option<Message>) {
        match message {
            Some(Message::Ready) => self.handles_signals = true,
            Some(Message::Limit(millis)) => {
                self.end = self.most.min(Instant::now() + Duration::from_millis(millis.into()) + MARGIN);
            }
            Some(Message::Speaks(exit)) => self.exit = Some(exit),
            Some(Message::Spoken) => self.end_within(LEAVING),
            None => {}
        }
    }

    fn end_within(&mut self, left: Duration) {
        let end = Instant::now() + left;
        self.latest = Some(self.latest.map_or(end, |latest| latest.min(end)));
    }

    fn limit(&self) -> Instant {
        self.latest.map_or(self.end, |latest| latest.min(self.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits for a shell as for a worker, which does what `script` says with the socket as its stdin.
    fn watched(script: &str, most: Duration) -> (WorkerEnd, Duration) {
        let signals = Signals::register().unwrap();
        let (ours, theirs) = UnixDatagram::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test's own worker")]
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdin(Stdio::from(OwnedFd::from(theirs)));
        let mut child = command.spawn().unwrap();
        drop(command);
        let began = Instant::now();
        let end = wait(&mut child, &ours, &signals, (most, most));
        child.kill().unwrap();
        child.wait().unwrap();
        (end, began.elapsed())
    }

    #[test]
    fn messages_are_read_as_they_were_written() {
        for message in [Message::Ready, Message::Limit(105_000), Message::Speaks(4), Message::Spoken] {
            assert_eq!(Message::decode(message.encode()), Some(message));
        }
        assert_eq!(Message::decode([b's', 0, 1, 0, 0]), None);
    }

    #[test]
    fn a_workers_exit_code_is_passed_on_and_its_death_is_silent() {
        let long = Duration::from_mins(1);
        assert_eq!(watched("exit 3", long).0, WorkerEnd::Spoke(3));
        assert_eq!(watched("kill -9 $$", long).0, WorkerEnd::Silent);
        assert_eq!(watched("printf 's\\1\\0\\0\\0' >&0; kill -9 $$", long).0, WorkerEnd::Spoke(1));
    }

    #[test]
    fn a_worker_that_does_not_end_is_left() {
        let (end, took) = watched("exec sleep 600", Duration::ZERO);
        assert!(end == WorkerEnd::Silent && took < Duration::from_mins(1), "{took:?}");
        // It says that it takes days.
        let (end, took) = watched("printf 'l\\377\\377\\377\\377' >&0; exec sleep 600", Duration::ZERO);
        assert!(end == WorkerEnd::Silent && took < Duration::from_mins(1), "{took:?}");
        // It has printed its result, and hangs in its own end.
        let spoke = "printf 's\\1\\0\\0\\0' >&0; printf 'd\\0\\0\\0\\0' >&0; exec sleep 600";
        let (end, took) = watched(spoke, Duration::from_mins(10));
        assert!(end == WorkerEnd::Spoke(1) && took < Duration::from_mins(1), "{took:?}");
    }
}
