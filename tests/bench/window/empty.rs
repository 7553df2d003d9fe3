//! A window of eframe with nothing in it but its background, which is the colour of the measured window's.

use signoff::gui::theme;

/// The argument that asks for it.
const ASKED: &str = "--empty-window";

/// Says whether this process is to be the empty window.
pub(super) fn is_asked() -> bool {
    std::env::args_os().nth(1).is_some_and(|first| first == ASKED)
}

/// Returns how to start it.
pub(super) fn arguments() -> [&'static str; 1] {
    [ASKED]
}

/// Opens it and returns when it is closed.
pub(super) fn open() {
    let viewport = egui::ViewportBuilder::default().with_title("empty").with_inner_size(theme::WINDOW);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native("empty", options, Box::new(|_creation| Ok(Box::new(Empty)))).unwrap();
}

struct Empty;

impl eframe::App for Empty {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui.painter().rect_filled(ui.max_rect(), 0.0, theme::LIGHT.background);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        // Else it would look ready before its frame is.
        [0.0, 0.0, 0.0, 1.0]
    }
}
