//! The state of the window, as plain data. No egui types, no threads, no display text.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::clean_window::CleanWindowState;
use super::help::Help;
use super::kiosk::Kiosk;
use super::organisation::{Branding, Picture};
use super::preferences::{Preferences, Saved};
use super::progress::{Finished, Found, Progress};
use super::rules::Rules;
use super::screen::{CloseMode, Focus, Page, Screen, Task};
use super::sign_in::SignIn;
use crate::catalog::Services;
use crate::i18n::Lang;
use crate::model::{
    Area, BrowserId, Category, Close, FollowUp, FoundBrowser, ItemId, OpenedPages, Plan, Request, SignIns, Skip,
};
use crate::policy::KioskScreen;
use crate::receipts::RunHistory;

/// The state of the window.
#[derive(Debug, Default)]
pub struct Model {
    /// The language of all text.
    pub lang: Lang,
    /// Whether the window works on the sample home of a demonstration.
    pub demo: bool,
    /// What the policy and the user's settings fix.
    pub rules: Rules,
    /// The current screen.
    pub screen: Screen,
    /// The kind of run that is prepared, running or finished.
    pub task: Task,
    /// The state of Fix sign-in and Why?.
    pub sign_in: SignIn,
    /// Services with a live sign-in; `None` until the worker has answered.
    pub signed_in: Option<SignIns>,
    /// The result of the last sign-out page that was opened.
    pub pages_opened: Option<OpenedPages>,
    /// The state of the clean-window screen.
    pub clean_window: CleanWindowState,
    /// The state of a kiosk; `None` in an ordinary window.
    pub kiosk: Option<Kiosk>,
    /// The page shown over the screen, such as help or settings.
    pub page: Option<Page>,
    /// The help page's content.
    pub help: Help,
    /// The organisation's picture.
    pub picture: Option<Arc<Picture>>,
    /// The user's preferences for the window.
    pub preferences: Preferences,
    /// Whether the last change of preferences was saved.
    pub saved: Saved,
    /// Categories whose explanation is open in the preview.
    pub explained: BTreeSet<Category>,
    /// The search text in the preview.
    pub search: String,
    /// The text that was copied last, to mark its button as done.
    pub copied: Option<String>,
    /// Seconds since the window opened.
    pub now: u64,
    /// The inventory, and the plan for everything in it; `None` until the first discovery.
    pub found: Option<Found>,
    /// The plan for what is ticked; `None` until the worker has made it, and while nothing is ticked.
    pub plan: Option<Arc<Plan>>,
    /// Browsers that are not ticked.
    pub left_out: BTreeSet<BrowserId>,
    /// Categories that are not ticked.
    pub keeping: BTreeSet<Category>,
    /// Areas that are ticked.
    pub areas: BTreeSet<Area>,
    /// How the current run closes browsers.
    pub close_mode: CloseMode,
    /// The progress of the current run.
    pub progress: Progress,
    /// The result of the last run.
    pub result: Option<Finished>,
    /// Whether the report was saved to a file; `None` if the user did not ask.
    pub report_saved: Option<bool>,
    /// Past runs: `None` until the worker has answered; `Some(None)` if the list cannot be read.
    pub history: Option<Option<RunHistory>>,
    /// Whether the window has the keyboard focus.
    pub focus: Focus,
    /// Why the action after the run (lock, log out) failed.
    pub after_run_error: Option<FollowUp>,
    /// Stop was pressed and the worker has not answered yet.
    pub stopping: bool,
    /// The window closes as soon as the run has stopped.
    pub quitting: bool,
}

impl Model {
    /// Returns the state of a window that has just opened and waits for the first discovery.
    pub fn new(lang: Lang, demo: bool) -> Self {
        // A test parses the built-in services; if they were broken, there would be none to tick.
        let sign_in = SignIn::new(Arc::new(Services::builtin().unwrap_or_default()));
        Self { lang, demo, sign_in, help: Help::builtin(), ..Self::default() }
    }

    /// Returns the initial state with saved preferences. Starts with the question whether the computer is shared,
    /// unless it was answered before or this is a demonstration.
    pub fn opening(lang: Lang, demo: bool, preferences: Preferences) -> Self {
        let lang = preferences.language.unwrap_or(lang);
        let screen = if demo || preferences.shared.is_some() { Screen::Discovering } else { Screen::First };
        Self { screen, preferences, ..Self::new(lang, demo) }
    }

    /// Returns this state under a policy. A managed computer counts as shared, so that question is skipped.
    #[must_use]
    pub fn governed(self, rules: Rules, branding: Branding) -> Self {
        let screen = if rules.managed { Screen::Discovering } else { self.screen };
        let help = branding.help.unwrap_or(self.help);
        let sign_in = branding.services.map_or(self.sign_in, SignIn::new);
        let (areas, keeping) = (rules.areas.clone(), rules.everything.keeping.clone());
        Self { screen, areas, keeping, rules, help, sign_in, picture: branding.picture, ..self }
    }

    /// Returns this state as a kiosk. A kiosk is a shared computer: unless the policy says otherwise, browsers are
    /// killed if they do not close.
    #[must_use]
    pub fn as_kiosk(self, mut kiosk: Kiosk) -> Self {
        kiosk.initial.language = Some(self.lang);
        let page = self.kiosk_page();
        let rules = Rules { close: self.rules.close.or(Some(Close::Force)), ..self.rules };
        Self { rules, screen: Screen::Kiosk, page, kiosk: Some(kiosk), ..self }
    }

    /// Returns the page that a kiosk shows first to each user, if any.
    pub fn kiosk_page(&self) -> Option<Page> {
        (self.rules.kiosk_screen == KioskScreen::Help).then_some(Page::Help)
    }

    /// Returns the request that ends a kiosk's session.
    pub fn kiosk_request(&self) -> Request {
        let elsewhere = Some(self.rules.elsewhere);
        Request { also: self.areas.clone(), elsewhere, ..self.rules.everything.clone() }
    }

    /// Returns whether the window may close now. A kiosk's window closes only with the login session.
    pub fn may_close(&self) -> bool {
        self.screen != Screen::Working && !self.clean_window.is_open() && (self.kiosk.is_none() || self.quitting)
    }

    /// Returns whether this is the user's own computer, where nothing is ticked at first.
    pub fn is_own(&self) -> bool {
        self.preferences.shared == Some(false) && !self.demo && !self.rules.managed
    }

    /// Returns how many seconds a browser still has to close; `None` while no browser is being closed.
    pub fn seconds_left(&self) -> Option<u64> {
        let since = self.progress.waiting_since.filter(|_| self.progress.waiting_for.is_some())?;
        Some(self.rules.grace.as_secs().saturating_sub(self.now.saturating_sub(since)))
    }

    /// Returns the request for what is ticked; `None` if no browser or no category is ticked. An empty set of browsers
    /// would mean all of them.
    pub fn request(&self) -> Option<Request> {
        if self.kiosk.is_some() {
            return Some(self.kiosk_request());
        }
        let present = &self.found.as_ref()?.inventory.browsers;
        let is_ticked = |browser: &&FoundBrowser| !self.left_out.contains(&browser.id);
        let ticked: BTreeSet<BrowserId> = present.iter().filter(is_ticked).map(|browser| browser.id.clone()).collect();
        if ticked.is_empty() || Category::ALL.iter().all(|category| self.keeping.contains(category)) {
            return None;
        }
        // An empty set means all that is ticked at first.
        let is_all = present.iter().all(|browser| is_ticked(&browser) == browser.is_ticked_at_first());
        let browsers = if is_all { BTreeSet::new() } else { ticked };
        let (keeping, also) = (self.keeping.clone(), self.areas.clone());
        Some(Request { keeping, browsers, also, ..self.rules.everything.clone() })
    }

    /// Returns whether everything is ticked, so that a clean result may say "everything".
    pub fn is_whole(&self) -> bool {
        let kept = !self.keeping.is_empty() || !self.rules.everything.keep_sites.is_empty();
        self.left_out.iter().all(BrowserId::is_app) && !kept
    }

    /// Returns the plan of the current task.
    pub const fn run_plan(&self) -> Option<&Arc<Plan>> {
        match self.task {
            Task::EndSession => self.plan.as_ref(),
            Task::FixSignIn => self.sign_in.plan.as_ref(),
        }
    }

    /// Returns the browser and profile names of an item of the current plan.
    pub fn item_names(&self, id: ItemId) -> Option<(&str, Option<&str>)> {
        let item = self.run_plan()?.items.iter().find(|item| item.id == id)?;
        Some((&item.profile.browser_name, item.profile.profile_name.as_deref()))
    }

    /// Returns a browser's display name.
    pub fn browser_name<'m>(&'m self, id: &'m BrowserId) -> &'m str {
        let found = self.found.as_ref().and_then(|found| found.inventory.browsers.iter().find(|one| one.id == *id));
        found.map_or(id.0.as_str(), |found| &found.name)
    }

    /// Returns what discovery found but does not touch.
    pub fn skipped(&self) -> &[Skip] {
        self.plan.as_deref().or_else(|| self.found.as_ref().map(|found| &found.all)).map_or(&[], |plan| &plan.skipped)
    }
}
