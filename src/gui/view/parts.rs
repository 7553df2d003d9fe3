//! The few shapes that every screen is made of: headings, cards, buttons, rows, and words that a screen reader speaks.

use egui::accesskit::Live;
use egui::{Align, Atom, Button, Color32, Layout, Response, RichText, Role, Stroke, StrokeKind, Ui};

use crate::gui::theme::{self, Tokens};

/// A screen's heading.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    titled(ui, text, theme::HEADING, 1);
}

/// A card's heading.
pub(super) fn subheading(ui: &mut Ui, text: &str) {
    titled(ui, text, theme::SUBHEADING, 2);
}

fn titled(ui: &mut Ui, text: &str, size: f32, level: usize) {
    let colour = theme::tokens(ui).text;
    let response = ui.label(RichText::new(text).font(theme::strong(size)).color(colour));
    // egui has headings of looks only. Setting the role alone would lose the name.
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_level(level);
        node.set_label(text);
    });
}

/// Text that says less.
pub(super) fn weak(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).weak;
    ui.label(RichText::new(text).color(colour));
}

/// Small text that says less.
pub(super) fn small(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).weak;
    ui.label(RichText::new(text).size(theme::SMALL).color(colour));
}

/// How urgently a screen reader says something.
#[derive(Clone, Copy)]
pub(super) enum Voice {
    /// When it has finished its sentence.
    Polite,
    /// At once.
    Now,
}

/// Words that a screen reader speaks by itself when they appear or change.
pub(super) fn spoken(ui: &mut Ui, text: RichText, voice: Voice) {
    let words = text.text().to_owned();
    let response = ui.label(text);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Status);
        node.set_label(words);
        node.set_live(match voice {
            Voice::Polite => Live::Polite,
            Voice::Now => Live::Assertive,
        });
    });
}

/// A card over the whole width.
pub(super) fn card<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = theme::card(theme::tokens(ui));
    wide(ui, frame, contents)
}

/// What a coloured card is about.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    /// Good news.
    Ok,
    /// Something to know.
    Warn,
    /// Bad news.
    Error,
}

/// A coloured card over the whole width, and the colour of its headline.
pub(super) fn banner<R>(ui: &mut Ui, tone: Tone, contents: impl FnOnce(&mut Ui, Color32) -> R) -> R {
    let (colour, ground) = tones(theme::tokens(ui), tone);
    wide(ui, theme::banner(ground), |ui| contents(ui, colour))
}

const fn tones(tokens: &Tokens, tone: Tone) -> (Color32, Color32) {
    match tone {
        Tone::Ok => (tokens.ok, tokens.ok_ground),
        Tone::Warn => (tokens.warn, tokens.warn_ground),
        Tone::Error => (tokens.error, tokens.error_ground),
    }
}

fn wide<R>(ui: &mut Ui, frame: egui::Frame, contents: impl FnOnce(&mut Ui) -> R) -> R {
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            contents(ui)
        })
        .inner
}

/// The one filled button of a screen, over the whole width.
pub(super) fn primary(ui: &mut Ui, text: &str) -> Response {
    let tokens = theme::tokens(ui);
    let (width, id) = (ui.available_width(), ui.next_auto_id());
    // Hover and press are those of the last frame: the fill must be known before the button is made.
    let fill = match ui.ctx().read_response(id) {
        Some(last) if last.is_pointer_button_down_on() => tokens.accent_pressed,
        Some(last) if last.hovered() => tokens.accent_hover,
        _ => tokens.accent,
    };
    let words = RichText::new(text).font(theme::strong(theme::PRIMARY)).color(tokens.on_accent);
    let button = Button::new((Atom::grow(), words, Atom::grow()))
        .fill(fill)
        .stroke(Stroke::NONE)
        .corner_radius(theme::CARD_RADIUS)
        .min_size(egui::vec2(width, theme::PRIMARY_HEIGHT));
    let response = ui.add(button);
    focus_ring(ui, &response);
    response
}

/// The filled button where it cannot be pressed, with the reason below it and in its description.
pub(super) fn primary_disabled(ui: &mut Ui, text: &str, reason: &str) {
    let tokens = theme::tokens(ui);
    let words = RichText::new(text).font(theme::strong(theme::PRIMARY)).color(tokens.weak);
    let button = Button::new((Atom::grow(), words, Atom::grow()))
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(theme::CARD_RADIUS)
        .min_size(egui::vec2(ui.available_width(), theme::PRIMARY_HEIGHT));
    let response = ui.add_enabled(false, button);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(reason));
    spoken(ui, RichText::new(reason).color(tokens.text), Voice::Polite);
}

/// A quiet button.
pub(super) fn button(ui: &mut Ui, text: &str) -> Response {
    let button = Button::new(text).corner_radius(theme::BUTTON_RADIUS).min_size(egui::vec2(0.0, theme::TARGET));
    let response = ui.add(button);
    focus_ring(ui, &response);
    response
}

/// A box with its words on the left and what it holds on the right. Returns what it was changed to.
pub(super) fn tick(ui: &mut Ui, words: &str, note: &str, amount: &str, ticked: bool) -> Option<bool> {
    let mut now = ticked;
    let weak = theme::tokens(ui).weak;
    let response = row(
        ui,
        |ui| {
            let response = ui.checkbox(&mut now, RichText::new(words).color(theme::tokens(ui).text));
            if !note.is_empty() {
                ui.label(RichText::new(note).size(theme::SMALL).color(weak));
            }
            response
        },
        amount,
    );
    // What stands beside the box is read with it.
    let about = [note, amount].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(about));
    focus_ring(ui, &response);
    (now != ticked).then_some(now)
}

/// Words on the left and an amount on the right.
pub(super) fn fact(ui: &mut Ui, words: &str, amount: &str) {
    row(ui, |ui| ui.label(words), amount);
}

fn row<R>(ui: &mut Ui, left: impl FnOnce(&mut Ui) -> R, amount: &str) -> R {
    let colour = theme::tokens(ui).weak;
    let sides = egui::Sides::new().shrink_left().wrap();
    let (left, ()) = sides.show(
        ui,
        |ui| ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), left).inner,
        |ui| {
            ui.label(RichText::new(amount).color(colour));
        },
    );
    left
}

/// A thin line between rows.
pub(super) fn line(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), 1.0));
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, tokens.line));
}

/// egui's own mark of focus is too faint, most of all on the filled button.
pub(super) fn focus_ring(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, theme::tokens(ui).focus);
        let radius = egui::CornerRadius::same(theme::CARD_RADIUS);
        ui.painter().rect_stroke(response.rect.expand(3.0), radius, stroke, StrokeKind::Outside);
    }
}
