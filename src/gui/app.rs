//! The running window: passes messages between views, `update` and the worker, and carries out the window's own
//! effects.
//!
//! It does not know how its frames reach the screen.

use std::time::Duration;

use egui::{ViewportCommand, WindowLevel};

use super::effect::{Effect, Order, WindowEffect};
use super::kiosk::{Kiosk, WindowMode};
use super::model::Model;
use super::msg::Msg;
use super::organisation::Branding;
use super::rules::Rules;
use super::screen::{Focus, Screen};
use super::update::update;
use super::worker::{Worker, WorkerContext};
use super::{preferences, save, theme, view, words};
use crate::i18n::Tr;
use crate::model::Phase;
use crate::platform::{self, OnlyWindow};

/// What the window starts with.
pub struct Start {
    /// The catalog, folders and settings that the worker uses.
    pub context: WorkerContext,
    /// Whether `context` is the sample home of a demonstration.
    pub demo: bool,
    /// What the policy and the user's settings fix.
    pub rules: Rules,
    /// The organisation's help, picture and services.
    pub branding: Branding,
    /// The locale of the user's session.
    pub locale: Option<String>,
    /// The kind of kiosk window; `None` for an ordinary window.
    pub kiosk: Option<WindowMode>,
    /// The claim to be the session's only window; `None` in a demonstration, or if it could not be checked.
    pub only: Option<OnlyWindow>,
}

/// Why no window could be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoWindow {
    /// The session has no display.
    #[error("there is no display")]
    NoDisplay,
    /// Nothing answers where the session says that its display is.
    #[error("the display does not answer")]
    Unreachable,
    /// The display lacks what a window needs: enough colours, or an extension of its protocol.
    #[error("the display lacks something that a window needs")]
    Unsuited,
    /// The display would do, but the window's worker cannot be started.
    #[error("the window's worker cannot be started")]
    NoWorker,
}

impl NoWindow {
    /// Returns the reason in a person's language, as a part of a sentence.
    pub fn reason(self, tr: &Tr) -> String {
        tr.text(match self {
            Self::NoDisplay => "win-none-display",
            Self::Unreachable => "win-none-unreachable",
            Self::Unsuited => "win-none-unsuited",
            Self::NoWorker => "win-none-worker",
        })
    }
}

/// The window's state, its translations and its worker.
pub(super) struct App {
    model: Model,
    tr: Tr,
    worker: Worker,
    _only: Option<OnlyWindow>,
}

impl App {
    pub(super) fn new(start: Start, ctx: &egui::Context) -> std::io::Result<Self> {
        theme::install(ctx);
        let chosen = preferences::read(&start.context.places);
        theme::apply(ctx, &chosen);
        let model = Model::opening(Tr::new(start.locale.as_deref()).lang(), start.demo, chosen.clone())
            .governed(start.rules, start.branding);
        let model = match start.kiosk {
            None => model,
            Some(mode) => model.as_kiosk(Kiosk::new(mode, chosen)),
        };
        if let Some(only) = &start.only {
            let ctx = ctx.clone();
            only.on_start(move || {
                for command in [ViewportCommand::Minimized(false), ViewportCommand::Focus] {
                    ctx.send_viewport_cmd(command);
                }
                ctx.request_repaint();
            });
        }
        let wake = ctx.clone();
        let idle = model.rules.idle.filter(|_| model.kiosk.is_some());
        let worker = Worker::start(WorkerContext { idle, ..start.context }, move || wake.request_repaint())?;
        match model.screen {
            Screen::Discovering => worker.order(Order::Discover),
            Screen::Kiosk => worker.order(Order::BeginKiosk(model.kiosk_request())),
            _ => {}
        }
        Ok(Self { tr: Tr::of(model.lang), model, worker, _only: start.only })
    }

    fn handle(&mut self, ctx: &egui::Context, msg: Msg) {
        let before = self.model.preferences.clone();
        let effect = update(&mut self.model, msg);
        if self.model.preferences != before {
            theme::apply(ctx, &self.model.preferences);
            // At a kiosk, a choice lasts for one session only.
            if self.model.kiosk.is_none() {
                self.worker.order(Order::Save(self.model.preferences.clone()));
            }
        }
        if self.model.lang != self.tr.lang() {
            self.tr = Tr::of(self.model.lang);
            ctx.send_viewport_cmd(ViewportCommand::Title(words::title(&self.tr, self.model.demo)));
        }
        match effect {
            None => {}
            Some(Effect::Work(order)) => self.worker.order(order),
            Some(Effect::Window(effect)) => self.carry_out(ctx, effect),
        }
    }

    fn carry_out(&self, ctx: &egui::Context, effect: WindowEffect) {
        match effect {
            WindowEffect::Stop(reason) => self.worker.stop(reason),
            WindowEffect::SaveReport => {
                let (title, text) = (self.tr.text("win-save-report"), words::report(&self.model, &self.tr));
                self.worker.spawn_task("save", move || save::report(&title, &text).map(Msg::ReportSaved));
            }
            WindowEffect::Notify => {
                let (summary, body) = words::notice(&self.model, &self.tr);
                self.worker.spawn_task("notify", move || {
                    // A desktop without notifications ignores this.
                    platform::notify(&summary, &body);
                    None
                });
            }
            WindowEffect::StepAside => {
                ctx.send_viewport_cmd(ViewportCommand::WindowLevel(WindowLevel::Normal));
                ctx.send_viewport_cmd(ViewportCommand::Minimized(true));
            }
            WindowEffect::StepForward => {
                ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
                ctx.send_viewport_cmd(ViewportCommand::WindowLevel(WindowLevel::AlwaysOnTop));
            }
            WindowEffect::CopyReport => ctx.copy_text(words::report(&self.model, &self.tr)),
            WindowEffect::Copy(words) => ctx.copy_text(words),
            WindowEffect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Handles the worker's answers and the window system's input; runs also while the window is hidden.
    pub(super) fn logic(&mut self, ctx: &egui::Context) {
        let focus = if ctx.input(|input| input.focused) { Focus::Here } else { Focus::Elsewhere };
        self.handle(ctx, Msg::Focus(focus));
        self.handle(ctx, Msg::Clock(Duration::from_secs_f64(ctx.input(|input| input.time.max(0.0))).as_secs()));
        while let Some(msg) = self.worker.answer() {
            self.handle(ctx, msg);
        }
        if self.model.screen == Screen::Working && self.model.progress.phase == Phase::Closing {
            // The countdown of seconds must move although no event arrives.
            ctx.request_repaint_after(Duration::from_millis(500));
        }
        if self.model.kiosk.as_ref().is_some_and(|kiosk| kiosk.counting_since.or(kiosk.ended_at).is_some()) {
            // The countdown, or the time until the result closes itself.
            ctx.request_repaint_after(Duration::from_millis(500));
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.model.may_close() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.handle(ctx, Msg::Quit);
        }
    }

    /// Draws the window and handles the messages that its views return.
    pub(super) fn ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        for msg in view::show(&self.model, &self.tr, ui) {
            self.handle(&ctx, msg);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        App::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        App::ui(self, ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
