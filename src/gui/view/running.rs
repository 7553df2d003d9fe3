//! Browsers are open: work must be saved first, and some do not close when asked.

use egui::{RichText, Ui};

use super::parts::{self, Voice};
use crate::gui::model::Msg;
use crate::gui::{theme, words};
use crate::i18n::Tr;

pub(super) fn show(names: &[String], asked: bool, tr: &Tr, ui: &mut Ui, wishes: &mut Vec<Msg>) {
    let list = words::names(tr, names);
    parts::heading(ui, &tr.text("run-title"));
    ui.add_space(theme::GAP);
    if asked {
        parts::banner(ui, parts::Tone::Warn, |ui, colour| {
            let slow = tr.with("run-slow", &[("browser", list.into())]);
            parts::spoken(ui, RichText::new(slow).font(theme::strong(theme::SUBHEADING)).color(colour), Voice::Now);
            ui.label(tr.text("win-run-slow-text"));
        });
    } else {
        parts::card(ui, |ui| {
            let text = tr.with("run-text", &[("browsers", list.into())]);
            ui.label(text);
        });
    }
    ui.add_space(theme::GAP);
    let go = if asked { "wait" } else { "run-go" };
    if parts::primary(ui, &tr.text(go)).clicked() {
        wishes.push(Msg::CloseBrowsers);
    }
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        if asked && parts::button(ui, &tr.text("run-force")).clicked() {
            wishes.push(Msg::ForceClose);
        }
        if parts::button(ui, &tr.text("back")).clicked() {
            wishes.push(Msg::Back);
        }
    });
    if asked {
        parts::small(ui, &tr.text("win-force-text"));
    }
}
