//! Updates the clean-window screen.

use crate::gui::clean_window::{CleanWindowMsg, CleanWindowState, WindowPhase};
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::screen::Screen;

/// Handles a message of the clean-window screen.
pub(super) fn update(model: &mut Model, msg: CleanWindowMsg) -> Option<Effect> {
    match msg {
        CleanWindowMsg::Show => {
            model.screen = Screen::CleanWindow;
            model.clean_window = CleanWindowState::new(&model.sign_in.services);
            return Some(Effect::Work(Order::CleanBrowsers));
        }
        CleanWindowMsg::Browser(chosen) if !model.clean_window.is_open() => model.clean_window.browser = chosen,
        CleanWindowMsg::Page(chosen) if !model.clean_window.is_open() => model.clean_window.page = chosen,
        CleanWindowMsg::Browser(_) | CleanWindowMsg::Page(_) => {}
        CleanWindowMsg::Open => return open(model),
        CleanWindowMsg::Found(browsers) => model.clean_window.browsers = Some(browsers),
        CleanWindowMsg::Ended(over) => {
            model.stopping = false;
            model.clean_window.phase = WindowPhase::Ended(over);
            return model.quitting.then_some(Effect::Window(WindowEffect::Quit));
        }
    }
    None
}

fn open(model: &mut Model) -> Option<Effect> {
    // A demonstration opens no real browser; and one clean window at a time.
    if model.demo || model.clean_window.is_open() {
        return None;
    }
    let (browser, page) = model.clean_window.chosen()?;
    let (browser, page) = (browser.id.clone(), page.page.clone());
    model.clean_window.phase = WindowPhase::Opening;
    model.stopping = false;
    Some(Effect::Work(Order::CleanWindow { browser, page }))
}

#[cfg(test)]
mod tests;
