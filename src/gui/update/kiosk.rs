//! Updates the state of a kiosk.

use super::steps::{discover, show_must_close, start_run};
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::kiosk::{COUNTDOWN_SECONDS, Kiosk, KioskMsg, RESULT_SECONDS, Trigger, WindowMode};
use crate::gui::model::Model;
use crate::gui::screen::{CloseMode, Screen, StartFailure};
use crate::model::{Close, Verdict};

/// Handles a message of a kiosk; does nothing in an ordinary window.
pub(super) fn update(model: &mut Model, msg: KioskMsg) -> Option<Effect> {
    let now = model.now;
    let kiosk = model.kiosk.as_mut()?;
    match msg {
        KioskMsg::IdleUnknown => {
            kiosk.idle_unknown = true;
            None
        }
        KioskMsg::Touched => {
            kiosk.counting_since = None;
            kiosk.ended_at = None;
            None
        }
        KioskMsg::Stay => {
            kiosk.counting_since = None;
            (kiosk.mode == WindowMode::Full).then_some(Effect::Window(WindowEffect::StepAside))
        }
        KioskMsg::Next => Some(next_person(model)),
        KioskMsg::Idle(idle) => {
            // There was no input since the last session ended clean, so there is no session to end.
            let untouched = kiosk.ended_at.is_some_and(|ended| now.saturating_sub(idle.as_secs()) <= ended);
            let busy = matches!(model.screen, Screen::Discovering | Screen::Working);
            if untouched || busy || kiosk.counting_since.is_some() {
                return None;
            }
            kiosk.counting_since = Some(now);
            kiosk.ending = None;
            model.screen = Screen::Kiosk;
            model.page = None;
            Some(Effect::Window(WindowEffect::StepForward))
        }
    }
}

/// Handles the passing of time: the end of the countdown, and of the time for which a result is shown.
pub(super) fn clock(model: &mut Model) -> Option<Effect> {
    let kiosk = model.kiosk.as_mut()?;
    if kiosk.counting_since.is_some_and(|since| model.now.saturating_sub(since) >= COUNTDOWN_SECONDS) {
        return end(model, Trigger::Idle);
    }
    let is_read = kiosk.ended_at.is_some_and(|ended| model.now.saturating_sub(ended) >= RESULT_SECONDS);
    (is_read && is_clean(model)).then(|| next_person(model))
}

/// Returns whether the screen shows the result of a clean run.
fn is_clean(model: &Model) -> bool {
    let verdict = model.result.as_ref().map(|finished| finished.report.verdict);
    model.screen == Screen::Result && verdict == Some(Verdict::Clean)
}

/// Starts to end the session. Discovers again, because the inventory may be as old as the kiosk.
pub(super) fn end(model: &mut Model, trigger: Trigger) -> Option<Effect> {
    let kiosk = model.kiosk.as_mut()?;
    kiosk.counting_since = None;
    kiosk.ending = Some(trigger);
    Some(discover(model))
}

/// Continues to end the session once the plan is there.
pub(super) fn planned(model: &mut Model) -> Option<Effect> {
    let trigger = model.kiosk.as_ref()?.ending?;
    let plan = model.plan.as_ref().filter(|_| model.screen == Screen::Home)?;
    if trigger == Trigger::User && !plan.must_close.is_empty() {
        let plan = std::sync::Arc::clone(plan);
        show_must_close(&plan.must_close, &mut model.screen);
        return None;
    }
    let close_mode = match model.rules.close {
        Some(Close::Never) => CloseMode::NotNeeded,
        Some(Close::Ask) => CloseMode::Ask,
        Some(Close::Force) | None if trigger == Trigger::Idle => CloseMode::Unattended,
        Some(Close::Force) | None => CloseMode::Force,
    };
    start_run(model, close_mode)
}

/// Records how a run ended; `verdict` is `None` if no run took place. After a run that the countdown started,
/// `ended_at` is set even if something is left, so that it is not repeated before there is input.
pub(super) fn note_end(kiosk: &mut Kiosk, verdict: Option<Verdict>, now: u64) {
    let trigger = kiosk.ending.take();
    kiosk.ended_at = (verdict == Some(Verdict::Clean) || trigger == Some(Trigger::Idle)).then_some(now);
}

/// Returns from a result or a failure to the kiosk's first screen, in the same session.
pub(super) fn return_to_kiosk(model: &mut Model) -> Option<Effect> {
    if is_clean(model) {
        return Some(next_person(model));
    }
    let kiosk = model.kiosk.as_mut()?;
    kiosk.ending = None;
    model.stopping = false;
    // Record the session again if the failure prevented that.
    let has_failed = matches!(model.screen, Screen::StartFailure(failure) if failure != StartFailure::Stopped);
    model.screen = Screen::Kiosk;
    has_failed.then(|| Effect::Work(Order::BeginKiosk(model.kiosk_request())))
}

/// Resets the kiosk for the next user, and records that a new session has begun.
pub(super) fn next_person(model: &mut Model) -> Effect {
    model.screen = Screen::Kiosk;
    model.page = model.kiosk_page();
    model.result = None;
    if let Some(kiosk) = &mut model.kiosk {
        kiosk.ending = None;
        model.preferences = kiosk.initial.clone();
        model.lang = kiosk.initial.language.unwrap_or(model.lang);
    }
    Effect::Work(Order::BeginKiosk(model.kiosk_request()))
}

#[cfg(test)]
mod tests;
