//! The preview of many profiles, scrolled from top to bottom: layout, triangles and pixels of each frame.

use std::time::Instant;

use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, Rect, TouchPhase, vec2};
use signoff::gui::model::Model;
use signoff::gui::soft::Raster;
use signoff::gui::{theme, view};
use signoff::i18n::{Lang, Tr};

use super::{many, median};

const FEW: usize = 10;
const MANY: usize = 200;
/// Of each, after the first.
const FRAMES: u32 = 200;
const ROUNDS: usize = 5;

/// Prints what a frame takes with many profiles beside few.
pub(super) fn tell() {
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        few.push(frame(FEW));
        many.push(frame(MANY));
    }
    let ratio = median(many.iter().zip(&few).map(|(many, few)| many / few).collect());
    let (few, many) = (median(few) * 1e3, median(many) * 1e3);
    println!("\na frame of the scrolled preview: {FEW} profiles {few:.2} ms, {MANY} profiles {many:.2} ms");
    println!("median: scrolling, {MANY} : {FEW} profiles {ratio:.2}, {many:.2} ms a frame");
}

/// Returns the mean time of a frame, in seconds.
fn frame(profiles: usize) -> f64 {
    let (model, tr, ctx) = (many::preview(Lang::En, profiles), Tr::of(Lang::En), egui::Context::default());
    theme::install(&ctx);
    let mut raster = Raster::default();
    for _ in 0..3 {
        draw(&model, &tr, &ctx, &mut raster, 0.0);
    }
    let began = Instant::now();
    for number in 0..FRAMES {
        // Down and up again, so that few profiles are scrolled as long as many.
        let step = if number % 20 < 10 { -80.0 } else { 60.0 };
        draw(&model, &tr, &ctx, &mut raster, step);
    }
    began.elapsed().as_secs_f64() / f64::from(FRAMES)
}

fn draw(model: &Model, tr: &Tr, ctx: &egui::Context, raster: &mut Raster, step: f32) {
    let [width, height] = theme::WINDOW;
    let size = vec2(width, height);
    let wheel = Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, step),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    };
    let events = vec![Event::PointerMoved((size / 2.0).to_pos2()), wheel];
    let input =
        RawInput { screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, size)), events, ..RawInput::default() };
    let mut output = ctx.run_ui(input, |ui| drop(view::show(model, tr, ui)));
    raster.set_textures(&output.textures_delta);
    let scene = ctx.tessellate(output.shapes, output.pixels_per_point);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the size of a window")]
    let pixels = [width as usize, height as usize];
    raster.paint(pixels, theme::LIGHT.background, &scene, output.pixels_per_point);
    raster.free_textures(&output.textures_delta);
    output.textures_delta.clear();
}
