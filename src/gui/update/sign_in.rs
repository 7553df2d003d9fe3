//! Updates Fix sign-in and Why?.

use std::sync::Arc;

use super::steps::{set_member, show_must_close, start_run};
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::screen::{CloseMode, Screen, Task};
use crate::gui::sign_in::{LoginPageState, SignInMsg};
use crate::model::StopReason;

/// Handles a message of Fix sign-in or Why?.
pub(super) fn update(model: &mut Model, msg: SignInMsg) -> Option<Effect> {
    match msg {
        SignInMsg::Open => return Some(open(model)),
        SignInMsg::Why => return why(model),
        SignInMsg::Tick(asked, ticked) => {
            set_member(&mut model.sign_in.ticked, asked, ticked);
            return plan_again(model);
        }
        SignInMsg::Typed(words) => {
            model.sign_in.typed = words;
            model.sign_in.refused = None;
        }
        SignInMsg::Add => return add(model),
        SignInMsg::Remove => return remove(model),
        SignInMsg::OpenPage => return open_page(model),
        SignInMsg::Planned(plan) => {
            // If the request has changed since, ignore the plan: a newer one is coming.
            if model.sign_in.request().as_ref() == Some(&plan.request) {
                model.sign_in.plan = Some(Arc::from(plan));
            }
        }
        SignInMsg::Report(mut report) => {
            if model.demo {
                // A demonstration says nothing about the real computer.
                report.outside.clear();
            }
            model.sign_in.report = Some(report);
        }
        SignInMsg::Opened(opened) => model.sign_in.opened = opened,
    }
    None
}

/// Shows Fix sign-in and plans it with a new inventory, because browsers may have been opened or closed.
pub(super) fn open(model: &mut Model) -> Effect {
    model.screen = Screen::Fix;
    model.task = Task::FixSignIn;
    model.result = None;
    model.stopping = false;
    model.sign_in.plan = None;
    model.sign_in.opened = LoginPageState::NotYet;
    // Nothing is ticked, so cancel a `PlanFix` that may still be running.
    model.sign_in.request().map_or(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)), |request| {
        Effect::Work(Order::PlanFix(request))
    })
}

fn plan_again(model: &mut Model) -> Option<Effect> {
    model.sign_in.plan = None;
    model.sign_in.request().map(|request| Effect::Work(Order::PlanFix(request)))
}

fn why(model: &mut Model) -> Option<Effect> {
    model.screen = Screen::Why;
    model.copied = None;
    model.sign_in.report = None;
    let sign_in = &model.sign_in;
    // Why? only reads: if nothing is ticked, explain the default services.
    let chosen = sign_in.selection().or_else(|| sign_in.services.choose(&[]).ok())?;
    Some(Effect::Work(Order::Why { services: Arc::clone(&sign_in.services), chosen }))
}

fn add(model: &mut Model) -> Option<Effect> {
    let sign_in = &mut model.sign_in;
    let asked = [sign_in.typed.trim().to_owned()];
    match sign_in.services.choose(&asked) {
        Err(err) => {
            sign_in.refused = Some(err);
            None
        }
        Ok(chosen) => {
            // Add the site itself, not the URL that was typed; a service's name ticks that service.
            let sites: Vec<_> = chosen.sites.iter().map(ToString::to_string).collect();
            sign_in.added.extend(sites.iter().cloned());
            sign_in.ticked.extend(sites);
            sign_in.ticked.extend(chosen.sets);
            sign_in.typed.clear();
            sign_in.refused = None;
            plan_again(model)
        }
    }
}

fn remove(model: &mut Model) -> Option<Effect> {
    if !model.sign_in.typed.trim().is_empty() {
        return None;
    }
    let open = &model.sign_in.plan.as_ref().filter(|plan| !plan.items.is_empty())?.must_close;
    if open.is_empty() {
        return start_run(model, CloseMode::NotNeeded);
    }
    show_must_close(open, &mut model.screen);
    None
}

fn open_page(model: &mut Model) -> Option<Effect> {
    let plan = Arc::clone(model.sign_in.plan.as_ref()?);
    let report = Box::new(model.result.as_ref()?.report.clone());
    let page = model.sign_in.page().filter(|_| !model.demo)?;
    model.sign_in.opened = LoginPageState::NotYet;
    Some(Effect::Work(Order::OpenPage { plan, report, page }))
}

#[cfg(test)]
mod tests;
