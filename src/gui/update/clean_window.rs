//! How the state changes on the screen of the clean window.

use crate::gui::clean_window::{Clean, CleanWindowMsg, State};
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::screen::Screen;

/// Takes a message about a clean window.
pub(super) fn update(model: &mut Model, msg: CleanWindowMsg) -> Option<Effect> {
    match msg {
        CleanWindowMsg::Show => {
            model.screen = Screen::Clean;
            model.clean = Clean::new(&model.sign_in.services);
            return Some(Effect::Work(Order::CleanBrowsers));
        }
        CleanWindowMsg::Browser(chosen) if !model.clean.is_open() => model.clean.browser = chosen,
        CleanWindowMsg::Page(chosen) if !model.clean.is_open() => model.clean.page = chosen,
        CleanWindowMsg::Browser(_) | CleanWindowMsg::Page(_) => {}
        CleanWindowMsg::Open => return open(model),
        CleanWindowMsg::Found(browsers) => model.clean.browsers = Some(browsers),
        CleanWindowMsg::Over(over) => {
            model.stopping = false;
            model.clean.state = State::Over(over);
            return model.quitting.then_some(Effect::Window(WindowEffect::Quit));
        }
    }
    None
}

fn open(model: &mut Model) -> Option<Effect> {
    // The demonstration opens no real browser, and one at a time is enough.
    if model.demo || model.clean.is_open() {
        return None;
    }
    let (browser, page) = model.clean.chosen()?;
    let (browser, page) = (browser.id.clone(), page.page.clone());
    model.clean.state = State::Opening;
    model.stopping = false;
    Some(Effect::Work(Order::CleanWindow { browser, page }))
}

#[cfg(test)]
mod tests;
