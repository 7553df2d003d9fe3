//! `finish`: completes interrupted runs, and removes what killed clean windows left. With `--session-begins` it then
//! notes the session that begins.

use std::time::Duration;

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::{FinishArgs, ScopeArgs};
use crate::cli::run::CommandRunner;
use crate::cli::text::paths::Paths;
use crate::cli::text::report;
use crate::engine::{Begun, EngineError, Waits};
use crate::i18n::words;
use crate::model::{Report, Request, StaleRemoved, Stop};
use crate::platform;

use super::clean_window;

impl CommandRunner<'_> {
    pub(super) fn finish(&self, args: &FinishArgs) -> Answer {
        if args.all {
            return self.finish_all(args);
        }
        let begins = args.session_begins.then(|| self.end_session_request(&ScopeArgs::default())).transpose();
        let begins = match begins {
            Ok(begins) => begins,
            Err(refusal) => return refusal,
        };
        if args.rest {
            platform::let_others_go_first();
        }
        self.ending.stop_after(self.tr, args.budget());
        self.finish_own(begins.as_ref(), (args.budget(), args.waits()), &self.ending.stop)
            .unwrap_or_else(|error| self.failed(&error, false))
    }

    /// Completes what this user's interrupted runs left. `begins` is the request for the end of a session that begins.
    fn finish_own(
        &self,
        begins: Option<&Request>,
        (budget, waits): (Option<Duration>, Waits),
        stop: &Stop,
    ) -> Result<Answer, EngineError> {
        let engine = self.context.engine();
        if begins.is_none() && !engine.has_record()? {
            return Ok(Answer::result(Exit::Clean, String::new()));
        }
        let stale = match engine.remove_stale_clean_windows(budget, waits.patience(stop)) {
            // Another run is at work. The session that begins is marked all the same.
            Err(EngineError::Busy) if begins.is_some() => StaleRemoved::default(),
            stale => stale?,
        };
        // `finish` prints nothing if nothing is left, so it shows no progress either.
        let Begun { reports: done, faults } = match begins {
            Some(request) => engine.begin_session(request, (budget, waits), &mut (), stop)?,
            None => Begun { reports: engine.finish((budget, waits), &mut (), stop)?, ..Begun::default() },
        };
        let failed = faults.iter().any(|fault| !fault.is_mended()).then_some(Exit::Left);
        let faults = faults.iter().map(|fault| words::record_fault(self.tr, fault) + "\n");
        let texts = done.iter().map(|done| self.finished(done));
        let stale = clean_window::stale_removed(self.tr, &stale);
        let texts: Vec<_> = stale.iter().map(|(_, text)| text.clone()).chain(texts).chain(faults).collect();
        let worst = stale.map(|(exit, _)| exit).into_iter();
        let worst = worst.chain(done.iter().map(Exit::from)).chain(failed).max();
        Ok(Answer::result(worst.unwrap_or(Exit::Clean), texts.join("\n")))
    }

    fn finished(&self, done: &Report) -> String {
        let text = report::report(self.tr, done, None, &mut Paths::new(&self.context.catalog));
        self.context.marked(self.tr, &text)
    }
}
