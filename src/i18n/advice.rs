//! What helps with what is left or not touched. Each reason has its advice in one exhaustive `match`, so that a new
//! reason does not compile without one.
//!
//! It never prints a path that could name a site: at most the folder of a browser.

use std::collections::{BTreeMap, BTreeSet};

use super::names::shown;
use super::texts::Tr;
use super::words;
use crate::model::{Item, LeftoverKind, Owner, Plan, RelPath, Report, RootBase, Skip, SkipReason, escaped_name};

/// Advises one reader: in a language, with names of browsers, and with a help desk to call.
#[derive(Clone, Copy)]
pub struct Adviser<'a> {
    tr: &'a Tr,
    name: Option<&'a dyn Fn(&Owner) -> String>,
    /// The help desk's number, where the organisation names one.
    phone: Option<&'a str>,
}

/// An advice for one browser or area. Those that differ only in their folders are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Advice {
    key: &'static str,
    name: Option<String>,
}

impl Advice {
    const fn plain(key: &'static str) -> Self {
        Self { key, name: None }
    }

    fn about(key: &'static str, name: &str) -> Self {
        Self { key, name: Some(escaped_name(name)) }
    }

    fn of_leftover(kind: &LeftoverKind) -> Self {
        Self::plain(match kind {
            LeftoverKind::InUse(name) if !name.is_empty() => return Self::about("do-close", name),
            LeftoverKind::InUse(_) | LeftoverKind::CameBack => "do-close-others",
            LeftoverKind::BrowserOpen | LeftoverKind::Changed | LeftoverKind::OpenedAgain => "do-close",
            LeftoverKind::NoPermission => "do-rights",
            LeftoverKind::ForeignOwner => "do-owner",
            LeftoverKind::OtherMount => "do-mount",
            LeftoverKind::Damaged | LeftoverKind::UnknownSchema | LeftoverKind::FailedBefore => "do-everything",
            LeftoverKind::Mentioned => "do-session-all",
            LeftoverKind::NoSpace => "do-space",
            LeftoverKind::Found | LeftoverKind::Unverified | LeftoverKind::Os(_) => "do-again-desk",
            LeftoverKind::OpenedSince => "do-since",
            LeftoverKind::NotReached => "do-time",
            LeftoverKind::NotPossible => "do-clipboard",
            LeftoverKind::Template => "do-template",
            LeftoverKind::Internal => "do-report",
        })
    }

    fn of_skip(reason: &SkipReason) -> Self {
        Self::plain(match reason {
            SkipReason::Link => "do-link",
            SkipReason::Mount => "do-mount",
            SkipReason::ForeignOwner => "do-owner",
            SkipReason::Unreadable => "do-rights",
            SkipReason::Outside => "do-outside",
            SkipReason::NotAFolder => "do-not-folder",
            SkipReason::NotProven => "do-not-proven",
            SkipReason::NotUnderstood => "do-session",
            SkipReason::Elsewhere => "do-name",
            SkipReason::SearchEnded => "do-search",
            SkipReason::InUseOn(Some(host)) => return Self::about("do-host", host),
            SkipReason::InUseOn(None) => "do-elsewhere",
        })
    }
}

impl<'a> Adviser<'a> {
    /// Returns an adviser that names browsers by their ids.
    pub const fn new(tr: &'a Tr) -> Self {
        Self { tr, name: None, phone: None }
    }

    /// Returns an adviser with display names, and with the help desk's number.
    pub const fn with_names(tr: &'a Tr, name: &'a dyn Fn(&Owner) -> String, phone: &'a str) -> Self {
        Self { tr, name: Some(name), phone: Some(phone) }
    }

    fn name(&self, owner: &Owner) -> String {
        self.name.map_or_else(|| owner_id(self.tr, owner), |name| name(owner))
    }

    /// Returns what helps with something that is left. `folder` is the browser's, below HOME.
    pub fn leftover(&self, owner: &Owner, kind: &LeftoverKind, folder: Option<&RelPath>) -> String {
        self.text(owner, &Advice::of_leftover(kind), folder.and_then(in_a_shell).as_slice())
    }

    /// Returns what helps with something that is not touched.
    pub fn skip(&self, skip: &Skip) -> String {
        if let Some(line) = policy_line([skip]) {
            return self.tr.with("skip-moved", &[("line", line.into())]);
        }
        self.text(&skip.owner, &Advice::of_skip(&skip.reason), in_a_shell(&skip.at).as_slice())
    }

    /// Returns what helps with all of a report: a line for each browser and way, not for each file.
    pub fn report(&self, report: &Report, plan: Option<&Plan>) -> Vec<String> {
        let mut roots = BTreeMap::new();
        if let Some(plan) = plan {
            let below_home = |item: &Item| Some((item.id, folder_below_home(plan, Some(item))?.clone()));
            roots.extend(plan.items.iter().filter_map(below_home));
        }
        let left = report.leftovers.iter().map(|left| {
            let folder = roots.get(&left.item).and_then(in_a_shell);
            (&left.owner, Advice::of_leftover(&left.kind), folder)
        });
        self.lines(left, &report.skipped)
    }

    /// Returns what helps with all that is not touched, as [`Self::report`] does.
    pub fn skips(&self, skipped: &[Skip]) -> Vec<String> {
        self.lines(std::iter::empty(), skipped)
    }

    fn lines<'r>(
        &self,
        left: impl Iterator<Item = (&'r Owner, Advice, Option<String>)>,
        skipped: &'r [Skip],
    ) -> Vec<String> {
        let skips = skipped.iter().filter(|skip| policy_name(skip).is_none());
        let skips = skips.map(|skip| (&skip.owner, Advice::of_skip(&skip.reason), in_a_shell(&skip.at)));
        let mut order = Vec::new();
        let mut folders: BTreeMap<(&Owner, Advice), BTreeSet<String>> = BTreeMap::new();
        for (owner, advice, folder) in left.chain(skips) {
            let key = (owner, advice);
            if !folders.contains_key(&key) {
                order.push(key.clone());
            }
            folders.entry(key).or_default().extend(folder);
        }
        let line = |key: (&'r Owner, Advice)| {
            let some: Vec<String> = folders.get(&key).into_iter().flatten().take(MOST_FOLDERS).cloned().collect();
            format!("{}: {}", self.name(key.0), self.text(key.0, &key.1, &some))
        };
        let mut lines: Vec<String> = order.into_iter().map(line).collect();
        lines.dedup();
        lines.extend(policy_line(skipped).map(|line| self.tr.with("skip-moved", &[("line", line.into())])));
        lines
    }

    fn text(&self, owner: &Owner, advice: &Advice, folders: &[String]) -> String {
        let name = advice.name.clone().unwrap_or_else(|| self.name(owner));
        let desk = self.phone.map_or_else(
            || self.tr.text("desk-somebody"),
            |phone| self.tr.with("desk-phone", &[("phone", phone.into())]),
        );
        let key = match (advice.key, folders) {
            ("do-rights", []) => "do-rights-there",
            ("do-owner", []) => "do-owner-there",
            (key, _) => key,
        };
        let folders = folders.join(" ");
        let values = [("name", name.into()), ("desk", desk.into()), ("folder", folders.into()), ("user", USER.into())];
        self.tr.with(key, &values)
    }
}

/// The reader's account, as a shell writes it.
const USER: &str = "\"$USER\"";
/// The most folders in one command.
const MOST_FOLDERS: usize = 8;

/// Returns the folder of an item's browser, if it lies below HOME.
pub fn folder_below_home<'p>(plan: &'p Plan, item: Option<&Item>) -> Option<&'p RelPath> {
    let proof = plan.proof(item?.target.root).filter(|proof| proof.base == RootBase::Home)?;
    Some(&proof.at)
}

/// Returns a folder of HOME as a shell reads it; `None` if more than quotes would be needed.
fn in_a_shell(at: &RelPath) -> Option<String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@".contains(letter);
    let text = at.to_string();
    if text.chars().all(is_plain) {
        return Some(format!("~/{text}"));
    }
    text.chars().all(|letter| is_plain(letter) || letter == ' ').then(|| format!("~/'{text}'"))
}

/// Returns the policy's line that allows all links and mounts among what is skipped; `None` if there is none.
fn policy_line<'s>(skipped: impl IntoIterator<Item = &'s Skip>) -> Option<String> {
    let names: BTreeSet<_> = skipped.into_iter().filter_map(policy_name).collect();
    let names: Vec<_> = names.into_iter().map(|name| format!("\"{name}\"")).collect();
    (!names.is_empty()).then(|| format!("moved = [{}]", names.join(", ")))
}

/// Returns the policy's spelling (`~/…`) of the link or mount that Signoff does not follow; `None` if TOML would have
/// to escape it.
pub fn policy_name(skip: &Skip) -> Option<String> {
    let path = skip.moved.as_ref()?.to_path();
    path.to_str().filter(|text| shown(text) == **text && !text.contains(['"', '\\'])).map(|text| format!("~/{text}"))
}

/// Returns a browser's id in the catalog, or an area's name.
pub fn owner_id(tr: &Tr, owner: &Owner) -> String {
    match owner {
        Owner::Browser(browser) => shown(&browser.0),
        Owner::Area(area) => tr.text(words::area(*area)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Area, BrowserId};

    fn skip(browser: &str, at: &str, reason: SkipReason) -> Skip {
        let moved = (reason == SkipReason::Link).then(|| RelPath::parse(at).unwrap());
        Skip { owner: Owner::Browser(BrowserId(browser.into())), at: RelPath::parse(at).unwrap(), reason, moved }
    }

    #[test]
    fn what_helps_is_one_line_for_each_browser_and_way() {
        let tr = Tr::new(None);
        let skips = [
            skip("chromium", ".config/chromium/Profile 1", SkipReason::ForeignOwner),
            skip("chromium", ".config/chromium/a", SkipReason::ForeignOwner),
            skip("firefox", ".mozilla/firefox/x", SkipReason::InUseOn(Some("lab-7\u{202e}".into()))),
            skip("chrome", ".config/google-chrome", SkipReason::Link),
            skip("firefox", ".mozilla", SkipReason::Link),
        ];
        let expected = [
            "chromium: Have it given back to you: sudo chown -R \"$USER\" ~/'.config/chromium/Profile 1' ~/.config/chromium/a",
            "firefox: Close the browser on lab-7\\u{202e}, then try again. If it is not open there, remove its lock \
             (\"SingletonLock\" or \"lock\").",
            "Where your administrator moved these on purpose, the policy can say so: \
             moved = [\"~/.config/google-chrome\", \"~/.mozilla\"]",
        ];
        assert_eq!(Adviser::new(&tr).skips(&skips), expected);
    }

    #[test]
    fn a_command_is_shown_for_a_folder_that_a_shell_reads_as_it_is() {
        let check = |at: &str, expected: Option<&str>| {
            assert_eq!(in_a_shell(&RelPath::parse(at).unwrap()).as_deref(), expected, "{at}");
        };
        check(".config/chromium", Some("~/.config/chromium"));
        check(".config/chromium/Profile 1", Some("~/'.config/chromium/Profile 1'"));
        for hostile in ["a;rm -rf ~", "$(x)", "`x`", "a\nb", "a'b", "ä"] {
            check(hostile, None);
        }
    }

    #[test]
    fn the_help_desks_number_is_named_where_there_is_one() {
        let tr = Tr::new(None);
        let name = |_: &Owner| "Chromium".to_owned();
        let owner = Owner::Area(Area::Trash);
        let advice = Adviser::with_names(&tr, &name, "0294 520 500").leftover(&owner, &LeftoverKind::Found, None);
        assert_eq!(advice, "Try again. If it stays, ask the IT Helpdesk (0294 520 500).");
        let advice = Adviser::new(&tr).leftover(&owner, &LeftoverKind::Found, None);
        assert_eq!(advice, "Try again. If it stays, ask whoever looks after this computer.");
    }
}
