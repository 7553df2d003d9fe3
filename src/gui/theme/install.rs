//! Sets egui's fonts, sizes and colours, at the start and when the preferences change.

use std::sync::Arc;

use egui::style::ScrollStyle;
use egui::{CornerRadius, FontFamily, FontId, Stroke, TextStyle, Theme, ThemePreference, Vec2};

use super::sizes::{BODY, BUTTON_RADIUS, HEADING, SMALL, STRONG, TARGET, strong};
use super::tokens::{CONTRAST, DARK, LIGHT, Tokens};
use crate::gui::preferences::{ColourScheme, Preferences};

/// The length of animations, in seconds.
const ANIMATION: f32 = 0.1;

/// Sets fonts, sizes and both themes of a context.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    // For systems without a light or dark preference.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    write(ctx, ColourScheme::System, ANIMATION);
}

/// Applies the user's preferences.
pub fn apply(ctx: &egui::Context, chosen: &Preferences) {
    write(ctx, chosen.colours, if chosen.less_motion { 0.0 } else { ANIMATION });
    ctx.set_theme(match chosen.colours {
        ColourScheme::System => ThemePreference::System,
        ColourScheme::Light => ThemePreference::Light,
        ColourScheme::Dark | ColourScheme::Contrast => ThemePreference::Dark,
    });
    ctx.set_zoom_factor(chosen.text.factor());
}

/// egui has only a light and a dark theme: high contrast replaces the dark one.
fn write(ctx: &egui::Context, scheme: ColourScheme, animation: f32) {
    let dark = if scheme == ColourScheme::Contrast { &CONTRAST } else { &DARK };
    for (theme, tokens) in [(Theme::Light, &LIGHT), (Theme::Dark, dark)] {
        ctx.style_mut_of(theme, |style| {
            sizes(style);
            style.animation_time = animation;
            colours(&mut style.visuals, tokens);
        });
    }
}

/// egui's own fonts are the fallback for characters that our subset leaves out.
fn fonts() -> egui::FontDefinitions {
    let mut fonts = egui::FontDefinitions::default();
    let behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let own: [(FontFamily, &str, &'static [u8]); 2] = [
        (FontFamily::Proportional, "Inter", include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
        (FontFamily::Name(STRONG.into()), "Inter SemiBold", include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
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
    style.spacing.scroll = ScrollStyle::floating();
    style.interaction.selectable_labels = false;
}

fn colours(visuals: &mut egui::Visuals, tokens: &Tokens) {
    visuals.panel_fill = tokens.background;
    visuals.window_fill = tokens.card;
    visuals.extreme_bg_color = tokens.card;
    visuals.text_edit_bg_color = Some(tokens.card);
    visuals.faint_bg_color = tokens.raised;
    visuals.weak_text_color = Some(tokens.weak);
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.error;
    visuals.selection.bg_fill = tokens.accent;
    visuals.selection.stroke = Stroke::new(tokens.stroke, tokens.on_accent);
    // The text of a disabled button must stay readable.
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
        state.bg_stroke = Stroke::new(tokens.stroke, edge);
        state.fg_stroke = Stroke::new(1.5, tokens.text);
        state.corner_radius = CornerRadius::same(BUTTON_RADIUS);
        state.expansion = 0.0;
    }
    // In high contrast, `line` is white like the text.
    if tokens.stroke > 1.0 {
        widgets.active.bg_fill = tokens.raised;
        widgets.active.weak_bg_fill = tokens.raised;
    }
}
