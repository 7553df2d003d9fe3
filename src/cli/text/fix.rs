//! Fix sign-in, as text: what it would remove, and what its report adds.

use std::collections::BTreeSet;

use crate::i18n::advice::Adviser;
use crate::i18n::fix::{self, Row};
use crate::i18n::names::shown;
use crate::i18n::{Tr, words};
use crate::model::{Digest, Plan, Report};

use super::preview::{skipped, ways_on};

/// Returns what Fix sign-in would remove.
pub(in crate::cli) fn preview(tr: &Tr, plan: &Plan, asked: &BTreeSet<String>, digest: &Digest) -> String {
    let names: Vec<_> = asked.iter().map(|name| shown(name)).collect();
    let mut lines = Vec::new();
    if plan.items.is_empty() {
        lines.push(tr.with("fix-none", &[("sites", names.join(", ").into())]));
    } else {
        lines.push(tr.with("fix-will", &[("sites", names.join(", ").into())]));
    }
    for group in fix::groups(tr, plan) {
        lines.extend([String::new(), group.whose]);
        lines.extend(group.rows.iter().flat_map(|row| row_lines(tr, row)));
    }
    lines.push(String::new());
    if !plan.items.is_empty() {
        lines.push(tr.text("fix-kept"));
        lines.push(tr.text("fix-ends"));
    }
    if !plan.must_close.is_empty() {
        let names: Vec<_> = plan.must_close.iter().map(|open| shown(&open.name)).collect();
        lines.push(tr.with("pre-open", &[("browsers", names.join(", ").into())]));
    }
    lines.extend(fix::left_open(tr, plan));
    lines.extend(skipped(tr, &plan.skipped));
    lines.extend(ways_on(tr, Adviser::new(tr).skips(&plan.skipped)));
    if !plan.items.is_empty() {
        lines.push(tr.text("undo"));
    }
    lines.push(tr.with("pre-digest", &[("digest", digest.to_string().into())]));
    lines.join("\n") + "\n"
}

fn row_lines(tr: &Tr, row: &Row) -> Vec<String> {
    let kind = tr.text(words::category(row.category));
    let rows = row.hosts(tr).into_iter().chain(row.notes.iter().cloned());
    rows.map(|text| format!("  {kind}: {text}")).collect()
}

/// Returns in which profiles sign-ins were removed, for which hosts, and which browsers were left open.
pub(super) fn done(tr: &Tr, plan: &Plan, report: &Report) -> Vec<String> {
    let line = |(whose, hosts): (String, Vec<String>)| {
        if hosts.is_empty() { format!("  {whose}") } else { format!("  {whose}: {}", hosts.join(", ")) }
    };
    let mut lines: Vec<_> = fix::done(tr, plan, report).into_iter().map(line).collect();
    if !lines.is_empty() {
        lines.insert(0, tr.text("fix-done"));
    }
    lines.extend(fix::left_open(tr, plan));
    lines
}
