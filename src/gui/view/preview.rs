//! What goes, by browser and category, with a switch for each category.

use egui::Ui;

use super::parts;
use crate::gui::model::{Model, Msg, Section};
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};
use crate::model::Layout;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    if parts::button(ui, &tr.text("back")).clicked() {
        wishes.push(Msg::Back);
    }
    ui.add_space(8.0);
    parts::heading(ui, &tr.text("win-preview-title"));
    parts::weak(ui, &format!("{}.", tr.text("kept")));
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| switches(model, tr, ui, wishes));
    areas(model, tr, ui, wishes);
    for section in model.sections() {
        ui.add_space(theme::GAP);
        parts::card(ui, |ui| profile(&section, tr, ui));
    }
    extensions(model, tr, ui);
    skipped(model, tr, ui);
    ui.add_space(theme::GAP);
}

/// Names the extensions that stay and that nobody but a person can have installed; nothing if there is none.
fn extensions(model: &Model, tr: &Tr, ui: &mut Ui) {
    let Some(plan) = model.plan.as_ref().filter(|plan| !plan.extensions.is_empty()) else { return };
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("pre-extensions"));
        ui.add_space(4.0);
        for one in &plan.extensions {
            parts::fact(ui, &one.name, &format!("{} · {}", one.browser_name, one.profile_name));
        }
    });
}

fn switches(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    parts::subheading(ui, &tr.text("win-kinds"));
    ui.add_space(4.0);
    for line in model.categories() {
        let amount = if line.ticked { words::size(tr, line.size) } else { tr.text("win-stays") };
        if let Some(ticked) = parts::tick(ui, &tr.text(names::category(line.category)), "", &amount, line.ticked) {
            wishes.push(Msg::Category(line.category, ticked));
        }
    }
    ui.add_space(4.0);
    parts::line(ui);
    ui.add_space(4.0);
    match &model.plan {
        Some(plan) => parts::fact(ui, &tr.text("win-total"), &words::size(tr, plan.total())),
        None if model.request().is_none() => parts::weak(ui, &tr.text("win-nothing-ticked")),
        None => parts::weak(ui, &tr.text("win-planning")),
    }
}

/// Shows the areas outside browsers with a switch each; nothing if there is none.
fn areas(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    let lines = model.area_lines();
    if lines.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("area-title"));
        ui.add_space(4.0);
        for line in lines {
            let amount = line.size.map_or_else(|| tr.text("win-stays"), |size| words::size(tr, size));
            let (name, text) = (tr.text(names::area(line.area)), tr.text(names::area_text(line.area)));
            if let Some(ticked) = parts::tick(ui, &name, &text, &amount, line.size.is_some()) {
                wishes.push(Msg::Area(line.area, ticked));
            }
            let notes = model.plan.iter().flat_map(|plan| &plan.area_notes).filter(|(area, _)| *area == line.area);
            notes.for_each(|(_, note)| parts::weak(ui, &names::area_note(tr, note)));
        }
    });
}

fn profile(section: &Section, tr: &Tr, ui: &mut Ui) {
    let whose = section.profile_name.clone().unwrap_or_else(|| tr.text("win-all-profiles"));
    let mut title = format!("{} · {whose}", section.browser_name);
    match section.layout {
        Layout::Native => {}
        Layout::Flatpak => title.push_str(" · Flatpak"),
        Layout::Snap => title.push_str(" · Snap"),
    }
    parts::subheading(ui, &title);
    ui.add_space(4.0);
    for (category, size) in &section.sizes {
        parts::fact(ui, &tr.text(names::category(*category)), &words::size(tr, *size));
    }
}

/// Shows what was found and is not touched; nothing if there is nothing.
pub(super) fn skipped(model: &Model, tr: &Tr, ui: &mut Ui) {
    if model.skipped().is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    parts::banner(ui, parts::Tone::Warn, |ui, _colour| {
        parts::subheading(ui, &tr.text("skip-title"));
        for skip in model.skipped() {
            let reason = names::skip(tr, &skip.reason);
            let place = words::skip_place(model, tr, skip);
            ui.label(tr.with("win-place-reason", &[("place", place.into()), ("reason", reason.into())]));
        }
    });
}
