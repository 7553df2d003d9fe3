//! A test window: the real views and `update`, with a list of effects in place of the worker.

use egui_kittest::{Harness, TestRenderer};

use signoff::gui::effect::Effect;
use signoff::gui::model::Model;
use signoff::gui::msg::Msg;
use signoff::gui::preferences::ColourScheme;
use signoff::gui::sign_in::SignInMsg;
use signoff::gui::soft::Raster;
use signoff::gui::testing;
use signoff::gui::update::update;
use signoff::gui::{theme, view};
use signoff::i18n::{Lang, Tr};

/// The state of the test window.
pub(crate) struct Stage {
    pub(crate) model: Model,
    pub(crate) tr: Tr,
    /// The effects so far.
    pub(crate) effects: Vec<Effect>,
}

impl Stage {
    /// A window that has just opened.
    pub(crate) fn new(lang: Lang, demo: bool) -> Self {
        Self { model: Model::new(lang, demo), tr: Tr::of(lang), effects: Vec::new() }
    }

    /// A window after the first discovery.
    pub(crate) fn home(lang: Lang, running: bool) -> Self {
        let mut stage = Self::new(lang, false);
        stage.handle(Msg::Found(testing::found(running)));
        stage
    }

    /// Handles a message of Fix sign-in or Why?.
    pub(crate) fn sign_in(&mut self, msg: SignInMsg) {
        self.handle(Msg::SignIn(msg));
    }

    /// Answers the last request for a Fix sign-in's plan.
    pub(crate) fn plan_fix(&mut self, running: bool) {
        let request = self.model.sign_in.request().expect("something is ticked");
        self.sign_in(SignInMsg::Planned(testing::sign_in::plan(&request, running).into()));
    }

    /// Handles a message and records its effect.
    pub(crate) fn handle(&mut self, msg: Msg) {
        self.effects.extend(update(&mut self.model, msg));
        if self.tr.lang() != self.model.lang {
            self.tr = Tr::of(self.model.lang);
        }
    }
}

/// Returns a window of this size. It fails on controls without a name and on characters that no font has.
pub(crate) fn window_of(mut stage: Stage, size: [f32; 2], colours: ColourScheme) -> Harness<'static, Stage> {
    stage.model.preferences.colours = colours;
    let chosen = stage.model.preferences.clone();
    let show = |ui: &mut egui::Ui, stage: &mut Stage| {
        for msg in view::show(&stage.model, &stage.tr, ui) {
            stage.handle(msg);
        }
    };
    let setup = move |ctx: &egui::Context| {
        theme::install(ctx);
        theme::apply(ctx, &chosen);
    };
    let theme = if colours == ColourScheme::Light { egui::Theme::Light } else { egui::Theme::Dark };
    let builder = Harness::builder().with_size(size).with_theme(theme).renderer(Cpu::default());
    builder.with_context_setup(setup).build_ui_state(show, stage)
}

/// Returns a window of the initial size, in light colours.
pub(crate) fn window(stage: Stage) -> Harness<'static, Stage> {
    window_of(stage, theme::WINDOW, ColourScheme::Light)
}

/// Draws like the window without OpenGL.
#[derive(Default)]
struct Cpu(Raster);

impl TestRenderer for Cpu {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        self.0.set_textures(delta);
        self.0.free_textures(delta);
        delta.clear();
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<image::RgbaImage, String> {
        let scale = output.pixels_per_point;
        let scene = ctx.tessellate(output.shapes.clone(), scale);
        let size = ctx.content_rect().size() * scale;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the size of a window")]
        let [width, height] = [size.x.round() as u32, size.y.round() as u32];
        let background = ctx.global_style().visuals.panel_fill;
        let pixels = self.0.paint([width as usize, height as usize], background, &scene, scale);
        let bytes = pixels.iter().flat_map(egui::Color32::to_array).collect();
        image::RgbaImage::from_raw(width, height, bytes).ok_or_else(|| "too few pixels".to_owned())
    }
}
