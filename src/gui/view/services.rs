//! The services screen: live sign-ins, where and how old each is, and its sign-out page.

use egui::{Id, RichText, Ui};

use super::icons::Icon;
use super::parts::{self, Announce};
use super::virtual_list::VirtualList;
use super::{controls, fix, header, plan};
use crate::gui::model::Model;
use crate::gui::msg::{Msg, ServicesMsg};
use crate::gui::theme;
use crate::i18n::Tr;
use crate::i18n::services::{self, Row};
use crate::model::SignIns;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("win-services"));
    parts::weak(ui, &tr.text("win-services-text"));
    ui.add_space(theme::GAP);
    match &model.signed_in {
        None => fix::reading_profiles(model, tr, ui),
        Some(found) => list(model, found, tr, ui, out),
    }
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if model.signed_in.is_some() && controls::buttons(ui, [Some(tr.text("win-look-again"))]) == [true] {
        out.push(Msg::Services(ServicesMsg::Show));
    }
}

fn list(model: &Model, found: &SignIns, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if let Some(opened) = &model.pages_opened {
        let is_fine = opened.failed.is_empty();
        let tone = if is_fine { parts::Tone::Ok } else { parts::Tone::Warn };
        parts::banner(ui, tone, |ui, colour| {
            for said in services::opened(tr, opened) {
                parts::announced(ui, RichText::new(said).color(colour), Announce::Polite);
            }
        });
        ui.add_space(theme::NEAR);
    }
    let layout_key = Id::unique(model.lang);
    let has_button =
        |number: &usize| found.live.get(*number).is_some_and(|live| !live.sign_out.is_empty() && !model.demo);
    let interactive: Vec<_> = (0..found.live.len()).filter(has_button).collect();
    let cards = VirtualList { name: "sign-ins", count: found.live.len(), interactive: &interactive, layout_key };
    cards.show(
        ui,
        |_| 4,
        |ui, number| {
            let Some(live) = found.live.get(number) else { return };
            let row = services::row(tr, found.now, live);
            if number > 0 {
                ui.add_space(theme::NEAR);
            }
            parts::card(ui, |ui| {
                if one(&row, has_button(&number), tr, ui) {
                    out.push(Msg::Services(ServicesMsg::Open(number)));
                }
            });
        },
    );
    if found.live.is_empty() {
        let key = if found.may_be_more() { "services-none-known" } else { "services-none" };
        parts::card(ui, |ui| parts::announced(ui, RichText::new(tr.text(key)), Announce::Polite));
    }
    ui.add_space(theme::NEAR);
    for not_known in services::not_known(tr, found) {
        parts::note(ui, Icon::Info, &not_known);
    }
    if model.demo && !found.live.is_empty() {
        parts::note(ui, Icon::Info, &tr.text("win-demo-pages"));
    }
    plan::skipped(model, &found.skipped, tr, ui);
}

/// Shows a sign-in. Returns whether its button was clicked.
fn one(row: &Row, has_page: bool, tr: &Tr, ui: &mut Ui) -> bool {
    parts::badged(ui, Icon::Key, |ui| {
        parts::subheading(ui, &row.service);
        parts::text(ui, &row.whose);
        parts::small(ui, &format!("{}: {} · {}", tr.text("explain-col-since"), row.since, row.lasts));
        if !has_page {
            parts::small(ui, &row.pages.join(", "));
            return false;
        }
        let button = controls::button(ui, &tr.text("win-sign-out"));
        // The button has the same name in every row, so its description says which sign-in it is about.
        let whose = format!("{} · {}", row.service, row.whose);
        ui.ctx().accesskit_node_builder(button.id, |node| node.set_description(whose));
        button.clicked()
    })
}
