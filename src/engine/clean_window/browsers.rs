//! Which browsers can open a clean window on this computer, and where their throw-away profiles are.

use std::collections::BTreeSet;

use super::error::CleanWindowError;
use crate::catalog::Browser;
use crate::engine::context::{Engine, EngineError};
use crate::engine::open_page;
use crate::model::{BrowserId, CleanBrowser, Family, Layout, RelPath};
use crate::platform::{Program, default_browser};

/// The folder of native browsers' throw-away profiles, below Signoff's own folder.
const THROWAWAY: &str = "clean-window";
/// The same in the folder of a packaged browser, which cannot see other programs' folders.
const PACKAGED: &str = "signoff-clean-window";

impl Engine<'_> {
    /// Returns the installed browsers that can open a clean window: the user's default browser first, then in the order
    /// of the catalog.
    pub fn clean_browsers(&self) -> Vec<CleanBrowser> {
        let mut found: Vec<_> = self
            .catalog
            .browsers()
            .flat_map(|(definition, browser)| {
                let of = |layout| CleanBrowser {
                    id: browser.id.clone(),
                    name: browser.name.clone(),
                    layout,
                    family: definition.family,
                };
                let fits = matches!(definition.family, Family::Chromium | Family::Firefox);
                let layouts = [Layout::Native, Layout::Snap, Layout::Flatpak].into_iter().filter(move |_| fits);
                layouts.filter(|layout| self.is_installed(browser, *layout)).map(of)
            })
            .collect();
        let chosen = default_browser(self.places).unwrap_or_default();
        let is_chosen =
            |one: &CleanBrowser| self.known(&one.id).is_some_and(|known| is_called(known, one.layout, &chosen));
        // The sort is stable, so the others keep their order.
        found.sort_by_key(|one| !is_chosen(one));
        found
    }

    /// Returns where a browser's throw-away profiles are, below HOME: where the browser can see them.
    pub(super) fn place(&self, browser: &Browser, layout: Layout) -> Result<RelPath, EngineError> {
        let packaged = match open_page::program(browser, layout) {
            Program::Flatpak(id) => Some(format!(".var/app/{id}/data/{PACKAGED}")),
            Program::Snap(name) => Some(format!("snap/{name}/common/{PACKAGED}")),
            Program::Native(_) => None,
        };
        let parsed = packaged.and_then(|place| RelPath::parse(&place).ok());
        let own = || self.own_place(&self.home()?)?.join(THROWAWAY.as_ref()).map_err(|_never| EngineError::Busy);
        parsed.map_or_else(own, Ok)
    }

    pub(super) fn choose(&self, wanted: Option<&BrowserId>) -> Result<CleanBrowser, CleanWindowError> {
        let mut found = self.clean_browsers();
        let near = || {
            let names: BTreeSet<_> = self.clean_browsers().into_iter().map(|browser| browser.id.0).collect();
            names.into_iter().collect()
        };
        let Some(asked) = wanted else {
            return if found.is_empty() { Err(CleanWindowError::NoBrowser) } else { Ok(found.remove(0)) };
        };
        let Some(known) = self.known(asked) else {
            return Err(CleanWindowError::UnknownBrowser { asked: asked.clone(), near: near() });
        };
        let here = found.into_iter().find(|browser| browser.id == *asked);
        here.ok_or_else(|| CleanWindowError::NotHere { name: known.name.clone(), near: near() })
    }

    pub(super) fn known(&self, id: &BrowserId) -> Option<&Browser> {
        self.catalog.browsers().map(|(_, browser)| browser).find(|browser| browser.id == *id)
    }

    fn is_installed(&self, browser: &Browser, layout: Layout) -> bool {
        let program = open_page::program(browser, layout);
        let fits = match layout {
            Layout::Native => true,
            Layout::Flatpak => matches!(program, Program::Flatpak(_)),
            Layout::Snap => matches!(program, Program::Snap(_)),
        };
        fits && self.system.can_start(&program)
    }
}

/// Says whether the desktop's application is this browser.
fn is_called(browser: &Browser, layout: Layout, application: &str) -> bool {
    match layout {
        Layout::Native => browser.commands().any(|command| command == application),
        Layout::Flatpak => browser.flatpak.iter().any(|id| id == application),
        Layout::Snap => {
            browser.snap.iter().any(|name| application.split_once('_').is_some_and(|(snap, _app)| snap == name))
        }
    }
}
