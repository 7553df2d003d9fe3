//! How a command that removes something ends in time: by the watchdog, by signals, and unattended by a parent process
//! that waits for its worker. Decides nothing about the work itself.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use crate::i18n::Tr;
use crate::model::{Stop, Swaps, Verdict};
use crate::platform::{self, LastWords, MARGIN, ParentLink, ThisComputer, UNATTENDED, Watchdog, WorkerEnd, terminal};

use super::answer::{Answer, Exit, NothingDone};
use super::args::{A_DAY, Args, Limits, WORKER};
use super::json;

/// What can stop a command.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// Asked by signals, and when the budget is used up.
    pub(super) stop: Stop,
    swaps: Swaps,
    watchdog: Option<Watchdog>,
}

impl Ending {
    /// Starts the watchdog, before anything of the user's is opened. Where a worker does the work, this process waits
    /// for it, and its exit code is the error.
    pub(super) fn begin(args: &Args, tr: &Tr) -> Result<Self, ExitCode> {
        let Some(limits) = args.limits() else { return Ok(Self::default()) };
        let mut ending = Self::default();
        let words = last_words(tr, limits, args.demo);
        let limit = limits.budget.unwrap_or(UNATTENDED) + MARGIN;
        // Without a budget of its own, the worker may find a longer one in the policy.
        let most = limits.budget.unwrap_or(Duration::from_secs(A_DAY)) + MARGIN;
        // If no worker can be started, the work is done here.
        if limits.is_unattended
            && !args.worker
            && let Ok(end) = platform::run_worker(WORKER, limit, most)
        {
            return Err(ExitCode::from(match end {
                WorkerEnd::Spoke(exit) => exit,
                WorkerEnd::Silent => {
                    terminal::print(&words.text).ok();
                    words.exit
                }
            }));
        }
        let parent = args.worker.then(ParentLink::of_worker).flatten();
        match Watchdog::start(words, &ending.swaps, parent) {
            Ok(watchdog) => ending.watchdog = Some(watchdog),
            Err(error) => warn(tr, &error),
        }
        if limits.is_unattended {
            ending.limit(limits.budget.unwrap_or(UNATTENDED));
        }
        if limits.is_agreed {
            ending.stop_on_signals(tr);
        }
        Ok(ending)
    }

    /// Lets a parent pass signals on: this process handles them, and is not started again as another user.
    pub(super) fn take_signals(&self) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.take_signals();
        }
    }

    /// Returns this computer, whose files are never in the middle of a swap when the program is ended.
    pub(super) fn computer(&self) -> ThisComputer {
        ThisComputer::new().with_swaps(self.swaps.clone())
    }

    /// Ends the program soon after this budget.
    pub(super) fn limit(&self, budget: Duration) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.set_limit(budget.saturating_add(MARGIN));
        }
    }

    /// Stops the run after `budget`. If the timer cannot be started, the watchdog ends it.
    pub(super) fn stop_after(&self, tr: &Tr, budget: Option<Duration>) {
        let Some(budget) = budget else { return };
        self.limit(budget);
        if let Err(error) = platform::stop_after(&self.stop, budget) {
            warn(tr, &error);
        }
    }

    /// Stops the run on Ctrl+C and SIGTERM, and soon afterwards ends the program. If that cannot be set up, a signal
    /// ends the program at once and `finish` completes the run.
    pub(super) fn stop_on_signals(&self, tr: &Tr) {
        let (stop, watchdog) = (self.stop.clone(), self.watchdog.clone());
        let asked = platform::on_signals(move |reason| {
            stop.ask(reason);
            if let Some(watchdog) = &watchdog {
                watchdog.end_within(MARGIN);
            }
        });
        if let Err(error) = asked {
            warn(tr, &error);
        }
    }

    /// Takes the right to print the result; does not return if the program is being ended.
    pub(super) fn speak(&self, exit: Exit) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.speak(exit.code());
        }
    }

    /// Prints the answer and returns the exit code.
    pub(super) fn finish(&self, answer: Answer) -> ExitCode {
        self.speak(answer.exit);
        let code = answer.write();
        if let Some(watchdog) = &self.watchdog {
            watchdog.has_spoken();
        }
        code
    }
}

/// Returns what is printed where a run is ended from outside.
fn last_words(tr: &Tr, limits: Limits, is_demo: bool) -> LastWords {
    let why = NothingDone::because(tr, "no-answer", "res-cut");
    let text = if limits.json {
        json::line(&json::ReportView::nothing(&why, Verdict::OutOfTime, None, is_demo))
    } else {
        why.text + "\n"
    };
    LastWords { text, exit: Exit::OutOfTime.code() }
}

fn warn(tr: &Tr, error: &io::Error) {
    let text = tr.with("why-error", &[("error", error.to_string().into())]);
    terminal::say(&format!("signoff: {text}\n"));
}
