//! `policy`: checks a policy file, and shows each setting with its source.

use std::path::Path;

use crate::catalog::is_public_suffix;
use crate::cli::answer::{Answer, Exit};
use crate::cli::context::CommandContext;
use crate::cli::json;
use crate::i18n::Tr;
use crate::model::with_causes;
use crate::policy::{self, Key, Source, Whose};

/// Returns every mistake in a file, as `FILE:LINE:COLUMN: message`.
pub(in crate::cli) fn check(tr: &Tr, file: &Path) -> Answer {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Answer::usage(&format!("{}: {}", file.display(), with_causes(&error))),
    };
    let (_choices, mistakes) = policy::check(&bytes, Whose::Machine, is_public_suffix);
    if mistakes.is_empty() {
        return Answer::result(Exit::Clean, tr.text("pol-good") + "\n");
    }
    let lines = mistakes.iter().map(|mistake| format!("{}:{mistake}\n", file.display()));
    Answer { exit: Exit::Usage, result: String::new(), error: lines.collect() }
}

/// Returns every setting with its value and source.
pub(super) fn show(tr: &Tr, context: &CommandContext, as_json: bool) -> Answer {
    if as_json {
        let view = json::PolicyView::of(&context.settings, &context.locks, context.is_demo());
        return Answer::result(Exit::Clean, json::line(&view));
    }
    let line = |key: Key| {
        let (value, source) = context.settings.shown(key);
        let source = tr.text(match source {
            Source::Default => "src-default",
            Source::User => "src-user",
            Source::Machine => "src-machine",
        });
        let value = if value.is_null() { "–".to_owned() } else { value.to_string() };
        format!("{} = {value} ({source})\n", key.name())
    };
    let text: String = Key::ALL.into_iter().map(line).collect();
    Answer::result(Exit::Clean, context.marked(tr, &text))
}
