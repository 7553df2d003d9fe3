//! Browsers are open: work must be saved first, and some do not close when asked.

use egui::{RichText, Ui};

use super::controls;
use super::icons::{self, Icon};
use super::parts::{self, Voice};
use crate::gui::model::Msg;
use crate::gui::{theme, words};
use crate::i18n::Tr;

pub(super) fn show(names: &[String], asked: bool, tr: &Tr, ui: &mut Ui) {
    let list = words::names(tr, names);
    parts::heading(ui, &tr.text("run-title"));
    ui.add_space(theme::GAP);
    if asked {
        parts::banner(ui, parts::Tone::Warn, |ui, colour| {
            let slow = tr.with("run-slow", &[("browser", list.into())]);
            parts::spoken(ui, RichText::new(slow).font(theme::strong(theme::SUBHEADING)).color(colour), Voice::Now);
            parts::text(ui, &tr.text("win-run-slow-text"));
        });
        ui.add_space(theme::NEAR);
        parts::note(ui, Icon::Warning, &tr.text("win-force-text"));
    } else {
        let tokens = theme::tokens(ui);
        parts::card(ui, |ui| {
            let sign = |ui: &mut Ui| {
                icons::badge(ui, Icon::Window, theme::MARK, (tokens.on_mark, tokens.mark), tokens);
                ui.add_space(4.0);
            };
            parts::beside(ui, sign, |ui| parts::text(ui, &tr.with("run-text", &[("browsers", list.into())])));
        });
        ui.add_space(theme::NEAR);
        parts::note(ui, Icon::Clock, &tr.text("win-run-polite"));
    }
}

pub(super) fn buttons(asked: bool, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    let go = if asked { "wait" } else { "run-go" };
    if controls::primary(ui, &tr.text(go)).clicked() {
        wishes.push(Msg::CloseBrowsers);
    }
    let [force, back] = controls::buttons(ui, [asked.then(|| tr.text("run-force")), Some(tr.text("back"))]);
    if force {
        wishes.push(Msg::ForceClose);
    }
    if back {
        wishes.push(Msg::Back);
    }
}
