//! The window. Where none can be opened, says so and lets the command line do it.

use std::process::ExitCode;

use clap::Parser as _;
use signoff::gui::Arguments;
use signoff::platform::{self, terminal};
use signoff::{cli, gui, i18n::Tr};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    gui::open(&arguments).unwrap_or_else(|why| no_window(&arguments, &why))
}

/// Says that there is no window, then does on a terminal or with `--demo` what the command line does.
fn no_window(arguments: &Arguments, why: &anyhow::Error) -> ExitCode {
    let tr = Tr::new(platform::locale().as_deref());
    // If even this cannot be said, the exit code still does.
    terminal::say(&(gui::no_window(&tr, why) + "\n"));
    if arguments.demo {
        cli::run_with_args(&["--demo"])
    } else if terminal::is_result_watched() {
        cli::run_with_args(&["preview"])
    } else {
        ExitCode::from(3)
    }
}
