//! How messages change the state: a pure function of state and message. No egui types, no threads, no clock.

mod clean_window;
mod kiosk;
mod services;
mod session;
mod sign_in;
mod steps;

use std::sync::Arc;

use super::clean_window::WindowPhase;
use super::effect::{Effect, Order, WindowEffect};
use super::kiosk::Trigger;
use super::model::Model;
use super::msg::Msg;
use super::preferences::Saved;
use super::screen::{CloseMode, Page, Screen};
use crate::model::{Close, Event, StopReason};

/// Applies a message to the state. Returns what is to be done outside it.
pub fn update(model: &mut Model, msg: Msg) -> Option<Effect> {
    match msg {
        Msg::Language(lang) => {
            model.lang = lang;
            model.preferences.language = Some(lang);
        }
        Msg::Colours(colours) => model.preferences.colours = colours,
        Msg::Text(size) => model.preferences.text = size,
        Msg::LessMotion(less) => model.preferences.less_motion = less,
        Msg::Shared(shared) => return session::answer(model, shared),
        Msg::NotSaved => model.saved = Saved::No,
        Msg::Clock(now) => {
            model.now = now;
            return kiosk::clock(model);
        }
        Msg::Explain(category) => {
            let is_shown = model.explained.remove(&category);
            if !is_shown {
                model.explained.insert(category);
            }
        }
        Msg::Search(words) => model.search = words,
        Msg::Open(page) => {
            model.page = Some(page);
            if page == Page::Past {
                model.history = None;
                return Some(Effect::Work(Order::History));
            }
        }
        Msg::History(history) => model.history = Some(history),
        Msg::Focus(focus) => model.focus = focus,
        Msg::Copy(words) => {
            model.copied = Some(words.clone());
            return Some(Effect::Window(WindowEffect::Copy(words)));
        }
        Msg::Browser(id, ticked) => {
            steps::set_member(&mut model.left_out, id, !ticked);
            return session::plan_again(model);
        }
        // What the policy locks stays as it is.
        Msg::Category(category, _) if model.rules.locked.contains(&category) => {}
        Msg::Category(category, ticked) => {
            steps::set_member(&mut model.keeping, category, !ticked);
            return session::plan_again(model);
        }
        Msg::Area(area, _) if model.rules.locked_areas.contains(&area) => {}
        Msg::Area(area, ticked) => {
            // `areas` holds what is ticked, `left_out` and `keeping` what is not.
            steps::set_member(&mut model.areas, area, ticked);
            return session::plan_again(model);
        }
        Msg::Details => model.screen = Screen::Preview,
        Msg::Back => return session::back(model),
        // A kiosk shows no inventory; it discovers when the session ends.
        Msg::EndSession | Msg::Discover if model.kiosk.is_some() => return kiosk::end(model, Trigger::User),
        Msg::EndSession => return session::end_session(model),
        Msg::CloseBrowsers => {
            let close_mode = match model.rules.close {
                None | Some(Close::Ask) => CloseMode::Ask,
                Some(Close::Force) => CloseMode::Force,
                Some(Close::Never) => CloseMode::NotNeeded,
            };
            return steps::start_run(model, close_mode);
        }
        Msg::ForceClose if model.rules.may_force() => return steps::start_run(model, CloseMode::Force),
        Msg::ForceClose => {}
        Msg::Stop => return session::stop(model, StopReason::Cancelled),
        Msg::Discover => return Some(steps::discover(model)),
        Msg::CopyReport => return model.result.is_some().then_some(Effect::Window(WindowEffect::CopyReport)),
        Msg::SaveReport => return model.result.is_some().then_some(Effect::Window(WindowEffect::SaveReport)),
        Msg::ReportSaved(is_saved) => model.report_saved = Some(is_saved),
        Msg::SignIn(msg) => return sign_in::update(model, msg),
        Msg::Services(msg) => return services::update(model, msg),
        Msg::CleanWindow(msg) => return clean_window::update(model, msg),
        Msg::Kiosk(msg) => return kiosk::update(model, msg),
        // A kiosk closes only when the system asks for it, and completes what is owed when it starts.
        Msg::Quit | Msg::Finish if model.kiosk.is_some() => {}
        Msg::Quit => return session::quit(model, StopReason::Cancelled),
        Msg::Finish => return Some(steps::finish(model)),
        Msg::SystemStop(reason) => return session::quit(model, reason),
        Msg::Found(found) => return session::take_found(model, found),
        Msg::Planned(plan) => {
            // If the request has changed since, ignore the plan: a newer one is coming.
            if model.request().as_ref() == Some(&plan.request) {
                model.plan = Some(Arc::new(plan));
                return kiosk::planned(model);
            }
        }
        Msg::Event(Event::WindowOpened(_)) => model.clean_window.phase = WindowPhase::Open,
        Msg::Event(event) => model.progress.apply(&event, model.now),
        Msg::Finished(finished) => return session::take_result(model, finished),
        Msg::AfterRunFailed(why) => model.after_run_error = Some(why),
        Msg::Failed(failure) => {
            model.stopping = false;
            model.clean_window.phase = WindowPhase::Closed;
            model.screen = Screen::StartFailure(failure);
            if let Some(kiosk) = &mut model.kiosk {
                kiosk::note_end(kiosk, None, model.now);
            }
            return model.quitting.then_some(Effect::Window(WindowEffect::Quit));
        }
    }
    None
}

#[cfg(test)]
mod tests;
