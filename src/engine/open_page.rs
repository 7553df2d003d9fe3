//! Opening pages in the right browser and profile: the login page where Fix sign-in removed a sign-in, the sign-out
//! page where a sign-in is.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::context::Engine;
use crate::catalog::Browser;
use crate::model::{
    Family, Item, Layout, OpenedPages, Outcome, PageFailure, Plan, ProfilePlace, RelPath, Report, SignedIn, with_causes,
};
use crate::platform::{OpenError, Program};

/// Returns the item in whose browser and profile a page opens after a run, preferring a browser that the run closed.
/// `None` if nothing was removed, or only in browsers that open no page on request.
pub fn login_item<'p>(plan: &'p Plan, report: &Report) -> Option<&'p Item> {
    let was_open = |item: &&Item| plan.must_close.iter().any(|open| open.id == item.profile.browser);
    let done = |item: &&Item| matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_)));
    let mut cleaned = plan.items.iter().filter(done).filter(|item| opens_pages(item.profile.family));
    cleaned.clone().find(was_open).or_else(|| cleaned.next())
}

/// Programs with an embedded browser take no page to open.
const fn opens_pages(family: Family) -> bool {
    !matches!(family, Family::Electron)
}

impl Engine<'_> {
    /// Opens a page in the profile where a sign-in was removed. Returns whether there is such a profile.
    pub fn open_login(&self, plan: &Plan, report: &Report, page: &str) -> Result<bool, OpenError> {
        let place = login_item(plan, report).and_then(|item| {
            Some(ProfilePlace {
                profile: item.profile.clone(),
                root: plan.proof(item.target.root)?.at.clone(),
                dir: item.folder(),
            })
        });
        place.map_or(Ok(false), |place| self.open_pages(&place, &[page]))
    }

    /// Opens the sign-out pages of sign-ins, each in the browser and profile that holds it.
    pub fn open_sign_out<'s>(&self, signed_in: impl IntoIterator<Item = &'s SignedIn>) -> OpenedPages {
        let mut opened = OpenedPages::default();
        for one in signed_in {
            let pages: Vec<_> = one.sign_out.iter().map(String::as_str).collect();
            let failed = match self.open_pages(&one.place, &pages) {
                _ if pages.is_empty() => Some(PageFailure::NoPage),
                Ok(true) => None,
                Ok(false) => Some(PageFailure::NoWay),
                Err(error) => Some(PageFailure::Start(with_causes(&error))),
            };
            match failed {
                None => opened.opened.push(one.clone()),
                Some(why) => opened.failed.push((one.clone(), why)),
            }
        }
        opened
    }

    /// Opens pages in a profile with one command, because a browser that is starting may miss a second one. Returns
    /// whether the browser is known and can.
    fn open_pages(&self, place: &ProfilePlace, pages: &[&str]) -> Result<bool, OpenError> {
        if pages.is_empty() {
            return Ok(false);
        }
        let known = self.catalog.browsers().find(|(_, browser)| browser.id == place.profile.browser);
        let arguments = arguments(place, &self.places.home, pages);
        let Some(((_, browser), arguments)) = known.zip(arguments) else { return Ok(false) };
        self.system.open_page(&program(browser, place.profile.layout), &arguments).map(|()| true)
    }
}

/// Returns the program that starts a browser.
pub(super) fn program(browser: &Browser, layout: Layout) -> Program {
    let native = || Program::Native(browser.commands().map(OsString::from).collect());
    match layout {
        Layout::Flatpak => browser.flatpak.first().cloned().map_or_else(native, Program::Flatpak),
        Layout::Snap => browser.snap.first().cloned().map_or_else(native, Program::Snap),
        Layout::Native => native(),
    }
}

/// Returns the arguments that open pages in a profile.
fn arguments(place: &ProfilePlace, home: &Path, pages: &[&str]) -> Option<Vec<OsString>> {
    let root = home.join(place.root.to_path());
    let profile = place.dir.as_ref();
    let arguments: Vec<OsString> = match place.profile.family {
        Family::Chromium => {
            let dir = profile.map(|dir| option("--profile-directory=", dir.file_name()));
            std::iter::once(option("--user-data-dir=", root.as_os_str())).chain(dir).collect()
        }
        Family::Firefox => {
            let profile = profile.map_or_else(|| root.clone(), |dir: &RelPath| root.join(dir.to_path()));
            vec!["--profile".into(), profile.into()]
        }
        Family::Falkon => profile.map(|dir| option("--profile=", dir.file_name())).into_iter().collect(),
        Family::Epiphany if is_web_app(&root) => {
            vec!["--application-mode".into(), option("--profile=", root.as_os_str())]
        }
        Family::Epiphany | Family::Qutebrowser => Vec::new(),
        Family::Electron | Family::KeyStore => return None,
    };
    Some(arguments.into_iter().chain(pages.iter().map(OsString::from)).collect())
}

/// Returns an option joined with its value.
pub(super) fn option(name: &str, value: &OsStr) -> OsString {
    let mut option = OsString::from(name);
    option.push(value);
    option
}

/// Says whether a root is that of a GNOME Web app: each has a data folder named after it.
fn is_web_app(root: &Path) -> bool {
    root.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"org.gnome.Epiphany.WebApp_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BrowserId, ProfileRef};

    #[test]
    fn pages_open_in_the_profile_that_is_named() {
        let check = |family, root: &str, profile: Option<&str>, expected: Option<&[&str]>| {
            let place = ProfilePlace {
                profile: ProfileRef {
                    browser: BrowserId("sample".into()),
                    browser_name: "Sample".into(),
                    layout: Layout::Native,
                    family,
                    profile_name: Some("Person 1".into()),
                },
                root: RelPath::parse(root).unwrap(),
                dir: profile.map(|dir| RelPath::parse(dir).unwrap()),
            };
            let arguments = arguments(&place, Path::new("/h"), &["https://one.example/", "https://two.example/"]);
            let pages = ["https://one.example/", "https://two.example/"];
            let expected = expected.map(|options| options.iter().chain(&pages).map(OsString::from).collect::<Vec<_>>());
            assert_eq!(arguments, expected);
        };
        let chromium = ["--user-data-dir=/h/.config/c", "--profile-directory=Profile 1"];
        check(Family::Chromium, ".config/c", Some("Profile 1"), Some(&chromium));
        check(Family::Firefox, ".mozilla/firefox", Some("a.b"), Some(&["--profile", "/h/.mozilla/firefox/a.b"]));
        check(Family::Firefox, "apart", None, Some(&["--profile", "/h/apart"]));
        check(Family::Falkon, ".config/falkon", Some("profiles/default"), Some(&["--profile=default"]));
        check(Family::Qutebrowser, ".local/share/qutebrowser", None, Some(&[]));
        check(Family::Electron, ".config/app", None, None);
    }
}
