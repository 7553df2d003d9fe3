//! `finish`: completes interrupted runs, and removes what killed clean windows left.

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::ScopeArgs;
use crate::cli::run::CommandRunner;
use crate::cli::text::paths::Paths;
use crate::cli::text::report;
use crate::i18n::words;
use crate::model::RecordFault;

use super::clean_window;

impl CommandRunner<'_> {
    pub(super) fn finish(&self) -> Answer {
        let stop = &self.ending.stop;
        self.ending.stop_unattended(self.tr);
        let found = {
            // `finish` prints nothing if nothing is left, so it shows no progress either.
            let engine = self.context.engine();
            engine.remove_stale_clean_windows().and_then(|stale| Ok((stale, engine.finish(&mut (), stop)?)))
        };
        match found {
            Ok((stale, done)) => {
                let texts = done.iter().map(|done| {
                    let text = report::report(self.tr, done, None, &mut Paths::new(&self.context.catalog));
                    self.context.marked(self.tr, &text)
                });
                let stale = clean_window::stale_removed(self.tr, &stale);
                let texts: Vec<_> = stale.iter().map(|(_, text)| text.clone()).chain(texts).collect();
                let worst = stale.map(|(exit, _)| exit).into_iter();
                let worst = worst.chain(done.iter().map(Exit::from)).max();
                Answer::result(worst.unwrap_or(Exit::Clean), texts.join("\n"))
            }
            Err(error) => self.failed(&error, false),
        }
    }

    /// Completes what is owed, and notes that a session begins that is to be cleaned whatever ends it.
    pub(super) fn begin_session(&self) -> Answer {
        let stop = &self.ending.stop;
        self.ending.stop_unattended(self.tr);
        let request = match self.end_session_request(&ScopeArgs::default()) {
            Ok(request) => request,
            Err(refusal) => return refusal,
        };
        match self.context.engine().begin_kiosk(&request, &mut (), stop) {
            Ok(faults) => {
                let exit = if faults.iter().all(RecordFault::is_mended) { Exit::Clean } else { Exit::Left };
                let lines: String = faults.iter().map(|fault| words::record_fault(self.tr, fault) + "\n").collect();
                Answer::result(exit, lines)
            }
            Err(error) => self.failed(&error, false),
        }
    }
}
