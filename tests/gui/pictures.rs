//! A snapshot for each screen and colour scheme, drawn by the window's own rasteriser. `UPDATE_SNAPSHOTS=true` writes
//! them.

use egui_kittest::SnapshotResults;

use signoff::gui::preferences::ColourScheme;
use signoff::i18n::Lang;

use crate::gallery::every_screen;
use crate::stage::window_of;

/// Smaller than the initial window, to keep the files small.
const SIZE: [f32; 2] = [620.0, 580.0];

fn check(colours: ColourScheme, theme: &str, lang: Lang) {
    let mut results = SnapshotResults::new();
    for (name, mut stage) in every_screen(lang) {
        // A spinner never looks the same twice.
        stage.model.preferences.less_motion = true;
        let mut window = window_of(stage, SIZE, colours);
        window.run_steps(4);
        window.snapshot(format!("{name}-{theme}"));
        results.extend_harness(&mut window);
    }
}

#[test]
fn every_screen_looks_the_same_in_light() {
    check(ColourScheme::Light, "light", Lang::En);
}

#[test]
fn every_screen_looks_the_same_in_dark() {
    check(ColourScheme::Dark, "dark", Lang::Fi);
}

#[test]
fn every_screen_looks_the_same_in_high_contrast() {
    check(ColourScheme::Contrast, "contrast", Lang::Sv);
}
