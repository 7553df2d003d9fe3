//! Sentences about the result of a clean window. They name no page.

use super::names::{browser, shown};
use super::texts::Tr;
use super::words;
use crate::model::{CleanWindow, CleanWindowFailure, LeftoverKind, StaleRemoved};

/// Returns the result as lines; the first is the headline.
pub fn result(tr: &Tr, done: &CleanWindow) -> Vec<String> {
    let name = browser(&done.browser.name, done.browser.layout);
    let browser = || ("browser", name.as_str().into());
    let mut lines = Vec::new();
    if !done.left.is_empty() {
        lines.push(tr.with("clean-left", &[browser()]));
        lines.extend(reasons(tr, &done.left));
    } else if let Some(not) = &done.failure {
        let why = match not {
            CleanWindowFailure::Start(words) => {
                tr.with("clean-not-started", &[browser(), ("why", shown(words).into())])
            }
            CleanWindowFailure::Ended(code) => {
                let code = code.map_or_else(|| "–".to_owned(), |code| code.to_string());
                tr.with("clean-ended", &[browser(), ("code", code.into())])
            }
        };
        lines.push(tr.with("res-none", &[("why", why.into())]));
    } else {
        let size = ("size", tr.size(done.removed.bytes).into());
        lines.push(tr.with("clean-gone", &[browser(), ("files", done.removed.files.into()), size]));
    }
    lines.extend(stale_removed(tr, &done.earlier));
    if !done.is_gone() {
        lines.push(tr.text("clean-later"));
    }
    lines
}

/// Returns the result of removing stale clean windows, or nothing if there were none.
pub fn stale_removed(tr: &Tr, stale: &StaleRemoved) -> Vec<String> {
    if !stale.left.is_empty() {
        return std::iter::once(tr.text("clean-earlier-left")).chain(reasons(tr, &stale.left)).collect();
    }
    let size = ("size", tr.size(stale.removed.bytes).into());
    let gone = || tr.with("clean-earlier", &[("files", stale.removed.files.into()), size]);
    (stale.windows > 0).then(gone).into_iter().collect()
}

fn reasons(tr: &Tr, left: &[LeftoverKind]) -> Vec<String> {
    left.iter().map(|kind| format!("  {}", words::leftover(tr, kind))).collect()
}
