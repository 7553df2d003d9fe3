//! Something is under way: what it is, how far, and a way to stop it.

use egui::{ProgressBar, RichText, Role, Ui, WidgetInfo};

use super::parts::{self, Voice};
use crate::gui::model::{Model, Msg};
use crate::gui::theme;
use crate::i18n::Tr;
use crate::model::Phase;

/// Looking for browsers.
pub(super) fn looking(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    parts::heading(ui, &tr.text("home-title"));
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spinner();
            let colour = theme::tokens(ui).text;
            parts::spoken(ui, RichText::new(tr.text("p-look")).color(colour), Voice::Polite);
        });
    });
    ui.add_space(theme::GAP);
    stop(model, tr, ui, wishes);
}

/// A run.
pub(super) fn working(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    parts::heading(ui, &tr.text("p-title"));
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        for (phase, key) in [(Phase::Closing, "p-close"), (Phase::Removing, "p-remove"), (Phase::Verifying, "p-check")]
        {
            step(model, phase, &tr.text(key), tr, ui);
        }
        ui.add_space(8.0);
        bar(model, tr, ui);
        parts::small(ui, &doing(model, tr));
    });
    ui.add_space(theme::GAP);
    stop(model, tr, ui, wishes);
}

fn stop(model: &Model, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    if model.stopping {
        parts::weak(ui, &tr.text("win-stopping"));
    } else if parts::button(ui, &tr.text("stop")).clicked() {
        wishes.push(Msg::Stop);
    }
}

/// One step: a dot, its name, and its state in a word. The step under way speaks when it begins.
fn step(model: &Model, phase: Phase, name: &str, tr: &Tr, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let (key, colour) = match model.progress.phase.cmp(&phase) {
        std::cmp::Ordering::Less => ("win-step-later", tokens.weak),
        std::cmp::Ordering::Equal => ("win-step-now", tokens.text),
        std::cmp::Ordering::Greater => ("win-step-done", tokens.ok),
    };
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::hover());
        if model.progress.phase >= phase {
            ui.painter().circle_filled(rect.center(), 5.0, colour);
        } else {
            ui.painter().circle_stroke(rect.center(), 5.0, egui::Stroke::new(1.5, tokens.outline));
        }
        let text = RichText::new(name).color(colour);
        if model.progress.phase == phase {
            parts::spoken(ui, text, Voice::Polite);
        } else {
            ui.label(text);
        }
        parts::small(ui, &tr.text(key));
    });
}

/// Bytes that are gone of bytes that were planned. A running browser's size is a guess, so the end is never shown early.
#[expect(clippy::cast_precision_loss, reason = "a bar of 700 points needs no more than that")]
fn bar(model: &Model, tr: &Tr, ui: &mut Ui) {
    let planned = model.plan.as_ref().map_or(0, |plan| plan.total().bytes);
    let part = if model.progress.phase > Phase::Removing {
        1.0
    } else {
        (model.progress.gone.bytes as f32 / planned.max(1) as f32).min(0.99)
    };
    let fill = theme::tokens(ui).accent;
    let response = ui.add(ProgressBar::new(part).desired_height(10.0).fill(fill));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, tr.text("p-title"));
        info.value = Some(f64::from(part) * 100.0);
        info
    });
}

fn doing(model: &Model, tr: &Tr) -> String {
    if let Some(id) = &model.progress.waiting_for {
        return tr.with("p-wait", &[("browser", model.browser_name(id).into())]);
    }
    let names = model.progress.item.and_then(|id| model.item_names(id));
    let size = tr.size(model.progress.gone.bytes);
    match names {
        Some((browser, Some(profile))) => format!("{browser} · {profile} · {size}"),
        Some((browser, None)) => format!("{browser} · {size}"),
        None => size,
    }
}
