//! `hook`: installs and removes hooks, and shows their state.

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::HookCommand;
use crate::cli::context::CommandContext;
use crate::cli::json;
use crate::hook::{self, HookError, Scope, State, Told, What, Wish};
use crate::i18n::Tr;
use crate::i18n::names::shown;
use crate::model::with_causes;
use crate::platform::{this_program, this_user};
use crate::policy::Settings;

/// Seconds for removing, added to the grace of the browsers if no time budget is set.
const WORK: u64 = 20;

/// Runs one of the commands.
pub(super) fn run(tr: &Tr, context: &CommandContext, command: &HookCommand) -> Answer {
    let program = match this_program() {
        Ok(program) => program,
        Err(error) => return Answer::usage(&with_causes(&error)),
    };
    let wish = Wish { program, budget: budget(&context.settings) };
    let (act, args, is_removal): (Act, _, _) = match command {
        HookCommand::Install(args) => (hook::install, args, false),
        HookCommand::Remove(args) => (hook::remove, args, true),
        HookCommand::Status(args) => (hook::status, args, false),
    };
    let only_looks = matches!(command, HookCommand::Status(_));
    if args.system && !only_looks && this_user() != context.places.os.administrator {
        return Answer::usage(&tr.text("hook-not-root"));
    }
    let scope = if args.system { Scope::Machine } else { Scope::Person };
    match act(scope, &context.places, &wish) {
        Ok(told) => {
            let text = if args.json {
                json::line(&json::HookView::of(&told, context.is_demo()))
            } else {
                text(tr, context, &told, is_removal)
            };
            told_of(&told, text, is_removal)
        }
        Err(error) => Answer::usage(&with_causes(&error)),
    }
}

type Act = fn(Scope, &crate::platform::Places, &Wish) -> Result<Vec<Told>, HookError>;

/// Returns how many seconds a run at logout may take.
fn budget(settings: &Settings) -> u64 {
    settings.time_budget.value.unwrap_or(settings.grace.value.saturating_add(WORK))
}

fn told_of(told: &[Told], result: String, is_removal: bool) -> Answer {
    let failures = told.iter().filter_map(|one| one.failure.as_ref());
    let errors: Vec<_> = failures.map(|failure| format!("signoff: {}\n", shown(&with_causes(failure)))).collect();
    let is_fine = |one: &Told| {
        let gone = matches!(one.state, State::Absent | State::Taken { .. });
        let there = matches!(one.state, State::Installed);
        one.failure.is_none() && (one.state == State::NotNeeded || if is_removal { gone } else { there })
    };
    let exit = if told.iter().all(is_fine) { Exit::Clean } else { Exit::Left };
    Answer { exit, result, error: errors.concat() }
}

fn text(tr: &Tr, context: &CommandContext, told: &[Told], is_removal: bool) -> String {
    let mut text: String = told.iter().map(|one| line(tr, one)).collect();
    if !is_removal && told.iter().any(|one| one.state == State::Installed) {
        text += &(tr.text("hook-from") + "\n");
    }
    context.marked(tr, &text)
}

fn line(tr: &Tr, one: &Told) -> String {
    let what = tr.text(match one.what {
        What::End => "hook-end",
        What::Finish | What::Autostart => "hook-finish",
        What::LightDm => "hook-lightdm",
        What::Gdm => "hook-gdm",
    });
    let state = match &one.state {
        State::Installed => tr.text("hook-installed"),
        State::Outdated => tr.text("hook-outdated"),
        State::Changed => tr.text("hook-changed"),
        State::Absent => tr.text("hook-absent"),
        State::NotNeeded => return format!("{what}: {}\n", tr.text("hook-not-needed")),
        State::Taken { by, line } => {
            let by = shown(&by.to_string_lossy());
            return format!("{what}: {}\n    {line}\n", tr.with("hook-taken", &[("by", by.into())]));
        }
    };
    format!("{what}: {state}: {}\n", shown(&one.path.to_string_lossy()))
}
