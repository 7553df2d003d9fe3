//! Updates an End session from the first discovery to its result, and handles Back and Quit on every screen.

use std::sync::Arc;

use super::steps::{discover, show_must_close, start_run};
use super::{kiosk, sign_in};
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::preferences::Saved;
use crate::gui::progress::{Finished, Found};
use crate::gui::screen::{CloseMode, Focus, Screen, Task};
use crate::model::{StopReason, Verdict};

pub(super) fn plan_again(model: &mut Model) -> Option<Effect> {
    model.plan = None;
    model.request().map(|request| Effect::Work(Order::Plan(request)))
}

/// Saves whether the computer is shared. The first answer starts the discovery; a later one applies from the next
/// start.
pub(super) fn answer(model: &mut Model, shared: bool) -> Option<Effect> {
    model.preferences.shared = Some(shared);
    (model.screen == Screen::First).then(|| discover(model))
}

pub(super) fn back(model: &mut Model) -> Option<Effect> {
    if model.page.take().is_some() {
        model.saved = Saved::Yes;
        model.copied = None;
        return None;
    }
    if model.kiosk.is_some() && !matches!(model.screen, Screen::Discovering | Screen::Working) {
        return kiosk::return_to_kiosk(model);
    }
    match model.screen {
        Screen::Preview => model.screen = Screen::Home,
        Screen::CleanWindow if model.clean_window.is_open() => return stop(model, StopReason::Cancelled),
        // The worker may still be looking into profiles; its answer is not needed.
        _ if model.screen.is_opened_from_home() => {
            model.screen = Screen::Home;
            model.task = Task::EndSession;
            return Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)));
        }
        // The user may have closed browsers: discover again.
        Screen::Running { .. } if model.task == Task::FixSignIn => return Some(sign_in::open(model)),
        Screen::Running { .. } => return Some(discover(model)),
        Screen::Result if model.task == Task::FixSignIn => return Some(discover(model)),
        Screen::Discovering | Screen::Working => return stop(model, StopReason::Cancelled),
        _ => {}
    }
    None
}

pub(super) fn take_found(model: &mut Model, found: Found) -> Option<Effect> {
    let is_stopped = std::mem::take(&mut model.stopping);
    if is_stopped && model.kiosk.is_some() {
        return kiosk::return_to_kiosk(model);
    }
    let all = found.all.clone();
    // Programs with a browser inside, and browsers' folders among the person's own files, are unticked at first; on the
    // person's own computer all are.
    let is_own = model.is_own() && model.found.is_none();
    let left_out = found.inventory.browsers.iter().filter(|browser| is_own || !browser.is_ticked_at_first());
    model.left_out.extend(left_out.map(|browser| browser.id.clone()));
    model.found = Some(found);
    model.screen = Screen::Home;
    let request = model.request()?;
    if request == all.request {
        model.plan = Some(Arc::new(all));
        return kiosk::planned(model);
    }
    Some(Effect::Work(Order::Plan(request)))
}

pub(super) fn end_session(model: &mut Model) -> Option<Effect> {
    let open = &model.plan.as_ref().filter(|plan| !plan.is_empty())?.must_close;
    if open.is_empty() {
        return start_run(model, CloseMode::NotNeeded);
    }
    show_must_close(open, &mut model.screen);
    None
}

pub(super) fn stop(model: &mut Model, reason: StopReason) -> Option<Effect> {
    let busy = matches!(model.screen, Screen::Working | Screen::Discovering) || model.clean_window.is_open();
    (busy && !std::mem::replace(&mut model.stopping, true)).then_some(Effect::Window(WindowEffect::Stop(reason)))
}

/// Closes the window. A run is not cut off: it is stopped first, and the window closes when it has stopped.
pub(super) fn quit(model: &mut Model, reason: StopReason) -> Option<Effect> {
    model.quitting = true;
    if model.screen != Screen::Working && !model.clean_window.is_open() {
        return Some(Effect::Window(WindowEffect::Quit));
    }
    stop(model, reason)
}

pub(super) fn take_result(model: &mut Model, finished: Finished) -> Option<Effect> {
    model.stopping = false;
    model.after_run_error = None;
    if model.quitting {
        // The run is over, so the window may close.
        model.screen = Screen::Result;
        return Some(Effect::Window(WindowEffect::Quit));
    }
    let report = &finished.report;
    if let Some(kiosk) = &mut model.kiosk {
        kiosk::note_end(kiosk, Some(report.verdict), model.now);
    }
    model.screen = if report.verdict == Verdict::NothingDone && !report.still_open.is_empty() {
        Screen::Running { names: report.still_open.clone(), asked: model.close_mode != CloseMode::NotNeeded }
    } else {
        Screen::Result
    };
    model.result = Some(finished);
    model.report_saved = None;
    (model.focus == Focus::Elsewhere && model.kiosk.is_none()).then_some(Effect::Window(WindowEffect::Notify))
}
