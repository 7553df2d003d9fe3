//! The first screen: one button, and what it will do.

use egui::Ui;

use super::parts;
use crate::gui::model::{BrowserLine, Model, Msg};
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};
use crate::model::Family;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    parts::heading(ui, &tr.text("home-title"));
    parts::weak(ui, &tr.text("home-sub"));
    ui.add_space(theme::GAP);
    let lines = model.browsers();
    if !lines.is_empty() {
        parts::card(ui, |ui| what_goes(model, &lines, tr, ui, wishes));
        ui.add_space(theme::GAP);
    }
    if let Some(key) = reason_against(model, &lines) {
        parts::primary_disabled(ui, &tr.text("end"), &tr.text(key));
    } else {
        if parts::primary(ui, &tr.text("end")).clicked() {
            wishes.push(Msg::EndSession);
        }
        ui.add_space(4.0);
        parts::small(ui, &format!("{} {}", tr.text("undo"), kept(model, tr)));
    }
    super::preview::skipped(model, tr, ui);
}

/// Returns the key of the reason why there is nothing to press; `None` when there is.
fn reason_against(model: &Model, lines: &[BrowserLine]) -> Option<&'static str> {
    if lines.is_empty() {
        return Some("none-browser");
    }
    if model.request().is_none() {
        return Some("win-nothing-ticked");
    }
    match &model.plan {
        None => Some("win-planning"),
        Some(plan) if plan.is_empty() => Some("none"),
        Some(_) => None,
    }
}

fn what_goes(model: &Model, lines: &[BrowserLine], tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    parts::subheading(ui, &tr.text("will"));
    ui.add_space(4.0);
    for line in lines {
        let mut note = tr.with("profiles", &[("n", line.profiles.into())]);
        match line.unknown {
            Some(Family::Chromium) => note = tr.text("win-unknown-chromium"),
            Some(Family::Firefox) => note = tr.text("win-unknown-firefox"),
            Some(Family::Electron) => note = tr.text("win-app"),
            None => {}
        }
        if line.running {
            note = format!("{note} · {}", tr.text("open"));
        }
        let amount = if line.ticked { words::size(tr, line.size) } else { tr.text("win-stays") };
        if let Some(ticked) = parts::tick(ui, &line.name, &note, &amount, line.ticked) {
            wishes.push(Msg::Browser(line.id.clone(), ticked));
        }
    }
    ui.add_space(4.0);
    parts::line(ui);
    ui.add_space(4.0);
    if let Some(plan) = &model.plan {
        parts::fact(ui, &tr.text("win-total"), &words::size(tr, plan.total()));
    }
    if parts::button(ui, &tr.text("details")).clicked() {
        wishes.push(Msg::Details);
    }
}

/// Says what stays: always the same things, and what the person chose.
fn kept(model: &Model, tr: &Tr) -> String {
    if model.keeping.is_empty() {
        return format!("{}.", tr.text("kept"));
    }
    let names: Vec<String> = model.keeping.iter().map(|category| tr.text(names::category(*category))).collect();
    let also = tr.with("win-kept-too", &[("what", words::names(tr, &names).into())]);
    format!("{}. {also}", tr.text("kept"))
}
