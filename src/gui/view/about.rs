//! The About page: what this program is, what it never does, and its licence.

use egui::{RichText, Ui};

use super::icons::{self, Icon};
use super::{header, parts};
use crate::gui::msg::Msg;
use crate::gui::theme;
use crate::i18n::Tr;

pub(super) fn show(tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    let tokens = theme::tokens(ui);
    ui.vertical_centered(|ui| {
        icons::mark(ui, theme::HERO, tokens);
        ui.add_space(theme::NEAR);
        parts::heading(ui, &tr.text("win-title"));
        let version = tr.with("about-version", &[("version", env!("CARGO_PKG_VERSION").into())]);
        ui.label(RichText::new(version).color(tokens.weak));
    });
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        let mut line = |icon: Icon, key: &str| {
            let sign = |ui: &mut Ui| icons::icon(ui, icon, theme::ICON, tokens.on_mark);
            parts::beside(ui, sign, |ui| parts::text(ui, &tr.text(key)));
        };
        line(Icon::Shield, "about-what");
        line(Icon::Lock, "about-never");
        line(Icon::Globe, "about-servers");
    });
    ui.add_space(theme::NEAR);
    parts::small(ui, &tr.text("about-terms"));
}
