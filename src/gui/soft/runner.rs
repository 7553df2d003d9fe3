//! The event loop without OpenGL: waits for events, draws if something changed, and copies the changed rows into the
//! window.
//!
//! There is no vertical sync, so frames are spaced here. egui's request for a later frame is kept, or a still window
//! would be drawn hundreds of times a second.

use std::num::NonZeroU32;
use std::rc::Rc;
use std::time::{Duration, Instant};

use egui::{Color32, ViewportBuilder, ViewportCommand, ViewportEvent, ViewportId, ViewportInfo};
use egui_winit::accesskit_winit::{self, WindowEvent as AccessEvent};
use winit::application::ApplicationHandler;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop, EventLoopProxy};
use winit::window::{Window, WindowId};

use super::raster::Raster;
use crate::gui::app::{App, NoWindow};

/// The shortest time between two frames.
const FRAME: Duration = Duration::from_millis(16);

/// Opens the window. Returns when it is closed.
pub(in crate::gui) fn run(
    viewport: ViewportBuilder,
    create: impl FnOnce(&egui::Context) -> std::io::Result<App>,
) -> Result<(), NoWindow> {
    let events = EventLoop::<Wake>::with_user_event().build().map_err(|_os_error| NoWindow::Unreachable)?;
    let ctx = egui::Context::default();
    let proxy = events.create_proxy();
    let wake = proxy.clone();
    ctx.set_request_repaint_callback(move |info| {
        // Fails only when the event loop is gone.
        drop(wake.send_event(Wake::Draw(Instant::now().checked_add(info.delay))));
    });
    let mut runner = Runner { ctx, viewport, create: Some(create), proxy, shown: None, next: None, failure: None };
    events.run_app(&mut runner).map_err(|_os_error| NoWindow::Unsuited)?;
    runner.failure.map_or(Ok(()), Err)
}

/// A wake-up of the event loop that is no window event.
#[derive(Debug)]
enum Wake {
    /// Draw a frame at this time; `None` if the time is out of range.
    Draw(Option<Instant>),
    /// A request of a screen reader.
    Access(accesskit_winit::Event),
}

impl From<accesskit_winit::Event> for Wake {
    fn from(event: accesskit_winit::Event) -> Self {
        Self::Access(event)
    }
}

struct Runner<C> {
    ctx: egui::Context,
    viewport: ViewportBuilder,
    create: Option<C>,
    proxy: EventLoopProxy<Wake>,
    shown: Option<Shown>,
    next: Option<Instant>,
    failure: Option<NoWindow>,
}

/// An open window. Fields are dropped in order: on Wayland the clipboard in `state` must be dropped before the window.
struct Shown {
    app: App,
    state: egui_winit::State,
    info: ViewportInfo,
    raster: Raster,
    before: Vec<Color32>,
    drawn: Instant,
    surface: softbuffer::Surface<Rc<Window>, Rc<Window>>,
    window: Rc<Window>,
}

impl<C: FnOnce(&egui::Context) -> std::io::Result<App>> Runner<C> {
    fn open(&mut self, events: &ActiveEventLoop) -> Result<(), NoWindow> {
        let Some(create) = self.create.take() else { return Ok(()) };
        // AccessKit must be initialised before the window is visible.
        let viewport = self.viewport.clone().with_visible(false);
        let window = egui_winit::create_window(&self.ctx, events, &viewport).map_err(|_os_error| NoWindow::Unsuited)?;
        let window = Rc::new(window);
        let scale = f64_to_f32(window.scale_factor());
        let mut state =
            egui_winit::State::new(self.ctx.clone(), ViewportId::ROOT, events, Some(scale), window.theme(), None);
        state.init_accesskit(events, &window, self.proxy.clone());
        let display = softbuffer::Context::new(Rc::clone(&window)).map_err(|_os_error| NoWindow::Unsuited)?;
        let surface = softbuffer::Surface::new(&display, Rc::clone(&window)).map_err(|_os_error| NoWindow::Unsuited)?;
        let mut info = ViewportInfo::default();
        egui_winit::update_viewport_info(&mut info, &self.ctx, &window, true);
        let app = create(&self.ctx).map_err(|_no_thread| NoWindow::NoWorker)?;
        window.set_visible(true);
        window.request_redraw();
        let (raster, before, drawn) = (Raster::default(), Vec::new(), Instant::now());
        self.shown = Some(Shown { app, state, info, raster, before, drawn, surface, window });
        Ok(())
    }
}

impl<C: FnOnce(&egui::Context) -> std::io::Result<App>> ApplicationHandler<Wake> for Runner<C> {
    fn resumed(&mut self, events: &ActiveEventLoop) {
        if let Err(failure) = self.open(events) {
            self.failure = Some(failure);
            events.exit();
        }
    }

    fn user_event(&mut self, _events: &ActiveEventLoop, wake: Wake) {
        let Some(shown) = &mut self.shown else { return };
        match wake {
            Wake::Draw(None) => {}
            Wake::Draw(Some(at)) => self.next = Some(self.next.map_or(at, |next| next.min(at))),
            Wake::Access(event) => {
                match event.window_event {
                    AccessEvent::InitialTreeRequested => self.ctx.enable_accesskit(),
                    AccessEvent::ActionRequested(request) => shown.state.on_accesskit_action_request(request),
                    AccessEvent::AccessibilityDeactivated => self.ctx.disable_accesskit(),
                }
                shown.window.request_redraw();
            }
        }
    }

    fn window_event(&mut self, events: &ActiveEventLoop, _window: WindowId, event: WindowEvent) {
        let Some(shown) = &mut self.shown else { return };
        match event {
            WindowEvent::RedrawRequested => {
                self.next = None;
                match shown.draw(&self.ctx) {
                    Ok(After::Rest) => {}
                    Ok(After::Again(at)) => self.next = Some(at),
                    Ok(After::Close) => events.exit(),
                    Err(failure) => {
                        self.failure = Some(failure);
                        events.exit();
                    }
                }
            }
            WindowEvent::CloseRequested => {
                shown.info.events.push(ViewportEvent::Close);
                shown.window.request_redraw();
            }
            event => {
                if shown.state.on_window_event(&shown.window, &event).repaint {
                    shown.window.request_redraw();
                }
            }
        }
    }

    fn about_to_wait(&mut self, events: &ActiveEventLoop) {
        let (Some(shown), Some(next)) = (&self.shown, self.next) else {
            events.set_control_flow(ControlFlow::Wait);
            return;
        };
        let at = next.max(shown.drawn + FRAME);
        if at <= Instant::now() {
            self.next = None;
            shown.window.request_redraw();
            events.set_control_flow(ControlFlow::Wait);
        } else {
            events.set_control_flow(ControlFlow::WaitUntil(at));
        }
    }
}

/// What to do after a frame.
enum After {
    Rest,
    Again(Instant),
    Close,
}

impl Shown {
    fn draw(&mut self, ctx: &egui::Context) -> Result<After, NoWindow> {
        self.drawn = Instant::now();
        egui_winit::update_viewport_info(&mut self.info, ctx, &self.window, false);
        let is_closing = self.info.close_requested();
        let mut input = self.state.take_egui_input(&self.window);
        input.viewports = std::iter::once((ViewportId::ROOT, self.info.take())).collect();
        let app = &mut self.app;
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone());
            app.ui(ui);
        });
        self.state.handle_platform_output(&self.window, output.platform_output);
        self.raster.set_textures(&output.textures_delta);
        let scene = ctx.tessellate(output.shapes, output.pixels_per_point);
        let background = ctx.global_style().visuals.panel_fill;
        let shown = self.present(&scene, background, output.pixels_per_point);
        self.raster.free_textures(&output.textures_delta);
        // egui reports deltas that are dropped unread.
        output.textures_delta.clear();
        shown?;

        let Some(asked) = output.viewport_output.remove(&ViewportId::ROOT) else { return Ok(After::Rest) };
        if is_closing && !asked.commands.contains(&ViewportCommand::CancelClose) {
            return Ok(After::Close);
        }
        egui_winit::process_viewport_commands(ctx, &mut self.info, asked.commands, &self.window, &mut Vec::new());
        if self.info.close_requested() {
            return Ok(After::Again(self.drawn));
        }
        Ok(self.drawn.checked_add(asked.repaint_delay).map_or(After::Rest, After::Again))
    }

    /// Copies the changed rows into the window, so that a remote desktop sends no more than those.
    fn present(&mut self, scene: &[egui::ClippedPrimitive], background: Color32, scale: f32) -> Result<(), NoWindow> {
        let said = |_os_error: softbuffer::SoftBufferError| NoWindow::Unsuited;
        let size = self.window.inner_size();
        let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) else {
            return Ok(());
        };
        let row = size.width as usize;
        let pixels = self.raster.paint([row, size.height as usize], background, scene, scale);
        self.surface.resize(width, height).map_err(said)?;
        let mut buffer = self.surface.buffer_mut().map_err(said)?;
        for (out, pixel) in buffer.iter_mut().zip(pixels) {
            let [r, g, b, _] = pixel.to_array();
            *out = u32::from_be_bytes([0, r, g, b]);
        }
        let is_same =
            |one: usize| pixels.get(one * row..(one + 1) * row) == self.before.get(one * row..(one + 1) * row);
        let mut changed = (0..height.get()).filter(|one| !is_same(*one as usize));
        let first = changed.next();
        let last = changed.next_back().or(first);
        // If no row changed, the window was covered or exposed: redraw all of it.
        let (top, end) = first.zip(last).map_or((0, height.get()), |(first, last)| (first, last + 1));
        let rows = NonZeroU32::new(end - top).unwrap_or(height);
        let done = buffer.present_with_damage(&[softbuffer::Rect { x: 0, y: top, width, height: rows }]);
        done.map_err(said)?;
        self.before.clear();
        self.before.extend_from_slice(pixels);
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a screen's scale is a small number")]
const fn f64_to_f32(scale: f64) -> f32 {
    scale as f32
}
