//! Steps that several screens share: turning a box, discovering, naming open browsers, starting a run.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::gui::effect::{Effect, Order};
use crate::gui::model::Model;
use crate::gui::progress::Progress;
use crate::gui::screen::{CloseMode, Screen, Task};
use crate::model::OpenBrowser;

/// Puts an item into a set, or takes it out.
pub(super) fn set_member<T: Ord>(set: &mut BTreeSet<T>, item: T, is_member: bool) {
    if is_member {
        set.insert(item);
    } else {
        set.remove(&item);
    }
}

pub(super) fn discover(model: &mut Model) -> Effect {
    model.screen = Screen::Discovering;
    model.task = Task::EndSession;
    model.progress = Progress::default();
    model.plan = None;
    model.result = None;
    model.stopping = false;
    Effect::Work(Order::Discover)
}

/// Completes what an earlier session left, then discovers.
pub(super) fn finish(model: &mut Model) -> Effect {
    discover(model);
    model.progress.finishing = true;
    Effect::Work(Order::Finish)
}

/// Shows which browsers must be closed first.
pub(super) fn show_must_close(open: &[OpenBrowser], screen: &mut Screen) {
    let names = open.iter().map(|open| open.name.clone()).collect();
    *screen = Screen::Running { names, asked: false };
}

pub(super) fn start_run(model: &mut Model, close_mode: CloseMode) -> Option<Effect> {
    let plan = Arc::clone(model.run_plan()?);
    model.screen = Screen::Working;
    model.close_mode = close_mode;
    model.progress = Progress::default();
    model.result = None;
    model.stopping = false;
    Some(Effect::Work(Order::Run { plan, close_mode }))
}
