//! `--demo` without a command.

use crate::cli::answer::{Answer, write};
use crate::cli::run::CommandRunner;
use crate::engine::{Count, RunOptions};
use crate::model::{Request, Stop};

impl CommandRunner<'_> {
    /// Preview, End session and report on the sample home.
    pub(super) fn demonstration(&self) -> Answer {
        let stop = Stop::default();
        self.listen(&stop);
        let mut progress = self.progress();
        let planned = match self.planned(&Request::default(), Count::Sizes, &mut progress, &stop, false) {
            Ok(planned) => planned,
            Err(answer) => return answer,
        };
        progress.pause();
        // A reader that has gone away does not change how the demonstration ends.
        write(&(self.preview_text(&planned, false) + "\n")).ok();
        self.run_plan(&planned, &RunOptions::default(), progress, &stop, false, None)
    }
}
