//! All colours, spaces and sizes of the window. Screens take them from here and make up none of their own.

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Vec2};

/// The colours, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// Behind everything.
    pub ground: Color32,
    /// Behind what belongs together.
    pub card: Color32,
    /// A quiet button under the pointer.
    pub raised: Color32,
    /// Separators.
    pub line: Color32,
    /// Outlines of boxes and buttons: at least 3:1 on a card.
    pub outline: Color32,
    /// Text.
    pub text: Color32,
    /// Text that says less.
    pub weak: Color32,
    /// The filled button.
    pub accent: Color32,
    /// The filled button under the pointer.
    pub accent_hover: Color32,
    /// The filled button, pressed.
    pub accent_pressed: Color32,
    /// Text on the filled button.
    pub on_accent: Color32,
    /// Good news.
    pub ok: Color32,
    /// Behind good news.
    pub ok_ground: Color32,
    /// Something to know.
    pub warn: Color32,
    /// Behind something to know.
    pub warn_ground: Color32,
    /// Bad news.
    pub error: Color32,
    /// Behind bad news.
    pub error_ground: Color32,
    /// The ring round the focused control.
    pub focus: Color32,
}

/// For a bright room.
pub const LIGHT: Tokens = Tokens {
    ground: Color32::from_rgb(0xF5, 0xF5, 0xF8),
    card: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    raised: Color32::from_rgb(0xEC, 0xEA, 0xF2),
    line: Color32::from_rgb(0xE2, 0xE0, 0xEA),
    outline: Color32::from_rgb(0x8A, 0x86, 0x99),
    text: Color32::from_rgb(0x1C, 0x1A, 0x24),
    weak: Color32::from_rgb(0x5C, 0x58, 0x69),
    accent: Color32::from_rgb(0x4E, 0x00, 0x8E),
    accent_hover: Color32::from_rgb(0x63, 0x12, 0xA8),
    accent_pressed: Color32::from_rgb(0x3C, 0x00, 0x6E),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    ok: Color32::from_rgb(0x14, 0x65, 0x3A),
    ok_ground: Color32::from_rgb(0xE4, 0xF4, 0xEA),
    warn: Color32::from_rgb(0x7A, 0x4A, 0x00),
    warn_ground: Color32::from_rgb(0xFD, 0xF1, 0xDC),
    error: Color32::from_rgb(0xA3, 0x12, 0x2A),
    error_ground: Color32::from_rgb(0xFC, 0xE8, 0xEB),
    focus: Color32::from_rgb(0x7A, 0x2B, 0xC8),
};

/// For a dark room.
pub const DARK: Tokens = Tokens {
    ground: Color32::from_rgb(0x17, 0x16, 0x1C),
    card: Color32::from_rgb(0x21, 0x1F, 0x28),
    raised: Color32::from_rgb(0x2D, 0x2A, 0x37),
    line: Color32::from_rgb(0x35, 0x32, 0x40),
    outline: Color32::from_rgb(0x7B, 0x76, 0x8C),
    text: Color32::from_rgb(0xF2, 0xF0, 0xF7),
    weak: Color32::from_rgb(0xB4, 0xAF, 0xC2),
    accent: Color32::from_rgb(0xB5, 0x8C, 0xE8),
    accent_hover: Color32::from_rgb(0xC6, 0xA4, 0xF0),
    accent_pressed: Color32::from_rgb(0xA0, 0x76, 0xD6),
    on_accent: Color32::from_rgb(0x1B, 0x10, 0x2B),
    ok: Color32::from_rgb(0x8A, 0xD8, 0xA8),
    ok_ground: Color32::from_rgb(0x1B, 0x33, 0x26),
    warn: Color32::from_rgb(0xF2, 0xC0, 0x78),
    warn_ground: Color32::from_rgb(0x3A, 0x2D, 0x18),
    error: Color32::from_rgb(0xF5, 0xA0, 0xAC),
    error_ground: Color32::from_rgb(0x40, 0x1F, 0x26),
    focus: Color32::from_rgb(0xD3, 0xB8, 0xFA),
};

/// The headings' font.
pub const STRONG: &str = "strong";
/// Size of a screen's heading.
pub const HEADING: f32 = 26.0;
/// Size of a card's heading.
pub const SUBHEADING: f32 = 17.0;
/// Size of the one filled button's text.
pub const PRIMARY: f32 = 20.0;
/// Size of text.
pub const BODY: f32 = 15.0;
/// Size of text that says less.
pub const SMALL: f32 = 13.0;
/// Height of the filled button.
pub const PRIMARY_HEIGHT: f32 = 60.0;
/// Least height of anything that can be pressed.
pub const TARGET: f32 = 36.0;
/// Between a card's edge and what is in it.
pub const INSIDE: i8 = 18;
/// Between two things that do not belong together.
pub const GAP: f32 = 16.0;
/// Corners of cards.
pub const CARD_RADIUS: u8 = 12;
/// Corners of buttons.
pub const BUTTON_RADIUS: u8 = 10;
/// Text wider than this is hard to read.
pub const MAX_WIDTH: f32 = 680.0;
/// The window as it opens.
pub const WINDOW: [f32; 2] = [760.0, 640.0];
/// The smallest window.
pub const SMALLEST: [f32; 2] = [420.0, 480.0];

/// Returns the colours of a theme.
pub const fn tokens_of(dark: bool) -> &'static Tokens {
    if dark { &DARK } else { &LIGHT }
}

/// Returns the colours in use.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    tokens_of(ui.visuals().dark_mode)
}

/// Returns the headings' font in a size.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Writes fonts, sizes and both themes into a context.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    // Where the system does not say which it prefers.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    for (theme, tokens) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| {
            sizes(style);
            colours(&mut style.visuals, tokens);
        });
    }
}

/// egui's own fonts stay behind ours, for characters that the subset leaves out.
fn fonts() -> egui::FontDefinitions {
    let mut fonts = egui::FontDefinitions::default();
    let behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let own: [(FontFamily, &str, &'static [u8]); 2] = [
        (FontFamily::Proportional, "Inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        (FontFamily::Name(STRONG.into()), "Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
    ];
    for (family, name, bytes) in own {
        fonts.font_data.insert(name.to_owned(), Arc::new(egui::FontData::from_static(bytes)));
        let names = std::iter::once(name.to_owned()).chain(behind.iter().cloned()).collect();
        fonts.families.insert(family, names);
    }
    fonts
}

fn sizes(style: &mut egui::Style) {
    style.text_styles = [
        (TextStyle::Heading, strong(HEADING)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Small, FontId::proportional(SMALL)),
        (TextStyle::Monospace, FontId::monospace(SMALL)),
    ]
    .into();
    style.spacing.item_spacing = Vec2::new(10.0, 8.0);
    style.spacing.button_padding = Vec2::new(16.0, 8.0);
    style.spacing.interact_size = Vec2::new(TARGET, TARGET);
    style.spacing.icon_width = 20.0;
    style.spacing.icon_width_inner = 12.0;
    style.spacing.icon_spacing = 10.0;
    style.interaction.selectable_labels = false;
    style.animation_time = 0.1;
}

fn colours(visuals: &mut egui::Visuals, tokens: &Tokens) {
    visuals.panel_fill = tokens.ground;
    visuals.window_fill = tokens.card;
    visuals.extreme_bg_color = tokens.line;
    visuals.faint_bg_color = tokens.raised;
    visuals.weak_text_color = Some(tokens.weak);
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.error;
    visuals.selection.bg_fill = tokens.accent;
    visuals.selection.stroke = Stroke::new(1.0, tokens.on_accent);
    // Disabled text must stay readable: its reason is on the same screen.
    visuals.disabled_alpha = 0.6;
    let widgets = &mut visuals.widgets;
    for (state, fill, edge) in [
        (&mut widgets.noninteractive, tokens.card, tokens.line),
        (&mut widgets.inactive, tokens.card, tokens.outline),
        (&mut widgets.hovered, tokens.raised, tokens.outline),
        (&mut widgets.active, tokens.line, tokens.text),
        (&mut widgets.open, tokens.raised, tokens.outline),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, edge);
        state.fg_stroke = Stroke::new(1.5, tokens.text);
        state.corner_radius = CornerRadius::same(6);
        state.expansion = 0.0;
    }
}

/// Returns the frame of a card.
pub fn card(tokens: &Tokens) -> egui::Frame {
    banner(tokens.card).stroke(Stroke::new(1.0, tokens.line))
}

/// Returns the frame of a coloured card.
pub fn banner(ground: Color32) -> egui::Frame {
    egui::Frame::new().fill(ground).corner_radius(CornerRadius::same(CARD_RADIUS)).inner_margin(Margin::same(INSIDE))
}

/// Returns the frame of a word that marks something.
pub fn badge(tokens: &Tokens) -> egui::Frame {
    banner(tokens.warn_ground).inner_margin(Margin::symmetric(10, 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f32 {
        let part = |byte: u8| {
            let value = f32::from(byte) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_can_be_read() {
        for t in [LIGHT, DARK] {
            for (name, text, ground) in [
                ("text on ground", t.text, t.ground),
                ("text on card", t.text, t.card),
                ("text on raised", t.text, t.raised),
                ("weak on ground", t.weak, t.ground),
                ("weak on card", t.weak, t.card),
                ("on accent", t.on_accent, t.accent),
                ("on accent under the pointer", t.on_accent, t.accent_hover),
                ("on accent pressed", t.on_accent, t.accent_pressed),
                ("ok", t.ok, t.ok_ground),
                ("warn", t.warn, t.warn_ground),
                ("error", t.error, t.error_ground),
                ("text on ok", t.text, t.ok_ground),
                ("text on warn", t.text, t.warn_ground),
                ("text on error", t.text, t.error_ground),
            ] {
                assert!(contrast(text, ground) >= 4.5, "{name}: {:.2}", contrast(text, ground));
            }
        }
    }

    #[test]
    fn outlines_and_focus_can_be_seen() {
        for t in [LIGHT, DARK] {
            for (name, line, ground) in [
                ("outline", t.outline, t.card),
                ("focus on ground", t.focus, t.ground),
                ("focus on card", t.focus, t.card),
            ] {
                assert!(contrast(line, ground) >= 3.0, "{name}: {:.2}", contrast(line, ground));
            }
        }
    }
}
