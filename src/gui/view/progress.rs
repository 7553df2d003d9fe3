//! The progress of a discovery or a run, and a button to stop it.

use egui::{Rect, RichText, Sense, Stroke, Ui, Vec2};

use super::controls;
use super::icons::{self, Icon};
use super::parts::{self, Announce};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::screen::{Screen, Task};
use crate::gui::theme;
use crate::i18n::Tr;
use crate::i18n::names::shown;
use crate::model::Phase;

/// Size of the sign before a phase.
const SIGN: f32 = 26.0;

/// The screen of a running discovery.
pub(super) fn discovering(model: &Model, tr: &Tr, ui: &mut Ui) {
    parts::heading(ui, &tr.text("home-title"));
    parts::weak(ui, &tr.text("home-sub"));
    ui.add_space(theme::GAP);
    waiting(model, &tr.text(if model.progress.finishing { "owed-at-work" } else { "p-look" }), ui);
}

/// A card that says what the worker is doing.
pub(super) fn waiting(model: &Model, what: &str, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    parts::card(ui, |ui| {
        let sign = |ui: &mut Ui| {
            if model.preferences.less_motion {
                icons::icon(ui, Icon::Clock, SIGN, tokens.on_mark);
            } else {
                ui.add(egui::Spinner::new().size(SIGN).color(tokens.on_mark));
            }
        };
        parts::beside(ui, sign, |ui| {
            // Aligns the first line with the middle of the sign.
            ui.add_space(3.0);
            parts::announced(ui, RichText::new(what).color(tokens.text), Announce::Polite);
        });
    });
}

/// The screen of a run.
pub(super) fn working(model: &Model, tr: &Tr, ui: &mut Ui) {
    let (title, text, removing) = names(model);
    parts::heading(ui, &tr.text(title));
    parts::weak(ui, &tr.text(text));
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        let steps = [(Phase::Closing, "p-close"), (Phase::Removing, removing), (Phase::Verifying, "p-check")];
        for (phase, key) in steps {
            step(model, phase, &tr.text(key), tr, ui);
        }
        ui.add_space(theme::NEAR);
        bar(model, tr, ui);
        parts::small(ui, &doing(model, tr));
    });
}

/// Returns the keys of a run's title, its hint, and the name of its main phase.
const fn names(model: &Model) -> (&'static str, &'static str, &'static str) {
    match model.task {
        Task::EndSession => ("p-title", "win-stay-here", "p-remove"),
        Task::FixSignIn => ("win-fix-title", "win-fix-stay", "win-fix-remove"),
    }
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if model.stopping {
        ui.vertical_centered(|ui| parts::weak(ui, &tr.text("win-stopping")));
    } else if controls::buttons(ui, [Some(tr.text("stop"))]) == [true] {
        out.push(if model.screen == Screen::Working || model.screen == Screen::Discovering {
            Msg::Stop
        } else {
            Msg::Back
        });
    }
}

/// A phase: a tick, a dot or a ring, its name and its state. The current phase is announced when it begins.
fn step(model: &Model, phase: Phase, name: &str, tr: &Tr, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let order = model.progress.phase.cmp(&phase);
    let (key, colour) = match order {
        std::cmp::Ordering::Less => ("win-step-later", tokens.weak),
        std::cmp::Ordering::Equal => ("win-step-now", tokens.text),
        std::cmp::Ordering::Greater => ("win-step-done", tokens.text),
    };
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(SIGN), Sense::hover());
        let (middle, painter) = (rect.center(), ui.painter());
        match order {
            std::cmp::Ordering::Less => {
                painter.circle_stroke(middle, 9.0, Stroke::new(tokens.stroke + 0.5, tokens.outline));
            }
            std::cmp::Ordering::Equal => {
                painter.circle_stroke(middle, 10.0, Stroke::new(2.0, tokens.accent));
                painter.circle_filled(middle, 5.0, tokens.accent);
            }
            std::cmp::Ordering::Greater => {
                painter.circle(middle, 11.0, tokens.ok_background, Stroke::new(tokens.stroke - 1.0, tokens.ok));
                icons::paint(painter, Icon::Tick, Rect::from_center_size(middle, Vec2::splat(15.0)), tokens.ok);
            }
        }
        ui.add_space(2.0);
        if model.progress.phase == phase {
            let text = RichText::new(name).font(theme::strong(theme::BODY)).color(colour);
            parts::announced(ui, text, Announce::Polite);
        } else {
            ui.label(RichText::new(name).color(colour));
        }
        parts::small(ui, &tr.text(key));
    });
}

/// The progress bar: bytes removed of bytes planned, or for a Fix sign-in items done of items planned. The size of a
/// running browser is an estimate, so the bar stays below 100 % until removing is done.
#[expect(clippy::cast_precision_loss, reason = "a bar of 700 points needs no more than that")]
fn bar(model: &Model, tr: &Tr, ui: &mut Ui) {
    let (gone, planned) = match (model.task, model.run_plan()) {
        (Task::EndSession, plan) => (model.progress.gone.bytes, plan.map_or(0, |plan| plan.total().bytes)),
        (Task::FixSignIn, plan) => (model.progress.done, plan.map_or(0, |plan| plan.items.len() as u64)),
    };
    let part =
        if model.progress.phase > Phase::Removing { 1.0 } else { (gone as f32 / planned.max(1) as f32).min(0.99) };
    parts::bar(ui, part, &tr.text(names(model).0), f64::from(part) * 100.0);
}

fn doing(model: &Model, tr: &Tr) -> String {
    if let Some(id) = &model.progress.waiting_for {
        let waits = tr.with("p-wait", &[("browser", model.browser_name(id).into())]);
        let left = model.seconds_left().map(|seconds| tr.with("win-seconds", &[("n", seconds.into())]));
        return std::iter::once(waits).chain(left).collect::<Vec<_>>().join(" · ");
    }
    let names = model.progress.item.and_then(|id| model.item_names(id));
    let names = names.into_iter().flat_map(|(browser, profile)| std::iter::once(browser).chain(profile));
    // A Fix sign-in edits files that stay, so there is no size to show.
    let size = (model.task == Task::EndSession).then(|| tr.size(model.progress.gone.bytes));
    names.map(shown).chain(size).collect::<Vec<_>>().join(" · ")
}
