//! Updates the services screen.

use std::sync::Arc;

use crate::gui::effect::{Effect, Order};
use crate::gui::model::Model;
use crate::gui::msg::ServicesMsg;
use crate::gui::screen::Screen;

/// Handles a message of the services screen.
pub(super) fn update(model: &mut Model, msg: ServicesMsg) -> Option<Effect> {
    match msg {
        ServicesMsg::Show => {
            model.screen = Screen::Services;
            model.signed_in = None;
            model.pages_opened = None;
            return Some(Effect::Work(Order::SignIns(Arc::clone(&model.sign_in.services))));
        }
        ServicesMsg::Found(found) => model.signed_in = Some(found),
        ServicesMsg::Open(number) => {
            let one = model.signed_in.as_ref()?.live.get(number)?.clone();
            return (!model.demo).then(|| Effect::Work(Order::OpenSignOut(Box::new(one))));
        }
        ServicesMsg::Opened(opened) => model.pages_opened = Some(opened),
    }
    None
}
