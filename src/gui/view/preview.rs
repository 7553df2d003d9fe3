//! The preview: what would be removed, by browser and category, with a switch and an explanation for each category.
//!
//! Each group of switches is a card. A switch that a policy fixes is a [`CheckRow`] with a `lock`.

use egui::{Id, RichText, Ui};

use super::controls::{self, CheckRow};
use super::icons::Icon;
use super::virtual_list::VirtualList;
use super::{header, parts, plan};
use crate::gui::lines::{CategoryLine, Section};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("win-preview-title"));
    parts::weak(ui, &words::kept(model, tr));
    ui.add_space(theme::GAP);
    parts::list(ui, |ui| switches(model, tr, ui, out));
    areas(model, tr, ui, out);
    ui.add_space(theme::GAP);
    parts::subheading(ui, &tr.text("win-where"));
    search(model, tr, ui, out);
    profiles(model, tr, ui);
    extensions(model, tr, ui);
    templates(model, tr, ui);
    moved_caches(model, tr, ui);
    plan::skipped(model, model.skipped(), tr, ui);
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    plan::end_session(model, tr, ui, out);
    let is_copied = model.copied.is_some();
    let copy = tr.text(if is_copied { "win-copied" } else { "copy-list" });
    if controls::buttons(ui, [Some(copy)]) == [true] {
        out.push(Msg::Copy(words::list(model, tr)));
    }
}

/// Shows a card for each profile that matches the search.
fn profiles(model: &Model, tr: &Tr, ui: &mut Ui) {
    let wanted = model.search.trim().to_lowercase();
    let mut shown = model.sections();
    if !wanted.is_empty() {
        for section in &mut shown {
            only_matching(section, &wanted, tr);
        }
        shown.retain(|section| !section.sizes.is_empty());
        if shown.is_empty() {
            parts::weak(ui, &tr.text("win-search-none"));
        }
    }
    let layout_key = Id::unique((model.lang, &wanted));
    let cards = VirtualList { name: "profiles", count: shown.len(), interactive: &[], layout_key };
    let lines = |number: usize| shown.get(number).map_or(0, |section| 1 + section.sizes.len());
    cards.show(ui, lines, |ui, number| {
        if let Some(section) = shown.get(number) {
            ui.add_space(theme::NEAR);
            parts::card(ui, |ui| profile(section, tr, ui));
        }
    });
}

/// Shows the extensions that the user installed; nothing if there are none.
fn extensions(model: &Model, tr: &Tr, ui: &mut Ui) {
    for (goes, heading) in names::EXTENSIONS {
        let all = model.plan.iter().flat_map(|plan| &plan.extensions);
        let extensions: Vec<_> = all.filter(|extension| extension.goes == goes).collect();
        if extensions.is_empty() {
            continue;
        }
        ui.add_space(theme::GAP);
        parts::card(ui, |ui| {
            parts::subheading(ui, &tr.text(heading));
            let facts = VirtualList { name: heading, count: extensions.len(), interactive: &[], layout_key: Id::NULL };
            facts.show(
                ui,
                |_| 1,
                |ui, number| {
                    if let Some(one) = extensions.get(number) {
                        parts::fact(ui, &one.name, &format!("{} · {}", one.profile.browser_name, one.profile.name()));
                    }
                },
            );
        });
    }
}

/// Shows the profiles that are refilled from the organisation's template; nothing if there are none.
fn templates(model: &Model, tr: &Tr, ui: &mut Ui) {
    let Some(plan) = model.plan.as_ref().filter(|plan| !plan.templates.is_empty()) else { return };
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("pre-template"));
        let filled: Vec<_> = plan.filled().collect();
        let facts = VirtualList { name: "templates", count: filled.len(), interactive: &[], layout_key: Id::NULL };
        facts.show(
            ui,
            |_| 1,
            |ui, number| {
                if let Some(item) = filled.get(number) {
                    parts::fact(ui, &item.profile.browser_name, item.profile.name());
                }
            },
        );
    });
}

/// Shows where settings have moved caches that go; nothing if there are none.
fn moved_caches(model: &Model, tr: &Tr, ui: &mut Ui) {
    let moved: Vec<_> = model.plan.iter().flat_map(|plan| plan.moved_caches()).collect();
    if moved.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("pre-moved"));
        let facts = VirtualList { name: "moved", count: moved.len(), interactive: &[], layout_key: Id::NULL };
        facts.show(
            ui,
            |_| 1,
            |ui, number| {
                if let Some((item, place)) = moved.get(number) {
                    parts::fact(ui, &format!("{} · {}", item.profile.browser_name, item.profile.name()), place);
                }
            },
        );
    });
}

fn switches(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    parts::in_list(ui, |ui| parts::subheading(ui, &tr.text("win-kinds")));
    for line in model.categories() {
        switch(model, line, tr, ui, out);
    }
    parts::line(ui);
    parts::in_list(ui, |ui| plan::total(model, tr, ui));
}

/// Shows a category's check box, and a button that opens its explanation.
fn switch(model: &Model, line: CategoryLine, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let words = tr.text(names::category(line.category));
    let amount = if line.ticked { words::size(tr, line.size) } else { tr.text("win-stays") };
    let is_shown = model.explained.contains(&line.category);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let room = ui.available_width() - theme::TARGET - 4.0;
        let lock = tr.text("policy");
        let lock = model.rules.locked.contains(&line.category).then_some(lock.as_str());
        let row = CheckRow { label: &words, amount: &amount, ticked: line.ticked, lock, ..CheckRow::default() };
        let changed = ui.scope(|ui| {
            ui.set_max_width(room);
            controls::check_row(ui, &row)
        });
        if let Some(ticked) = changed.inner {
            out.push(Msg::Category(line.category, ticked));
        }
        let icon = if is_shown { Icon::Down } else { Icon::Info };
        let name = tr.with("win-why", &[("what", words.as_str().into())]);
        let response = controls::icon_button(ui, icon, &name);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_shown));
        if response.clicked() {
            out.push(Msg::Explain(line.category));
        }
    });
    if is_shown {
        let edge = egui::Margin { left: 44, right: 44, top: 0, bottom: 8 };
        egui::Frame::new().inner_margin(edge).show(ui, |ui| {
            let colour = theme::tokens(ui).weak;
            let text = RichText::new(tr.text(words::why(line.category))).color(colour);
            parts::announced(ui, text, parts::Announce::Polite);
        });
    }
}

/// Shows the areas with a check box each; nothing if there are none.
fn areas(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let lines = model.area_lines();
    if lines.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    parts::list(ui, |ui| {
        parts::in_list(ui, |ui| parts::subheading(ui, &tr.text("area-title")));
        for line in lines {
            plan::area(model, &line, tr, ui, out);
            let notes = model.plan.iter().flat_map(|plan| &plan.area_notes).filter(|(area, _)| *area == line.area);
            for (_, note) in notes {
                parts::in_list(ui, |ui| parts::note(ui, Icon::Info, &names::area_note(tr, note)));
            }
        }
    });
}

fn search(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let mut words = model.search.clone();
    controls::field(ui, Icon::Search, &tr.text("win-search"), &mut words);
    if words != model.search {
        out.push(Msg::Search(words));
    }
}

/// Keeps the rows that match the search; all of them if the title matches.
fn only_matching(section: &mut Section, wanted: &str, tr: &Tr) {
    if !words::section_title(tr, section).to_lowercase().contains(wanted) {
        section.sizes.retain(|category, _| tr.text(names::category(*category)).to_lowercase().contains(wanted));
    }
}

fn profile(section: &Section, tr: &Tr, ui: &mut Ui) {
    parts::subheading(ui, &words::section_title(tr, section));
    ui.add_space(2.0);
    for (category, size) in &section.sizes {
        parts::fact(ui, &tr.text(names::category(*category)), &words::size(tr, *size));
    }
}
