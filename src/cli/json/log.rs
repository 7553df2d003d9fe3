//! What `log --json` prints. Form: `assets/schema/log.schema.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::SCHEMA;
use crate::receipts::{Gone, Receipt, RunHistory};

/// Past runs, newest first.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct LogView<'a> {
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
    categories: &'a BTreeMap<String, Gone>,
    left: &'a BTreeMap<String, u64>,
    journal: bool,
}

impl<'a> LogView<'a> {
    pub(in crate::cli) fn of(past: &'a RunHistory, demonstration: bool) -> Self {
        let runs = past.runs.iter().map(Run::from).collect();
        Self { schema: SCHEMA, demonstration, set_aside: past.set_aside.as_deref(), runs }
    }
}

impl<'a> From<&'a Receipt> for Run<'a> {
    fn from(one: &'a Receipt) -> Self {
        Self {
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
            left: &one.left,
            journal: one.journal,
        }
    }
}
