//! Stops a run when the system wants this program to end, or when its time budget is used up.

use std::io;
use std::thread;
use std::time::Duration;

use super::os::on_signals;
use crate::model::{Stop, StopReason};

/// Sets `stop` when a signal arrives, until the program ends.
pub fn stop_on_signals(stop: &Stop) -> io::Result<()> {
    let stop = stop.clone();
    on_signals(move |reason| stop.ask(reason))
}

/// Sets `stop` after `budget` has elapsed.
pub fn stop_after(stop: &Stop, budget: Duration) -> io::Result<()> {
    let stop = stop.clone();
    let wait = move || {
        thread::sleep(budget);
        stop.ask(StopReason::OutOfTime);
    };
    thread::Builder::new().name("time-budget".to_owned()).spawn(wait).map(drop)
}
