//! Past runs: as lines for people, as JSON for machines.

use serde::Serialize;

use crate::i18n::{Tr, words};
use crate::model::SCHEMA;
use crate::receipts::{Gone, Past, Receipt};

use super::json;

/// Past runs.
#[derive(Debug, Serialize)]
struct Log<'a> {
    schema: u32,
    demonstration: bool,
    set_aside: Option<&'a str>,
    runs: Vec<Run<'a>>,
}

#[derive(Debug, Serialize)]
struct Run<'a> {
    started: i64,
    millis: u64,
    origin: &'a str,
    work: &'a str,
    level: &'a str,
    browsers: &'a [String],
    outcome: &'a str,
    verified: bool,
    removed: Gone,
    categories: &'a std::collections::BTreeMap<String, Gone>,
    left: &'a std::collections::BTreeMap<String, u64>,
    journal: bool,
}

/// Returns past runs as JSON.
pub(super) fn json(past: &Past, demonstration: bool) -> String {
    let runs = past.runs.iter().map(run).collect();
    json::line(&Log { schema: SCHEMA, demonstration, set_aside: past.set_aside.as_deref(), runs })
}

fn run(one: &Receipt) -> Run<'_> {
    Run {
        started: one.started,
        millis: one.millis,
        origin: &one.origin,
        work: &one.work,
        level: &one.level,
        browsers: &one.browsers,
        outcome: &one.outcome,
        verified: one.verified,
        removed: Gone { files: one.removed.files, bytes: one.removed.bytes },
        categories: &one.categories,
        left: &one.remains,
        journal: one.journal,
    }
}

/// Returns past runs as text, newest first.
pub(super) fn text(tr: &Tr, past: &Past) -> String {
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
    let outcome = words::past_outcome(tr, &run.outcome, run.remains.values().sum());
    let files = tr.with("files", &[("n", run.removed.files.into())]);
    // What is not End session is named.
    let work = if run.is_fix() { tr.text("log-fix") } else { String::new() };
    let parts = [tr.moment(run.started), work, outcome, files, tr.size(run.removed.bytes), run.browsers.join(", ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
