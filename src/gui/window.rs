//! Creates the window with one of its two renderers.

use egui::ViewportBuilder;

use super::app::{App, NoWindow, Start};
use super::kiosk::WindowMode;
use super::{soft, theme, words};
use crate::i18n::Tr;

/// What draws the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// OpenGL.
    Gpu,
    /// The CPU.
    Cpu,
}

/// Opens the window. Returns when it is closed.
pub fn run(start: Start, renderer: Renderer) -> Result<(), NoWindow> {
    let title = words::title(&Tr::new(start.locale.as_deref()), start.demo);
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icons/signoff-128.png"));
    let viewport = ViewportBuilder::default()
        .with_title(&title)
        .with_app_id(APP_ID)
        .with_icon(icon.unwrap_or_default())
        .with_inner_size(theme::WINDOW)
        .with_min_inner_size(theme::SMALLEST);
    let viewport = match start.kiosk {
        None => viewport,
        Some(WindowMode::Full) => viewport.with_fullscreen(true).with_always_on_top(),
        Some(WindowMode::Docked) => {
            viewport.with_decorations(false).with_always_on_top().with_inner_size(theme::DOCKED)
        }
    };
    if renderer == Renderer::Cpu {
        return soft::run(viewport, |ctx| App::new(start, ctx));
    }
    let options = eframe::NativeOptions { viewport, centered: true, ..eframe::NativeOptions::default() };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| Ok(Box::new(App::new(start, &creation.egui_ctx)?)));
    // The event loop has many kinds of errors; all mean that there is no window.
    eframe::run_native(APP_ID, options, create).map_err(|error| NoWindow(error.to_string()))
}

/// The application id of the window; the same as the desktop file's `StartupWMClass`.
const APP_ID: &str = "signoff-app";
