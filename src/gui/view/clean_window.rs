//! The clean-window screen: the browsers and pages to choose from, and the result.

use egui::{RichText, Ui};

use super::parts::{self, Announce, Tone};
use super::{controls, header, progress};
use crate::gui::clean_window::{CleanWindowMsg, CleanWindowState, WindowPhase};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::theme;
use crate::i18n::names::browser;
use crate::i18n::{Tr, clean_window};
use crate::model::Verdict;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let clean = &model.clean_window;
    if !clean.is_open() {
        header::back(tr, ui, out);
    }
    parts::heading(ui, &tr.text("test"));
    parts::weak(ui, &format!("{} {}", tr.text("win-clean-text"), tr.text("test-after")));
    ui.add_space(theme::GAP);
    match &clean.phase {
        WindowPhase::Opening => progress::waiting(model, &named(clean, "win-clean-opening", tr), ui),
        WindowPhase::Open => progress::waiting(model, &named(clean, "clean-open", tr), ui),
        WindowPhase::Closed => choices(clean, tr, ui, out),
        WindowPhase::Ended(over) => {
            let (tone, lines) = match over {
                Ok(done) => {
                    let is_gone = done.is_gone() && done.failure.is_none();
                    let is_fine = is_gone && matches!(done.verdict, Verdict::Clean | Verdict::Cancelled);
                    (if is_fine { Tone::Ok } else { Tone::Warn }, clean_window::result(tr, done))
                }
                Err(why) => (Tone::Warn, vec![tr.with("why-error", &[("error", why.as_str().into())])]),
            };
            parts::banner(ui, tone, |ui, colour| {
                for line in lines {
                    parts::announced(ui, RichText::new(line.trim()).color(colour), Announce::Polite);
                }
            });
            ui.add_space(theme::NEAR);
            choices(clean, tr, ui, out);
        }
    }
}

fn named(clean: &CleanWindowState, key: &str, tr: &Tr) -> String {
    let name = clean.chosen().map(|(one, _)| browser(&one.name, one.layout)).unwrap_or_default();
    tr.with(key, &[("browser", name.into())])
}

fn choices(clean: &CleanWindowState, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let Some(browsers) = &clean.browsers else { return };
    if browsers.is_empty() {
        return;
    }
    parts::card(ui, |ui| {
        let mut row = |key: &str, names: Vec<String>, chosen: usize, msg: fn(usize) -> CleanWindowMsg| {
            parts::strong(ui, &tr.text(key));
            ui.horizontal_wrapped(|ui| {
                for (number, name) in names.iter().enumerate() {
                    if controls::choice(ui, name, name, number == chosen, 0.0).clicked() {
                        out.push(Msg::CleanWindow(msg(number)));
                    }
                }
            });
        };
        let names = browsers.iter().map(|one| browser(&one.name, one.layout)).collect();
        row("win-clean-browser", names, clean.browser, CleanWindowMsg::Browser);
        let pages = clean.pages.iter().map(|page| page.name.clone()).collect();
        row("win-clean-page", pages, clean.page, CleanWindowMsg::Page);
    });
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let clean = &model.clean_window;
    if clean.is_open() {
        if model.stopping {
            ui.vertical_centered(|ui| parts::weak(ui, &tr.text("win-stopping")));
        } else if controls::buttons(ui, [Some(tr.text("win-clean-close"))]) == [true] {
            out.push(Msg::Back);
        }
        return;
    }
    let reason = match &clean.browsers {
        _ if model.demo => Some("win-demo-pages"),
        None => Some("win-fix-looking"),
        Some(browsers) if browsers.is_empty() => Some("win-clean-none"),
        Some(_) => None,
    };
    if let Some(reason) = reason {
        controls::primary_disabled(ui, &tr.text("win-clean-open"), &tr.text(reason));
    } else if controls::primary(ui, &tr.text("win-clean-open")).clicked() {
        out.push(Msg::CleanWindow(CleanWindowMsg::Open));
    }
}
