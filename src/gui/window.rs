//! Creates the window with one of its two renderers. The libraries that open it panic on displays that they do not
//! expect; to the rest of the program that is a window that cannot be opened.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
    let is_open = Arc::new(AtomicBool::new(false));
    let (print, was_open) = (take_hook(), Arc::clone(&is_open));
    set_hook(Box::new(move |panic| {
        if was_open.load(Ordering::Relaxed) {
            print(panic);
        }
    }));
    match catch_unwind(AssertUnwindSafe(|| show(start, renderer, &is_open))) {
        Ok(closed) => closed,
        Err(panic) if is_open.load(Ordering::Relaxed) => resume_unwind(panic),
        Err(_said_by_the_sentence) => Err(NoWindow::Unsuited),
    }
}

/// Opens the window, and says in `is_open` that it is open.
fn show(start: Start, renderer: Renderer, is_open: &AtomicBool) -> Result<(), NoWindow> {
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
    let create = move |ctx: &egui::Context| {
        let app = App::new(start, ctx)?;
        is_open.store(true, Ordering::Relaxed);
        Ok(app)
    };
    if renderer == Renderer::Cpu {
        return soft::run(viewport, create);
    }
    let options = eframe::NativeOptions { viewport, centered: true, ..eframe::NativeOptions::default() };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| Ok(Box::new(create(&creation.egui_ctx)?)));
    eframe::run_native(APP_ID, options, create).map_err(|error| match error {
        eframe::Error::WinitEventLoop(_) => NoWindow::Unreachable,
        eframe::Error::AppCreation(_) => NoWindow::NoWorker,
        _ => NoWindow::Unsuited,
    })
}

/// The application id of the window; the same as the desktop file's `StartupWMClass`.
const APP_ID: &str = "signoff-app";
