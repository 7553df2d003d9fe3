//! The window itself: carries messages between views, `update` and the worker, and effects to whom they concern.

use super::model::{Effect, Model, Msg, Screen};
use super::update::update;
use super::worker::{Ground, Worker};
use super::{theme, view, words};
use crate::i18n::Tr;

/// With what the window starts.
pub struct Start {
    /// What the worker works on.
    pub ground: Ground,
    /// Whether that is the sample home.
    pub demo: bool,
    /// The locale of the person's session.
    pub locale: Option<String>,
}

/// No window can be opened; says what the graphics system said.
#[derive(Debug, thiserror::Error)]
#[error("no window can be opened: {0}")]
pub struct NoWindow(String);

/// Opens the window and returns when it is closed.
pub fn run(start: Start) -> Result<(), NoWindow> {
    let tr = Tr::new(start.locale.as_deref());
    let title = words::title(&tr, start.demo);
    let viewport = egui::ViewportBuilder::default()
        .with_title(&title)
        .with_app_id(APP_ID)
        .with_inner_size(theme::WINDOW)
        .with_min_inner_size(theme::SMALLEST);
    let options = eframe::NativeOptions { viewport, centered: true, ..eframe::NativeOptions::default() };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        theme::install(&creation.egui_ctx);
        let wake = creation.egui_ctx.clone();
        let worker = Worker::start(start.ground, move || wake.request_repaint())?;
        worker.look();
        Ok(Box::new(App { model: Model::new(tr.lang(), start.demo), tr, worker }))
    });
    // The event loop's own errors come in many kinds and mean one thing here.
    eframe::run_native(APP_ID, options, create).map_err(|error| NoWindow(error.to_string()))
}

/// The name under which desktops know the window; the desktop file's `StartupWMClass`.
const APP_ID: &str = "signoff-app";

struct App {
    model: Model,
    tr: Tr,
    worker: Worker,
}

impl App {
    fn take(&mut self, ctx: &egui::Context, msg: Msg) {
        let effect = update(&mut self.model, msg);
        if self.model.lang != self.tr.lang() {
            self.tr = Tr::of(self.model.lang);
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(words::title(&self.tr, self.model.demo)));
        }
        match effect {
            None => {}
            Some(Effect::Look) => self.worker.look(),
            Some(Effect::Plan(request)) => self.worker.plan(request),
            Some(Effect::Run { plan, closing }) => self.worker.run(plan, closing),
            Some(Effect::Stop(reason)) => self.worker.stop(reason),
            Some(Effect::CopyReport) => ctx.copy_text(words::report(&self.model, &self.tr)),
            Some(Effect::Quit) => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        while let Some(msg) = self.worker.answer() {
            self.take(ctx, msg);
        }
        if ctx.input(|input| input.viewport().close_requested()) && self.model.screen == Screen::Working {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.take(ctx, Msg::Quit);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        for msg in view::show(&self.model, &self.tr, ui) {
            self.take(&ctx, msg);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
