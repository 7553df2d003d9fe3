//! `--demo` without a command.

use crate::cli::answer::{Answer, print};
use crate::cli::run::Work;
use crate::engine::{Count, RunOptions};
use crate::model::{Request, Stop};

impl Work<'_> {
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
        print(&(self.preview_text(&planned, false) + "\n")).ok();
        self.carry_out(&planned, &RunOptions::default(), progress, &stop, false, None)
    }
}
