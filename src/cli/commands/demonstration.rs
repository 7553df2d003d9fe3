//! `--demo` without a command: a preview and an End session of the sample home.

use crate::cli::answer::Answer;
use crate::cli::run::CommandRunner;
use crate::engine::{Count, RunOptions};
use crate::model::Request;
use crate::platform::terminal;

impl CommandRunner<'_> {
    /// Prints the preview, runs End session and returns its report.
    pub(super) fn demonstration(&self) -> Answer {
        let stop = &self.ending.stop;
        self.ending.stop_on_signals(self.tr);
        let mut progress = self.progress();
        let planned = match self.planned(&Request::default(), Count::Sizes, &mut progress, stop, false) {
            Ok(planned) => planned,
            Err(answer) => return answer,
        };
        progress.pause();
        // A closed pipe does not change the exit code of the demonstration.
        terminal::print(&(self.preview_text(&planned, false) + "\n")).ok();
        match self.context.engine().turn(None, None) {
            Ok(turn) => self.run_plan((&turn, &planned), &RunOptions::default(), progress, stop, false, None),
            Err(error) => self.failed(&error, false),
        }
    }
}
