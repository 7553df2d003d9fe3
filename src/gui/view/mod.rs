//! What each screen looks like: a pure function of the state that returns the user's messages.
//!
//! A screen is a header, a body that scrolls, and buttons below it, which stay in sight if they leave the body enough
//! room. Widgets get the focus in the order of creation, so the three are created in that order.

mod about;
mod clean_window;
mod controls;
mod first;
mod fix;
mod fixed;
mod header;
mod help;
mod home;
mod icons;
mod kiosk;
mod organisation;
mod parts;
mod past;
mod plan;
mod preview;
mod progress;
mod report;
mod running;
mod services;
mod settings;
mod virtual_list;
mod why;

use egui::{Id, Key, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::model::Model;
use super::msg::Msg;
use super::screen::{Page, Screen, Task};
use super::{theme, words};
use crate::i18n::Tr;

/// The buttons scroll with the body if they would take a larger part of the window than this.
const LARGEST_BUTTONS: f32 = 0.46;
/// How many frames are drawn to find the end of a list.
const END_FRAMES: u8 = 8;

/// Shows the current screen. Returns the user's messages.
pub fn show(model: &Model, tr: &Tr, ui: &mut Ui) -> Vec<Msg> {
    let mut out = Vec::new();
    name_the_window(model, tr, ui.ctx());
    let whole = ui.available_rect_before_wrap();
    ui.painter().rect_filled(whole, 0.0, theme::tokens(ui).background);
    let spare = if model.kiosk.is_some() { (whole.height() - theme::MAX_HEIGHT).max(0.0) } else { 0.0 };
    let whole = whole.shrink2(vec2(0.0, spare / 2.0));
    let (edge, gap) = if theme::is_tight(ui) { (theme::EDGE / 2.0, theme::NEAR) } else { (theme::EDGE, theme::GAP) };
    let side = ((whole.width() - theme::MAX_WIDTH) / 2.0).max(edge);
    let column = Rect::from_min_max(whole.min + vec2(side, edge), whole.max - vec2(side, edge));

    let head = within(ui, column, |ui| header::show(model, tr, ui, &mut out));
    // egui numbers widgets to tell them apart. Without an id per screen, the button at the same place on the next
    // screen would have the focus, and a second press of Enter would click it.
    let screen = std::mem::discriminant(&model.screen);
    let name =
        Id::unique((model.page, screen, model.task, matches!(model.screen, Screen::Running { asked: true, .. })));
    let height = ui.ctx().data(|data| data.get_temp::<f32>(name)).unwrap_or(theme::PRIMARY_HEIGHT);
    let is_pinned = height < whole.height() * LARGEST_BUTTONS;
    let end = if is_pinned && height > 0.0 { column.bottom() - height - gap } else { whole.bottom() };
    let room = Rect::from_min_max(pos2(whole.left(), head.bottom() + gap), pos2(whole.right(), end));
    let hidden = ui.scope_builder(UiBuilder::new().max_rect(room).id_salt(name), |ui| {
        ui.set_clip_rect(room.intersect(ui.clip_rect()));
        let scroll = ScrollArea::vertical().id_salt(name).auto_shrink(false).show(ui, |ui| {
            let wide = ui.available_rect_before_wrap();
            let middle = Rect::from_x_y_ranges(column.x_range(), wide.y_range());
            ui.scope_builder(UiBuilder::new().max_rect(middle), |ui| {
                ui.push_id(name, |ui| body(model, tr, ui, &mut out));
                // Room for the focus ring of the last control and the shadow of the last card.
                ui.add_space(theme::NEAR);
                if !is_pinned {
                    ui.add_space(gap);
                    let used = ui.push_id((name, "buttons"), |ui| buttons(model, tr, ui, &mut out)).response.rect;
                    remember(ui, name, used.height());
                    ui.add_space(gap);
                }
                scroll(ui, name);
            });
        });
        scroll.content_size.y > room.height() + 1.0
    });
    if is_pinned {
        if hidden.inner && height > 0.0 {
            let stroke = egui::Stroke::new(1.0, theme::tokens(ui).line);
            ui.painter().hline(whole.x_range(), room.bottom(), stroke);
        }
        let foot = Rect::from_min_max(pos2(column.left(), end + gap), column.max);
        let used = within(ui, foot, |ui| {
            ui.push_id((name, "buttons"), |ui| buttons(model, tr, ui, &mut out));
        });
        remember(ui, name, used.height());
    }
    keys(model, ui, &mut out);
    out
}

/// Shows contents in a rectangle. Returns the part that they use.
fn within(ui: &mut Ui, rect: Rect, contents: impl FnOnce(&mut Ui)) -> Rect {
    ui.scope_builder(UiBuilder::new().max_rect(rect), contents).response.rect
}

/// Remembers the height of the buttons. It is known only after they were created; if it changed, the frame is drawn
/// again.
fn remember(ui: &Ui, name: Id, height: f32) {
    let before = ui.ctx().data(|data| data.get_temp::<f32>(name));
    if before.is_none_or(|before| (before - height).abs() > 0.5) {
        ui.ctx().data_mut(|data| data.insert_temp(name, height));
        ui.ctx().request_discard("the height of the buttons");
    }
}

/// Scrolls with Page Up, Page Down, Home and End. Text has no focus, so Tab does not scroll to it.
fn scroll(ui: &Ui, name: Id) {
    let (seen, whole) = (ui.clip_rect(), ui.min_rect());
    let above = (seen.top() - whole.top()).max(0.0);
    let below = (whole.bottom() - seen.bottom()).max(0.0);
    // Never scroll past the ends, not even for a frame.
    let by = |step| ui.scroll_with_delta_animation(vec2(0.0, step), egui::style::ScrollAnimation::none());
    let is_pressed = |key| ui.input(|input| input.key_pressed(key));
    let end = name.with("end");
    // In a text field, these keys move the cursor.
    if !ui.ctx().text_edit_focused() {
        // A page minus two lines, for orientation.
        let page = (seen.height() - 2.0 * theme::LINE).max(theme::LINE);
        for (key, step) in [(Key::PageDown, -page.min(below)), (Key::PageUp, page.min(above)), (Key::Home, above)] {
            if is_pressed(key) {
                by(step);
            }
        }
        if is_pressed(Key::End) {
            ui.data_mut(|data| data.insert_temp(end, END_FRAMES));
        }
    }
    // The length of a list is an estimate until its end is created, and each frame changes the estimate.
    if let Some(steps) = ui.data_mut(|data| data.remove_temp::<u8>(end)).filter(|steps| *steps > 0) {
        by(-below);
        ui.data_mut(|data| data.insert_temp(end, steps - 1));
        ui.ctx().request_discard("the end of a list");
        ui.ctx().request_repaint();
    }
}

fn keys(model: &Model, ui: &Ui, out: &mut Vec<Msg>) {
    ui.input(|input| {
        if input.key_pressed(Key::Escape) {
            out.push(Msg::Back);
        }
        if input.key_pressed(Key::F1) && model.page != Some(Page::Help) {
            out.push(Msg::Open(Page::Help));
        }
    });
}

fn body(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    match (model.page, &model.screen) {
        (Some(Page::Help), _) => help::show(model, tr, ui, out),
        (Some(Page::Settings), _) => settings::show(model, tr, ui, out),
        (Some(Page::About), _) => about::show(tr, ui, out),
        (Some(Page::Past), _) => past::show(model, tr, ui, out),
        (None, Screen::First) => first::show(tr, ui),
        (None, Screen::Discovering) => progress::discovering(model, tr, ui),
        (None, Screen::Home) => home::show(model, tr, ui, out),
        (None, Screen::Kiosk) => kiosk::show(model, tr, ui, out),
        (None, Screen::Preview) => preview::show(model, tr, ui, out),
        (None, Screen::Fix) => fix::show(model, tr, ui, out),
        (None, Screen::Why) => why::show(model, tr, ui, out),
        (None, Screen::Services) => services::show(model, tr, ui, out),
        (None, Screen::CleanWindow) => clean_window::show(model, tr, ui, out),
        (None, Screen::Running { names, asked }) => running::show(model, names, *asked, tr, ui),
        (None, Screen::Working) => progress::working(model, tr, ui),
        (None, Screen::Result) if model.task == Task::FixSignIn => fixed::show(model, tr, ui),
        (None, Screen::Result) => report::show(model, tr, ui),
        (None, Screen::StartFailure(failure)) => report::start_failure(*failure, tr, ui),
    }
}

fn buttons(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    match (model.page, &model.screen) {
        (Some(_), _) | (None, Screen::Kiosk) => {}
        (None, Screen::First) => first::buttons(tr, ui, out),
        (None, Screen::Discovering | Screen::Working) => progress::buttons(model, tr, ui, out),
        (None, Screen::Home) => home::buttons(model, tr, ui, out),
        (None, Screen::Preview) => preview::buttons(model, tr, ui, out),
        (None, Screen::Fix) => fix::buttons(model, tr, ui, out),
        (None, Screen::Why) => why::buttons(model, tr, ui, out),
        (None, Screen::Services) => services::buttons(model, tr, ui, out),
        (None, Screen::CleanWindow) => clean_window::buttons(model, tr, ui, out),
        (None, Screen::Running { asked, .. }) => running::buttons(model, *asked, tr, ui, out),
        (None, Screen::Result) if model.task == Task::FixSignIn => fixed::buttons(model, tr, ui, out),
        (None, Screen::Result) => report::buttons(model, tr, ui, out),
        (None, Screen::StartFailure(_)) => report::start_failure_buttons(tr, ui, out),
    }
}

/// Sets the window's accessible name and language at the root of the tree, which egui leaves empty.
fn name_the_window(model: &Model, tr: &Tr, ctx: &egui::Context) {
    let title = words::title(tr, model.demo);
    ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| {
        node.set_label(title);
        node.set_language(model.lang.code());
    });
}
