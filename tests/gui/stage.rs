//! A window to try screens in: the real views and the real `update`, and a list in place of the worker.

use egui_kittest::Harness;

use crate::gui::model::{Effect, Model, Msg};
use crate::gui::update::update;
use crate::gui::{theme, view};
use crate::i18n::{Lang, Tr};
use crate::sample;

/// The state behind the window.
pub(crate) struct Stage {
    pub(crate) model: Model,
    pub(crate) tr: Tr,
    /// What was asked of the worker and the system.
    pub(crate) effects: Vec<Effect>,
}

impl Stage {
    /// A window that has just opened.
    pub(crate) fn new(lang: Lang, demo: bool) -> Self {
        Self { model: Model::new(lang, demo), tr: Tr::of(lang), effects: Vec::new() }
    }

    /// A window that has looked around.
    pub(crate) fn home(lang: Lang, running: bool) -> Self {
        let mut stage = Self::new(lang, false);
        stage.take(Msg::Found(sample::found(running)));
        stage
    }

    /// What the window does with a message.
    pub(crate) fn take(&mut self, msg: Msg) {
        self.effects.extend(update(&mut self.model, msg));
        if self.tr.lang() != self.model.lang {
            self.tr = Tr::of(self.model.lang);
        }
    }
}

/// A window of this size; it fails on a control without a name and on a character that no font has.
pub(crate) fn window_of(stage: Stage, size: [f32; 2], theme: egui::Theme) -> Harness<'static, Stage> {
    let show = |ui: &mut egui::Ui, stage: &mut Stage| {
        for msg in view::show(&stage.model, &stage.tr, ui) {
            stage.take(msg);
        }
    };
    Harness::builder().with_size(size).with_theme(theme).with_context_setup(theme::install).build_ui_state(show, stage)
}

/// A window as it opens, light.
pub(crate) fn window(stage: Stage) -> Harness<'static, Stage> {
    window_of(stage, theme::WINDOW, egui::Theme::Light)
}
