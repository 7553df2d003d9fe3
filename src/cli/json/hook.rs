//! What `hook install`, `remove` and `status` print with `--json`. Form: `assets/schema/hook.schema.json`.

use serde::Serialize;

use crate::hook::{PartState, PartStatus};
use crate::i18n::names::shown;
use crate::model::SCHEMA;

/// The parts of a hook, each with its state after the command.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct HookView {
    schema: u32,
    demonstration: bool,
    parts: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    part: &'static str,
    state: &'static str,
    path: String,
    taken_by: Option<String>,
    line_to_add: Option<String>,
}

impl HookView {
    pub(in crate::cli) fn of(states: &[PartStatus], demonstration: bool) -> Self {
        let part = |one: &PartStatus| {
            let taken = match &one.state {
                PartState::Blocked { by, line } => Some((shown(&by.to_string_lossy()), line.clone())),
                _ => None,
            };
            let (taken_by, line_to_add) = taken.unzip();
            let path = shown(&one.path.to_string_lossy());
            Row { part: one.kind.name(), state: one.state.name(), path, taken_by, line_to_add }
        };
        Self { schema: SCHEMA, demonstration, parts: states.iter().map(part).collect() }
    }
}
