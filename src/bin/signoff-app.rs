//! The window. Collects what it needs and opens it; where none can be opened, says so and lets the command line do it.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use signoff::{catalog::Catalog, cli, demo::Demo, gui, i18n::Tr, platform};

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
    let is_cpu = match arguments.renderer {
        Renderer::Auto => platform::is_remote_desktop(),
        Renderer::Gpu => false,
        Renderer::Cpu => true,
    };
    let shown = window(arguments, if is_cpu { gui::Renderer::Cpu } else { gui::Renderer::Gpu });
    if shown.is_err() && !is_cpu && arguments.renderer == Renderer::Auto {
        let again: &[&str] = if arguments.demo { &["--renderer", "cpu", "--demo"] } else { &["--renderer", "cpu"] };
        return Ok(platform::start_again(again)?);
    }
    shown.map(|()| ExitCode::SUCCESS)
}

fn window(arguments: &Arguments, renderer: gui::Renderer) -> anyhow::Result<()> {
    // Lives until the window is closed; then the sample home goes.
    let demo = arguments.demo.then(Demo::new).transpose()?;
    let places = demo.as_ref().map_or_else(platform::places, |demo| Ok(demo.places.clone()))?;
    let system = Box::new(platform::ThisComputer::new());
    let ground = gui::worker::Ground { catalog: Catalog::builtin()?, places, system };
    Ok(gui::run(gui::Start { ground, demo: arguments.demo, locale: platform::locale(), renderer })?)
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
