//! The page of past runs: when, how each ended, and how much was removed. Nothing about what was removed.

use egui::Ui;

use super::icons::{self, Icon};
use super::{header, parts};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::{theme, words};
use crate::i18n::names::shown;
use crate::i18n::{Tr, words as names};
use crate::model::BrowserId;
use crate::receipts::{Receipt, RunHistory};

/// The largest number of runs shown; `signoff log` lists them all.
const SHOWN: usize = 50;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("past-title"));
    parts::weak(ui, &tr.text("past-text"));
    ui.add_space(theme::GAP);
    match &model.history {
        None => parts::weak(ui, &tr.text("win-planning")),
        Some(None) => parts::banner(ui, parts::Tone::Warn, |ui, _| parts::text(ui, &tr.text("past-unreadable"))),
        Some(Some(history)) => list(model, history, tr, ui),
    }
}

fn list(model: &Model, history: &RunHistory, tr: &Tr, ui: &mut Ui) {
    if let Some(name) = &history.set_aside {
        parts::note(ui, Icon::Warning, &tr.with("log-aside", &[("name", name.as_str().into())]));
    }
    if history.runs.is_empty() {
        parts::weak(ui, &tr.text("log-none"));
        return;
    }
    parts::card(ui, |ui| {
        for (number, run) in history.runs.iter().take(SHOWN).enumerate() {
            if number > 0 {
                parts::line(ui);
            }
            one(model, run, tr, ui);
        }
    });
    if history.runs.len() > SHOWN {
        parts::small(ui, &tr.with("past-more", &[("n", history.runs.len().into())]));
    }
}

fn one(model: &Model, run: &Receipt, tr: &Tr, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let (icon, colour) = if run.verified { (Icon::Tick, tokens.ok) } else { (Icon::Warning, tokens.warn) };
    parts::beside(
        ui,
        |ui| icons::icon(ui, icon, theme::ICON, colour),
        |ui| {
            // Text rows are as high as their text, not as a control.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.spacing_mut().item_spacing.y = 2.0;
            parts::sum(ui, &tr.moment(run.started), &tr.size(run.removed.bytes));
            let browsers = run.browsers.iter().map(|id| shown(model.browser_name(&BrowserId(id.clone()))));
            let work = tr.text(if run.is_fix() { "fix" } else { "end" });
            let outcome = names::past_outcome(tr, &run.outcome, run.left.values().sum());
            let files = tr.with("files", &[("n", run.removed.files.into())]);
            let browsers = words::names(tr, &browsers.collect::<Vec<_>>());
            let said = [work, outcome, files, browsers].into_iter().filter(|part| !part.is_empty());
            parts::small(ui, &said.collect::<Vec<_>>().join(" · "));
        },
    );
}
