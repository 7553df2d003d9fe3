//! The frames of cards and badges: colours, corners and margins together.

use egui::{Color32, CornerRadius, Margin, Shadow, Stroke};

use super::sizes::{CARD_RADIUS, INSIDE};
use super::tokens::Tokens;

/// Returns the frame of a card.
pub fn card(tokens: &Tokens) -> egui::Frame {
    let shadow = Shadow { offset: [0, 2], blur: 8, spread: 0, color: tokens.shadow };
    banner(tokens.card).stroke(Stroke::new(tokens.stroke, tokens.line)).shadow(shadow)
}

/// Returns the frame of a banner, which is a card without border.
pub fn banner(background: Color32) -> egui::Frame {
    egui::Frame::new()
        .fill(background)
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::same(INSIDE))
}

/// Returns the frame of a badge, such as the one of the demonstration.
pub fn badge(tokens: &Tokens) -> egui::Frame {
    let edge = Stroke::new(tokens.stroke - 1.0, tokens.warn);
    banner(tokens.warn_background).inner_margin(Margin::symmetric(10, 3)).stroke(edge)
}
