//! The home screen: the End session button, and what it would remove.

use egui::Ui;

use super::controls::{self, CheckRow};
use super::icons::Icon;
use super::{organisation, parts, plan};
use crate::gui::clean_window::CleanWindowMsg;
use crate::gui::lines::{AreaLine, BrowserLine};
use crate::gui::model::Model;
use crate::gui::msg::{Msg, ServicesMsg};
use crate::gui::sign_in::SignInMsg;
use crate::gui::{theme, words};
use crate::i18n::{Tr, words as names};
use crate::model::{BrowserId, FoundIn};

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    parts::heading(ui, &tr.text("home-title"));
    parts::weak(ui, &tr.text("home-sub"));
    organisation::show(model, tr, ui);
    ui.add_space(theme::GAP);
    if model.found.as_ref().is_some_and(|found| found.owed) {
        owed(tr, ui, out);
        ui.add_space(theme::GAP);
    }
    let lines = model.browsers();
    if !lines.is_empty() {
        parts::list(ui, |ui| what_goes(model, &lines, tr, ui, out));
        ui.add_space(theme::NEAR);
        parts::note(ui, Icon::Shield, &format!("{} {}", kept(model, tr), tr.text("undo")));
    }
    if model.demo {
        parts::note(ui, Icon::Info, &tr.text("demo-text"));
    }
    plan::skipped(model, model.skipped(), tr, ui);
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    plan::end_session(model, tr, ui, out);
    let names = ["fix", "win-ask-why", "win-services-short", "win-clean"].map(|key| Some(tr.text(key)));
    let [fix, why, services, clean] = controls::buttons(ui, names);
    if fix {
        out.push(Msg::SignIn(SignInMsg::Open));
    }
    if why {
        out.push(Msg::SignIn(SignInMsg::Why));
    }
    if services {
        out.push(Msg::Services(ServicesMsg::Show));
    }
    if clean {
        out.push(Msg::CleanWindow(CleanWindowMsg::Show));
    }
}

/// Says that an earlier session was cut off, and offers to complete its clean-up.
fn owed(tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    parts::banner(ui, parts::Tone::Warn, |ui, _colour| {
        parts::subheading(ui, &tr.text("owed-title"));
        parts::text(ui, &tr.text("owed-text"));
        ui.add_space(theme::NEAR);
        if controls::button(ui, &tr.text("owed-finish")).clicked() {
            out.push(Msg::Finish);
        }
    });
}

fn what_goes(model: &Model, lines: &[BrowserLine], tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    parts::in_list(ui, |ui| parts::subheading(ui, &tr.text("will")));
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            parts::line(ui);
        }
        let mut note = tr.with("profiles", &[("n", line.profiles.into())]);
        let at = || [("at", line.id.0.trim_start_matches(BrowserId::UNKNOWN).into())];
        match line.found_in {
            FoundIn::ProgramData => note = tr.with("win-elsewhere", &at()),
            FoundIn::VisibleFolder => note = tr.with("win-visible", &at()),
            FoundIn::Catalog if line.id.is_app() => note = tr.text("win-app"),
            FoundIn::Catalog => {}
        }
        if line.running {
            note = format!("{note} · {}", tr.text("open"));
        }
        let amount = if line.ticked { words::size(tr, line.size) } else { tr.text("win-stays") };
        let initial = words::initial(&line.name);
        let row = CheckRow {
            label: &line.name,
            note: &note,
            amount: &amount,
            ticked: line.ticked,
            initial: Some(&initial),
            lock: None,
        };
        if let Some(ticked) = controls::check_row(ui, &row) {
            out.push(Msg::Browser(line.id.clone(), ticked));
        }
    }
    let on_home = |line: &&AreaLine| line.size.is_some() || model.rules.areas.contains(&line.area);
    for line in model.area_lines().iter().filter(on_home) {
        parts::line(ui);
        plan::area(model, line, tr, ui, out);
    }
    parts::line(ui);
    parts::in_list(ui, |ui| {
        let details = |ui: &mut Ui| controls::link(ui, &tr.text("details"), Icon::Right).clicked();
        let is_pressed = if ui.available_width() < NARROW {
            plan::total(model, tr, ui);
            details(ui)
        } else {
            egui::Sides::new().show(ui, details, |ui| total_beside(model, tr, ui)).0
        };
        if is_pressed {
            out.push(Msg::Details);
        }
    });
}

/// Below this width the total is above the link to the preview, else beside it.
const NARROW: f32 = 400.0;

fn total_beside(model: &Model, tr: &Tr, ui: &mut Ui) {
    let Some(plan) = &model.plan else { return };
    // This side is laid out from right to left.
    parts::strong(ui, &words::size(tr, plan.total()));
    parts::weak(ui, &tr.text("win-total"));
}

/// Returns a sentence about what is kept: always, and by the user's choice.
fn kept(model: &Model, tr: &Tr) -> String {
    let mut kept = words::kept(model, tr);
    if !model.keeping.is_empty() {
        let names: Vec<String> = model.keeping.iter().map(|category| tr.text(names::category(*category))).collect();
        kept.extend([" ", &tr.with("win-kept-too", &[("what", words::names(tr, &names).into())])]);
    }
    if let Some(sites) = words::kept_sites(model, tr) {
        kept.extend([" ", &sites]);
    }
    kept
}
