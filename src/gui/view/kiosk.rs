//! A kiosk's first screen: the large End session button, and the idle countdown.

use egui::{RichText, Ui};

use super::parts;
use super::{controls, organisation};
use crate::gui::kiosk::{COUNTDOWN_SECONDS, Kiosk, KioskMsg, announced_seconds};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::theme;
use crate::i18n::Tr;

/// The height of the content; on a taller screen it is centred.
const HEIGHT: f32 = 380.0;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let Some(kiosk) = &model.kiosk else { return };
    ui.add_space(((ui.available_height() - HEIGHT) / 2.0).max(0.0));
    ui.vertical_centered(|ui| {
        parts::heading(ui, &tr.text("kiosk-title"));
        parts::weak(ui, &tr.text("home-sub"));
    });
    ui.add_space(theme::GAP);
    if controls::primary_large(ui, &tr.text("end")).clicked() {
        out.push(Msg::EndSession);
    }
    ui.add_space(theme::NEAR);
    match kiosk.seconds_left(model.now) {
        Some(left) => countdown(left, tr, ui),
        None => at_rest(model, kiosk, tr, ui),
    }
    ui.add_space(theme::NEAR);
    if controls::buttons(ui, [Some(tr.text("kiosk-stay"))]) == [true] {
        out.push(Msg::Kiosk(KioskMsg::Stay));
    }
    ui.add_space(theme::NEAR);
    organisation::centred(model, tr, ui);
}

/// Shows the seconds left of the countdown.
#[expect(clippy::cast_precision_loss, reason = "there are thirty of them")]
fn countdown(left: u64, tr: &Tr, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    parts::card(ui, |ui| {
        let words = |n: u64| tr.with("kiosk-left", &[("n", n.into())]);
        ui.vertical_centered(|ui| {
            let font = theme::strong(theme::SUBHEADING);
            parts::announced_as(
                ui,
                RichText::new(words(left)).font(font).color(tokens.text),
                &words(announced_seconds(left)),
            );
        });
        parts::bar(ui, left as f32 / COUNTDOWN_SECONDS as f32, &tr.text("kiosk-wait"), left as f64);
        ui.vertical_centered(|ui| parts::small(ui, &tr.text("kiosk-touch")));
    });
}

/// Shows after how long without input the session ends.
fn at_rest(model: &Model, kiosk: &Kiosk, tr: &Tr, ui: &mut Ui) {
    let words = match model.rules.idle {
        Some(_) if kiosk.idle_unknown => tr.text("kiosk-blind"),
        Some(limit) => tr.with("kiosk-idle", &[("n", (limit.as_secs() / 60).into())]),
        None => tr.text("kiosk-never"),
    };
    ui.vertical_centered(|ui| {
        parts::small(ui, &words);
        if model.demo {
            parts::small(ui, &tr.text("demo-text"));
        }
    });
}

/// The buttons below a kiosk's result.
pub(super) fn result_buttons(is_clean: bool, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if controls::primary(ui, &tr.text(if is_clean { "kiosk-next" } else { "retry" })).clicked() {
        out.push(if is_clean { Msg::Kiosk(KioskMsg::Next) } else { Msg::EndSession });
    }
    if !is_clean && controls::buttons(ui, [Some(tr.text("back"))]) == [true] {
        out.push(Msg::Back);
    }
}
