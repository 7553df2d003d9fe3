//! Sizes, spaces and the headings' font. Screens take them from here and make up none of their own.

use egui::{FontFamily, FontId};

/// The headings' font.
pub const STRONG: &str = "strong";
/// Size of the words that say how it ended.
pub const TITLE: f32 = 30.0;
/// Size of a screen's heading.
pub const HEADING: f32 = 28.0;
/// Size of a card's heading.
pub const SUBHEADING: f32 = 16.0;
/// Size of the one filled button's text.
pub const PRIMARY: f32 = 19.0;
/// Size of text.
pub const BODY: f32 = 15.0;
/// From one line of text to the next.
pub const LINE: f32 = 21.0;
/// Size of text that says less.
pub const SMALL: f32 = 13.0;
/// Height of the filled button.
pub const PRIMARY_HEIGHT: f32 = 60.0;
/// Height of the filled button where there is little room.
pub const PRIMARY_TIGHT: f32 = 46.0;
/// Least height of anything that can be pressed.
pub const TARGET: f32 = 38.0;
/// Least height of a row.
pub const ROW: f32 = 52.0;
/// A browser's mark.
pub const MARK: f32 = 36.0;
/// An icon beside text.
pub const ICON: f32 = 20.0;
/// The icon of a result.
pub const HERO: f32 = 64.0;
/// Between a card's edge and what is in it.
pub const INSIDE: i8 = 18;
/// Between the window's edge and everything.
pub const EDGE: f32 = 20.0;
/// Between two things that do not belong together.
pub const GAP: f32 = 18.0;
/// Between two things that do.
pub const NEAR: f32 = 6.0;
/// Corners of cards.
pub const CARD_RADIUS: u8 = 14;
/// Corners of buttons.
pub const BUTTON_RADIUS: u8 = 10;
/// Text wider than this is hard to read.
pub const MAX_WIDTH: f32 = 640.0;
/// A kiosk fills screens of any height; buttons further away from what they are about are not seen as its own.
pub const MAX_HEIGHT: f32 = 680.0;
/// Lower than this there is room for little more than the button.
pub const TIGHT: f32 = 460.0;
/// The window as it opens.
pub const WINDOW: [f32; 2] = [760.0, 680.0];
/// The window of a kiosk at the edge of the screen.
pub const DOCKED: [f32; 2] = [420.0, 560.0];
/// The smallest window.
pub const SMALLEST: [f32; 2] = [420.0, 480.0];

/// Returns the headings' font in a size.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Says whether there is room for little more than the button.
pub fn is_tight(ui: &egui::Ui) -> bool {
    ui.ctx().content_rect().height() < TIGHT
}
