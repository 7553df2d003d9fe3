//! The top of every screen: the name, a badge for demonstrations, and the buttons for language, help and settings.

use egui::{Align, Layout, RichText, Ui};

use super::controls;
use super::icons::{self, Icon};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::screen::{Page, Screen};
use crate::gui::theme;
use crate::i18n::{Lang, Tr};

/// Width of a language button.
const LANGUAGE: f32 = 40.0;
/// Below this width the name is left out; the logo remains.
const NARROW: f32 = 420.0;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let tokens = theme::tokens(ui);
    let is_narrow = ui.available_width() < NARROW;
    let can_leave = model.screen != Screen::Working;
    ui.horizontal(|ui| {
        ui.set_min_height(theme::TARGET);
        ui.spacing_mut().item_spacing.x = 4.0;
        icons::mark(ui, 28.0, tokens);
        if !is_narrow {
            ui.add_space(6.0);
            ui.label(RichText::new(tr.text("win-title")).font(theme::strong(17.0)).color(tokens.text));
        }
        if model.demo {
            ui.add_space(4.0);
            theme::badge(tokens).show(ui, |ui| {
                // A badge is as high as its text, not as a button.
                ui.set_max_height(theme::SMALL);
                ui.spacing_mut().interact_size.y = theme::SMALL;
                ui.label(RichText::new(tr.text("demo")).size(theme::SMALL).color(tokens.warn));
            });
        }
        // Aligned right with a spacer but created from left to right, because widgets get the focus in the order of
        // creation.
        let languages = if model.page == Some(Page::Settings) { 0.0 } else { 3.0 * (LANGUAGE + 4.0) };
        let pages = if can_leave { 2.0 * (theme::TARGET + 4.0) } else { 0.0 };
        ui.add_space((ui.available_width() - languages - pages).max(0.0));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if model.page != Some(Page::Settings) {
                for lang in Lang::ALL {
                    let letters = lang.code().to_uppercase();
                    let is_chosen = lang == model.lang;
                    if controls::choice(ui, &letters, lang.own_name(), is_chosen, LANGUAGE).clicked() {
                        out.push(Msg::Language(lang));
                    }
                }
            }
            if can_leave {
                for (icon, key, page) in
                    [(Icon::Help, "win-help", Page::Help), (Icon::Settings, "set-title", Page::Settings)]
                {
                    if controls::icon_button(ui, icon, &tr.text(key)).clicked() {
                        // A second click closes the page.
                        out.push(if model.page == Some(page) { Msg::Back } else { Msg::Open(page) });
                    }
                }
            }
        });
    });
}

/// The Back link of pages without buttons.
pub(super) fn back(tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if controls::link(ui, &tr.text("back"), Icon::Back).clicked() {
        out.push(Msg::Back);
    }
}
