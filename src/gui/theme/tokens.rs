//! The colours, named by their use, in each colour scheme. No other file defines a colour.

#![expect(clippy::disallowed_methods, reason = "the one file that defines colours")]

use egui::Color32;

/// The colours, named by their use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tokens {
    /// Background of the window.
    pub background: Color32,
    /// Background of a card.
    pub card: Color32,
    /// Background of a quiet button under the pointer.
    pub raised: Color32,
    /// Separators.
    pub line: Color32,
    /// Outlines of check boxes and buttons: contrast of at least 3:1 on a card.
    pub outline: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub weak: Color32,
    /// Background of the primary button.
    pub accent: Color32,
    /// Background of the primary button under the pointer.
    pub accent_hover: Color32,
    /// Background of the primary button while pressed.
    pub accent_pressed: Color32,
    /// Text on the primary button.
    pub on_accent: Color32,
    /// Text of a success.
    pub ok: Color32,
    /// Background of a success.
    pub ok_background: Color32,
    /// Text of a warning.
    pub warn: Color32,
    /// Background of a warning.
    pub warn_background: Color32,
    /// Text of an error.
    pub error: Color32,
    /// Background of an error.
    pub error_background: Color32,
    /// The focus ring.
    pub focus: Color32,
    /// Background of a browser's initial and of a round icon.
    pub mark: Color32,
    /// A browser's initial, icons and links.
    pub on_mark: Color32,
    /// The shadow of a card; transparent in schemes where cards have a visible border.
    pub shadow: Color32,
    /// Width of outlines.
    pub stroke: f32,
}

/// The light scheme.
pub const LIGHT: Tokens = Tokens {
    background: Color32::from_rgb(0xF5, 0xF5, 0xF8),
    card: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    raised: Color32::from_rgb(0xF3, 0xF1, 0xF8),
    line: Color32::from_rgb(0xE2, 0xE0, 0xEA),
    outline: Color32::from_rgb(0x8A, 0x86, 0x99),
    text: Color32::from_rgb(0x1C, 0x1A, 0x24),
    weak: Color32::from_rgb(0x5C, 0x58, 0x69),
    accent: Color32::from_rgb(0x4E, 0x00, 0x8E),
    accent_hover: Color32::from_rgb(0x63, 0x12, 0xA8),
    accent_pressed: Color32::from_rgb(0x3C, 0x00, 0x6E),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    ok: Color32::from_rgb(0x14, 0x65, 0x3A),
    ok_background: Color32::from_rgb(0xE4, 0xF4, 0xEA),
    warn: Color32::from_rgb(0x7A, 0x4A, 0x00),
    warn_background: Color32::from_rgb(0xFD, 0xF1, 0xDC),
    error: Color32::from_rgb(0xA3, 0x12, 0x2A),
    error_background: Color32::from_rgb(0xFC, 0xE8, 0xEB),
    focus: Color32::from_rgb(0x7A, 0x2B, 0xC8),
    mark: Color32::from_rgb(0xE9, 0xE0, 0xF5),
    on_mark: Color32::from_rgb(0x4E, 0x00, 0x8E),
    shadow: Color32::from_black_alpha(14),
    stroke: 1.0,
};

/// The dark scheme.
pub const DARK: Tokens = Tokens {
    background: Color32::from_rgb(0x17, 0x16, 0x1C),
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
    ok_background: Color32::from_rgb(0x1B, 0x33, 0x26),
    warn: Color32::from_rgb(0xF2, 0xC0, 0x78),
    warn_background: Color32::from_rgb(0x3A, 0x2D, 0x18),
    error: Color32::from_rgb(0xF5, 0xA0, 0xAC),
    error_background: Color32::from_rgb(0x40, 0x1F, 0x26),
    focus: Color32::from_rgb(0xD3, 0xB8, 0xFA),
    mark: Color32::from_rgb(0x33, 0x2D, 0x42),
    on_mark: Color32::from_rgb(0xD3, 0xB8, 0xFA),
    shadow: Color32::TRANSPARENT,
    stroke: 1.0,
};

/// High contrast: black, white, one yellow and one cyan.
pub const CONTRAST: Tokens = Tokens {
    background: Color32::BLACK,
    card: Color32::BLACK,
    raised: Color32::from_rgb(0x2A, 0x2A, 0x2A),
    line: Color32::WHITE,
    outline: Color32::WHITE,
    text: Color32::WHITE,
    weak: Color32::from_rgb(0xEE, 0xEE, 0xEE),
    accent: Color32::from_rgb(0xFF, 0xE1, 0x00),
    accent_hover: Color32::from_rgb(0xFF, 0xF0, 0x80),
    accent_pressed: Color32::from_rgb(0xD9, 0xBF, 0x00),
    on_accent: Color32::BLACK,
    ok: Color32::from_rgb(0x8C, 0xFF, 0xB0),
    ok_background: Color32::BLACK,
    warn: Color32::from_rgb(0xFF, 0xD2, 0x8A),
    warn_background: Color32::BLACK,
    error: Color32::from_rgb(0xFF, 0xB0, 0xB8),
    error_background: Color32::BLACK,
    focus: Color32::from_rgb(0x00, 0xE5, 0xFF),
    mark: Color32::BLACK,
    on_mark: Color32::WHITE,
    shadow: Color32::TRANSPARENT,
    stroke: 2.0,
};

/// Returns the colours in use, found by the background colour.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    let background = ui.visuals().panel_fill;
    [&LIGHT, &DARK, &CONTRAST].into_iter().find(|tokens| tokens.background == background).unwrap_or(&LIGHT)
}

/// Returns an opaque colour, for the rasteriser.
pub(in crate::gui) const fn pixel(r: u8, g: u8, b: u8) -> Color32 {
    Color32::from_rgb(r, g, b)
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
        for t in [LIGHT, DARK, CONTRAST] {
            for (name, text, background) in [
                ("text on ground", t.text, t.background),
                ("text on card", t.text, t.card),
                ("text on raised", t.text, t.raised),
                ("weak on ground", t.weak, t.background),
                ("weak on card", t.weak, t.card),
                ("weak on raised", t.weak, t.raised),
                ("a browser's initial", t.on_mark, t.mark),
                ("a link", t.on_mark, t.card),
                ("a link on ground", t.on_mark, t.background),
                ("a link on raised", t.on_mark, t.raised),
                ("weak on ok", t.weak, t.ok_background),
                ("weak on warn", t.weak, t.warn_background),
                ("weak on error", t.weak, t.error_background),
                ("on accent", t.on_accent, t.accent),
                ("on accent under the pointer", t.on_accent, t.accent_hover),
                ("on accent pressed", t.on_accent, t.accent_pressed),
                ("ok", t.ok, t.ok_background),
                ("warn", t.warn, t.warn_background),
                ("error", t.error, t.error_background),
                ("error on card", t.error, t.card),
                ("text on ok", t.text, t.ok_background),
                ("text on warn", t.text, t.warn_background),
                ("text on error", t.text, t.error_background),
            ] {
                assert!(contrast(text, background) >= 4.5, "{name}: {:.2}", contrast(text, background));
            }
        }
    }

    #[test]
    fn outlines_and_focus_can_be_seen() {
        for t in [LIGHT, DARK, CONTRAST] {
            for (name, line, background) in [
                ("outline", t.outline, t.card),
                ("outline on ground", t.outline, t.background),
                ("the button on ground", t.accent, t.background),
                ("focus on ground", t.focus, t.background),
                ("focus on card", t.focus, t.card),
            ] {
                assert!(contrast(line, background) >= 3.0, "{name}: {:.2}", contrast(line, background));
            }
        }
    }

    #[test]
    fn high_contrast_is_seven_to_one() {
        let t = CONTRAST;
        for (text, background) in
            [(t.text, t.raised), (t.weak, t.raised), (t.on_accent, t.accent), (t.focus, t.background)]
        {
            assert!(contrast(text, background) >= 7.0, "{:.2}", contrast(text, background));
        }
    }
}
