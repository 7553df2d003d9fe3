//! `log`: lists past runs.

use crate::cli::answer::{Answer, Exit};
use crate::cli::json;
use crate::cli::run::CommandRunner;
use crate::i18n::{Tr, words};
use crate::receipts::{Receipt, RunHistory};

impl CommandRunner<'_> {
    pub(super) fn log(&self, json: bool) -> Answer {
        match self.context.engine().history() {
            Err(error) => self.failed(&error, json),
            Ok(past) if json => {
                Answer::result(Exit::Clean, json::line(&json::LogView::of(&past, self.context.is_demo())))
            }
            Ok(past) => Answer::result(Exit::Clean, self.context.marked(self.tr, &text(self.tr, &past))),
        }
    }
}

/// Returns past runs as text, newest first.
fn text(tr: &Tr, past: &RunHistory) -> String {
    let mut lines: Vec<String> = past.runs.iter().map(|run| line(tr, run)).collect();
    if lines.is_empty() {
        lines.push(tr.text("log-none"));
    }
    if let Some(name) = &past.set_aside {
        lines.push(tr.with("log-aside", &[("name", name.as_str().into())]));
    }
    lines.join("\n") + "\n"
}

fn line(tr: &Tr, run: &Receipt) -> String {
    let outcome = words::past_outcome(tr, &run.outcome, run.left.values().sum());
    let files = tr.with("files", &[("n", run.removed.files.into())]);
    // End session is the usual case and is not named.
    let work = if run.is_fix() { tr.text("log-fix") } else { String::new() };
    let parts = [tr.moment(run.started), work, outcome, files, tr.size(run.removed.bytes), run.browsers.join(", ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
