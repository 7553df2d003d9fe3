//! How the window's state changes: a pure function of state and message. No egui types, no threads, no clock.

mod clean_window;
mod kiosk;
mod sign_in;

use std::sync::Arc;

use super::clean_window::State;
use super::effect::Effect;
use super::kiosk::By;
use super::model::Model;
use super::msg::Msg;
use super::preferences::Saved;
use super::progress::{Finished, Found, Progress};
use super::screen::{Closing, Focus, Page, Screen, Task, Trouble};
use crate::engine::EngineError;
use crate::model::{BrowserId, Close, Event, StopReason, Verdict};
use crate::receipts::MarkerError;

/// Takes a message, changes the state, and says what is to be done outside it.
pub fn update(model: &mut Model, msg: Msg) -> Option<Effect> {
    match msg {
        Msg::Language(lang) => {
            model.lang = lang;
            model.preferences.language = Some(lang);
        }
        Msg::Colours(look) => model.preferences.look = look,
        Msg::Text(size) => model.preferences.text = size,
        Msg::LessMotion(less) => model.preferences.less_motion = less,
        Msg::Shared(shared) => return answer(model, shared),
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
                model.past = None;
                return Some(Effect::Past);
            }
        }
        Msg::Past(past) => model.past = Some(past),
        Msg::Focus(focus) => model.focus = focus,
        Msg::Copy(words) => {
            model.copied = Some(words.clone());
            return Some(Effect::Copy(words));
        }
        Msg::Browser(id, ticked) => {
            tick(&mut model.left_out, id, ticked);
            return plan_again(model);
        }
        // The policy's boxes stay as they are, whatever asks.
        Msg::Category(category, _) if model.rules.locked.contains(&category) => {}
        Msg::Category(category, ticked) => {
            tick(&mut model.keeping, category, ticked);
            return plan_again(model);
        }
        Msg::Area(area, _) if model.rules.locked_areas.contains(&area) => {}
        Msg::Area(area, ticked) => {
            // A ticked box of an area adds something, where one of a browser or category leaves something out.
            tick(&mut model.areas, area, !ticked);
            return plan_again(model);
        }
        Msg::Details => model.screen = Screen::Preview,
        Msg::Back => return back(model),
        // A kiosk shows nothing that could be looked for again: what is there is known when its session ends.
        Msg::EndSession | Msg::Look if model.kiosk.is_some() => return kiosk::end(model, By::Person),
        Msg::EndSession => return end_session(model),
        Msg::CloseBrowsers => {
            let closing = match model.rules.close {
                None | Some(Close::Ask) => Closing::Ask,
                Some(Close::Force) => Closing::Force,
                Some(Close::Never) => Closing::Nobody,
            };
            return start(model, closing);
        }
        Msg::ForceClose if model.rules.may_force() => return start(model, Closing::Force),
        Msg::ForceClose => {}
        Msg::Stop => return stop(model, StopReason::Cancelled),
        Msg::Look => return Some(look(model)),
        Msg::CopyReport => return model.result.is_some().then_some(Effect::CopyReport),
        Msg::SaveReport => return model.result.is_some().then_some(Effect::SaveReport),
        Msg::ReportSaved(is_saved) => model.report_saved = Some(is_saved),
        Msg::SignIn(msg) => return sign_in::update(model, msg),
        Msg::SignedIn(msg) => return clean_window::services(model, msg),
        Msg::Clean(msg) => return clean_window::update(model, msg),
        Msg::Kiosk(msg) => return kiosk::update(model, msg),
        // A kiosk is there until the system says otherwise.
        Msg::Quit if model.kiosk.is_some() => {}
        Msg::Quit => return quit(model, StopReason::Cancelled),
        Msg::Ended(reason) => return quit(model, reason),
        Msg::Found(found) => return take_found(model, found),
        Msg::Planned(plan) => {
            // Boxes may have changed again while this plan was made; the answer to the last change is on its way.
            if model.request().as_ref() == Some(&plan.request) {
                model.plan = Some(Arc::new(plan));
                return kiosk::planned(model);
            }
        }
        Msg::Seen(Event::WindowOpened(_)) => model.clean.state = State::Open,
        Msg::Seen(event) => model.progress.see(&event, model.now),
        Msg::Finished(finished) => return take_result(model, finished),
        Msg::NotFollowed(why) => model.not_followed = Some(why),
        Msg::Failed(trouble) => {
            model.stopping = false;
            model.clean.state = State::Closed;
            model.screen = Screen::Trouble(trouble);
            if let Some(kiosk) = &mut model.kiosk {
                kiosk::ended(kiosk, None, model.now);
            }
            return model.quitting.then_some(Effect::Quit);
        }
    }
    None
}

fn tick<T: Ord>(cleared: &mut std::collections::BTreeSet<T>, one: T, ticked: bool) {
    if ticked {
        cleared.remove(&one);
    } else {
        cleared.insert(one);
    }
}

fn plan_again(model: &mut Model) -> Option<Effect> {
    model.plan = None;
    model.request().map(Effect::Plan)
}

/// The first answer leads on; a later one in the settings changes what the next start begins with.
fn answer(model: &mut Model, shared: bool) -> Option<Effect> {
    model.preferences.shared = Some(shared);
    (model.screen == Screen::First).then(|| look(model))
}

fn back(model: &mut Model) -> Option<Effect> {
    if model.page.take().is_some() {
        model.saved = Saved::Yes;
        model.copied = None;
        return None;
    }
    if model.kiosk.is_some() && !matches!(model.screen, Screen::Looking | Screen::Working) {
        return kiosk::rest(model);
    }
    match model.screen {
        Screen::Preview => model.screen = Screen::Home,
        Screen::Clean if model.clean.is_open() => return stop(model, StopReason::Cancelled),
        // The worker may still be looking; nobody waits for it any more.
        Screen::Fix | Screen::Why | Screen::Services | Screen::Clean => {
            model.screen = Screen::Home;
            model.task = Task::EndSession;
            return Some(Effect::Stop(StopReason::Cancelled));
        }
        // The person may have closed browsers meanwhile: what was found is no longer what is there.
        Screen::Running { .. } if model.task == Task::FixSignIn => return Some(sign_in::open(model)),
        Screen::Running { .. } => return Some(look(model)),
        Screen::Result if model.task == Task::FixSignIn => return Some(look(model)),
        Screen::Looking | Screen::Working => return stop(model, StopReason::Cancelled),
        Screen::First | Screen::Home | Screen::Kiosk | Screen::Result | Screen::Trouble(_) => {}
    }
    None
}

fn look(model: &mut Model) -> Effect {
    model.screen = Screen::Looking;
    model.task = Task::EndSession;
    model.progress = Progress::START;
    model.plan = None;
    model.result = None;
    model.stopping = false;
    Effect::Look
}

fn take_found(model: &mut Model, found: Found) -> Option<Effect> {
    let is_stopped = std::mem::take(&mut model.stopping);
    if is_stopped && model.kiosk.is_some() {
        return kiosk::rest(model);
    }
    let all = found.all.clone();
    // What no catalog names is left alone until its box is ticked.
    // So is everything on a computer that is the person's own, until they choose.
    let is_own = model.is_own() && model.found.is_none();
    let ids = found.inventory.browsers.iter().map(|browser| &browser.id);
    model.left_out.extend(ids.filter(|id| is_own || id.is_left_alone()).cloned());
    model.found = Some(found);
    model.screen = Screen::Home;
    let request = model.request()?;
    if request == all.request {
        model.plan = Some(Arc::new(all));
        return kiosk::planned(model);
    }
    Some(Effect::Plan(request))
}

fn end_session(model: &mut Model) -> Option<Effect> {
    let open = &model.plan.as_ref().filter(|plan| !plan.is_empty())?.must_close;
    if open.is_empty() {
        return start(model, Closing::Nobody);
    }
    open_first(open, &mut model.screen);
    None
}

/// These must be closed first.
fn open_first(open: &[(BrowserId, String, Vec<u32>)], screen: &mut Screen) {
    let names = open.iter().map(|(_, name, _)| name.clone()).collect();
    *screen = Screen::Running { names, asked: false };
}

fn start(model: &mut Model, closing: Closing) -> Option<Effect> {
    let plan = Arc::clone(model.run_plan()?);
    model.screen = Screen::Working;
    model.closing = closing;
    model.progress = Progress::START;
    model.result = None;
    model.stopping = false;
    Some(Effect::Run { plan, closing })
}

fn stop(model: &mut Model, reason: StopReason) -> Option<Effect> {
    let busy = matches!(model.screen, Screen::Working | Screen::Looking) || model.clean.is_open();
    (busy && !std::mem::replace(&mut model.stopping, true)).then_some(Effect::Stop(reason))
}

/// A run is never cut off by closing the window: it is stopped, and the window goes when it has stopped.
fn quit(model: &mut Model, reason: StopReason) -> Option<Effect> {
    model.quitting = true;
    if model.screen != Screen::Working && !model.clean.is_open() {
        return Some(Effect::Quit);
    }
    stop(model, reason)
}

fn take_result(model: &mut Model, finished: Finished) -> Option<Effect> {
    model.stopping = false;
    model.not_followed = None;
    if model.quitting {
        // Nothing is at work any more that would hold the window open.
        model.screen = Screen::Result;
        return Some(Effect::Quit);
    }
    let report = &finished.report;
    if let Some(kiosk) = &mut model.kiosk {
        kiosk::ended(kiosk, Some(report.verdict), model.now);
    }
    model.screen = if report.verdict == Verdict::NothingDone && !report.still_open.is_empty() {
        Screen::Running { names: report.still_open.clone(), asked: model.closing != Closing::Nobody }
    } else {
        Screen::Result
    };
    model.result = Some(finished);
    model.report_saved = None;
    (model.focus == Focus::Elsewhere && model.kiosk.is_none()).then_some(Effect::Notify)
}

impl From<&EngineError> for Trouble {
    fn from(error: &EngineError) -> Self {
        match error {
            EngineError::Home(_) => Self::Home,
            EngineError::NoProcesses => Self::NoProcesses,
            EngineError::Busy => Self::Busy,
            EngineError::OwnFolder(_) | EngineError::Lock(_) | EngineError::Marker(MarkerError::Write(_)) => {
                Self::Marker
            }
            // Among them a marker that cannot be removed, which is noticed only after the run.
            EngineError::Marker(_) | EngineError::Past(_) => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests;
