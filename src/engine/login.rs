//! The login page after a Fix sign-in: in the browser and profile from which a sign-in was removed.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::Engine;
use crate::catalog::Browser;
use crate::model::{Family, Item, Layout, Outcome, Plan, Report};
use crate::platform::{self, OpenError, Program};

/// Returns the item in whose browser and profile a page opens after a run: in a browser that was closed for it, if one
/// was. `None` where nothing was removed, or only in browsers of which nobody knows how to open one there.
pub fn login_item<'p>(plan: &'p Plan, report: &Report) -> Option<&'p Item> {
    let was_open = |item: &&Item| plan.must_close.iter().any(|(browser, _, _)| *browser == item.browser);
    let done = |item: &&Item| matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_)));
    let mut cleaned = plan.items.iter().filter(done).filter(|item| opens_pages(item.family));
    cleaned.clone().find(was_open).or_else(|| cleaned.next())
}

/// Programs with a browser inside open no page that they are told.
const fn opens_pages(family: Family) -> bool {
    !matches!(family, Family::Electron)
}

impl Engine<'_> {
    /// Opens a page where a sign-in was removed. Says whether there was such a place.
    pub fn open_login(&self, plan: &Plan, report: &Report, page: &str) -> Result<bool, OpenError> {
        let Some(item) = login_item(plan, report) else { return Ok(false) };
        let known = self.catalog.browsers().find(|(_, browser)| browser.id == item.browser);
        let arguments = arguments(plan, item, &self.places.home, page);
        let Some(((_, browser), arguments)) = known.zip(arguments) else { return Ok(false) };
        platform::open_page(&program(browser, item.layout), &arguments).map(|()| true)
    }
}

/// Returns what to start for a browser.
fn program(browser: &Browser, layout: Layout) -> Program {
    let native = || Program::Native(browser.commands().map(OsString::from).collect());
    match layout {
        Layout::Flatpak => browser.flatpak.first().cloned().map_or_else(native, Program::Flatpak),
        Layout::Snap => browser.snap.first().cloned().map_or_else(native, Program::Snap),
        Layout::Native => native(),
    }
}

/// Returns the arguments that open a page in an item's profile.
fn arguments(plan: &Plan, item: &Item, home: &Path, page: &str) -> Option<Vec<OsString>> {
    let root = home.join(plan.proof(item.target.root)?.at.to_path());
    let profile = item.folder();
    let option = |name: &str, value: &OsStr| {
        let mut option = OsString::from(name);
        option.push(value);
        option
    };
    match item.family {
        Family::Chromium => {
            let dir = profile.as_ref().map(|dir| option("--profile-directory=", dir.file_name()));
            let root = option("--user-data-dir=", root.as_os_str());
            Some([Some(root), dir, Some(page.into())].into_iter().flatten().collect())
        }
        Family::Firefox => {
            let profile = profile.map_or_else(|| root.clone(), |dir| root.join(dir.to_path()));
            Some(vec!["--profile".into(), profile.into(), page.into()])
        }
        Family::Falkon => {
            let name = profile.as_ref().map(|dir| option("--profile=", dir.file_name()));
            Some(name.into_iter().chain([page.into()]).collect())
        }
        Family::Epiphany if is_web_app(&root) => {
            Some(vec!["--application-mode".into(), option("--profile=", root.as_os_str()), page.into()])
        }
        Family::Epiphany | Family::Qutebrowser => Some(vec![page.into()]),
        Family::Electron => None,
    }
}

/// A web app of GNOME Web has a data folder of its own, named after it.
fn is_web_app(root: &Path) -> bool {
    root.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"org.gnome.Epiphany.WebApp_"))
}
