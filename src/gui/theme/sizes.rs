//! Sizes, spaces and the headings' font. Screens use these and define none of their own.

use egui::{FontFamily, FontId};

/// The name of the headings' font.
pub const STRONG: &str = "strong";
/// Font size of a result's headline.
pub const TITLE: f32 = 30.0;
/// Font size of a screen's heading.
pub const HEADING: f32 = 28.0;
/// Font size of a card's heading.
pub const SUBHEADING: f32 = 16.0;
/// Font size of the primary button.
pub const PRIMARY: f32 = 19.0;
/// Font size of body text.
pub const BODY: f32 = 15.0;
/// Line height of body text.
pub const LINE: f32 = 21.0;
/// Font size of secondary text.
pub const SMALL: f32 = 13.0;
/// Height of the primary button.
pub const PRIMARY_HEIGHT: f32 = 60.0;
/// Height of the primary button in a low window.
pub const PRIMARY_TIGHT: f32 = 46.0;
/// Smallest height of a control.
pub const TARGET: f32 = 38.0;
/// Smallest height of a list row with a browser's initial.
pub const ROW: f32 = 52.0;
/// Diameter of a browser's initial.
pub const MARK: f32 = 36.0;
/// Size of an icon beside text.
pub const ICON: f32 = 20.0;
/// Size of a result's icon.
pub const HERO: f32 = 64.0;
/// Inner margin of a card.
pub const INSIDE: i8 = 18;
/// Margin of the window.
pub const EDGE: f32 = 20.0;
/// Space between unrelated parts.
pub const GAP: f32 = 18.0;
/// Space between related parts.
pub const NEAR: f32 = 6.0;
/// Corner radius of cards.
pub const CARD_RADIUS: u8 = 14;
/// Corner radius of buttons.
pub const BUTTON_RADIUS: u8 = 10;
/// Largest width of the content: longer lines are hard to read.
pub const MAX_WIDTH: f32 = 640.0;
/// Largest height of a kiosk's content on a tall screen, so that the buttons stay near what they are about.
pub const MAX_HEIGHT: f32 = 680.0;
/// A window lower than this is tight: margins and the primary button shrink.
pub const TIGHT: f32 = 460.0;
/// Initial size of the window.
pub const WINDOW: [f32; 2] = [760.0, 680.0];
/// Size of a kiosk's docked window.
pub const DOCKED: [f32; 2] = [420.0, 560.0];
/// Smallest size of the window.
pub const SMALLEST: [f32; 2] = [420.0, 480.0];

/// Returns the headings' font in this size.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Returns whether the window is too low for normal margins.
pub fn is_tight(ui: &egui::Ui) -> bool {
    ui.ctx().content_rect().height() < TIGHT
}
