//! Fix sign-in: its request, its preview, what its report adds, and the login page afterwards.

use std::collections::BTreeSet;

use crate::i18n::fix::{self, Row};
use crate::i18n::{Tr, words};
use crate::model::{Digest, Mode, Plan, Report, Request, with_causes};

use super::answer::Answer;
use super::args::{RunArgs, SitesArgs};
use super::commands::Work;
use super::paths::shown;
use super::preview::skipped;

impl Work<'_> {
    pub(super) fn fix_sign_in(&self, sites: &SitesArgs, dry_run: bool, then_open: bool, run: &RunArgs) -> Answer {
        let selection = match self.world.services.choose(&sites.sites) {
            Ok(selection) => selection,
            Err(not) => return Answer::of_selection(&not, self.tr),
        };
        let page = self.world.services.login_page(&selection);
        let mode = Mode::FixSignIn { asked: selection.asked, rules: selection.rules.into() };
        let request = Request { mode, ..Request::default() };
        if dry_run {
            return self.preview(&request, run.json, false);
        }
        self.carry_out_request(&request, run, page.as_deref().filter(|_| then_open))
    }

    /// Opens the login page where a sign-in was removed: in the browser that was closed for it, if one was. Returns
    /// what to say if that does not work, or where nothing was removed and so no browser is the right one.
    pub(super) fn open_login(&self, plan: &Plan, report: &Report, page: &str) -> Option<String> {
        let complaint =
            |why: String| Some(format!("signoff: {}\n", self.tr.with("fix-not-opened", &[("why", why.into())])));
        if self.world.is_demo() {
            return complaint(self.tr.text("demo"));
        }
        match self.world.engine().open_login(plan, report, page) {
            Ok(true) => None,
            Ok(false) => complaint(self.tr.text("fix-open-nowhere")),
            Err(error) => complaint(with_causes(&error)),
        }
    }
}

/// Says what Fix sign-in would remove.
pub(super) fn preview(tr: &Tr, plan: &Plan, asked: &BTreeSet<String>, digest: &Digest) -> String {
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

/// Says in which profiles something was removed, and from which hosts; and which browsers were left open.
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
