//! `hook`: installs and removes hooks, and shows their state.

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::HookCommand;
use crate::cli::context::CommandContext;
use crate::cli::json;
use crate::hook::{
    self, Effect, Finding, FindingKind, HookError, HookScope, HookStatus, InstallOptions, PartKind, PartState,
    PartStatus,
};
use crate::i18n::Tr;
use crate::i18n::names::shown;
use crate::model::with_causes;
use crate::platform::{current_owner, current_program};
use crate::policy::Settings;

/// Seconds for removing, added to the grace of the browsers if no time budget is set.
const WORK: u64 = 20;

/// Runs one of the `hook` commands.
pub(super) fn run(tr: &Tr, context: &CommandContext, command: &HookCommand) -> Answer {
    let program = match current_program() {
        Ok(program) => program,
        Err(error) => return Answer::usage(&with_causes(&error)),
    };
    let options = InstallOptions { program, budget: budget(&context.settings) };
    let (act, args, is_removal): (Act, _, _) = match command {
        HookCommand::Install(args) => (hook::install, args, false),
        HookCommand::Remove(args) => (hook::remove, args, true),
        HookCommand::Status(args) => (hook::status, args, false),
    };
    let is_status = matches!(command, HookCommand::Status(_));
    if args.system && !is_status && current_owner() != context.places.os.administrator {
        return Answer::usage(&tr.text("hook-not-root"));
    }
    let scope = if args.system { HookScope::Machine } else { HookScope::User };
    match act(scope, &context.places, &options) {
        Ok(mut status) => {
            status.findings.extend(off_at_boot(context, &status.parts));
            let text = if args.json {
                json::line(&json::HookView::of(&status, context.is_demo()))
            } else {
                text(tr, context, &status, is_removal)
            };
            answer(&status, text, is_removal)
        }
        Err(error) => Answer::usage(&with_causes(&error)),
    }
}

/// Returns that the policy switches off what runs when the computer starts, if it is installed.
fn off_at_boot(context: &CommandContext, parts: &[PartStatus]) -> Option<Finding> {
    let part = PartKind::FinishAll;
    let is_there = parts.iter().any(|one| one.kind == part && one.state.is_there());
    (is_there && !context.settings.finish_at_boot.value).then(|| Finding {
        effect: Effect::Note,
        part,
        kind: FindingKind::OffAtBoot,
        path: context.places.policy.clone(),
        detail: String::new(),
    })
}

type Act = fn(HookScope, &crate::platform::Places, &InstallOptions) -> Result<HookStatus, HookError>;

/// Returns how many seconds a run at logout may take.
fn budget(settings: &Settings) -> u64 {
    settings.time_budget.value.unwrap_or(settings.grace.value.saturating_add(WORK))
}

fn answer(status: &HookStatus, result: String, is_removal: bool) -> Answer {
    let failures = status.parts.iter().filter_map(|part| part.failure.as_ref());
    let errors: Vec<_> = failures.map(|failure| format!("signoff: {}\n", shown(&with_causes(failure)))).collect();
    let is_fine = |part: &PartStatus| {
        let gone = matches!(part.state, PartState::Absent | PartState::Blocked { .. });
        let there = matches!(part.state, PartState::Installed);
        part.failure.is_none() && (part.state == PartState::NotNeeded || if is_removal { gone } else { there })
    };
    let is_stopped = status.findings.iter().any(|finding| finding.effect == Effect::Stops);
    let exit = if status.parts.iter().all(is_fine) && !is_stopped { Exit::Clean } else { Exit::Left };
    Answer { exit, result, error: errors.concat() }
}

fn text(tr: &Tr, context: &CommandContext, status: &HookStatus, is_removal: bool) -> String {
    let mut text: String = status.parts.iter().map(|part| line(tr, part)).collect();
    text.extend(status.findings.iter().map(|finding| found(tr, finding)));
    if !is_removal && status.parts.iter().any(|part| part.state == PartState::Installed) {
        text += &(tr.text("hook-from") + "\n");
    }
    context.marked(tr, &text)
}

fn name(tr: &Tr, kind: PartKind) -> String {
    tr.text(match kind {
        PartKind::End => "hook-end",
        PartKind::Finish | PartKind::Autostart => "hook-finish",
        PartKind::LightDm => "hook-lightdm",
        PartKind::LightDmBegins => "hook-lightdm-begins",
        PartKind::Gdm => "hook-gdm",
        PartKind::GdmBegins => "hook-gdm-begins",
        PartKind::SessionBegins => "hook-session-begins",
        PartKind::FinishAll => "hook-finish-all",
        PartKind::FinishRest => "hook-finish-rest",
    })
}

fn line(tr: &Tr, part: &PartStatus) -> String {
    let what = name(tr, part.kind);
    let state = match &part.state {
        PartState::Installed => tr.text("hook-installed"),
        PartState::Outdated => tr.text("hook-outdated"),
        PartState::Modified => tr.text("hook-changed"),
        PartState::Absent => tr.text("hook-absent"),
        PartState::NotNeeded => return format!("{what}: {}\n", tr.text("hook-not-needed")),
        PartState::Blocked { by, line } => {
            let by = shown(&by.to_string_lossy());
            return format!("{what}: {}\n    {line}\n", tr.with("hook-taken", &[("by", by.into())]));
        }
    };
    format!("{what}: {state}: {}\n", shown(&part.path.to_string_lossy()))
}

/// Returns what was found about a part, and what to do about it.
fn found(tr: &Tr, finding: &Finding) -> String {
    let about = tr.text(match finding.effect {
        Effect::Stops => "hook-stops",
        Effect::Note => "hook-note",
    });
    let (path, detail) = (shown(&finding.path.to_string_lossy()), shown(&finding.detail));
    let values = [("path", path.into()), ("detail", detail.into())];
    let key = finding.kind.name();
    let (what, to_do) = (tr.with(&format!("hook-{key}"), &values), tr.with(&format!("hook-{key}-do"), &values));
    format!("{about}: {}: {what}\n    {to_do}\n", name(tr, finding.part))
}
