//! What several screens show of a plan: the End session button, the total, and what is skipped.

use egui::{Id, Ui};

use super::controls::{self, CheckRow};
use super::parts;
use super::virtual_list::VirtualList;
use crate::gui::lines::AreaLine;
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};
use crate::model::Skip;

/// The End session button; disabled with the reason if there is nothing to run.
pub(super) fn end_session(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    if let Some(key) = reason_against(model) {
        controls::primary_disabled(ui, &tr.text("end"), &tr.text(key));
    } else if controls::primary(ui, &tr.text("end")).clicked() {
        out.push(Msg::EndSession);
    }
}

/// Returns the key of the reason why the button is disabled; `None` if it is enabled.
fn reason_against(model: &Model) -> Option<&'static str> {
    if model.browsers().is_empty() {
        return Some("none-browser");
    }
    if model.request().is_none() {
        return Some("win-nothing-ticked");
    }
    match &model.plan {
        None => Some("win-planning"),
        Some(plan) if plan.is_empty() => Some("none"),
        Some(_) => None,
    }
}

/// Shows a row with a switch for an area outside browsers.
pub(super) fn area(model: &Model, line: &AreaLine, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let amount = line.size.map_or_else(|| tr.text("win-stays"), |size| words::size(tr, size));
    let (name, text) = (tr.text(names::area(line.area)), tr.text(names::area_text(line.area)));
    let lock = tr.text("policy");
    let row = CheckRow {
        label: &name,
        note: &text,
        amount: &amount,
        ticked: line.size.is_some(),
        lock: model.rules.locked_areas.contains(&line.area).then_some(lock.as_str()),
        ..CheckRow::default()
    };
    if let Some(ticked) = controls::check_row(ui, &row) {
        out.push(Msg::Area(line.area, ticked));
    }
}

/// Shows the total size of what is ticked, or why there is none.
pub(super) fn total(model: &Model, tr: &Tr, ui: &mut Ui) {
    match &model.plan {
        Some(plan) => parts::sum(ui, &tr.text("win-total"), &words::size(tr, plan.total())),
        None if model.request().is_none() => parts::sum(ui, &tr.text("win-total"), "–"),
        None => parts::weak(ui, &tr.text("win-planning")),
    }
}

/// The most skipped places for which the window says what helps.
const MOST_ADVISED: usize = 40;

/// Shows what was found but is not touched; nothing if there is nothing.
pub(super) fn skipped(model: &Model, skipped: &[Skip], tr: &Tr, ui: &mut Ui) {
    if skipped.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    parts::banner(ui, parts::Tone::Warn, |ui, _colour| {
        parts::subheading(ui, &tr.text("skip-title"));
        let layout_key = Id::unique(model.lang);
        let texts = VirtualList { name: "skipped", count: skipped.len(), interactive: &[], layout_key };
        texts.show(
            ui,
            |_| 1,
            |ui, number| {
                let Some(skip) = skipped.get(number) else { return };
                let reason = names::skip(tr, &skip.reason);
                let place = words::skip_place(model, tr, skip);
                parts::text(ui, &tr.with("win-place-reason", &[("place", place.into()), ("reason", reason.into())]));
            },
        );
        // Asked for each time that the screen is drawn, so of the first ones only.
        let first = skipped.get(..MOST_ADVISED).unwrap_or(skipped);
        for way in words::ways_on_for_skips(model, tr, first) {
            parts::text(ui, &way);
        }
    });
}
