//! `hook`: installs and removes hooks, and shows their state.

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::HookCommand;
use crate::cli::context::CommandContext;
use crate::cli::json;
use crate::hook::{self, HookError, Scope, State, Told, What, Wish};
use crate::i18n::Tr;
use crate::i18n::names::shown;
use crate::model::with_causes;
use crate::platform::{current_owner, current_program};
use crate::policy::Settings;

/// Seconds for removing, added to the grace of the browsers if no time budget is set.
const WORK: u64 = 20;

/// Runs part of the commands.
pub(super) fn run(tr: &Tr, context: &CommandContext, command: &HookCommand) -> Answer {
    let program = match current_program() {
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
    if args.system && !only_looks && current_owner() != context.places.os.administrator {
        return Answer::usage(&tr.text("hook-not-root"));
    }
    let scope = if args.system { Scope::Machine } else { Scope::Person };
    match act(scope, &context.places, &wish) {
        Ok(parts) => {
            let text = if args.json {
                json::line(&json::HookView::of(&parts, context.is_demo()))
            } else {
                text(tr, context, &parts, is_removal)
            };
            answer(&parts, text, is_removal)
        }
        Err(error) => Answer::usage(&with_causes(&error)),
    }
}

type Act = fn(Scope, &crate::platform::Places, &Wish) -> Result<Vec<Told>, HookError>;

/// Returns how many seconds a run at logout may take.
fn budget(settings: &Settings) -> u64 {
    settings.time_budget.value.unwrap_or(settings.grace.value.saturating_add(WORK))
}

fn answer(parts: &[Told], result: String, is_removal: bool) -> Answer {
    let failures = parts.iter().filter_map(|part| part.failure.as_ref());
    let errors: Vec<_> = failures.map(|failure| format!("signoff: {}\n", shown(&with_causes(failure)))).collect();
    let is_fine = |part: &Told| {
        let gone = matches!(part.state, State::Absent | State::Taken { .. });
        let there = matches!(part.state, State::Installed);
        part.failure.is_none() && (part.state == State::NotNeeded || if is_removal { gone } else { there })
    };
    let exit = if parts.iter().all(is_fine) { Exit::Clean } else { Exit::Left };
    Answer { exit, result, error: errors.concat() }
}

fn text(tr: &Tr, context: &CommandContext, parts: &[Told], is_removal: bool) -> String {
    let mut text: String = parts.iter().map(|part| line(tr, part)).collect();
    if !is_removal && parts.iter().any(|part| part.state == State::Installed) {
        text += &(tr.text("hook-from") + "\n");
    }
    context.marked(tr, &text)
}

fn line(tr: &Tr, part: &Told) -> String {
    let what = tr.text(match part.what {
        What::End => "hook-end",
        What::Finish | What::Autostart => "hook-finish",
        What::LightDm => "hook-lightdm",
        What::Gdm => "hook-gdm",
    });
    let state = match &part.state {
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
    format!("{what}: {state}: {}\n", shown(&part.path.to_string_lossy()))
}
