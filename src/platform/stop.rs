//! Stops a run when its time budget is used up.

use std::io;
use std::thread;
use std::time::Duration;

use crate::model::{Stop, StopReason};

/// Sets `stop` after `budget` has elapsed.
pub fn stop_after(stop: &Stop, budget: Duration) -> io::Result<()> {
    stop.note_budget(budget);
    let stop = stop.clone();
    let wait = move || {
        thread::sleep(budget);
        stop.ask(StopReason::OutOfTime);
    };
    thread::Builder::new().name("time-budget".to_owned()).spawn(wait).map(drop)
}
