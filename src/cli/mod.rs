//! The command line: arguments in, one result on stdout, an exit code.
//!
//! Nothing here decides what is removed; that is the engine's. stdout carries the result and nothing else, stderr the
//! progress and the questions. A reader that goes away early (`signoff preview | head`) is not a failure.

mod answer;
mod args;
mod commands;
mod context;
mod json;
mod progress;
mod run;
mod text;

use std::process::ExitCode;

use clap::Parser as _;

use answer::{Answer, Exit};
use args::{Args, Command, PolicyCommand};
use context::CommandContext;

use crate::i18n::Tr;
use crate::model::with_causes;
use crate::platform;

/// Runs the command line of this process, and returns how the process should exit.
pub fn main() -> ExitCode {
    printed(Args::try_parse())
}

/// Runs the command line as if this had been typed, for the window's program where no window can be opened.
pub fn typed(words: &[&str]) -> ExitCode {
    printed(Args::try_parse_from(std::iter::once(&"signoff").chain(words)))
}

/// What a command said, for tests that run it in folders of their own.
#[derive(Debug, PartialEq, Eq)]
pub struct CliOutput {
    /// The exit code.
    pub code: u8,
    /// What would be on stdout.
    pub result: String,
    /// What would be on stderr, without progress.
    pub error: String,
}

/// Runs the command line as if this had been typed by somebody who has these folders.
pub fn run_with_places(places: &platform::Places, words: &[&str]) -> CliOutput {
    match Args::try_parse_from(std::iter::once(&"signoff").chain(words)) {
        Ok(args) => {
            let Answer { exit, result, error } = answer(&args, Some(places.clone()));
            CliOutput { code: exit.code(), result, error }
        }
        Err(mistake) => CliOutput { code: Exit::Usage.code(), result: String::new(), error: mistake.to_string() },
    }
}

fn printed(parsed: Result<Args, clap::Error>) -> ExitCode {
    match parsed {
        Ok(args) => match args.user().filter(|_| !args.demo).map(platform::work_for) {
            None | Some(Ok(())) => answer(&args, None).write(),
            Some(Err(error)) => Answer::usage(&with_causes(&error)).write(),
        },
        // Help and version arrive here too, with exit code 0. A closed pipe is no reason for another exit code.
        Err(mistake) => {
            mistake.print().ok();
            ExitCode::from(u8::try_from(mistake.exit_code()).unwrap_or(Exit::Usage.code()))
        }
    }
}

/// Carries out a command, for this user or for one with other folders.
fn answer(args: &Args, places: Option<platform::Places>) -> Answer {
    let tr = Tr::new(platform::locale().as_deref());
    // Checking a policy must work where the policy in force is broken.
    if let Some(Command::Policy { what: PolicyCommand::Check { file } }) = &args.command {
        return commands::check_policy(&tr, file);
    }
    match CommandContext::new(args, &tr, places) {
        Ok(context) => commands::run(args, &context, &tr),
        Err(refusal) => refusal,
    }
}
