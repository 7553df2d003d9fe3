//! The settings page: language, colours, text size, animations, and whether this computer is shared.

use egui::{RichText, Ui};

use super::controls::{self, CheckRow};
use super::icons::Icon;
use super::{header, parts};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::preferences::{ColourScheme, Saved, TextSize};
use crate::gui::screen::Page;
use crate::gui::theme;
use crate::i18n::{Lang, Tr};

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("set-title"));
    ui.add_space(theme::GAP);
    if model.saved == Saved::No {
        parts::banner(ui, parts::Tone::Warn, |ui, colour| {
            parts::announced(ui, RichText::new(tr.text("set-unsaved")).color(colour), parts::Announce::Now);
        });
        ui.add_space(theme::NEAR);
    }
    parts::card(ui, |ui| choices(model, tr, ui, out));
    ui.add_space(theme::NEAR);
    parts::list(ui, |ui| {
        let (words, note) = (tr.text("set-motion"), tr.text("set-motion-text"));
        let ticked = model.preferences.less_motion;
        let row = CheckRow { label: &words, note: &note, ticked, ..CheckRow::default() };
        if let Some(less) = controls::check_row(ui, &row) {
            out.push(Msg::LessMotion(less));
        }
    });
    ui.add_space(theme::NEAR);
    for (key, page) in [("past-title", Page::Past), ("about-title", Page::About)] {
        if controls::link(ui, &tr.text(key), Icon::Right).clicked() {
            out.push(Msg::Open(page));
        }
    }
}

fn choices(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let chosen = &model.preferences;
    group(ui, &tr.text("set-language"), |ui| {
        for lang in Lang::ALL {
            if controls::choice(ui, lang.own_name(), lang.own_name(), lang == model.lang, 0.0).clicked() {
                out.push(Msg::Language(lang));
            }
        }
    });
    parts::line(ui);
    group(ui, &tr.text("set-look"), |ui| {
        for colours in ColourScheme::ALL {
            let words = tr.text(name_of(colours));
            if controls::choice(ui, &words, &words, colours == chosen.colours, 0.0).clicked() {
                out.push(Msg::Colours(colours));
            }
        }
    });
    parts::line(ui);
    group(ui, &tr.text("set-text"), |ui| {
        for size in TextSize::ALL {
            let words = tr.with("set-percent", &[("n", size.percent().into())]);
            if controls::choice(ui, &words, &words, size == chosen.text, 0.0).clicked() {
                out.push(Msg::Text(size));
            }
        }
    });
    if model.rules.managed {
        parts::line(ui);
        ui.add_space(4.0);
        parts::fact(ui, &tr.text("first"), &tr.text("policy"));
    } else if !model.demo {
        parts::line(ui);
        group(ui, &tr.text("first"), |ui| {
            for (shared, key) in [(true, "first-yes"), (false, "first-no")] {
                let words = tr.text(key);
                if controls::choice(ui, &words, &words, chosen.shared == Some(shared), 0.0).clicked() {
                    out.push(Msg::Shared(shared));
                }
            }
        });
    }
}

/// Width of the name of a group.
const NAME: f32 = 136.0;
/// Below this width the choices are below their name, else beside it.
const NARROW: f32 = 500.0;

/// A group of choices with its name.
fn group(ui: &mut Ui, name: &str, choices: impl FnOnce(&mut Ui)) {
    let wrapped = |ui: &mut Ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            choices(ui);
        });
    };
    if ui.available_width() < NARROW {
        parts::subheading(ui, name);
        wrapped(ui);
        return;
    }
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(NAME);
            ui.add_space(8.0);
            parts::subheading(ui, name);
        });
        ui.vertical(wrapped);
    });
}

const fn name_of(colours: ColourScheme) -> &'static str {
    match colours {
        ColourScheme::System => "set-look-system",
        ColourScheme::Light => "set-look-light",
        ColourScheme::Dark => "set-look-dark",
        ColourScheme::Contrast => "set-look-contrast",
    }
}
