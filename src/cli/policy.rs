//! Policy: reading it before anything else, checking a file, and showing what is set by whom.

use std::io::{self, Write as _};
use std::path::Path;

use crate::catalog::is_public_suffix;
use crate::engine;
use crate::i18n::Tr;
use crate::model::with_causes;
use crate::platform::Places;
use crate::policy::{self, Broken, Key, Locks, Refusal, Settings, Source, Whose};

use super::answer::{Answer, Exit};
use super::commands::World;
use super::json;

/// Reads what is set. A file that is broken stops the command, whatever it is.
pub(super) fn load(tr: &Tr, places: &Places) -> Result<(Settings, Locks), Answer> {
    match engine::settings(places) {
        Ok(loaded) => {
            for (path, mistake) in loaded.warnings {
                // Nobody may be listening; the result still counts.
                writeln!(io::stderr(), "{}:{mistake}", path.display()).ok();
            }
            Ok((loaded.settings, loaded.locks))
        }
        Err(broken) => Err(stopped(tr, places, &broken)),
    }
}

fn stopped(tr: &Tr, places: &Places, broken: &Broken) -> Answer {
    let (Broken::Mistaken { path, .. } | Broken::Untrusted { path, .. }) = broken;
    let words = tr.text(if *path == places.policy { "pol-bad" } else { "set-bad" });
    Answer { exit: Exit::Usage, result: String::new(), complaint: format!("{broken}\n{words}\n") }
}

/// Says that the policy does not allow what was asked for.
pub(super) fn refused(tr: &Tr, refusal: &Refusal) -> Answer {
    Answer::usage(&match refusal {
        Refusal::Fixed { key, value } => {
            tr.with("err-fixed", &[("key", key.name().into()), ("value", value.as_str().into())])
        }
        Refusal::Switch { switch } => tr.with("err-switch", &[("switch", (*switch).into())]),
        Refusal::Area { area } => tr.with("err-area", &[("area", (*area).into())]),
    })
}

/// Names every mistake in a file, as `FILE:LINE:COLUMN: message`.
pub(super) fn check(tr: &Tr, file: &Path) -> Answer {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Answer::usage(&format!("{}: {}", file.display(), with_causes(&error))),
    };
    let (_choices, mistakes) = policy::check(&bytes, Whose::Machine, is_public_suffix);
    if mistakes.is_empty() {
        return Answer::result(Exit::Clean, tr.text("pol-good") + "\n");
    }
    let lines = mistakes.iter().map(|mistake| format!("{}:{mistake}\n", file.display()));
    Answer { exit: Exit::Usage, result: String::new(), complaint: lines.collect() }
}

/// Shows every value with who set it.
pub(super) fn show(tr: &Tr, world: &World, as_json: bool) -> Answer {
    if as_json {
        let view = json::Policy::of(&world.settings, &world.locks, world.is_demo());
        return Answer::result(Exit::Clean, json::line(&view));
    }
    let line = |key: Key| {
        let (value, source) = world.settings.shown(key);
        let source = tr.text(match source {
            Source::Default => "src-default",
            Source::User => "src-user",
            Source::Machine => "src-machine",
        });
        let value = if value.is_null() { "–".to_owned() } else { value.to_string() };
        format!("{} = {value} ({source})\n", key.name())
    };
    let text: String = Key::ALL.into_iter().map(line).collect();
    Answer::result(Exit::Clean, world.marked(tr, &text))
}
