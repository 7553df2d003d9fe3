//! The window. Collects what it needs and opens it; where none can be opened, says so and lets the command line do it.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use signoff::catalog::{Catalog, is_public_suffix};
use signoff::gui::kiosk::Place;
use signoff::platform::{Claim, OnlyWindow};
use signoff::policy::{self, Files, Locks, Settings};
use signoff::{cli, demo::Demo, gui, i18n::Tr, platform};

/// Leaves a shared computer clean: ends the session in every browser.
#[derive(Parser)]
#[command(name = "signoff-app", version)]
struct Arguments {
    /// Try it on a sample home, which is removed at the end
    #[arg(long)]
    demo: bool,
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
    fn place(&self) -> Option<Place> {
        self.kiosk.then_some(if self.docked { Place::Docked } else { Place::Full })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Renderer {
    Auto,
    Gpu,
    Cpu,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shown = if platform::has_display() { show(&arguments) } else { Err(anyhow::anyhow!("there is no display")) };
    shown.unwrap_or_else(|why| no_window(&arguments, &why))
}

fn show(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // A demonstration works on a home of its own, beside whatever else is open.
    let claim = if arguments.demo { Claim::Unknown } else { platform::claim_window() };
    let only = match claim {
        Claim::Another => return Ok(ExitCode::SUCCESS),
        Claim::Ours(only) => Some(only),
        Claim::Unknown => None,
    };
    let is_cpu = match arguments.renderer {
        Renderer::Auto => platform::is_remote_desktop(),
        Renderer::Gpu => false,
        Renderer::Cpu => true,
    };
    let shown = window(arguments, if is_cpu { gui::Renderer::Cpu } else { gui::Renderer::Gpu }, only);
    if shown.is_err() && !is_cpu && arguments.renderer == Renderer::Auto {
        let asked = [("--demo", arguments.demo), ("--kiosk", arguments.kiosk), ("--docked", arguments.docked)];
        let asked = asked.into_iter().filter_map(|(name, is_asked)| is_asked.then_some(name));
        return Ok(platform::start_again(&["--renderer", "cpu"].into_iter().chain(asked).collect::<Vec<_>>())?);
    }
    shown.map(|()| ExitCode::SUCCESS)
}

fn window(arguments: &Arguments, renderer: gui::Renderer, only: Option<OnlyWindow>) -> anyhow::Result<()> {
    // Lives until the window is closed; then the sample home goes.
    let demo = arguments.demo.then(Demo::new).transpose()?;
    let places = demo.as_ref().map_or_else(platform::places, |demo| Ok(demo.places.clone()))?;
    let system = Box::new(platform::ThisComputer::new());
    let set = if arguments.demo { Some((Settings::default(), Locks::default())) } else { set(&places) };
    // Where nothing can be read there is nothing to ask about either: the window says so at once.
    let unread = || gui::rules::Rules { managed: true, ..gui::rules::Rules::default() };
    let rules = set.as_ref().map_or_else(unread, |(settings, locks)| gui::rules::Rules::of(settings, locks));
    let settings = set.map(|(settings, _locks)| settings);
    let given = settings.as_ref().map(|settings| given(settings, &places)).unwrap_or_default();
    let ground = gui::worker::Ground { catalog: Catalog::builtin()?, places, settings, system, idle: None };
    Ok(gui::run(gui::Start {
        ground,
        demo: arguments.demo,
        rules,
        given,
        locale: platform::locale(),
        renderer,
        kiosk: arguments.place(),
        only,
    })?)
}

/// Reads what is set; where that cannot be read, says so where an administrator looks for it.
fn set(places: &platform::Places) -> Option<(Settings, Locks)> {
    let (machine, user) = (&places.policy, &places.settings());
    let (administrator, person, is_shared) = (places.administrator, platform::this_user(), is_public_suffix);
    let loaded = match policy::load(&Files { machine, administrator, user, person, is_shared }) {
        Ok(loaded) => loaded,
        // The window says the rest.
        Err(broken) => {
            say(&broken);
            return None;
        }
    };
    for (path, mistake) in &loaded.warnings {
        say(&format_args!("{}:{mistake}", path.display()));
    }
    Some((loaded.settings, loaded.locks))
}

/// Reads what the organisation gives the window to show, and says what of it cannot be shown.
fn given(settings: &Settings, places: &platform::Places) -> gui::organisation::Given {
    let (given, wrong) = gui::organisation::read(settings, places.administrator);
    for why in &wrong {
        say(why);
    }
    given
}

/// Nobody may be listening; the window opens all the same.
fn say(what: &dyn std::fmt::Display) {
    writeln!(std::io::stderr(), "{what}").ok();
}

/// Says that there is no window, then does on a terminal or with `--demo` what the command line does.
fn no_window(arguments: &Arguments, why: &anyhow::Error) -> ExitCode {
    let tr = Tr::new(platform::locale().as_deref());
    // If even this cannot be said, the exit code still does.
    writeln!(std::io::stderr(), "{}", tr.with("win-none", &[("why", format!("{why:#}").into())])).ok();
    if arguments.demo {
        cli::typed(&["--demo"])
    } else if std::io::stdout().is_terminal() {
        cli::typed(&["preview"])
    } else {
        ExitCode::from(3)
    }
}
