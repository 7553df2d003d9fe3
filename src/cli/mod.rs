//! The command line: arguments in, one result on stdout, an exit code.
//!
//! Nothing here decides what is removed; that is the engine's. stdout carries the result and nothing else, stderr the
//! progress and the questions. A reader that goes away early (`signoff preview | head`) is not a failure.

mod answer;
mod areas;
mod args;
mod commands;
mod fix;
mod json;
mod paths;
mod preview;
mod progress;
mod report;
mod why;
mod why_json;

use std::process::ExitCode;

use clap::Parser as _;

use answer::Exit;
use args::Args;
use commands::World;

use crate::i18n::Tr;
use crate::platform;

/// Runs the command line of this process, and returns how the process should exit.
pub fn main() -> ExitCode {
    answer(Args::try_parse())
}

/// Runs the command line as if this had been typed, for the window's program where no window can be opened.
pub fn typed(words: &[&str]) -> ExitCode {
    answer(Args::try_parse_from(std::iter::once(&"signoff").chain(words)))
}

fn answer(parsed: Result<Args, clap::Error>) -> ExitCode {
    let args = match parsed {
        Ok(args) => args,
        // Help and version arrive here too, with exit code 0. A closed pipe is no reason for another exit code.
        Err(mistake) => {
            mistake.print().ok();
            return ExitCode::from(u8::try_from(mistake.exit_code()).unwrap_or(Exit::Usage.code()));
        }
    };
    let tr = Tr::new(platform::locale().as_deref());
    let answer = match World::new(&args, &tr) {
        Ok(world) => commands::run(&args, &world, &tr),
        Err(refusal) => refusal,
    };
    answer.print()
}
