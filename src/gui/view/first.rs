//! The first screen: asks once whether this computer is shared.

use egui::Ui;

use super::controls;
use super::icons::Icon;
use super::parts;
use crate::gui::msg::Msg;
use crate::gui::theme;
use crate::i18n::Tr;

pub(super) fn show(tr: &Tr, ui: &mut Ui) {
    parts::heading(ui, &tr.text("first"));
    parts::weak(ui, &tr.text("first-sub"));
    ui.add_space(theme::GAP);
    for (icon, name, text) in
        [(Icon::People, "first-yes", "first-yes-text"), (Icon::Person, "first-no", "first-no-text")]
    {
        parts::card(ui, |ui| {
            parts::badged(ui, icon, |ui| {
                parts::subheading(ui, &tr.text(name));
                parts::weak(ui, &tr.text(text));
            });
        });
        ui.add_space(theme::NEAR);
    }
    parts::note(ui, Icon::Settings, &tr.text("first-later"));
}

pub(super) fn buttons(tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if controls::primary(ui, &tr.text("first-yes")).clicked() {
        out.push(Msg::Shared(true));
    }
    if controls::buttons(ui, [Some(tr.text("first-no"))]) == [true] {
        out.push(Msg::Shared(false));
    }
}
