//! The report of a run. Scripts may rely on its first words: `Clean and verified`, `Not finished`, `Nothing was done`.

use crate::cli::answer::NothingDone;
use crate::i18n::advice::Adviser;
use crate::i18n::names::{owner as profile_label, shown};
use crate::i18n::{Tr, words};
use crate::model::{BrowserId, Leftover, Outcome, Owner, Plan, ReceiptStatus, RecordFault, Report, Request, Verdict};

use super::areas::{notes, place};
use super::fix;
use super::paths::Paths;
use super::preview::{skipped, ways_on};

/// Returns the report of a run. Without a `plan` (`finish` has none) new entries are shown without their profile.
pub(in crate::cli) fn report(tr: &Tr, report: &Report, plan: Option<&Plan>, paths: &mut Paths<'_>) -> String {
    let mut lines = vec![headline(tr, report)];
    let fixed = plan.filter(|plan| plan.request.fixes().is_some());
    lines.extend(fixed.map(|plan| fix::done(tr, plan, report)).into_iter().flatten());
    let aside: Vec<_> = plan.map(left_aside).into_iter().flatten().collect();
    let is_whole = |plan: &Plan| covers_everything(&plan.request) && aside.is_empty();
    if report.verdict == Verdict::Clean && plan.is_some_and(is_whole) {
        lines.push(tr.text("ok-text"));
    }
    if !aside.is_empty() {
        lines.push(tr.text("res-elsewhere"));
        lines.extend(aside.iter().map(|browser| format!("  {}", shown(&browser.0))));
    }
    if !report.leftovers.is_empty() {
        lines.push(tr.text("res-left-title"));
        lines.extend(report.leftovers.iter().map(|leftover| left(tr, leftover, paths)));
        if report.unnamed > 0 {
            lines.push(format!("  {}", tr.with("res-more", &[("n", report.unnamed.into())])));
        }
    }
    if !report.administrators.is_empty() {
        lines.push(tr.text("res-administrators"));
        lines.extend(report.administrators.iter().map(|theirs| left_place(tr, theirs, paths)));
    }
    lines.extend(report.lost.iter().map(|lost| {
        let place = left_place(tr, lost, paths);
        tr.with("res-lost", &[("place", place.trim_start().into())])
    }));
    lines.extend(skipped(tr, &report.skipped));
    lines.extend(ways_on(tr, Adviser::new(tr).report(report, plan)));
    if !report.still_open.is_empty() && report.verdict != Verdict::NothingDone {
        lines.push(tr.with("res-open", &[("browsers", names(&report.still_open).into())]));
    }
    if !report.new_since_preview.is_empty() {
        lines.push(tr.text("res-new"));
        for entry in &report.new_since_preview {
            let item = plan.and_then(|plan| plan.items.iter().find(|item| item.id == entry.item));
            let area = plan.and_then(|plan| plan.areas.iter().find(|item| item.id == entry.item));
            if let Some(area) = area {
                lines.push(format!("  {}: {}: {}", tr.text(words::area(area.area)), place(area), entry.at));
                continue;
            }
            let owner = item.map(|item| profile_label(tr, item)).unwrap_or_default();
            let at = paths.shown(&owner, &entry.at);
            let category = tr.text(words::category(entry.category));
            lines.push(if owner.is_empty() {
                format!("  {at}: {category}")
            } else {
                format!("  {owner}: {at}: {category}")
            });
        }
    }
    if report.verdict != Verdict::Clean && report.removed.files > 0 {
        let size = tr.size(report.removed.bytes);
        lines.push(tr.with("res-removed", &[("files", report.removed.files.into()), ("size", size.into())]));
    }
    let checked = &report.checked;
    if checked.folders + checked.edits > 0 {
        let values = [("folders", checked.folders.into()), ("edits", checked.edits.into())];
        lines.push(tr.with("res-checked", &values));
    }
    if checked.searchable > 0 {
        lines.push(tr.with("res-searched", &[("n", checked.searched.into()), ("m", checked.searchable.into())]));
    }
    lines.extend(plan.map(|plan| notes(tr, plan)).unwrap_or_default());
    if let ReceiptStatus::NewList(name) = &report.receipt {
        lines.push(tr.with("log-aside", &[("name", name.as_str().into())]));
    }
    lines.extend(report.record_faults.iter().map(|fault| words::record_fault(tr, fault)));
    lines.push(match report.verdict {
        _ if fixed.is_some() => tr.text("fix-servers"),
        Verdict::Clean => tr.text("ok-os"),
        _ => tr.text("bad-stay"),
    });
    lines.join("\n") + "\n"
}

/// Returns the line that says that nothing was done, and why.
pub(in crate::cli) fn nothing(tr: &Tr, why: &NothingDone) -> String {
    tr.with("res-none", &[("why", why.text.as_str().into())]) + "\n"
}

/// Says whether the request covers all browsers, so that a clean result may claim that nothing is left in them.
fn covers_everything(request: &Request) -> bool {
    let Request { level, also, elsewhere, .. } = request.clone();
    *request == Request { level, also, elsewhere, ..Request::default() }
}

/// Returns the browsers' folders that stay, or stay in part, because nobody chose them. Those that are skipped are named
/// as such.
fn left_aside(plan: &Plan) -> impl Iterator<Item = &BrowserId> {
    let rows = plan.elsewhere.iter().filter(|row| !row.ticked || row.only_changed).map(|row| &row.browser);
    let is_skipped = |browser: &BrowserId| {
        plan.skipped.iter().any(|skip| matches!(&skip.owner, Owner::Browser(owner) if owner == browser))
    };
    rows.filter(move |browser| !is_skipped(browser))
}

fn headline(tr: &Tr, report: &Report) -> String {
    let reached = |outcome: &&Outcome| !matches!(outcome, Outcome::NotReached);
    let untouched = report.outcomes.values().find(reached).is_none();
    match report.verdict {
        Verdict::Clean if !report.outcomes.values().any(|outcome| matches!(outcome, Outcome::Done(_))) => {
            tr.text("res-clean-none")
        }
        Verdict::Clean if report.removed.files == 0 => {
            let edited = report.outcomes.values().filter(|outcome| matches!(outcome, Outcome::Done(_))).count();
            tr.with("res-clean-edits", &[("n", edited.into())])
        }
        Verdict::Clean => {
            let size = tr.size(report.removed.bytes);
            tr.with("res-clean", &[("files", report.removed.files.into()), ("size", size.into())])
        }
        Verdict::SessionGoesOn => nothing(tr, &NothingDone::because(tr, "", "why-session")).trim_end().to_owned(),
        Verdict::NothingDone if report.still_open.is_empty() => {
            nothing(tr, &NothingDone::because(tr, "", "why-unknown")).trim_end().to_owned()
        }
        Verdict::NothingDone => {
            let why = tr.with("why-open", &[("browsers", names(&report.still_open).into())]);
            tr.with("res-none", &[("why", why.into())])
        }
        Verdict::Cancelled | Verdict::OutOfTime if untouched => {
            tr.with("res-none", &[("why", tr.text("why-stopped").into())])
        }
        Verdict::Cancelled => tr.text("res-cancelled"),
        Verdict::OutOfTime if report.record_faults.contains(&RecordFault::MarkerNotWritten) => tr.text("res-time"),
        Verdict::OutOfTime => format!("{} {}", tr.text("res-time"), tr.text("res-time-noted")),
        Verdict::Left => {
            let unsearched = usize::from(report.checked.searched < report.checked.searchable);
            let named = report.leftovers.len() + report.skipped.len() + unsearched;
            let unnamed = usize::try_from(report.unnamed).unwrap_or(usize::MAX);
            tr.with("res-left", &[("n", named.saturating_add(unnamed).into())])
        }
    }
}

fn left(tr: &Tr, leftover: &Leftover, paths: &mut Paths<'_>) -> String {
    format!("{}: {}", left_place(tr, leftover, paths), words::leftover(tr, &leftover.kind))
}

fn left_place(tr: &Tr, leftover: &Leftover, paths: &mut Paths<'_>) -> String {
    let owner = match (&leftover.owner, &leftover.place) {
        (Owner::Area(area), None) => tr.text(words::area(*area)),
        (Owner::Area(area), Some(place)) => format!("{} · {}", tr.text(words::area(*area)), shown(place)),
        (Owner::Browser(browser), _) => {
            let profile = leftover.profile.as_deref().map_or_else(|| tr.text("res-browser-folder"), shown);
            format!("{browser} · {profile}")
        }
    };
    match &leftover.at {
        Some(at) => format!("  {owner}: {}", paths.shown(&owner, at)),
        None => format!("  {owner}"),
    }
}

fn names(names: &[String]) -> String {
    names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::i18n::Lang;
    use crate::model::{Digest, ItemId, Tally};

    #[test]
    fn a_run_that_was_not_noted_is_not_promised_to_be_finished() {
        let outcomes = BTreeMap::from([(ItemId(0), Outcome::Done(Tally { files: 1, bytes: 1 }))]);
        let cut = Report {
            verdict: Verdict::OutOfTime,
            outcomes,
            ..Report::new(Digest::parse("0123456789abcdef").unwrap(), &[])
        };
        let not_noted = Report { record_faults: vec![RecordFault::MarkerNotWritten], ..cut.clone() };
        for (lang, begin) in [(Lang::En, "Not finished"), (Lang::Fi, "Kesken"), (Lang::Sv, "Inte klart")] {
            let said = [&cut, &not_noted].map(|report| headline(&Tr::of(lang), report));
            assert!(said.iter().all(|text| text.starts_with(begin)), "{said:?}");
            assert_eq!(said.each_ref().map(|text| text.contains("signoff finish")), [true, false], "{said:?}");
        }
    }
}
