//! Notes about areas outside browsers: part of the preview and the report.

use serde::Serialize;

use crate::i18n::names::shown;
use crate::model::{Area, AreaNote, Plan};

/// A limitation of what is removed in an area.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    area: &'static str,
    #[serde(rename = "note")]
    says: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
}

pub(super) fn notes(plan: &Plan) -> Vec<Note> {
    let note = |(area, note): &(Area, AreaNote)| {
        let (says, place, number) = match note {
            AreaNote::NotHere => ("not-here", None, None),
            AreaNote::StartUnknown => ("beginning-unknown", None, None),
            AreaNote::Synced(folder) => ("synced", Some(shown(folder)), None),
            AreaNote::InUse(number) => ("in-use", None, Some(*number)),
            AreaNote::NoDisplay => ("no-display", None, None),
            AreaNote::OwnClipboard => ("own-clipboard", None, None),
            AreaNote::ManagerRuns(program) => ("manager-runs", Some(shown(program)), None),
            AreaNote::Interrupted => ("cut", None, None),
        };
        Note { area: area.name(), says, place, number }
    };
    plan.area_notes.iter().map(note).collect()
}
