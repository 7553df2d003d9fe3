//! The result of a run: safe to leave, not finished and why, or nothing done and why.

use egui::Ui;

use super::icons::{self, Icon};
use super::parts::{self, Tone};
use super::{controls, kiosk};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::progress::Finished;
use crate::gui::screen::{StartFailure, Task};
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};
use crate::model::Verdict;

/// The largest number of lines shown; the copied report has them all.
const SHOWN: usize = 40;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui) {
    let Some(finished) = &model.result else { return };
    let clean = finished.report.verdict == Verdict::Clean;
    let tone = match finished.report.verdict {
        Verdict::Clean if model.is_whole() && finished.report.is_recorded() => Tone::Ok,
        Verdict::Clean | Verdict::NothingDone | Verdict::SessionGoesOn => Tone::Warn,
        Verdict::Left | Verdict::OutOfTime | Verdict::Cancelled => Tone::Error,
    };
    parts::verdict(ui, tone, &words::headline(tr, model, finished), &explanation(model, finished, tr));
    if let Some(why) = model.after_run_error.as_ref().and_then(|followed| names::follow_up(tr, followed)) {
        parts::text(ui, &why);
    }
    for fault in &finished.report.record_faults {
        parts::text(ui, &names::record_fault(tr, fault));
    }
    for lost in &finished.report.lost {
        parts::text(ui, &words::lost(model, tr, lost));
    }
    ui.add_space(theme::GAP);
    if !clean {
        leftovers(model, finished, tr, ui);
    }
    if finished.report.verdict != Verdict::NothingDone {
        evidence(model, finished, tr, ui);
    }
    if let Some(is_saved) = model.report_saved {
        let words = tr.text(if is_saved { "win-saved" } else { "win-not-saved" });
        parts::announced(ui, egui::RichText::new(words).color(theme::tokens(ui).weak), parts::Announce::Polite);
    }
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let Some(finished) = &model.result else { return };
    let clean = finished.report.verdict == Verdict::Clean;
    if model.kiosk.is_some() {
        return kiosk::result_buttons(clean, tr, ui, out);
    }
    let (go, other) = if clean { ("close", "win-look-again") } else { ("retry", "close") };
    let (quit, discover) = (|| Msg::Quit, || Msg::Discover);
    if controls::primary(ui, &tr.text(go)).clicked() {
        out.push(if clean { quit() } else { discover() });
    }
    let words = [Some(tr.text("copy")), Some(tr.text("win-save-report")), Some(tr.text(other))];
    let [copy, save, second] = controls::buttons(ui, words);
    if copy {
        out.push(Msg::CopyReport);
    }
    if save {
        out.push(Msg::SaveReport);
    }
    if second {
        out.push(if clean { discover() } else { quit() });
    }
}

/// Shows what was removed, and the evidence.
pub(super) fn evidence(model: &Model, finished: &Finished, tr: &Tr, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    parts::card(ui, |ui| {
        let mut line = |icon: Icon, words: &str| {
            parts::beside(ui, |ui| icons::icon(ui, icon, theme::ICON, tokens.on_mark), |ui| parts::text(ui, words));
        };
        line(Icon::Window, &words::removed(model, tr, finished));
        line(Icon::Shield, &words::proof(tr, finished));
        if !finished.report.administrators.is_empty() {
            let places = finished.report.administrators.iter().map(|one| words::leftover_place(model, tr, one));
            let places: Vec<_> = places.take(SHOWN).collect();
            line(Icon::Info, &format!("{} {}", tr.text("res-administrators"), places.join(", ")));
        }
        if finished.report.verdict == Verdict::Clean && model.task == Task::EndSession && model.is_whole() {
            line(Icon::Person, &tr.text("ok-os"));
        }
    });
}

/// Returns the explanation. It says "everything" only if everything was ticked.
fn explanation(model: &Model, finished: &Finished, tr: &Tr) -> String {
    match finished.report.verdict {
        Verdict::Clean if model.is_whole() => tr.text("ok-text"),
        Verdict::Clean => {
            let categories = model.keeping.iter().map(|category| tr.text(names::category(*category)));
            let browsers = model.left_out.iter().map(|id| model.browser_name(id).to_owned());
            let stayed: Vec<String> = browsers.chain(categories).collect();
            let part = tr.with("win-part-text", &[("what", words::names(tr, &stayed).into())]);
            let part = Some(part).filter(|_| !stayed.is_empty());
            let sites = words::kept_sites(model, tr);
            part.into_iter().chain(sites).collect::<Vec<_>>().join(" ")
        }
        Verdict::NothingDone | Verdict::SessionGoesOn => tr.text("win-nothing-text"),
        Verdict::Left | Verdict::OutOfTime | Verdict::Cancelled => tr.text("bad-stay"),
    }
}

pub(super) fn leftovers(model: &Model, finished: &Finished, tr: &Tr, ui: &mut Ui) {
    let report = &finished.report;
    let lines = words::leftovers(model, tr, report);
    if lines.is_empty() {
        return;
    }
    let unnamed = usize::try_from(report.unnamed).unwrap_or(usize::MAX);
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("res-left-title"));
        for (number, (place, reason)) in lines.iter().take(SHOWN).enumerate() {
            if number > 0 {
                parts::line(ui);
            }
            parts::text(ui, place);
            parts::small(ui, reason);
        }
        let more = lines.len().saturating_sub(SHOWN).saturating_add(unnamed);
        if more > 0 {
            parts::weak(ui, &tr.with("win-more", &[("n", more.into())]));
        }
        let ways = words::ways_on(model, tr, report);
        if !ways.is_empty() {
            parts::line(ui);
            parts::subheading(ui, &tr.text("do-title"));
            ways.iter().take(SHOWN).for_each(|way| parts::text(ui, way));
        }
    });
    ui.add_space(theme::GAP);
}

/// Shows why no run took place.
pub(super) fn start_failure(failure: StartFailure, tr: &Tr, ui: &mut Ui) {
    // A bug can end a run in the middle, and what is put off is still to be done: "nothing was done" would be wrong.
    let is_unfinished = matches!(failure, StartFailure::Internal | StartFailure::PutOff { .. });
    let key = if is_unfinished { "win-bad-title" } else { "win-nothing-title" };
    let tone = if failure == StartFailure::Internal { Tone::Error } else { Tone::Warn };
    parts::verdict(ui, tone, &tr.text(key), &words::start_failure(tr, failure));
}

pub(super) fn start_failure_buttons(tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if controls::primary(ui, &tr.text("retry")).clicked() {
        out.push(Msg::Discover);
    }
    if controls::buttons(ui, [Some(tr.text("close"))]) == [true] {
        out.push(Msg::Quit);
    }
}
