//! Which words say what: headlines, evidence, places and the copied report. Values of `model` have their words in
//! `i18n::words`; this is what only the window says.

use super::model::Model;
use super::progress::Finished;
use super::screen::{StartFailure, Task};
use super::sign_in::{Amount, LoginPageState};
use crate::catalog::NotASelection;
use crate::i18n::names::shown;
use crate::i18n::{Tr, why, words};
use crate::model::{BrowserId, Category, Certainty, Known, Leftover, Level, Outcome, Report, Size, Skip, Verdict};

/// Returns the window's title.
pub fn title(tr: &Tr, demo: bool) -> String {
    if demo { tr.text("win-title-demo") } else { tr.text("win-title") }
}

/// Returns a size with how sure it is; what is not known is never nought.
pub fn size(tr: &Tr, size: Size) -> String {
    match size.certainty {
        Certainty::AtLeast if size.bytes == 0 => tr.amount(Size::UNKNOWN),
        Certainty::Exact | Certainty::AtLeast | Certainty::Unknown => tr.amount(size),
    }
}

/// Returns names as a list in a sentence: "Firefox, Chrome and Edge".
pub fn names(tr: &Tr, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => tr.with("win-and", &[("most", most.join(", ").into()), ("last", last.as_str().into())]),
    }
}

/// Returns the letter that stands for a browser: the first of its own name, not of its maker's.
pub fn initial(name: &str) -> String {
    let own = ["Google ", "Microsoft ", "Mozilla ", "GNU "].iter().find_map(|maker| name.strip_prefix(maker));
    own.unwrap_or(name)
        .chars()
        .find(|letter| letter.is_alphanumeric())
        .map_or_else(String::new, |letter| letter.to_uppercase().collect())
}

/// Returns the key of what a category is and why it goes.
pub const fn why(category: Category) -> &'static str {
    match category {
        Category::Cookies => "why-cookies",
        Category::SiteData => "why-site-data",
        Category::History => "why-history",
        Category::Cache => "why-cache",
        Category::Tabs => "why-tabs",
        Category::Passwords => "why-pw",
        Category::FormData => "why-forms",
        Category::Account => "why-account",
        Category::Permissions => "why-permissions",
        Category::Other => "why-other",
    }
}

/// Returns what to say when it did not come to a run.
pub fn start_failure(tr: &Tr, failure: StartFailure) -> String {
    tr.text(match failure {
        StartFailure::Home => "win-trouble-home",
        StartFailure::NoProcesses => "win-trouble-processes",
        StartFailure::Busy => "win-trouble-busy",
        StartFailure::Policy => "pol-bad",
        StartFailure::Marker => "win-trouble-marker",
        StartFailure::Stopped => "win-trouble-stopped",
        StartFailure::Internal => "win-trouble-internal",
    })
}

/// Says what always stays, as a sentence.
pub fn kept(model: &Model, tr: &Tr) -> String {
    let text = tr.text(match model.rules.everything.level {
        Level::Traces => "kept",
        Level::Everything => "kept-everything",
    });
    format!("{}.", text.trim_end_matches('.'))
}

/// Says that sites are kept, without naming them; nothing where none is.
pub fn kept_sites(model: &Model, tr: &Tr) -> Option<String> {
    (!model.rules.everything.keep_sites.is_empty()).then(|| tr.text("win-kept-sites"))
}

/// Returns where a leftover lies: browser, profile, and what of it. Site names are not shown: see `place`.
pub fn leftover_place(model: &Model, tr: &Tr, left: &Leftover) -> String {
    let browser = owner(model, tr, &left.browser);
    let profile = left.profile.iter().map(String::as_str);
    let at = left
        .at
        .as_ref()
        .map(|at| place(&at.names().iter().map(|name| crate::model::escaped(name)).collect::<Vec<_>>()));
    std::iter::once(browser.as_str()).chain(profile).chain(at.as_deref()).collect::<Vec<_>>().join(" · ")
}

/// Returns the first step of a path: enough to know what it is, and above every folder that is named after a site.
fn place(steps: &[String]) -> String {
    steps.first().cloned().unwrap_or_default()
}

/// Returns where something lies that was not touched.
pub fn skip_place(model: &Model, tr: &Tr, skip: &Skip) -> String {
    format!("{} · {}", owner(model, tr, &skip.browser), skip.at)
}

/// Returns the name of a browser or of an area.
fn owner(model: &Model, tr: &Tr, browser: &BrowserId) -> String {
    browser.area().map_or_else(|| model.browser_name(browser).to_owned(), |area| tr.text(words::area(area)))
}

/// Returns the headline of a result.
pub fn headline(tr: &Tr, model: &Model, finished: &Finished) -> String {
    let report = &finished.report;
    match report.verdict {
        Verdict::Clean if model.task == Task::FixSignIn && stores(report) == 0 => tr.text("win-fix-was-clean"),
        Verdict::Clean if model.task == Task::FixSignIn => tr.text("win-fix-done"),
        Verdict::Clean if model.is_whole() => tr.text("ok-title"),
        Verdict::Clean => tr.text("win-part-title"),
        Verdict::Left if report.leftovers.is_empty() => tr.text("win-bad-title"),
        Verdict::Left => tr.with("bad-title", &[("n", report.leftovers.len().into())]),
        Verdict::NothingDone => tr.text("win-nothing-title"),
        Verdict::OutOfTime => tr.text("win-bad-title"),
        Verdict::Cancelled => tr.text("win-stopped-title"),
    }
}

/// Returns a result's evidence: what was checked, and when.
pub fn proof(tr: &Tr, finished: &Finished) -> String {
    let checked = finished.report.checked;
    let places = tr.with(
        "win-checked",
        &[("folders", checked.folders.into()), ("files", (checked.edits + checked.searched).into())],
    );
    tr.with("ok-proof", &[("p", places.into()), ("time", tr.time(finished.at).into())])
}

/// Returns what went: size and number of files; of a Fix sign-in, which edits what stays, the number of stores.
pub fn removed(model: &Model, tr: &Tr, finished: &Finished) -> String {
    if model.task == Task::FixSignIn {
        return tr.with("win-fix-stores", &[("n", stores(&finished.report).into())]);
    }
    let gone = finished.report.removed;
    tr.with("res-removed", &[("size", tr.size(gone.bytes).into()), ("files", gone.files.into())])
}

fn stores(report: &Report) -> usize {
    report.outcomes.values().filter(|outcome| matches!(outcome, Outcome::Done(_))).count()
}

/// Returns how much of a set was found; what is not known is never nought.
pub fn found(tr: &Tr, amount: Amount) -> String {
    let items = tr.with("win-fix-items", &[("n", amount.items.into())]);
    match (amount.items, amount.is_least) {
        (0, true) => tr.text("size-unknown"),
        (0, false) => tr.text("win-fix-nothing"),
        (_, true) => tr.with("size-at-least", &[("size", items.into())]),
        (_, false) => items,
    }
}

/// Returns why what was typed names no site, with the sets that it could mean.
pub fn refusal(tr: &Tr, not: &NotASelection) -> String {
    let (key, asked, near) = match not {
        NotASelection::UnknownSet { asked, near } => ("err-set", asked, near.as_slice()),
        NotASelection::NoSite { asked } => ("err-site", asked, &[][..]),
        NotASelection::PublicSuffix { asked } => ("err-suffix", asked, &[][..]),
    };
    let why = tr.with(key, &[("asked", shown(asked).into())]);
    let near = (!near.is_empty()).then(|| tr.with("err-near", &[("near", near.join(", ").into())]));
    std::iter::once(why).chain(near).collect::<Vec<_>>().join(" ")
}

/// Returns what became of the login page, where there is something to say.
pub fn opened(tr: &Tr, opened: LoginPageState) -> Option<String> {
    let why = match opened {
        LoginPageState::NotYet | LoginPageState::Yes => return None,
        LoginPageState::NotFound => "win-open-not-found",
        LoginPageState::Refused => "win-open-refused",
    };
    Some(tr.with("fix-not-opened", &[("why", tr.text(why).into())]))
}

/// Returns the text for the help desk: counts and kinds, no site and no profile.
pub fn for_help_desk(model: &Model, tr: &Tr, known: &Known) -> String {
    let text = why::for_help_desk(tr, known);
    match text.split_once('\n') {
        Some((first, rest)) if model.demo => format!("{first} · {}\n{rest}", tr.text("demo")),
        _ => text,
    }
}

/// Returns what a notification says of a result: how it ended, and what went.
pub fn notice(model: &Model, tr: &Tr) -> (String, String) {
    model
        .result
        .as_ref()
        .map_or_else(Default::default, |finished| (headline(tr, model, finished), removed(model, tr, finished)))
}

/// Returns the report as text to send to somebody: counts and kinds, no site and no path below a profile's top.
pub fn report(model: &Model, tr: &Tr) -> String {
    let Some(finished) = &model.result else { return String::new() };
    let mut text = headline(tr, model, finished);
    if model.demo {
        text = format!("{} – {text}", tr.text("demo"));
    }
    let mut line = |words: String| {
        text.push('\n');
        text.push_str(&words);
    };
    line(removed(model, tr, finished));
    line(proof(tr, finished));
    for left in &finished.report.leftovers {
        line(format!("{}: {}", leftover_place(model, tr, left), words::leftover(tr, &left.kind)));
    }
    for skipped in &finished.report.skipped {
        line(format!("{}: {}", skip_place(model, tr, skipped), words::skip(tr, &skipped.reason)));
    }
    line(finished.report.digest.to_string());
    text
}

/// Returns what would go as text: kinds and sizes, no site.
pub fn list(model: &Model, tr: &Tr) -> String {
    let mut lines = vec![tr.text("win-preview-title")];
    if model.demo {
        lines.push(tr.text("demo"));
    }
    for section in model.sections() {
        let whose = section.profile_name.unwrap_or_else(|| tr.text("win-all-profiles"));
        lines.push(format!("{} · {whose}", section.browser_name));
        for (category, amount) in section.sizes {
            lines.push(format!("  {}: {}", tr.text(words::category(category)), size(tr, amount)));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::initial;

    #[test]
    fn a_browsers_letter_is_that_of_its_own_name() {
        for (name, letter) in
            [("Google Chrome", "C"), ("Microsoft Edge", "E"), ("Firefox", "F"), ("ungoogled", "U"), ("", "")]
        {
            assert_eq!(initial(name), letter, "{name:?}");
        }
    }
}
