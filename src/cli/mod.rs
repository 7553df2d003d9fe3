//! The command line: arguments in, one result on stdout, an exit code.
//!
//! It never decides what is removed; the engine does. stdout carries only the result, stderr progress and questions. A
//! closed pipe (`signoff preview | head`) is not a failure.

mod answer;
mod args;
mod commands;
mod context;
mod ending;
mod json;
mod progress;
mod run;
mod text;

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread::{self, JoinHandle};

use clap::Parser as _;

use answer::{Answer, Exit};
use args::{Args, Command, PolicyCommand};
use context::CommandContext;
use ending::Ending;

use crate::i18n::Tr;
use crate::model::{visible_lines, with_causes};
use crate::platform::{self, terminal};

/// The stack of the command's thread: that of the main thread may be limited to less than a parser needs.
const STACK: usize = 8 << 20;

/// Runs the command line of this process and returns its exit code.
pub fn main() -> ExitCode {
    // Where a handler cannot be set up, such a limit ends the program, and `finish` completes the run.
    platform::survive_file_size_limit().unwrap_or_default();
    let command = || run_parsed(Args::try_parse());
    match thread::Builder::new().name("command".to_owned()).stack_size(STACK).spawn(command).map(JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_no_thread) => command(),
    }
}

/// Runs the command line with these arguments. The window's program uses it where no window can be opened.
pub fn run_with_args(args: &[&str]) -> ExitCode {
    run_parsed(Args::try_parse_from(std::iter::once(&"signoff").chain(args)))
}

/// What a command printed, for tests.
#[derive(Debug, PartialEq, Eq)]
pub struct CliOutput {
    /// The exit code.
    pub code: u8,
    /// stdout.
    pub result: String,
    /// stderr, without progress.
    pub error: String,
}

/// Runs the command line with these arguments in these folders and returns what it printed, for tests.
pub fn run_with_places(places: &platform::Places, args: &[&str]) -> CliOutput {
    match Args::try_parse_from(std::iter::once(&"signoff").chain(args)) {
        Ok(parsed) => {
            let tr = Tr::new(platform::locale().as_deref());
            let Answer { exit, result, error } = run_command(&parsed, &tr, Some(places.clone()), &Ending::default());
            let [result, error] = [result, error].map(|text| visible_lines(&text).into_owned());
            CliOutput { code: exit.code(), result, error }
        }
        Err(err) => CliOutput { code: Exit::Usage.code(), result: String::new(), error: err.to_string() },
    }
}

fn run_parsed(parsed: Result<Args, clap::Error>) -> ExitCode {
    match parsed {
        Ok(args) => {
            let tr = Tr::new(platform::locale().as_deref());
            let ending = match Ending::begin(&args, &tr) {
                Ok(ending) => ending,
                Err(code) => return code,
            };
            ending.finish(match args.user().filter(|_| !args.demo).map(platform::become_user) {
                None | Some(Ok(())) => {
                    ending.take_signals();
                    run_command(&args, &tr, None, &ending)
                }
                Some(Err(error)) => Answer::usage(&with_causes(&error)),
            })
        }
        // clap reports `--help` and `--version` as errors with exit code 0. A closed pipe does not change that.
        Err(err) => {
            if err.use_stderr() {
                terminal::say(&err.render().to_string());
            } else {
                terminal::print(&err.render().to_string()).ok();
            }
            ExitCode::from(u8::try_from(err.exit_code()).unwrap_or(Exit::Usage.code()))
        }
    }
}

/// Runs a command in this user's folders, or in `places`.
fn run_command(args: &Args, tr: &Tr, places: Option<platform::Places>, ending: &Ending) -> Answer {
    // `policy check` must work even if the installed policy is broken.
    if let Some(Command::Policy { what: PolicyCommand::Check { file } }) = &args.command {
        return commands::check_policy(tr, file);
    }
    match CommandContext::new(args, tr, places, ending) {
        Ok(context) => commands::run(args, &context, tr, ending),
        Err(refusal) => refusal,
    }
}
