//! The controls: buttons, check rows, choices and text fields.

use egui::{
    Atom, Button, CornerRadius, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, Vec2,
    WidgetInfo,
};
use egui::{FontId, pos2, vec2};

use super::icons::{self, Icon};
use super::parts::{self, Announce, focus_ring};
use crate::gui::theme;

/// Size of a check box.
const BOX_SIZE: f32 = 22.0;
/// Space between the parts of a row.
const SPACING: f32 = 12.0;
/// Inner margin of a row.
const SIDE_MARGIN: f32 = 10.0;
/// The amount moves below the label if the label would get less room than this.
const LEAST_LABEL_WIDTH: f32 = 150.0;

/// The primary button, full width; one on a screen.
pub(super) fn primary(ui: &mut Ui, text: &str) -> Response {
    let size = primary_size(ui);
    filled(ui, text, theme::PRIMARY, size)
}

/// The larger primary button of a kiosk.
pub(super) fn primary_large(ui: &mut Ui, text: &str) -> Response {
    let size = primary_size(ui);
    filled(ui, text, theme::PRIMARY * 1.4, vec2(size.x, size.y * 1.7))
}

fn filled(ui: &mut Ui, text: &str, letters: f32, size: Vec2) -> Response {
    let tokens = theme::tokens(ui);
    let id = ui.next_auto_id();
    // The fill is needed before the button is made, so use the last frame's hover and press.
    let fill = match ui.ctx().read_response(id) {
        Some(last) if last.is_pointer_button_down_on() => tokens.accent_pressed,
        Some(last) if last.hovered() => tokens.accent_hover,
        _ => tokens.accent,
    };
    let words = RichText::new(text).font(theme::strong(letters)).color(tokens.on_accent);
    let button = Button::new((Atom::grow(), words, Atom::grow()))
        .fill(fill)
        .stroke(Stroke::NONE)
        .corner_radius(theme::CARD_RADIUS)
        .min_size(size);
    let response = ui.add(button).on_hover_cursor(egui::CursorIcon::PointingHand);
    focus_ring(ui, &response);
    response
}

fn primary_size(ui: &Ui) -> Vec2 {
    vec2(ui.available_width(), if theme::is_tight(ui) { theme::PRIMARY_TIGHT } else { theme::PRIMARY_HEIGHT })
}

/// The primary button where it is disabled. The reason is shown above it, and is its accessible description.
pub(super) fn primary_disabled(ui: &mut Ui, text: &str, reason: &str) {
    let tokens = theme::tokens(ui);
    ui.vertical_centered(|ui| parts::announced(ui, RichText::new(reason).color(tokens.text), Announce::Polite));
    let words = RichText::new(text).font(theme::strong(theme::PRIMARY)).color(tokens.weak);
    let button = Button::new((Atom::grow(), words, Atom::grow()))
        .fill(tokens.raised)
        .stroke(Stroke::new(tokens.stroke, tokens.line))
        .corner_radius(theme::CARD_RADIUS)
        .min_size(primary_size(ui));
    let response = ui.add_enabled(false, button);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(reason));
}

/// A secondary button.
pub(super) fn button(ui: &mut Ui, text: &str) -> Response {
    let button = Button::new(text).corner_radius(theme::BUTTON_RADIUS).min_size(vec2(0.0, theme::TARGET));
    let response = ui.add(button);
    focus_ring(ui, &response);
    response
}

/// Secondary buttons, centred, wrapped into several lines if needed.
pub(super) fn buttons<const N: usize>(ui: &mut Ui, words: [Option<String>; N]) -> [bool; N] {
    let font = FontId::proportional(theme::BODY);
    let padding = 2.0 * ui.spacing().button_padding.x;
    let width = |word: &String| {
        ui.painter().layout_no_wrap(word.clone(), font.clone(), theme::tokens(ui).text).size().x + padding
    };
    let shown = words.iter().flatten();
    #[expect(clippy::cast_precision_loss, reason = "there are three buttons at most")]
    let gaps = ui.spacing().item_spacing.x * shown.clone().count().saturating_sub(1) as f32;
    let all = shown.map(width).sum::<f32>() + gaps;
    let room = ui.available_width();
    ui.horizontal_wrapped(|ui| {
        ui.add_space(((room - all) / 2.0).max(0.0));
        words.map(|word| word.is_some_and(|word| button(ui, &word).clicked()))
    })
    .inner
}

/// A button that looks like a link. The icon is before the text for `Icon::Back`, else after it.
pub(super) fn link(ui: &mut Ui, text: &str, icon: Icon) -> Response {
    let tokens = theme::tokens(ui);
    let font = theme::strong(theme::BODY);
    let words = ui.painter().layout(text.to_owned(), font, tokens.on_mark, (ui.available_width() - 34.0).max(40.0));
    let size = vec2(words.size().x + 34.0, theme::TARGET.max(words.size().y + 12.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    // The text is aligned with its neighbours; the hover background is wider.
    let background = rect.expand2(vec2(8.0, 0.0));
    hover(ui, &response, background);
    let is_back = icon == Icon::Back;
    let text_x = if is_back { rect.left() + 24.0 } else { rect.left() };
    let icon_x = if is_back { rect.left() + 8.0 } else { text_x + words.size().x + 16.0 };
    ui.painter().galley(pos2(text_x, rect.center().y - words.size().y / 2.0), words, tokens.on_mark);
    let square = Rect::from_center_size(pos2(icon_x, rect.center().y), Vec2::splat(18.0));
    icons::paint(ui.painter(), icon, square, tokens.on_mark);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    focus_ring(ui, &response);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A button with only an icon. `name` is its tooltip and accessible name.
pub(super) fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(theme::TARGET), Sense::click());
    hover(ui, &response, rect);
    let square = Rect::from_center_size(rect.center(), Vec2::splat(theme::ICON));
    icons::paint(ui.painter(), icon, square, if response.hovered() { tokens.text } else { tokens.weak });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    focus_ring(ui, &response);
    response.on_hover_text(name)
}

/// Draws the background of a control that is hovered or pressed.
fn hover(ui: &Ui, response: &Response, background: Rect) {
    let tokens = theme::tokens(ui);
    // In high contrast, `line` is white like the text.
    let pressed = if tokens.stroke > 1.0 { tokens.raised } else { tokens.line };
    if response.is_pointer_button_down_on() {
        ui.painter().rect_filled(background, theme::BUTTON_RADIUS, pressed);
    } else if response.hovered() {
        ui.painter().rect_filled(background, theme::BUTTON_RADIUS, tokens.raised);
    }
}

/// A check box with its label, over the full width.
#[derive(Default)]
pub(super) struct CheckRow<'a> {
    /// The label.
    pub(super) label: &'a str,
    /// Small text below the label.
    pub(super) note: &'a str,
    /// An amount at the right edge.
    pub(super) amount: &'a str,
    /// Whether it is ticked.
    pub(super) ticked: bool,
    /// A browser's initial, drawn in a circle before the label.
    pub(super) initial: Option<&'a str>,
    /// Why the box is locked; `None` if it can be changed.
    pub(super) lock: Option<&'a str>,
}

/// Shows a check row; all of it can be clicked. Returns the new state if it changed.
pub(super) fn check_row(ui: &mut Ui, row: &CheckRow<'_>) -> Option<bool> {
    let tokens = theme::tokens(ui);
    let width = ui.available_width();
    let left = SIDE_MARGIN + BOX_SIZE + SPACING + row.initial.map_or(0.0, |_| theme::MARK + SPACING);
    let amount = ui.painter().layout_no_wrap(row.amount.to_owned(), FontId::proportional(theme::BODY), tokens.weak);
    let end = SIDE_MARGIN + if row.lock.is_some() { theme::ICON + SPACING } else { 0.0 };
    let beside = width - left - amount.size().x - SPACING - end;
    let is_below = beside < LEAST_LABEL_WIDTH;
    let room = if is_below { width - left - end } else { beside };
    let font = if row.initial.is_some() { theme::strong(theme::BODY) } else { FontId::proportional(theme::BODY) };
    let words = ui.painter().layout(row.label.to_owned(), font, tokens.text, room);
    let small = [Some(row.note), row.lock].into_iter().flatten().filter(|part| !part.is_empty());
    let small = small.collect::<Vec<_>>().join(" · ");
    let note = ui.painter().layout(small.clone(), FontId::proportional(theme::SMALL), tokens.weak, room);
    let note_height = if small.is_empty() { 0.0 } else { note.size().y + 1.0 };
    let amount_height = if is_below && !row.amount.is_empty() { amount.size().y + 1.0 } else { 0.0 };
    let text = words.size().y + note_height + amount_height;
    let height = (text + 16.0).max(if row.initial.is_some() { theme::ROW + 6.0 } else { theme::TARGET + 4.0 });
    let sense = if row.lock.is_some() { Sense::focusable_noninteractive() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);

    if row.lock.is_none() {
        hover(ui, &response, rect);
    }
    let painter = ui.painter();
    let square = Rect::from_center_size(
        pos2(rect.left() + SIDE_MARGIN + BOX_SIZE / 2.0, rect.center().y),
        Vec2::splat(BOX_SIZE),
    );
    check(ui, square, row.ticked, row.lock.is_some());
    if let Some(initial) = row.initial {
        let middle = pos2(square.right() + SPACING + theme::MARK / 2.0, rect.center().y);
        painter.circle(middle, theme::MARK / 2.0, tokens.mark, Stroke::new(tokens.stroke - 1.0, tokens.on_mark));
        let letter = painter.layout_no_wrap(initial.to_owned(), theme::strong(theme::SUBHEADING), tokens.on_mark);
        painter.galley(middle - letter.size() / 2.0, letter, tokens.on_mark);
    }
    let top = rect.center().y - text / 2.0;
    let words_end = top + words.size().y;
    painter.galley(pos2(rect.left() + left, top), words, tokens.text);
    if !small.is_empty() {
        painter.galley(pos2(rect.left() + left, words_end + 1.0), note, tokens.weak);
    }
    let place = if is_below {
        pos2(rect.left() + left, words_end + note_height + 1.0)
    } else {
        pos2(rect.right() - end - amount.size().x, rect.center().y - amount.size().y / 2.0)
    };
    painter.galley(place, amount, tokens.weak);
    if row.lock.is_some() {
        let middle = pos2(rect.right() - SIDE_MARGIN - theme::ICON / 2.0, rect.center().y);
        icons::paint(painter, Icon::Lock, Rect::from_center_size(middle, Vec2::splat(theme::ICON)), tokens.weak);
    }
    name(ui, &response, row, &small);
    response.clicked().then_some(!row.ticked)
}

/// Sets the accessible name; the description holds the small text and the amount.
fn name(ui: &Ui, response: &Response, row: &CheckRow<'_>, small: &str) {
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, row.lock.is_none(), row.ticked, row.label));
    let about = [small, row.amount].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(about));
    focus_ring(ui, response);
}

fn check(ui: &Ui, square: Rect, ticked: bool, is_locked: bool) {
    let tokens = theme::tokens(ui);
    let radius = CornerRadius::same(6);
    let (fill, sign) = if is_locked { (tokens.raised, tokens.weak) } else { (tokens.accent, tokens.on_accent) };
    if ticked {
        ui.painter().rect_filled(square, radius, fill);
        icons::paint(ui.painter(), Icon::Tick, square.shrink(2.5), sign);
    } else {
        ui.painter().rect_stroke(square, radius, Stroke::new(tokens.stroke + 0.5, tokens.outline), StrokeKind::Inside);
    }
}

/// A text field for one line, full width. `name` is its placeholder and accessible name.
pub(super) fn field(ui: &mut Ui, icon: Icon, name: &str, words: &mut String) -> Response {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(tokens.stroke, tokens.outline))
        .corner_radius(theme::BUTTON_RADIUS)
        .inner_margin(egui::Margin::symmetric(12, 7));
    let inner = frame.show(ui, |ui| {
        // The frame's margins add up to the height of a button.
        ui.spacing_mut().interact_size.y = theme::TARGET - 14.0;
        ui.horizontal(|ui| {
            icons::icon(ui, icon, 18.0, tokens.weak);
            let hint = RichText::new(name).color(tokens.weak);
            let edit = TextEdit::singleline(words).hint_text(hint).frame(egui::Frame::NONE);
            ui.add(edit.desired_width(f32::INFINITY).align(egui::Align2::LEFT_CENTER))
        })
        .inner
    });
    let response = inner.inner;
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if response.has_focus() {
        let (rect, stroke) = (inner.response.rect.expand(2.0), Stroke::new(2.5, tokens.focus));
        ui.painter().rect_stroke(rect, theme::CARD_RADIUS, stroke, StrokeKind::Outside);
    }
    response
}

/// One of several exclusive choices. `words` is shown; `name` is the accessible name.
pub(super) fn choice(ui: &mut Ui, words: &str, name: &str, chosen: bool, least: f32) -> Response {
    let tokens = theme::tokens(ui);
    let colour = if chosen { tokens.on_mark } else { tokens.weak };
    let font = if chosen { theme::strong(theme::BODY - 1.0) } else { FontId::proportional(theme::BODY - 1.0) };
    let text = ui.painter().layout(words.to_owned(), font, colour, (ui.available_width() - 24.0).max(24.0));
    let size = vec2((text.size().x + 24.0).max(least), (text.size().y + 12.0).max(theme::TARGET - 2.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if chosen {
        ui.painter().rect(
            rect,
            theme::BUTTON_RADIUS,
            tokens.mark,
            Stroke::new(tokens.stroke, tokens.on_mark),
            StrokeKind::Inside,
        );
    } else {
        hover(ui, &response, rect);
    }
    ui.painter().galley(rect.center() - text.size() / 2.0, text, colour);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    focus_ring(ui, &response);
    response
}
