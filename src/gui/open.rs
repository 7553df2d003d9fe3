//! Opens the window as the command line asks: reads the settings, picks a renderer, and tries the other one if that
//! fails.

use std::fmt::Display;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Parser, ValueEnum};

use super::app::{NoWindow, Start};
use super::kiosk::WindowMode;
use super::organisation::{self, Branding};
use super::rules::Rules;
use super::window::{self, run};
use super::worker::WorkerContext;
use crate::catalog::Catalog;
use crate::demo::Demo;
use crate::engine;
use crate::i18n::Tr;
use crate::model::{Attendance, Swaps};
use crate::platform::{self, Claim, HomeSource, LastWords, OnlyWindow, Places, ThisComputer, Watchdog, terminal};
use crate::policy::{Locks, Settings, Warning};

/// Leaves a shared computer clean: ends the session in every browser.
#[derive(Debug, Parser)]
#[command(name = "signoff-app", version)]
pub struct Arguments {
    /// Try it on a sample home, which is removed at the end
    #[arg(long)]
    pub demo: bool,
    /// What draws the window: the graphics card, the processor, or whichever works
    #[arg(long, value_enum, default_value_t = Renderer::Auto)]
    renderer: Renderer,
    /// Fill the screen, wait for people, and end a session that nobody ends
    #[arg(long)]
    kiosk: bool,
    /// With --kiosk: a small window at the edge instead
    #[arg(long, requires = "kiosk")]
    docked: bool,
}

impl Arguments {
    fn window_mode(&self) -> Option<WindowMode> {
        self.kiosk.then_some(if self.docked { WindowMode::Docked } else { WindowMode::Full })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Renderer {
    Auto,
    Gpu,
    Cpu,
}

/// Opens the window. Returns the exit code once it is closed, or the reason why none could be opened.
pub fn open(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if !platform::has_display() {
        bail!(NoWindow::NoDisplay);
    }
    // A demonstration has a home of its own, so it may run beside another window.
    let claim = if arguments.demo { Claim::Unknown } else { platform::claim_window() };
    let only = match claim {
        Claim::Taken => return Ok(ExitCode::SUCCESS),
        Claim::Acquired(only) => Some(only),
        Claim::Unknown => None,
    };
    let is_cpu = match arguments.renderer {
        Renderer::Auto => platform::is_remote_desktop(),
        Renderer::Gpu => false,
        Renderer::Cpu => true,
    };
    let shown = show(arguments, if is_cpu { window::Renderer::Cpu } else { window::Renderer::Gpu }, only);
    if shown.is_err() && !is_cpu && arguments.renderer == Renderer::Auto {
        let asked = [("--demo", arguments.demo), ("--kiosk", arguments.kiosk), ("--docked", arguments.docked)];
        let asked = asked.into_iter().filter_map(|(name, is_asked)| is_asked.then_some(name));
        return Ok(platform::restart(&["--renderer", "cpu"].into_iter().chain(asked).collect::<Vec<_>>())?);
    }
    shown.map(|()| ExitCode::SUCCESS)
}

/// Says in one sentence that no window could be opened, why, and what to do.
pub fn no_window(tr: &Tr, why: &anyhow::Error) -> String {
    let reason = why.downcast_ref::<NoWindow>().map_or_else(|| format!("{why:#}"), |no_window| no_window.reason(tr));
    tr.with("win-none", &[("why", reason.into())])
}

fn show(arguments: &Arguments, renderer: window::Renderer, only: Option<OnlyWindow>) -> anyhow::Result<()> {
    let swaps = Swaps::default();
    let watchdog = watchdog(&swaps);
    // Must outlive the window: dropping it removes the sample home.
    let demo = arguments.demo.then(Demo::new).transpose()?;
    let system = Box::new(ThisComputer::new().with_swaps(swaps));
    // A kiosk's account is everybody's: what one person leaves in it must not weaken what is done for the next.
    let attendance = if arguments.kiosk { Attendance::Unattended } else { Attendance::Attended };
    let places = match &demo {
        Some(demo) => demo.places.clone(),
        None => engine::places(system.as_ref(), attendance)?,
    };
    let tr = Tr::new(platform::locale().as_deref());
    if places.home_source == HomeSource::EnvironmentOnly {
        warn(&tr.text("set-no-account"));
    }
    let loaded = if arguments.demo {
        Some((Settings::default(), Locks::default()))
    } else {
        load_settings(&tr, &places, attendance)
    };
    // With unreadable settings, skip the question about a shared computer: the window reports the error at once.
    let unread = || Rules { managed: true, ..Rules::default() };
    let rules = loaded.as_ref().map_or_else(unread, |(settings, locks)| Rules::of(settings, locks));
    let settings = loaded.map(|(settings, _locks)| settings);
    let branding = settings.as_ref().map(|settings| branding(settings, &places)).unwrap_or_default();
    let context = WorkerContext { catalog: Catalog::builtin()?, places, settings, system, idle: None, watchdog };
    let (locale, kiosk) = (platform::locale(), arguments.window_mode());
    Ok(run(Start { context, demo: arguments.demo, rules, branding, locale, kiosk, only }, renderer)?)
}

/// Starts the thread that ends the program where a run hangs, before anything of the user's is opened.
fn watchdog(swaps: &Swaps) -> Option<Watchdog> {
    let text = Tr::new(platform::locale().as_deref()).text("res-cut") + "\n";
    let started = Watchdog::start(LastWords { text, exit: OUT_OF_TIME }, swaps, None);
    started.inspect_err(|error| warn(error)).ok()
}

/// The exit code of a run that was out of time, as the command line's.
const OUT_OF_TIME: u8 = 4;

/// Returns the settings and locks; `None`, after a line on stderr, if they cannot be read.
fn load_settings(tr: &Tr, places: &Places, attendance: Attendance) -> Option<(Settings, Locks)> {
    let loaded = match engine::settings(places, attendance) {
        Ok(loaded) => loaded,
        // The window itself shows only that the settings cannot be read.
        Err(broken) => {
            warn(&broken);
            return None;
        }
    };
    for warning in &loaded.warnings {
        warn(warning);
        if matches!(warning, Warning::Ignored(_)) {
            warn(&tr.text("set-ignored"));
        }
    }
    Some((loaded.settings, loaded.locks))
}

/// Returns the organisation's help, picture and services, after a line on stderr for each file that cannot be shown.
fn branding(settings: &Settings, places: &Places) -> Branding {
    let (branding, errors) = organisation::read(settings, places.os.administrator);
    for why in &errors {
        warn(why);
    }
    branding
}

fn warn(message: &dyn Display) {
    terminal::say(&format!("{message}\n"));
}
