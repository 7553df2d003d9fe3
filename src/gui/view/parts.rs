//! The parts of every screen: headings, text, cards, banners, rows, and text that a screen reader announces.

use egui::accesskit::Live;
use egui::{Align, Color32, Layout, ProgressBar, Response, RichText, Role, Stroke, Ui, WidgetInfo};

use super::icons::{self, Icon};
use crate::gui::theme::{self, Tokens};

/// A screen's heading.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    let size = if theme::is_tight(ui) { theme::HEADING * 0.75 } else { theme::HEADING };
    titled(ui, text, size, 1);
}

/// A card's heading.
pub(super) fn subheading(ui: &mut Ui, text: &str) {
    titled(ui, text, theme::SUBHEADING, 2);
}

fn titled(ui: &mut Ui, text: &str, size: f32, level: usize) {
    let colour = theme::tokens(ui).text;
    let response = ui.label(RichText::new(text).font(theme::strong(size)).color(colour));
    // egui's headings have no accessible role. Setting the role alone would lose the name.
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_level(level);
        node.set_label(text);
    });
}

/// Body text.
pub(super) fn text(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).text;
    ui.label(RichText::new(text).line_height(Some(theme::LINE)).color(colour));
}

/// Bold text.
pub(super) fn strong(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).text;
    ui.label(RichText::new(text).font(theme::strong(theme::BODY)).color(colour));
}

/// Secondary text.
pub(super) fn weak(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).weak;
    ui.label(RichText::new(text).line_height(Some(theme::LINE)).color(colour));
}

/// Small secondary text.
pub(super) fn small(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).weak;
    ui.label(RichText::new(text).size(theme::SMALL).color(colour));
}

/// Small secondary text after an icon.
pub(super) fn note(ui: &mut Ui, icon: Icon, text: &str) {
    let tokens = theme::tokens(ui);
    beside(ui, |ui| icons::icon(ui, icon, 18.0, tokens.weak), |ui| small(ui, text));
}

/// Something small on the left, and contents on the right that wrap beside it.
pub(super) fn beside<R>(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal_top(|ui| {
        left(ui);
        ui.vertical(right).inner
    })
    .inner
}

/// An icon in a circle on the left, and contents on the right.
pub(super) fn badged<R>(ui: &mut Ui, icon: Icon, right: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = theme::tokens(ui);
    let sign = |ui: &mut Ui| {
        icons::badge(ui, icon, theme::MARK, (tokens.on_mark, tokens.mark), tokens);
        ui.add_space(4.0);
    };
    beside(ui, sign, right)
}

/// How urgently a screen reader announces text.
#[derive(Clone, Copy)]
pub(super) enum Announce {
    /// After its current sentence.
    Polite,
    /// At once.
    Now,
}

/// Text that a screen reader announces when it appears or changes.
pub(super) fn announced(ui: &mut Ui, text: RichText, announce: Announce) {
    let words = text.text().to_owned();
    live(ui, text, &words, announce);
}

/// Text that changes too often to announce each time: `said` is announced, when that changes.
pub(super) fn announced_as(ui: &mut Ui, text: RichText, said: &str) {
    live(ui, text, said, Announce::Polite);
}

fn live(ui: &mut Ui, text: RichText, said: &str, announce: Announce) {
    let response = ui.label(text);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Status);
        node.set_label(said);
        node.set_live(match announce {
            Announce::Polite => Live::Polite,
            Announce::Now => Live::Assertive,
        });
    });
}

/// A card, full width.
pub(super) fn card<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = theme::card(theme::tokens(ui));
    wide(ui, frame, contents)
}

/// A card, full width, for rows that have their own margin.
pub(super) fn list<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = theme::card(theme::tokens(ui)).inner_margin(egui::Margin::same(8));
    wide(ui, frame, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        contents(ui)
    })
}

/// Contents of a list that are no row, aligned with the rows.
pub(super) fn in_list<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    egui::Frame::new().inner_margin(egui::Margin { left: 10, right: 10, top: 8, bottom: 6 }).show(ui, contents).inner
}

/// The tone of a banner.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    /// A success.
    Ok,
    /// A warning.
    Warn,
    /// An error.
    Error,
}

impl Tone {
    const fn icon(self) -> Icon {
        match self {
            Self::Ok => Icon::Tick,
            Self::Warn => Icon::Warning,
            Self::Error => Icon::Cross,
        }
    }

    const fn colours(self, tokens: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Ok => (tokens.ok, tokens.ok_background),
            Self::Warn => (tokens.warn, tokens.warn_background),
            Self::Error => (tokens.error, tokens.error_background),
        }
    }
}

/// A coloured card with an icon, full width. `contents` gets the colour of its headline.
pub(super) fn banner<R>(ui: &mut Ui, tone: Tone, contents: impl FnOnce(&mut Ui, Color32) -> R) -> R {
    let tokens = theme::tokens(ui);
    let (colour, background) = tone.colours(tokens);
    let frame = theme::banner(background).stroke(Stroke::new(tokens.stroke - 1.0, colour));
    wide(ui, frame, |ui| beside(ui, |ui| icons::icon(ui, tone.icon(), 22.0, colour), |ui| contents(ui, colour)))
}

/// The headline of a result, with a large icon and an explanation. A screen reader announces the headline at once.
pub(super) fn verdict(ui: &mut Ui, tone: Tone, headline: &str, explanation: &str) {
    let tokens = theme::tokens(ui);
    let is_tight = theme::is_tight(ui);
    ui.vertical_centered(|ui| {
        let (size, title) = if is_tight { (34.0, theme::TITLE * 0.72) } else { (theme::HERO, theme::TITLE) };
        ui.add_space(if is_tight { 0.0 } else { theme::GAP });
        icons::badge(ui, tone.icon(), size, tone.colours(tokens), tokens);
        ui.add_space(if is_tight { 0.0 } else { theme::NEAR });
        let colour = tone.colours(tokens).0;
        announced(ui, RichText::new(headline).font(theme::strong(title)).color(colour), Announce::Now);
        text(ui, explanation);
    });
}

/// A progress bar from 0 to 1. `name` and `value` are for screen readers.
pub(super) fn bar(ui: &mut Ui, part: f32, name: &str, value: f64) {
    let tokens = theme::tokens(ui);
    let response = ui.scope(|ui| {
        ui.visuals_mut().extreme_bg_color = if tokens.stroke > 1.0 { tokens.raised } else { tokens.line };
        let bar = ProgressBar::new(part).desired_height(10.0).corner_radius(5.0).fill(tokens.accent);
        ui.add_sized(egui::vec2(ui.available_width(), 10.0), bar)
    });
    response.inner.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = Some(value);
        info
    });
}

fn wide<R>(ui: &mut Ui, frame: egui::Frame, contents: impl FnOnce(&mut Ui) -> R) -> R {
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            contents(ui)
        })
        .inner
}

/// A label on the left and an amount on the right.
pub(super) fn fact(ui: &mut Ui, words: &str, amount: &str) {
    let (text, weak) = (theme::tokens(ui).text, theme::tokens(ui).weak);
    sides(ui, RichText::new(words).color(text), RichText::new(amount).color(weak));
}

/// The same in bold, for a total.
pub(super) fn sum(ui: &mut Ui, words: &str, amount: &str) {
    let text = theme::tokens(ui).text;
    let strong = |words: &str| RichText::new(words).font(theme::strong(theme::BODY)).color(text);
    sides(ui, strong(words), strong(amount));
}

fn sides(ui: &mut Ui, words: RichText, amount: RichText) {
    egui::Sides::new().shrink_left().wrap().show(
        ui,
        |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| ui.label(words));
        },
        |ui| {
            ui.label(amount);
        },
    );
}

/// A thin line between rows.
pub(super) fn line(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), 1.0));
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, tokens.line));
}

/// Draws the focus ring (egui's own is too faint, above all on the primary button), and scrolls to what gets the focus.
pub(super) fn focus_ring(ui: &Ui, response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.5, theme::tokens(ui).focus);
        let radius = egui::CornerRadius::same(theme::CARD_RADIUS);
        ui.painter().rect_stroke(response.rect.expand(2.0), radius, stroke, egui::StrokeKind::Outside);
    }
}
