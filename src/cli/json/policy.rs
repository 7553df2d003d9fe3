//! What `policy show --json` prints. Form: `assets/schema/settings.schema.json`.

use serde::Serialize;
use serde_json::Value;

use crate::model::SCHEMA;
use crate::policy::{Key, Locks, Settings, Source};

/// Every setting with its value and source.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct PolicyView {
    schema: u32,
    demonstration: bool,
    settings: Vec<Setting>,
}

#[derive(Debug, Serialize)]
struct Setting {
    key: Key,
    value: Value,
    source: Source,
    fixed: bool,
}

impl PolicyView {
    pub(in crate::cli) fn of(settings: &Settings, locks: &Locks, demonstration: bool) -> Self {
        let line = |key| {
            let (value, source) = settings.shown(key);
            Setting { key, value, source, fixed: locks.is_fixed(key) }
        };
        Self { schema: SCHEMA, demonstration, settings: Key::ALL.into_iter().map(line).collect() }
    }
}
