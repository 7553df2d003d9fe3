//! The Why? screen: what most probably disturbs the login, a paragraph, sign-in aids outside the browsers, and a table.

use egui::{Id, Label, RichText, Ui, vec2};

use super::icons::{self, Icon};
use super::parts::{self, Announce, Tone};
use super::virtual_list::VirtualList;
use super::{controls, fix, header};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::sign_in::SignInMsg;
use crate::gui::{theme, words};
use crate::i18n::Tr;
use crate::i18n::why::{self, Row, Rows as Service, Sentence};
use crate::model::SignInReport;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("win-ask-title"));
    parts::weak(ui, &tr.text("win-ask-text"));
    match &model.sign_in.report {
        Some(report) => explained(report, tr, ui),
        None => fix::reading_profiles(model, tr, ui),
    }
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if controls::primary(ui, &tr.text("fix")).clicked() {
        out.push(Msg::SignIn(SignInMsg::Open));
    }
    let Some(report) = &model.sign_in.report else { return };
    let text = words::for_help_desk(model, tr, report);
    let is_copied = model.copied.as_ref() == Some(&text);
    let copy = tr.text(if is_copied { "win-copied" } else { "win-copy-desk" });
    if controls::buttons(ui, [Some(copy)]) == [true] {
        out.push(Msg::Copy(text));
    }
}

fn explained(report: &SignInReport, tr: &Tr, ui: &mut Ui) {
    ui.add_space(theme::GAP);
    let said: Vec<Vec<Sentence>> = report.profiles.iter().map(|profile| why::about(tr, report, profile)).collect();
    let warnings: Vec<_> = said.iter().flatten().filter(|said| said.is_warning).collect();
    if !warnings.is_empty() {
        parts::banner(ui, Tone::Warn, |ui, colour| {
            for warning in warnings {
                let text = RichText::new(&warning.text).line_height(Some(theme::LINE)).color(colour);
                parts::announced(ui, text, Announce::Polite);
            }
        });
        ui.add_space(theme::NEAR);
    }
    parts::card(ui, |ui| {
        let paragraphs =
            VirtualList { name: "said", count: said.len(), interactive: &[], layout_key: Id::unique(tr.lang()) };
        paragraphs.show(
            ui,
            |_| 1,
            |ui, number| {
                let plain = said.get(number).into_iter().flatten().filter(|said| !said.is_warning);
                parts::text(ui, &plain.map(|said| said.text.as_str()).collect::<Vec<_>>().join(" "));
            },
        );
        if let Some(nothing) = why::nothing(tr, report) {
            parts::text(ui, &nothing);
        }
        parts::text(ui, &why::what_helps(tr, report, &tr.text("fix")));
    });
    outside(report, tr, ui);
    table(report, tr, ui);
}

/// Shows what signs in automatically outside the browsers; nothing if there is nothing.
fn outside(report: &SignInReport, tr: &Tr, ui: &mut Ui) {
    let aids = why::outside(tr, report);
    if aids.is_empty() {
        return;
    }
    let colour = theme::tokens(ui).on_mark;
    ui.add_space(theme::NEAR);
    parts::card(ui, |ui| {
        for aid in aids {
            parts::beside(ui, |ui| icons::icon(ui, Icon::Key, theme::ICON, colour), |ui| parts::text(ui, &aid));
        }
    });
}

/// Shows a card for each profile, with a table for each service.
fn table(report: &SignInReport, tr: &Tr, ui: &mut Ui) {
    let rows = why::table(tr, report);
    if rows.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    parts::subheading(ui, &tr.text("win-ask-table"));
    let profiles: Vec<_> = rows.chunk_by(|one, other| one.whose == other.whose).collect();
    let cards =
        VirtualList { name: "table", count: profiles.len(), interactive: &[], layout_key: Id::unique(tr.lang()) };
    let lines =
        |number: usize| profiles.get(number).into_iter().copied().flatten().map(|one| 2 + one.signs.len()).sum();
    cards.show(ui, lines, |ui, number| {
        let profile = profiles.get(number).copied().unwrap_or_default();
        ui.add_space(theme::NEAR);
        parts::card(ui, |ui| {
            for (number, service) in profile.iter().enumerate() {
                if number == 0 {
                    parts::subheading(ui, &service.whose);
                } else {
                    parts::line(ui);
                }
                of_service(service, tr, ui);
            }
        });
    });
}

/// Below this width the cells are below each other.
const NARROW: f32 = 500.0;

fn of_service(rows: &Service, tr: &Tr, ui: &mut Ui) {
    parts::strong(ui, &rows.service);
    let names = ["mark", "created", "used", "lasts"].map(|key| tr.text(&format!("explain-col-{key}")));
    let is_wide = ui.available_width() >= NARROW;
    if is_wide && !rows.signs.is_empty() {
        columns(ui, |number, ui| parts::small(ui, names.get(number).map_or("", String::as_str)));
    }
    for sign in &rows.signs {
        ui.add_space(2.0);
        if is_wide {
            columns(ui, |number, ui| cell(sign, number, &names, ui));
        } else {
            stacked(sign, &names, ui);
        }
    }
    if let Some(rest) = &rows.rest {
        parts::small(ui, rest);
    }
}

/// Each column's part of the width.
const PARTS: [f32; 4] = [0.36, 0.28, 0.16, 0.20];

/// Shows four cells beside each other.
fn columns(ui: &mut Ui, mut cell: impl FnMut(usize, &mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = ui.available_width();
        for (number, part) in PARTS.iter().enumerate() {
            ui.allocate_ui_with_layout(vec2(width * part, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.set_width(width * part - theme::NEAR * 2.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                cell(number, ui);
            });
            if number + 1 < PARTS.len() {
                ui.add_space(theme::NEAR * 2.0);
            }
        }
    });
}

fn cell(sign: &Row, number: usize, names: &[String; 4], ui: &mut Ui) {
    let [_, created, used, lasts] = names;
    match number {
        0 => {
            name(sign, ui);
        }
        1 => named(ui, created, &sign.created),
        2 => named(ui, used, &sign.used),
        _ => named(ui, lasts, &sign.lasts),
    }
}

fn name(sign: &Row, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    ui.add(Label::new(RichText::new(&sign.mark).color(tokens.text)).wrap());
    ui.add(Label::new(RichText::new(&sign.host).size(theme::SMALL).color(tokens.weak)).wrap());
}

/// Shows a cell. A screen reader reads the column's name before it.
fn named(ui: &mut Ui, column: &str, text: &str) {
    let colour = theme::tokens(ui).text;
    let response = ui.add(Label::new(RichText::new(text).size(theme::SMALL).color(colour)).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(format!("{column}: {text}")));
}

fn stacked(sign: &Row, names: &[String; 4], ui: &mut Ui) {
    let [_, created, used, lasts] = names;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        name(sign, ui);
        for (name, text) in [(created, &sign.created), (used, &sign.used), (lasts, &sign.lasts)] {
            parts::small(ui, &format!("{name}: {text}"));
        }
    });
}
