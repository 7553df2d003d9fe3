//! What `hook install`, `remove` and `status` print with `--json`. Form: `assets/schema/hook.schema.json`.

use serde::Serialize;

use crate::hook::{Effect, Finding, HookStatus, PartState, PartStatus};
use crate::i18n::names::shown;
use crate::model::SCHEMA;

/// The parts of a hook, each with its state after the command, and what decides whether they will run.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct HookView {
    schema: u32,
    demonstration: bool,
    parts: Vec<Row>,
    findings: Vec<FindingRow>,
}

#[derive(Debug, Serialize)]
struct Row {
    part: &'static str,
    state: &'static str,
    path: String,
    taken_by: Option<String>,
    line_to_add: Option<String>,
}

#[derive(Debug, Serialize)]
struct FindingRow {
    finding: &'static str,
    part: &'static str,
    stops: bool,
    path: String,
    detail: String,
}

impl HookView {
    pub(in crate::cli) fn of(status: &HookStatus, demonstration: bool) -> Self {
        let part = |one: &PartStatus| {
            let taken = match &one.state {
                PartState::Blocked { by, line } => Some((shown(&by.to_string_lossy()), line.clone())),
                _ => None,
            };
            let (taken_by, line_to_add) = taken.unzip();
            let path = shown(&one.path.to_string_lossy());
            Row { part: one.kind.name(), state: one.state.name(), path, taken_by, line_to_add }
        };
        let finding = |one: &Finding| FindingRow {
            finding: one.kind.name(),
            part: one.part.name(),
            stops: one.effect == Effect::Stops,
            path: shown(&one.path.to_string_lossy()),
            detail: shown(&one.detail),
        };
        Self {
            schema: SCHEMA,
            demonstration,
            parts: status.parts.iter().map(part).collect(),
            findings: status.findings.iter().map(finding).collect(),
        }
    }
}
