//! How it ended: safe to leave, not finished and why, or nothing done and why.

use egui::{RichText, Ui};

use super::parts::{self, Tone, Voice};
use crate::gui::model::{Finished, Model, Msg, Trouble};
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};
use crate::model::Verdict;

/// More lines than this are not read; the copied report has them all.
const SHOWN: usize = 40;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    let Some(finished) = &model.result else { return };
    let clean = finished.report.verdict == Verdict::Clean;
    verdict(model, finished, tr, ui);
    if !clean {
        ui.add_space(theme::GAP);
        leftovers(model, finished, tr, ui);
    }
    ui.add_space(theme::GAP);
    if clean {
        if model.is_whole() {
            ui.label(tr.text("ok-os"));
            ui.add_space(8.0);
        }
        if parts::primary(ui, &tr.text("close")).clicked() {
            wishes.push(Msg::Quit);
        }
    } else if parts::primary(ui, &tr.text("retry")).clicked() {
        wishes.push(Msg::Look);
    }
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        if parts::button(ui, &tr.text("copy")).clicked() {
            wishes.push(Msg::CopyReport);
        }
        if clean {
            if parts::button(ui, &tr.text("win-look-again")).clicked() {
                wishes.push(Msg::Look);
            }
        } else if parts::button(ui, &tr.text("close")).clicked() {
            wishes.push(Msg::Quit);
        }
    });
}

fn verdict(model: &Model, finished: &Finished, tr: &Tr, ui: &mut Ui) {
    let tone = match finished.report.verdict {
        Verdict::Clean if model.is_whole() => Tone::Ok,
        Verdict::Clean | Verdict::NothingDone => Tone::Warn,
        Verdict::Left | Verdict::OutOfTime | Verdict::Cancelled => Tone::Error,
    };
    parts::banner(ui, tone, |ui, colour| {
        let headline = words::headline(tr, model, finished);
        parts::spoken(ui, RichText::new(headline).font(theme::strong(theme::HEADING)).color(colour), Voice::Now);
        ui.label(explanation(model, finished, tr));
        if finished.report.verdict != Verdict::NothingDone {
            ui.add_space(4.0);
            parts::weak(ui, &words::removed(tr, finished));
            parts::weak(ui, &words::proof(tr, finished));
        }
    });
}

/// Never claims more than was done: the whole only if every box was ticked.
fn explanation(model: &Model, finished: &Finished, tr: &Tr) -> String {
    match finished.report.verdict {
        Verdict::Clean if model.is_whole() => tr.text("ok-text"),
        Verdict::Clean => {
            let categories = model.keeping.iter().map(|category| tr.text(names::category(*category)));
            let browsers = model.left_out.iter().map(|id| model.browser_name(id).to_owned());
            let stayed: Vec<String> = browsers.chain(categories).collect();
            tr.with("win-part-text", &[("what", words::names(tr, &stayed).into())])
        }
        Verdict::NothingDone => tr.text("win-nothing-text"),
        Verdict::Left | Verdict::OutOfTime | Verdict::Cancelled => tr.text("bad-stay"),
    }
}

fn leftovers(model: &Model, finished: &Finished, tr: &Tr, ui: &mut Ui) {
    let report = &finished.report;
    let left =
        report.leftovers.iter().map(|left| (words::leftover_place(model, tr, left), names::leftover(tr, &left.kind)));
    let open = report.still_open.iter().map(|name| (name.clone(), tr.text("bad-open")));
    let skipped = report.skipped.iter().map(|one| (words::skip_place(model, tr, one), names::skip(tr, &one.reason)));
    let mut lines: Vec<(String, String)> = open.chain(left).chain(skipped).collect();
    lines.dedup();
    if lines.is_empty() {
        return;
    }
    let unnamed = usize::try_from(report.unnamed).unwrap_or(usize::MAX);
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("res-left-title"));
        ui.add_space(4.0);
        for (place, reason) in lines.iter().take(SHOWN) {
            parts::fact(ui, place, reason);
        }
        let more = lines.len().saturating_sub(SHOWN).saturating_add(unnamed);
        if more > 0 {
            parts::weak(ui, &tr.with("win-more", &[("n", more.into())]));
        }
    });
}

/// It did not come to a run.
pub(super) fn trouble(trouble: Trouble, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    parts::banner(ui, Tone::Warn, |ui, colour| {
        // A fault may come in the middle of a run: then it is not true that nothing was done.
        let key = if trouble == Trouble::Internal { "win-bad-title" } else { "win-nothing-title" };
        let headline = tr.text(key);
        parts::spoken(ui, RichText::new(headline).font(theme::strong(theme::HEADING)).color(colour), Voice::Now);
        ui.label(words::trouble(tr, trouble));
    });
    ui.add_space(theme::GAP);
    if parts::primary(ui, &tr.text("retry")).clicked() {
        wishes.push(Msg::Look);
    }
    ui.add_space(8.0);
    if parts::button(ui, &tr.text("close")).clicked() {
        wishes.push(Msg::Quit);
    }
}
