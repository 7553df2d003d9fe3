//! Text that only the window shows: headlines, evidence, places and the report to copy. The words for values of `model`
//! are in `i18n::words`.

use std::collections::BTreeMap;

use super::lines::Section;
use super::model::Model;
use super::progress::Finished;
use super::screen::{StartFailure, Task};
use super::sign_in::{Amount, LoginPageState};
use crate::catalog::NotASelection;
use crate::i18n::advice::Adviser;
use crate::i18n::names::shown;
use crate::i18n::{Tr, why, words};
use crate::model::{
    Category, Certainty, Layout, Leftover, Outcome, Owner, RelPath, Report, SignInReport, Size, Skip, Verdict, escaped,
};

/// Returns the window's title.
pub fn title(tr: &Tr, demo: bool) -> String {
    if demo { tr.text("win-title-demo") } else { tr.text("win-title") }
}

/// Returns a size with its certainty ("at least 3 MB"). An unknown size is never shown as 0.
pub fn size(tr: &Tr, size: Size) -> String {
    match size.certainty {
        Certainty::AtLeast if size.bytes == 0 => tr.amount(Size::UNKNOWN),
        Certainty::Exact | Certainty::AtLeast | Certainty::Unknown => tr.amount(size),
    }
}

/// Returns names as a list: "Firefox, Chrome and Edge".
pub fn names(tr: &Tr, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => tr.with("win-and", &[("most", most.join(", ").into()), ("last", last.as_str().into())]),
    }
}

/// Returns the initial of a browser's name, without its maker's name.
pub fn initial(name: &str) -> String {
    let own = ["Google ", "Microsoft ", "Mozilla ", "GNU "].iter().find_map(|maker| name.strip_prefix(maker));
    own.unwrap_or(name)
        .chars()
        .find(|letter| letter.is_alphanumeric())
        .map_or_else(String::new, |letter| letter.to_uppercase().collect())
}

/// Returns the key of the explanation why a category is removed.
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
        Category::Certificates => "why-certificates",
        Category::Other => "why-other",
    }
}

/// Returns why no run took place.
pub fn start_failure(tr: &Tr, failure: StartFailure) -> String {
    tr.text(match failure {
        StartFailure::Home => "win-trouble-home",
        StartFailure::NoProcesses => "win-trouble-processes",
        StartFailure::Busy => "win-trouble-busy",
        StartFailure::PutOff { noted: true } => "win-put-off",
        StartFailure::PutOff { noted: false } => "win-put-off-not-noted",
        StartFailure::Policy => "pol-bad",
        StartFailure::Marker => "win-trouble-marker",
        StartFailure::Stopped => "win-trouble-stopped",
        StartFailure::Internal => "win-trouble-internal",
    })
}

/// Returns a sentence about what is always kept; empty while there is no plan.
pub fn kept(model: &Model, tr: &Tr) -> String {
    model.plan.as_ref().map(|plan| words::kept(tr, plan)).unwrap_or_default()
}

/// Returns a sentence that sites are kept, without naming them; `None` if none is.
pub fn kept_sites(model: &Model, tr: &Tr) -> Option<String> {
    (!model.rules.everything.keep_sites.is_empty()).then(|| tr.text("win-kept-sites"))
}

/// Returns where a leftover is: browser, profile, and the first step of its path.
pub fn leftover_place(model: &Model, tr: &Tr, left: &Leftover) -> String {
    let owner = leftover_owner(model, tr, left);
    left.at.as_ref().map_or_else(|| owner.clone(), |at| format!("{owner} · {}", first_step(at)))
}

/// Returns the browser and the profile of a leftover.
fn leftover_owner(model: &Model, tr: &Tr, left: &Leftover) -> String {
    let browser = owner(model, tr, &left.owner);
    let profile = left.profile.iter().chain(&left.place).map(|name| shown(name));
    std::iter::once(browser).chain(profile).collect::<Vec<_>>().join(" · ")
}

/// Returns the first step of a path. Deeper folders can be named after sites, and site names are not shown.
fn first_step(at: &RelPath) -> String {
    at.names().first().map(|name| escaped(name)).unwrap_or_default()
}

/// Returns what is left, a line for each browser and reason, with the first steps of its paths.
pub fn leftovers(model: &Model, tr: &Tr, report: &Report) -> Vec<(String, String)> {
    let mut order = Vec::new();
    let mut places: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let open = report.still_open.iter().map(|name| (shown(name), tr.text("bad-open"), None));
    let left = report.leftovers.iter().map(|left| {
        (leftover_owner(model, tr, left), words::leftover(tr, &left.kind), left.at.as_ref().map(first_step))
    });
    let skipped = report.skipped.iter().map(|one| (skip_place(model, tr, one), words::skip(tr, &one.reason), None));
    for (owner, reason, step) in open.chain(left).chain(skipped) {
        let key = (owner, reason);
        if !places.contains_key(&key) {
            order.push(key.clone());
        }
        let steps = places.entry(key).or_default();
        steps.extend(step.filter(|step| !steps.contains(step) && steps.len() < MOST_STEPS));
    }
    let line = |(owner, reason): (String, String)| {
        let steps = places.get(&(owner.clone(), reason.clone())).map(|steps| steps.join(", ")).unwrap_or_default();
        (if steps.is_empty() { owner } else { format!("{owner} · {steps}") }, reason)
    };
    order.into_iter().map(line).collect()
}

/// Returns what helps with all that is left or not touched.
pub fn ways_on(model: &Model, tr: &Tr, report: &Report) -> Vec<String> {
    let name = |of: &Owner| owner(model, tr, of);
    Adviser::with_names(tr, &name, &model.help.phone).report(report, model.plan.as_deref())
}

/// Returns what helps with what is not touched.
pub fn ways_on_for_skips(model: &Model, tr: &Tr, skipped: &[Skip]) -> Vec<String> {
    let name = |of: &Owner| owner(model, tr, of);
    Adviser::with_names(tr, &name, &model.help.phone).skips(skipped)
}

/// The most names in one line about what is left.
const MOST_STEPS: usize = 5;

/// Returns where a skipped folder is.
pub fn skip_place(model: &Model, tr: &Tr, skip: &Skip) -> String {
    format!("{} · {}", owner(model, tr, &skip.owner), skip.at)
}

/// Returns the display name of a browser or an area.
fn owner(model: &Model, tr: &Tr, owner: &Owner) -> String {
    match owner {
        Owner::Browser(browser) => shown(model.browser_name(browser)),
        Owner::Area(area) => tr.text(words::area(*area)),
    }
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
        Verdict::NothingDone | Verdict::SessionGoesOn => tr.text("win-nothing-title"),
        Verdict::OutOfTime => tr.text("win-bad-title"),
        Verdict::Cancelled => tr.text("win-stopped-title"),
    }
}

/// Returns the evidence of a result: what was checked, and when.
pub fn proof(tr: &Tr, finished: &Finished) -> String {
    let checked = finished.report.checked;
    let places = tr.with(
        "win-checked",
        &[("folders", checked.folders.into()), ("files", (checked.edits + checked.searched).into())],
    );
    tr.with("ok-proof", &[("p", places.into()), ("time", tr.time(finished.at).into())])
}

/// Returns what was removed: size and number of files, or for a Fix sign-in the number of stores edited.
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

/// Returns how much of a service was found. An unknown amount is never shown as 0.
pub fn found(tr: &Tr, amount: Amount) -> String {
    let items = tr.with("win-fix-items", &[("n", amount.items.into())]);
    match (amount.items, amount.is_least) {
        (0, true) => tr.text("size-unknown"),
        (0, false) => tr.text("win-fix-nothing"),
        (_, true) => tr.with("size-at-least", &[("size", items.into())]),
        (_, false) => items,
    }
}

/// Returns why the typed text names no site, with similar service names.
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

/// Returns why the login page was not opened; `None` if there is nothing to say.
pub fn opened(tr: &Tr, opened: LoginPageState) -> Option<String> {
    let why = match opened {
        LoginPageState::NotYet | LoginPageState::Yes => return None,
        LoginPageState::NotFound => "win-open-not-found",
        LoginPageState::Refused => "win-open-refused",
    };
    Some(tr.with("fix-not-opened", &[("why", tr.text(why).into())]))
}

/// Returns the text for the help desk: counts and kinds, no sites and no profile names.
pub fn for_help_desk(model: &Model, tr: &Tr, report: &SignInReport) -> String {
    let text = why::for_help_desk(tr, report);
    match text.split_once('\n') {
        Some((first, rest)) if model.demo => format!("{first} · {}\n{rest}", tr.text("demo")),
        _ => text,
    }
}

/// Returns a notification's title and text for the result.
pub fn notice(model: &Model, tr: &Tr) -> (String, String) {
    model
        .result
        .as_ref()
        .map_or_else(Default::default, |finished| (headline(tr, model, finished), removed(model, tr, finished)))
}

/// Returns the line about a kept file of which only a part could be read.
pub fn lost(model: &Model, tr: &Tr, lost: &Leftover) -> String {
    tr.with("res-lost", &[("place", leftover_place(model, tr, lost).into())])
}

/// Returns the report as text: counts and kinds, no sites, and of paths only the first step.
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
    for theirs in &finished.report.administrators {
        line(format!("{}: {}", tr.text("res-administrators"), leftover_place(model, tr, theirs)));
    }
    for kept in &finished.report.lost {
        line(lost(model, tr, kept));
    }
    for skipped in &finished.report.skipped {
        line(format!("{}: {}", skip_place(model, tr, skipped), words::skip(tr, &skipped.reason)));
    }
    ways_on(model, tr, &finished.report).into_iter().for_each(&mut line);
    line(finished.report.digest.to_string());
    text
}

/// Returns the title of a section of the preview: browser, profile, and how the browser is installed.
pub fn section_title(tr: &Tr, section: &Section) -> String {
    let whose = section.profile_name.clone().unwrap_or_else(|| tr.text("win-all-profiles"));
    let layout = match section.layout {
        Layout::Native => "",
        Layout::Flatpak => " · Flatpak",
        Layout::Snap => " · Snap",
    };
    format!("{} · {whose}{layout}", section.browser_name)
}

/// Returns the preview as text: kinds and sizes, no sites.
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
