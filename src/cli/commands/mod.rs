//! The commands, one file each: each calls the engine and returns what to print and the exit code.

mod browsers;
mod clean_window;
mod demonstration;
mod end_session;
mod finish;
mod finish_all;
mod fix;
mod hook;
mod log;
mod policy;
mod services;
mod why;

use crate::i18n::Tr;

use super::answer::Answer;
use super::args::{Args, Command, PolicyCommand};
use super::context::CommandContext;
use super::ending::Ending;
use super::run::CommandRunner;

pub(super) use policy::check as check_policy;

/// Runs the command that was given.
pub(super) fn run(args: &Args, context: &CommandContext, tr: &Tr, ending: &Ending) -> Answer {
    let runner = CommandRunner { context, tr, ending };
    match &args.command {
        Some(Command::Browsers { json, unknown }) => runner.browsers(*json, *unknown),
        Some(Command::Preview { scope, json, all_items }) => runner
            .end_session_request(scope)
            .map_or_else(|refusal| refusal, |request| runner.preview(&request, *json, *all_items)),
        Some(Command::EndSession { scope, run }) => runner
            .end_session_request(scope)
            .map_or_else(|refusal| refusal, |request| runner.plan_and_run(&request, run, None)),
        Some(Command::FixSignIn { sites, dry_run, then_open, run }) => {
            runner.fix_sign_in(sites, *dry_run, *then_open, run)
        }
        Some(Command::Why { sites, json, for_help_desk }) => runner.why(sites, *json, *for_help_desk),
        Some(Command::Services { json, open }) => runner.services(*json, open.as_deref()),
        Some(Command::CleanWindow { browser, sites, page }) => {
            runner.clean_window(browser.as_deref(), sites.as_deref(), page.as_deref())
        }
        Some(Command::Finish(args)) => runner.finish(args),
        Some(Command::Log { json }) => runner.log(*json),
        Some(Command::Hook { what }) => hook::run(tr, context, what),
        Some(Command::Policy { what: PolicyCommand::Show { json } }) => policy::show(tr, context, *json),
        Some(Command::Policy { what: PolicyCommand::Check { file } }) => policy::check(tr, file),
        None => runner.demonstration(),
    }
}
