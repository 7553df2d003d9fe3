//! The Fix sign-in screen: the services to choose from, what would be removed from each profile, and what stays. It
//! shows all that will be removed, so there is no further question except about open browsers.

use egui::{Id, Key, RichText, Ui};

use super::controls::{self, CheckRow};
use super::icons::Icon;
use super::parts::{self, Announce};
use super::virtual_list::VirtualList;
use super::{header, plan};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::sign_in::{ChoiceLine, SignInMsg};
use crate::gui::{theme, words};
use crate::i18n::fix::{self, Row};
use crate::i18n::names::shown;
use crate::i18n::{Tr, words as names};
use crate::model::Plan;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("fix"));
    let text = if model.sign_in.is_default() { "fix-text" } else { "win-fix-text" };
    parts::weak(ui, &format!("{} {}", tr.text(text), tr.text("fix-when")));
    ui.add_space(theme::GAP);
    parts::list(ui, |ui| {
        parts::in_list(ui, |ui| parts::subheading(ui, &tr.text("win-fix-which")));
        for line in model.sign_in.lines() {
            choice(&line, tr, ui, out);
        }
        parts::line(ui);
        parts::in_list(ui, |ui| site(model, tr, ui, out));
    });
    match &model.sign_in.plan {
        Some(plan) => what_goes(model, plan, tr, ui),
        None if model.sign_in.ticked.is_empty() => {}
        None => reading_profiles(model, tr, ui),
    }
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if let Some(reason) = reason_against(model, tr) {
        controls::primary_disabled(ui, &tr.text("fix-go"), &reason);
    } else if controls::primary(ui, &tr.text("fix-go")).clicked() {
        out.push(Msg::SignIn(SignInMsg::Remove));
    }
}

/// Returns why the button is disabled; `None` if it is enabled.
fn reason_against(model: &Model, tr: &Tr) -> Option<String> {
    let sign_in = &model.sign_in;
    if !sign_in.typed.trim().is_empty() {
        // A site that was typed but not added would silently stay.
        return Some(tr.text("win-fix-add-first"));
    }
    if sign_in.ticked.is_empty() {
        return Some(tr.text("win-nothing-ticked"));
    }
    let Some(plan) = &sign_in.plan else { return Some(tr.text("win-fix-looking")) };
    let names: Vec<_> = sign_in.lines().into_iter().filter(|line| line.ticked).map(|line| shown(&line.name)).collect();
    plan.items.is_empty().then(|| tr.with("fix-none", &[("sites", words::names(tr, &names).into())]))
}

fn choice(line: &ChoiceLine, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let amount = match line.found {
        Some(found) => words::found(tr, found),
        None if line.ticked => String::new(),
        None => tr.text("win-stays"),
    };
    let name = shown(&line.name);
    let row = CheckRow { label: &name, amount: &amount, ticked: line.ticked, ..CheckRow::default() };
    if let Some(ticked) = controls::check_row(ui, &row) {
        out.push(Msg::SignIn(SignInMsg::Tick(line.asked.clone(), ticked)));
    }
}

/// The field for another site, and why its text is not a site.
fn site(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let sign_in = &model.sign_in;
    let mut typed = sign_in.typed.clone();
    let add = tr.text("win-fix-add");
    let is_wanted = ui
        .horizontal(|ui| {
            let font = egui::FontId::proportional(theme::BODY);
            let word = ui.painter().layout_no_wrap(add.clone(), font, theme::tokens(ui).text);
            let button = word.size().x + 2.0 * ui.spacing().button_padding.x + ui.spacing().item_spacing.x;
            let room = (ui.available_width() - button).max(theme::TARGET);
            let field = ui.scope(|ui| {
                ui.set_max_width(room);
                controls::field(ui, Icon::Globe, &tr.text("win-fix-site"), &mut typed)
            });
            let is_entered = field.inner.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            controls::button(ui, &add).clicked() || is_entered
        })
        .inner;
    if typed != sign_in.typed {
        out.push(Msg::SignIn(SignInMsg::Typed(typed)));
    }
    if is_wanted {
        out.push(Msg::SignIn(SignInMsg::Add));
    }
    if let Some(not) = &sign_in.refused {
        let text = RichText::new(words::refusal(tr, not)).color(theme::tokens(ui).error);
        parts::announced(ui, text, Announce::Now);
    } else {
        parts::small(ui, &tr.text("win-fix-site-text"));
    }
}

/// Shows that the worker looks into the profiles.
pub(super) fn reading_profiles(model: &Model, tr: &Tr, ui: &mut Ui) {
    ui.add_space(theme::GAP);
    super::progress::waiting(model, &tr.text("win-fix-looking"), ui);
}

/// Shows what would be removed from each profile, and what stays.
fn what_goes(model: &Model, plan: &Plan, tr: &Tr, ui: &mut Ui) {
    let groups = fix::groups(tr, plan);
    if !groups.is_empty() {
        ui.add_space(theme::GAP);
        parts::subheading(ui, &tr.text("win-preview-title"));
    }
    let layout_key = Id::unique(model.lang);
    let cards = VirtualList { name: "profiles", count: groups.len(), interactive: &[], layout_key };
    let lines = |number: usize| groups.get(number).map_or(0, |group| 1 + 2 * group.rows.len());
    cards.show(ui, lines, |ui, number| {
        let Some(group) = groups.get(number) else { return };
        ui.add_space(theme::NEAR);
        parts::card(ui, |ui| {
            parts::subheading(ui, &group.whose);
            ui.add_space(2.0);
            for row in &group.rows {
                ui.scope(|ui| kind(row, tr, ui));
            }
        });
    });
    ui.add_space(theme::NEAR);
    if !plan.items.is_empty() {
        let stays = format!("{}. {} {}", tr.text("fix-kept"), tr.text("fix-ends"), tr.text("undo"));
        parts::note(ui, Icon::Shield, &stays);
    }
    if !plan.must_close.is_empty() {
        let open: Vec<_> = plan.must_close.iter().map(|open| shown(&open.name)).collect();
        let open = words::names(tr, &open);
        parts::note(ui, Icon::Window, &tr.with("win-fix-open", &[("browsers", open.into())]));
    }
    if let Some(open) = fix::left_open(tr, plan) {
        parts::note(ui, Icon::Window, &open);
    }
    plan::skipped(model, &plan.skipped, tr, ui);
}

/// Shows a kind of data: how much of it would be removed, and of which hosts.
fn kind(row: &Row, tr: &Tr, ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.spacing_mut().interact_size.y = theme::LINE;
    let count: u64 = row.hosts.values().sum();
    let amount = (count > 0).then(|| tr.with("win-fix-items", &[("n", count.into())]));
    parts::fact(ui, &tr.text(names::category(row.category)), &amount.unwrap_or_default());
    for text in row.hosts(tr).iter().chain(&row.notes) {
        parts::small(ui, text);
    }
}
