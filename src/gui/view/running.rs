//! The screen about open browsers: save your work first, and what to do with browsers that do not close.

use egui::{RichText, Ui};

use super::controls;
use super::icons::Icon;
use super::parts::{self, Announce};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::{theme, words};
use crate::i18n::Tr;
use crate::model::Close;

pub(super) fn show(model: &Model, names: &[String], asked: bool, tr: &Tr, ui: &mut Ui) {
    let list = words::names(tr, names);
    parts::heading(ui, &tr.text("run-title"));
    ui.add_space(theme::GAP);
    if asked {
        parts::banner(ui, parts::Tone::Warn, |ui, colour| {
            let slow = tr.with("run-slow", &[("n", names.len().into()), ("browser", list.into())]);
            parts::announced(
                ui,
                RichText::new(slow).font(theme::strong(theme::SUBHEADING)).color(colour),
                Announce::Now,
            );
            parts::text(ui, &tr.with("win-run-slow-text", &[("n", names.len().into())]));
        });
        if model.rules.may_force() {
            ui.add_space(theme::NEAR);
            parts::note(ui, Icon::Warning, &tr.text("win-force-text"));
        }
    } else {
        parts::card(ui, |ui| {
            let text = tr.with("run-text", &[("browsers", list.into())]);
            parts::badged(ui, Icon::Window, |ui| parts::text(ui, &text));
        });
        if model.rules.close.is_none_or(|close| close == Close::Ask) {
            ui.add_space(theme::NEAR);
            parts::note(ui, Icon::Clock, &tr.text("win-run-polite"));
        }
    }
}

pub(super) fn buttons(model: &Model, asked: bool, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let go = match (model.rules.close, asked) {
        // The policy forbids closing them, so the user has to.
        (Some(Close::Never), _) => "retry",
        (_, true) => "wait",
        (_, false) => "run-go",
    };
    if controls::primary(ui, &tr.text(go)).clicked() {
        out.push(Msg::CloseBrowsers);
    }
    let may_force = asked && model.rules.may_force();
    let [force, back] = controls::buttons(ui, [may_force.then(|| tr.text("run-force")), Some(tr.text("back"))]);
    if force {
        out.push(Msg::ForceClose);
    }
    if back {
        out.push(Msg::Back);
    }
}
