//! Asking a run to stop: when the system wants this program to end, or when its time is used up.

use std::io;
use std::thread;
use std::time::Duration;

use super::os::on_signals;
use crate::model::{Stop, StopReason};

/// Asks `stop` when a signal comes in, for the rest of the program's life.
pub fn stop_on_signals(stop: &Stop) -> io::Result<()> {
    let stop = stop.clone();
    on_signals(move |reason| stop.ask(reason))
}

/// Asks `stop` when the time is used up.
pub fn stop_after(stop: &Stop, budget: Duration) -> io::Result<()> {
    let stop = stop.clone();
    let wait = move || {
        thread::sleep(budget);
        stop.ask(StopReason::OutOfTime);
    };
    thread::Builder::new().name("time-budget".to_owned()).spawn(wait).map(drop)
}
