//! Fix sign-in: its request, its preview, what its report adds, and the login page afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use crate::catalog::Browser;
use crate::i18n::{Tr, words};
use crate::model::{
    Action, Category, Digest, Edit, Family, Held, Item, Layout, Mode, Outcome, Plan, ProfileId, Report, Request,
};
use crate::platform::{self, Program};

use super::answer::{Answer, chain};
use super::args::{RunArgs, SitesArgs};
use super::commands::Work;
use super::paths::shown;
use super::preview::{shown_as, skipped, whose};

impl Work<'_> {
    pub(super) fn fix_sign_in(&self, sites: &SitesArgs, dry_run: bool, then_open: bool, run: &RunArgs) -> Answer {
        let selection = match self.world.services.choose(&sites.sites) {
            Ok(selection) => selection,
            Err(not) => return Answer::of_selection(&not, self.tr),
        };
        // The last set with a login page: the default is about getting into TUNI, past a Microsoft sign-in.
        let pages = selection.sets.iter().rev().filter_map(|set| self.world.services.get(set)?.login.as_deref());
        let first_site = selection.sites.first().map(|site| format!("https://{site}/"));
        let page = pages.map(str::to_owned).next().or(first_site);
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
        let done = |item: &&Item| matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_)));
        let was_open = |item: &&Item| plan.must_close.iter().any(|(browser, _, _)| *browser == item.browser);
        let mut cleaned = plan.items.iter().filter(done);
        let Some(item) = cleaned.clone().find(was_open).or_else(|| cleaned.next()) else {
            return complaint(self.tr.text("fix-open-nowhere"));
        };
        let (_, browser) = self.world.catalog.browsers().find(|(_, browser)| browser.id == item.browser)?;
        let arguments = arguments(plan, item, &self.world.places.home, page)?;
        match platform::open_page(&program(browser, item.layout), &arguments) {
            Ok(()) => None,
            Err(error) => complaint(chain(&error)),
        }
    }
}

/// Returns what to start for a browser.
fn program(browser: &Browser, layout: Layout) -> Program {
    let native = || Program::Native(browser.commands().map(OsString::from).collect());
    match layout {
        Layout::Flatpak => browser.flatpak.first().cloned().map_or_else(native, Program::Flatpak),
        Layout::Snap => browser.snap.first().cloned().map_or_else(native, Program::Snap),
        Layout::Native => native(),
    }
}

/// Returns the arguments that open a page in an item's profile.
fn arguments(plan: &Plan, item: &Item, home: &std::path::Path, page: &str) -> Option<Vec<OsString>> {
    let root = home.join(plan.proof(item.target.root)?.at.to_path());
    let profile = item.folder();
    let option = |name: &str, value: &std::ffi::OsStr| {
        let mut option = OsString::from(name);
        option.push(value);
        option
    };
    Some(match item.family {
        Family::Chromium => {
            let dir = profile.as_ref().map(|dir| option("--profile-directory=", dir.file_name()));
            let root = option("--user-data-dir=", root.as_os_str());
            [Some(root), dir, Some(page.into())].into_iter().flatten().collect()
        }
        // The ones are no browsers and open no page that they are told; of the other Fix sign-in edits nothing.
        Family::Electron | Family::Epiphany => return None,
        Family::Falkon => {
            let name = profile.as_ref().map(|dir| option("--profile=", dir.file_name()));
            name.into_iter().chain([page.into()]).collect()
        }
        Family::Qutebrowser => vec![page.into()],
        Family::Firefox => {
            let profile = profile.map_or_else(|| root.clone(), |dir| root.join(dir.to_path()));
            vec!["--profile".into(), profile.into(), page.into()]
        }
    })
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
    for (whose, rows) in groups(tr, plan) {
        lines.extend([String::new(), whose]);
        lines.extend(rows.into_iter().map(|row| format!("  {row}")));
    }
    lines.push(String::new());
    if !plan.items.is_empty() {
        lines.push(tr.text("fix-kept"));
        lines.push(tr.text("fix-ends"));
    }
    if !plan.must_close.is_empty() {
        let names: Vec<_> = plan.must_close.iter().map(|(_, name, _)| shown(name)).collect();
        lines.push(tr.with("pre-open", &[("browsers", names.join(", ").into())]));
    }
    lines.extend(left_open(tr, plan));
    lines.extend(skipped(tr, &plan.skipped));
    if !plan.items.is_empty() {
        lines.push(tr.text("undo"));
    }
    lines.push(tr.with("pre-digest", &[("digest", digest.to_string().into())]));
    lines.join("\n") + "\n"
}

/// Says which open browsers are not closed, and when that would be a mistake.
fn left_open(tr: &Tr, plan: &Plan) -> Option<String> {
    let names: Vec<_> = plan.left_open.iter().map(|name| shown(name)).collect();
    (!names.is_empty()).then(|| tr.with("fix-left-open", &[("browsers", names.join(", ").into())]))
}

/// Puts the stores of a profile together that hold the same kind of data; others have lines of their own.
fn groups(tr: &Tr, plan: &Plan) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut items: Vec<_> = plan.items.iter().collect();
    items.sort_by_key(|item| (item.profile, category(item)));
    for same in items.chunk_by(|one, other| (one.profile, category(one)) == (other.profile, category(other))) {
        let Some(first) = same.first() else { continue };
        let whose = whose(tr, first);
        if groups.last().is_none_or(|(last, _)| *last != whose) {
            groups.push((whose, Vec::new()));
        }
        let kind = tr.text(words::category(category(first)));
        let mut hosts: BTreeMap<String, u64> = BTreeMap::new();
        let mut rows = BTreeSet::new();
        for item in same {
            match plan.held.get(&item.id) {
                Some(Held::Found(found)) if goes_whole(item) => {
                    let named: Vec<_> = found.iter().map(|finding| shown(&finding.host)).collect();
                    rows.insert(tr.with("fix-whole", &[("what", named.join(", ").into())]));
                }
                Some(Held::Found(found)) => {
                    for finding in found {
                        *hosts.entry(shown(&finding.host)).or_default() += finding.count;
                    }
                }
                Some(Held::Unread(why)) => drop(rows.insert(words::leftover(tr, why))),
                Some(Held::Remains) => drop(rows.insert(tr.text("fix-remains"))),
                Some(Held::NotLookedAt) => drop(rows.insert(tr.text("size-unknown"))),
                None => drop(rows.insert(tr.text("fix-tabs"))),
            }
        }
        let hosts: Vec<_> = hosts.into_iter().map(|(host, count)| format!("{host} ({})", tr.count(count))).collect();
        let hosts = Some(hosts.join(", ")).filter(|hosts| !hosts.is_empty());
        let lines = hosts.into_iter().chain(rows).map(|row| format!("{kind}: {row}"));
        if let Some((_, group)) = groups.last_mut() {
            group.extend(lines);
        }
    }
    groups
}

fn category(item: &Item) -> Category {
    item.entries.first().map_or(Category::Other, shown_as)
}

const fn goes_whole(item: &Item) -> bool {
    matches!(&item.action, Action::Edit(Edit::Sites { store, .. }) if store.goes_whole())
}

/// Says in which profiles something was removed, and from which hosts; and which browsers were left open.
pub(super) fn done(tr: &Tr, plan: &Plan, report: &Report) -> Vec<String> {
    let mut profiles: BTreeMap<Option<ProfileId>, (String, BTreeSet<String>)> = BTreeMap::new();
    let done = |item: &&Item| matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_)));
    for item in plan.items.iter().filter(done) {
        let (_, hosts) = profiles.entry(item.profile).or_insert_with(|| (whose(tr, item), BTreeSet::new()));
        if let Some(Held::Found(found)) = plan.held.get(&item.id) {
            hosts.extend(found.iter().map(|finding| shown(&finding.host)));
        }
    }
    let line = |(whose, hosts): (String, BTreeSet<String>)| {
        let hosts = hosts.into_iter().collect::<Vec<_>>().join(", ");
        if hosts.is_empty() { format!("  {whose}") } else { format!("  {whose}: {hosts}") }
    };
    let mut lines: Vec<_> = profiles.into_values().map(line).collect();
    if !lines.is_empty() {
        lines.insert(0, tr.text("fix-done"));
    }
    lines.extend(left_open(tr, plan));
    lines
}
