//! What `end-session --json` and `fix-sign-in --json` print. Form: `assets/schema/report.schema.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::answer::NothingDone;
use crate::cli::text::paths::Paths;
use crate::cli::text::preview::folder;
use crate::i18n::advice::{Adviser, folder_below_home};
use crate::i18n::names::shown;
use crate::model::{
    Digest, FolderFault, Leftover, LeftoverKind, Outcome, Plan, RecordFault, Report, SCHEMA, Size, Tally, Verdict,
    escaped_name,
};

use super::notes::{Note, notes};
use super::rows::{Amount, ElsewhereView, Row, area_row, item_rows, owner, profile};
use super::skipped::{Skipped, browser_or_area};

/// The result of a run.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct ReportView {
    schema: u32,
    demonstration: bool,
    digest: Option<String>,
    outcome: &'static str,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    planned: Amount,
    removed: RemovedView,
    items: Vec<Row>,
    new_since_preview: Vec<NewEntry>,
    leftovers: Vec<LeftoverRow>,
    leftovers_unnamed: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    administrators: Vec<LeftoverRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost: Vec<LostRow>,
    skipped: Vec<Skipped>,
    elsewhere: Vec<ElsewhereView>,
    notes: Vec<Note>,
    still_open: Vec<String>,
    checked: Checks,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    record_faults: Vec<Fault>,
}

#[derive(Debug, Serialize)]
struct Fault {
    #[serde(rename = "fault")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Debug, Serialize)]
struct RemovedView {
    files: u64,
    bytes: u64,
}

/// A kept file of which only a part could be read.
#[derive(Debug, Serialize)]
struct LostRow {
    browser: Option<String>,
    profile: Option<String>,
    path: Option<String>,
}

#[derive(Debug, Serialize)]
struct NewEntry {
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    profile: Option<String>,
    folder: Option<&'static str>,
    path: String,
    category: &'static str,
}

#[derive(Debug, Serialize)]
struct LeftoverRow {
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    profile: Option<String>,
    folder: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    path: Option<String>,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i32>,
    advice: String,
}

#[derive(Debug, Serialize)]
struct Checks {
    folders: u64,
    edits: u64,
    searched: u64,
    searchable: u64,
}

impl ReportView {
    pub(in crate::cli) fn of(
        report: &Report,
        plan: &Plan,
        paths: &mut Paths<'_>,
        adviser: Adviser<'_>,
        demonstration: bool,
    ) -> Self {
        let items: BTreeMap<_, _> = plan.items.iter().map(|item| (item.id, item)).collect();
        let mut rows = Vec::new();
        for item in &plan.items {
            let outcome = report.outcomes.get(&item.id).map(outcome);
            rows.extend(item_rows(plan, item, None).into_iter().map(|row| Row { outcome, ..row }));
        }
        let areas: BTreeMap<_, _> = plan.areas.iter().map(|item| (item.id, item)).collect();
        for item in &plan.areas {
            rows.push(Row { outcome: report.outcomes.get(&item.id).map(outcome), ..area_row(item, false) });
        }
        let new = report.new_since_preview.iter().map(|new| {
            let item = items.get(&new.item);
            let area = areas.get(&new.item);
            NewEntry {
                browser: item.map(|item| shown(&item.profile.browser.0)),
                area: area.map(|item| item.area.name()),
                profile: item.and_then(|item| profile(item)),
                folder: item.map(|item| folder(item.kind)).or(area.map(|_item| "area")),
                path: paths.shown(&owner(item.copied()), &new.at),
                category: new.category.name(),
            }
        });
        let new_since_preview = new.collect();
        let mut left = |left: &Leftover| {
            let item = items.get(&left.item);
            let (reason, by, code) = leftover(&left.kind);
            let (browser, area) = browser_or_area(&left.owner);
            LeftoverRow {
                browser,
                area,
                profile: left.profile.as_deref().map(shown),
                folder: item.map(|item| folder(item.kind)).or(area.map(|_area| "area")),
                place: left.place.clone(),
                path: left.at.as_ref().map(|at| paths.shown(&owner(item.copied()), at)),
                reason,
                by,
                code,
                advice: adviser.leftover(&left.owner, &left.kind, folder_below_home(plan, item.copied())),
            }
        };
        let leftovers = report.leftovers.iter().map(&mut left).collect();
        let administrators = report.administrators.iter().map(&mut left).collect();
        let lost = report.lost.iter().map(|lost| LostRow {
            browser: browser_or_area(&lost.owner).0,
            profile: lost.profile.as_deref().map(shown),
            path: lost.at.as_ref().map(|at| paths.shown(&owner(items.get(&lost.item).copied()), at)),
        });
        let lost = lost.collect();
        Self {
            schema: SCHEMA,
            demonstration,
            lost,
            digest: Some(report.digest.to_string()),
            outcome: report.verdict.name(),
            verified: report.verdict == Verdict::Clean,
            reason: None,
            planned: report.planned.into(),
            removed: report.removed.into(),
            items: rows,
            leftovers,
            administrators,
            leftovers_unnamed: report.unnamed,
            new_since_preview,
            skipped: report.skipped.iter().map(|skip| Skipped::of(skip, adviser)).collect(),
            elsewhere: plan.elsewhere.iter().map(ElsewhereView::from).collect(),
            notes: notes(plan),
            still_open: report.still_open.iter().map(|name| shown(name)).collect(),
            checked: Checks {
                folders: report.checked.folders,
                edits: report.checked.edits,
                searched: report.checked.searched,
                searchable: report.checked.searchable,
            },
            record_faults: report.record_faults.iter().map(Fault::from).collect(),
        }
    }

    /// Returns the report of a run that did not start.
    pub(in crate::cli) fn nothing(
        why: &NothingDone,
        verdict: Verdict,
        digest: Option<&Digest>,
        demonstration: bool,
    ) -> Self {
        Self {
            schema: SCHEMA,
            demonstration,
            digest: digest.map(ToString::to_string),
            outcome: verdict.name(),
            verified: false,
            reason: Some(why.code),
            planned: Size::UNKNOWN.into(),
            removed: Tally::default().into(),
            items: Vec::new(),
            new_since_preview: Vec::new(),
            lost: Vec::new(),
            leftovers: Vec::new(),
            leftovers_unnamed: 0,
            administrators: Vec::new(),
            skipped: Vec::new(),
            elsewhere: Vec::new(),
            notes: Vec::new(),
            still_open: Vec::new(),
            checked: Checks { folders: 0, edits: 0, searched: 0, searchable: 0 },
            record_faults: Vec::new(),
        }
    }
}

impl From<&RecordFault> for Fault {
    fn from(fault: &RecordFault) -> Self {
        let name = if let RecordFault::PutAside(name) = fault { Some(shown(name)) } else { None };
        Self { kind: fault.name(), reason: fault.folder().map(FolderFault::name), name }
    }
}

impl From<Tally> for RemovedView {
    fn from(tally: Tally) -> Self {
        Self { files: tally.files, bytes: tally.bytes }
    }
}

const fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::AlreadyGone => "already-gone",
        Outcome::Left(_) => "left",
        Outcome::NotReached => "not-reached",
    }
}

fn leftover(kind: &LeftoverKind) -> (&'static str, Option<String>, Option<i32>) {
    match kind {
        LeftoverKind::InUse(name) => (kind.name(), Some(escaped_name(name)), None),
        LeftoverKind::Os(code) => (kind.name(), None, Some(*code)),
        _ => (kind.name(), None, None),
    }
}
