//! The result of a Fix sign-in: from where sign-ins were removed or what is left, the evidence, and a button to try the
//! login again.

use egui::{Id, RichText, Ui};

use super::icons::{self, Icon};
use super::parts::{self, Announce, Tone};
use super::virtual_list::VirtualList;
use super::{controls, report};
use crate::engine::login_item;
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::progress::Finished;
use crate::gui::sign_in::SignInMsg;
use crate::gui::{theme, words};
use crate::i18n::{Tr, fix};
use crate::model::Verdict;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui) {
    let Some(finished) = &model.result else { return };
    let (tone, explanation) = match finished.report.verdict {
        Verdict::Clean => (Tone::Ok, "fix-servers"),
        Verdict::NothingDone | Verdict::SessionGoesOn => (Tone::Warn, "win-nothing-text"),
        Verdict::Left if is_all_done(finished) => (Tone::Warn, "win-fix-left"),
        Verdict::Left | Verdict::OutOfTime | Verdict::Cancelled => (Tone::Error, "win-fix-left"),
    };
    parts::verdict(ui, tone, &words::headline(tr, model, finished), &tr.text(explanation));
    ui.add_space(theme::GAP);
    if let Some(why) = words::opened(tr, model.sign_in.opened) {
        parts::banner(ui, Tone::Warn, |ui, colour| {
            parts::announced(ui, RichText::new(why).color(colour), Announce::Now);
        });
        ui.add_space(theme::NEAR);
    }
    if finished.report.verdict != Verdict::Clean {
        report::leftovers(model, finished, tr, ui);
    }
    if finished.report.verdict != Verdict::NothingDone {
        report::evidence(model, finished, tr, ui);
        ui.add_space(theme::NEAR);
    }
    from_where(model, finished, tr, ui);
}

pub(super) fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    let Some(finished) = &model.result else { return };
    let (go, msg, other): (_, fn() -> Msg, _) = if !is_all_done(finished) {
        ("retry", || Msg::SignIn(SignInMsg::Open), Some(tr.text("close")))
    } else if can_open(model, finished) {
        ("win-open-page", || Msg::SignIn(SignInMsg::OpenPage), Some(tr.text("close")))
    } else {
        ("close", || Msg::Quit, None)
    };
    if controls::primary(ui, &tr.text(go)).clicked() {
        out.push(msg());
    }
    let [copy, back, close] = controls::buttons(ui, [Some(tr.text("copy")), Some(tr.text("back")), other]);
    if copy {
        out.push(Msg::CopyReport);
    }
    if back {
        out.push(Msg::Discover);
    }
    if close {
        out.push(Msg::Quit);
    }
}

/// Returns whether another run would change nothing: what is left is kept because Signoff does not understand it or may
/// not follow it.
fn is_all_done(finished: &Finished) -> bool {
    let report = &finished.report;
    let is_kept = report.leftovers.is_empty() && report.still_open.is_empty();
    report.verdict == Verdict::Clean || report.verdict == Verdict::Left && is_kept
}

/// Returns whether the login page can be opened. The sample home has no browser to open it in.
fn can_open(model: &Model, finished: &Finished) -> bool {
    let item = model.run_plan().and_then(|plan| login_item(plan, &finished.report));
    !model.demo && item.is_some() && model.sign_in.page().is_some()
}

/// Shows the profiles from which something was removed, with the hosts.
fn from_where(model: &Model, finished: &Finished, tr: &Tr, ui: &mut Ui) {
    let Some(plan) = model.run_plan() else { return };
    let profiles = fix::done(tr, plan, &finished.report);
    if profiles.is_empty() {
        return;
    }
    let colour = theme::tokens(ui).on_mark;
    parts::card(ui, |ui| {
        parts::subheading(ui, &tr.text("fix-done"));
        let lines = VirtualList { name: "profiles", count: profiles.len(), interactive: &[], layout_key: Id::NULL };
        lines.show(
            ui,
            |_| 2,
            |ui, number| {
                let Some((whose, hosts)) = profiles.get(number) else { return };
                let sign = |ui: &mut Ui| icons::icon(ui, Icon::Tick, theme::ICON, colour);
                parts::beside(ui, sign, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    parts::text(ui, whose);
                    if !hosts.is_empty() {
                        parts::small(ui, &hosts.join(", "));
                    }
                });
            },
        );
    });
}
