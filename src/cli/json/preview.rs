//! What `preview --json` prints, and `fix-sign-in --dry-run --json`. Form: `assets/schema/preview.schema.json`.

use serde::Serialize;

use crate::cli::text::paths::Paths;
use crate::i18n::advice::Adviser;
use crate::i18n::names::shown;
use crate::model::{Digest, Extension, Item, Plan, SCHEMA};

use super::notes::{Note, notes};
use super::rows::{Amount, ElsewhereView, Row, rows};
use super::skipped::Skipped;

/// A plan that was not executed.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct PreviewView {
    schema: u32,
    demonstration: bool,
    digest: String,
    total: Amount,
    items: Vec<Row>,
    skipped: Vec<Skipped>,
    extensions: Vec<ExtensionRow>,
    templates: Vec<TemplateRow>,
    elsewhere: Vec<ElsewhereView>,
    notes: Vec<Note>,
    running: Vec<String>,
    left_open: Vec<String>,
}

/// A user-installed extension.
#[derive(Debug, Serialize)]
struct ExtensionRow {
    browser: String,
    profile: String,
    name: String,
    goes: bool,
}

/// A profile that is filled from an administrator's template.
#[derive(Debug, Serialize)]
struct TemplateRow {
    browser: String,
    profile: String,
}

fn templates(plan: &Plan) -> Vec<TemplateRow> {
    let profile = |item: &Item| item.profile.profile_name.as_deref().map(shown).unwrap_or_default();
    plan.filled().map(|item| TemplateRow { browser: shown(&item.profile.browser.0), profile: profile(item) }).collect()
}

impl PreviewView {
    pub(in crate::cli) fn of(
        plan: &Plan,
        digest: &Digest,
        paths: &mut Paths<'_>,
        adviser: Adviser<'_>,
        all_items: bool,
        demonstration: bool,
    ) -> Self {
        Self {
            schema: SCHEMA,
            demonstration,
            digest: digest.to_string(),
            total: plan.total().into(),
            items: rows(plan, all_items.then_some(paths)),
            skipped: plan.skipped.iter().map(|skip| Skipped::of(skip, adviser)).collect(),
            extensions: plan.extensions.iter().map(ExtensionRow::from).collect(),
            templates: templates(plan),
            elsewhere: plan.elsewhere.iter().map(ElsewhereView::from).collect(),
            notes: notes(plan),
            running: running(plan),
            left_open: plan.left_open.iter().map(|open| shown(&open.id.0)).collect(),
        }
    }
}

impl From<&Extension> for ExtensionRow {
    fn from(extension: &Extension) -> Self {
        let Extension { profile, name, goes } = extension;
        Self { browser: shown(&profile.browser.0), profile: shown(profile.name()), name: name.clone(), goes: *goes }
    }
}

fn running(plan: &Plan) -> Vec<String> {
    plan.must_close.iter().map(|open| shown(&open.id.0)).collect()
}
