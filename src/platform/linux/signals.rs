//! Turns signals into stop reasons.
//!
//! Ctrl+C means that the user cancels the run. SIGTERM and SIGHUP mean that the session ends: the rest of the run is
//! done later. A signal handler may do almost nothing, so it writes one byte, and a thread calls the listener.

use std::io::{self, Read as _};
use std::os::unix::net::UnixStream;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::pipe;

use crate::model::StopReason;

/// Calls `listener` for each signal, until the program ends.
pub fn on_signals(listener: impl Fn(StopReason) + Clone + Send + 'static) -> io::Result<()> {
    watch(listener.clone(), StopReason::Cancelled, &[SIGINT])?;
    watch(listener, StopReason::OutOfTime, &[SIGTERM, SIGHUP])
}

fn watch(listener: impl Fn(StopReason) + Send + 'static, reason: StopReason, signals: &[i32]) -> io::Result<()> {
    let (mut reader, writer) = UnixStream::pair()?;
    for signal in signals {
        pipe::register(*signal, writer.try_clone()?)?;
    }
    let listen = move || {
        while reader.read_exact(&mut [0]).is_ok() {
            listener(reason);
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(listen).map(drop)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use rustix::process::{Signal, getpid, kill_process};
    use signal_hook::consts::SIGUSR1;

    use super::*;
    use crate::model::Stop;

    #[test]
    fn a_signal_asks_to_stop_with_its_reason() {
        let stop = Stop::default();
        // A signal that nothing else in the test program uses.
        let asked = stop.clone();
        watch(move |reason| asked.ask(reason), StopReason::OutOfTime, &[SIGUSR1]).unwrap();
        assert_eq!(stop.asked(), None);
        kill_process(getpid(), Signal::USR1).unwrap();
        let began = Instant::now();
        while stop.asked().is_none() && began.elapsed() < Duration::from_mins(1) {
            thread::yield_now();
        }
        assert_eq!(stop.asked(), Some(StopReason::OutOfTime));
    }
}
