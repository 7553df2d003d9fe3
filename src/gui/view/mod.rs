//! What each screen looks like: a pure function of the state that returns what the person wished.

mod home;
mod parts;
mod preview;
mod progress;
mod report;
mod running;

use egui::{Key, Role, ScrollArea};

use super::model::{Model, Msg, Screen};
use super::{theme, words};
use crate::i18n::{Lang, Tr};

/// Shows the current screen and returns what the person wished.
pub fn show(model: &Model, tr: &Tr, ui: &mut egui::Ui) -> Vec<Msg> {
    let mut wishes = Vec::new();
    name_the_window(model, tr, ui.ctx());
    let edge = egui::Frame::new().fill(theme::tokens(ui).ground).inner_margin(egui::Margin::same(theme::INSIDE));
    egui::CentralPanel::no_frame().frame(edge).show(ui, |ui| {
        // Each screen scrolls from its own top.
        let screen = std::mem::discriminant(&model.screen);
        ScrollArea::vertical().id_salt(screen).auto_shrink(false).show(ui, |ui| {
            let side = ((ui.available_width() - theme::MAX_WIDTH) / 2.0).max(0.0);
            let column = egui::Frame::new().outer_margin(egui::Margin::symmetric(whole(side), 0));
            column.show(ui, |ui| {
                top(model, tr, ui, &mut wishes);
                ui.add_space(theme::GAP);
                // egui counts controls to tell them apart. Without names of its own, the button at the same place on
                // the next screen would have the focus, and a second press of Enter would act there.
                let name = (screen, matches!(model.screen, Screen::Running { asked: true, .. }));
                ui.push_id(name, |ui| body(model, tr, ui, &mut wishes));
            });
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        wishes.push(Msg::Back);
    }
    wishes
}

fn body(model: &Model, tr: &Tr, ui: &mut egui::Ui, wishes: &mut Vec<Msg>) {
    match &model.screen {
        Screen::Looking => progress::looking(model, tr, ui, wishes),
        Screen::Home => home::show(model, tr, ui, wishes),
        Screen::Preview => preview::show(model, tr, ui, wishes),
        Screen::Running { names, asked } => running::show(names, *asked, tr, ui, wishes),
        Screen::Working => progress::working(model, tr, ui, wishes),
        Screen::Result => report::show(model, tr, ui, wishes),
        Screen::Trouble(trouble) => report::trouble(*trouble, tr, ui, wishes),
    }
}

/// Margins are whole points; half a point more on one side is not seen.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of the type")]
fn whole(points: f32) -> i8 {
    points.clamp(0.0, f32::from(i8::MAX)) as i8
}

/// A screen reader reads the window's name and language from the root of the tree, which egui leaves empty.
fn name_the_window(model: &Model, tr: &Tr, ctx: &egui::Context) {
    let title = words::title(tr, model.demo);
    ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| {
        node.set_label(title);
        node.set_language(model.lang.code());
    });
}

fn top(model: &Model, tr: &Tr, ui: &mut egui::Ui, wishes: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let tokens = theme::tokens(ui);
        let name = egui::RichText::new(tr.text("win-title")).font(theme::strong(theme::BODY)).color(tokens.weak);
        ui.label(name);
        if model.demo {
            theme::badge(tokens).show(ui, |ui| {
                ui.label(egui::RichText::new(tr.text("demo")).size(theme::SMALL).color(tokens.warn));
            });
        }
        // Placed by hand and made from left to right, because the order of making is the order of the Tab key.
        let width = 3.0 * LANGUAGE_WIDTH + 2.0 * 4.0;
        ui.add_space((ui.available_width() - width).max(0.0));
        ui.spacing_mut().item_spacing.x = 4.0;
        for lang in Lang::ALL {
            if language(ui, lang, lang == model.lang).clicked() {
                wishes.push(Msg::Language(lang));
            }
        }
    });
    if model.demo {
        parts::small(ui, &tr.text("demo-text"));
    }
}

const LANGUAGE_WIDTH: f32 = 46.0;

/// Shows two letters and says the whole name.
fn language(ui: &mut egui::Ui, lang: Lang, chosen: bool) -> egui::Response {
    let tokens = theme::tokens(ui);
    let colour = if chosen { tokens.text } else { tokens.weak };
    let letters = egui::RichText::new(lang.code().to_uppercase()).size(theme::SMALL).color(colour);
    let button = egui::Button::new((egui::Atom::grow(), letters, egui::Atom::grow()))
        .fill(if chosen { tokens.raised } else { egui::Color32::TRANSPARENT })
        .stroke(egui::Stroke::new(1.0, if chosen { tokens.outline } else { egui::Color32::TRANSPARENT }))
        .corner_radius(theme::BUTTON_RADIUS)
        .min_size(egui::vec2(LANGUAGE_WIDTH, theme::TARGET));
    let response = ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 6.0;
        ui.add(button)
    });
    let response = response.inner;
    response.widget_info(|| egui::WidgetInfo::selected(Role::RadioButton, true, chosen, lang.own_name()));
    parts::focus_ring(ui, &response);
    response
}
