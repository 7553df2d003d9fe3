//! What the window knows, as plain data. No egui types, no threads, no text for people.

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
use crate::model::{Area, BrowserId, Category, Close, ItemId, Opened, Plan, Request, SignIns, Skip};
use crate::policy::KioskScreen;
use crate::receipts::Past;

/// The state of the window.
#[derive(Debug)]
pub struct Model {
    /// Its language.
    pub lang: Lang,
    /// Whether this is the sample home.
    pub demo: bool,
    /// What is set.
    pub rules: Rules,
    /// What is shown.
    pub screen: Screen,
    /// What the run is for that is prepared, under way or over.
    pub task: Task,
    /// What is chosen and known of sign-ins.
    pub sign_in: SignIn,
    /// The services with a live sign-in; `None` while nobody has looked.
    pub signed_in: Option<SignIns>,
    /// What became of the sign-out page that was asked for last.
    pub pages_opened: Option<Opened>,
    /// What is known of a clean window.
    pub clean_window: CleanWindowState,
    /// What makes this a kiosk.
    pub kiosk: Option<Kiosk>,
    /// What lies over it.
    pub page: Option<Page>,
    /// What the organisation tells people who cannot sign in.
    pub help: Help,
    /// The organisation's picture.
    pub picture: Option<Arc<Picture>>,
    /// What the person chose about the window.
    pub preferences: Preferences,
    /// Whether the last choice could be kept.
    pub saved: Saved,
    /// Categories whose explanation is shown.
    pub explained: BTreeSet<Category>,
    /// The words to look for in the preview.
    pub search: String,
    /// Words that were copied last, to say so.
    pub copied: Option<String>,
    /// The window's clock, in whole seconds since it opened.
    pub now: u64,
    /// What the last look around brought.
    pub found: Option<Found>,
    /// The plan for what is ticked; `None` while it is being made, and when nothing is ticked.
    pub plan: Option<Arc<Plan>>,
    /// Browsers whose box is cleared.
    pub left_out: BTreeSet<BrowserId>,
    /// Categories whose box is cleared.
    pub keeping: BTreeSet<Category>,
    /// Areas outside browsers whose box is ticked.
    pub areas: BTreeSet<Area>,
    /// What the current run was told about browsers.
    pub close_mode: CloseMode,
    /// How far the run is.
    pub progress: Progress,
    /// How the last run ended.
    pub result: Option<Finished>,
    /// Whether its report was saved to a file; `None` where nobody asked.
    pub report_saved: Option<bool>,
    /// What was done before: `None` while it is being read, and within, `None` where it cannot be.
    pub past: Option<Option<Past>>,
    /// Where the person's keyboard goes.
    pub focus: Focus,
    /// Why what should follow it did not.
    pub after_run_error: Option<String>,
    /// Stop was pressed; the worker has yet to answer.
    pub stopping: bool,
    /// The window closes as soon as the run has stopped.
    pub quitting: bool,
}

impl Model {
    /// Makes the state of a window that has just opened and looks around.
    pub fn new(lang: Lang, demo: bool) -> Self {
        Self {
            lang,
            demo,
            rules: Rules::default(),
            screen: Screen::Looking,
            task: Task::EndSession,
            // A test keeps what is built in from being wrong; without it there would be no set to tick.
            sign_in: SignIn::new(Arc::new(Services::builtin().unwrap_or_default())),
            signed_in: None,
            pages_opened: None,
            clean_window: CleanWindowState::default(),
            kiosk: None,
            page: None,
            help: Help::builtin(),
            picture: None,
            preferences: Preferences::default(),
            saved: Saved::Yes,
            explained: BTreeSet::new(),
            search: String::new(),
            copied: None,
            now: 0,
            found: None,
            plan: None,
            left_out: BTreeSet::new(),
            keeping: BTreeSet::new(),
            areas: BTreeSet::new(),
            close_mode: CloseMode::NotNeeded,
            progress: Progress::START,
            result: None,
            report_saved: None,
            past: None,
            focus: Focus::Here,
            after_run_error: None,
            stopping: false,
            quitting: false,
        }
    }

    /// Makes the state of a window that opens with what was chosen before, and asks once whose computer this is. The
    /// sample home counts as shared and asks nothing.
    pub fn opening(lang: Lang, demo: bool, preferences: Preferences) -> Self {
        let lang = preferences.language.unwrap_or(lang);
        let screen = if demo || preferences.shared.is_some() { Screen::Looking } else { Screen::First };
        Self { screen, preferences, ..Self::new(lang, demo) }
    }

    /// Returns the state where this is set and given. A computer with a policy is a shared one, and nobody is asked.
    #[must_use]
    pub fn governed(self, rules: Rules, branding: Branding) -> Self {
        let screen = if rules.managed { Screen::Looking } else { self.screen };
        let help = branding.help.unwrap_or(self.help);
        let sign_in = branding.services.map_or(self.sign_in, SignIn::new);
        Self { screen, areas: rules.areas.clone(), rules, help, sign_in, picture: branding.picture, ..self }
    }

    /// Returns the state where this is a kiosk. A kiosk is a shared computer, and its browsers are ended unless the policy
    /// says otherwise.
    #[must_use]
    pub fn as_kiosk(self, mut kiosk: Kiosk) -> Self {
        kiosk.initial.language = Some(self.lang);
        let page = self.kiosk_page();
        let rules = Rules { close: self.rules.close.or(Some(Close::Force)), ..self.rules };
        Self { rules, screen: Screen::Kiosk, page, kiosk: Some(kiosk), ..self }
    }

    /// Returns the page that lies over a kiosk's screen when somebody comes to it.
    pub fn kiosk_page(&self) -> Option<Page> {
        (self.rules.kiosk_screen == KioskScreen::Help).then_some(Page::Help)
    }

    /// Returns what the end of a kiosk's session is.
    pub fn kiosk_request(&self) -> Request {
        Request { also: self.areas.clone(), ..self.rules.everything.clone() }
    }

    /// Says whether the window may be closed now. A kiosk's goes only with its session.
    pub fn may_close(&self) -> bool {
        self.screen != Screen::Working && !self.clean_window.is_open() && (self.kiosk.is_none() || self.quitting)
    }

    /// Says whether this is the person's own computer, where nothing is ticked until they choose.
    pub fn is_own(&self) -> bool {
        self.preferences.shared == Some(false) && !self.demo && !self.rules.managed
    }

    /// Returns how many seconds a browser still has to close; `None` where none is waited for.
    pub fn seconds_left(&self) -> Option<u64> {
        let since = self.progress.waiting_since.filter(|_| self.progress.waiting_for.is_some())?;
        Some(self.rules.grace.as_secs().saturating_sub(self.now.saturating_sub(since)))
    }

    /// Returns what the boxes ask for. `None` when no browser or no category is ticked: an empty set of browsers would
    /// mean all of them.
    pub fn request(&self) -> Option<Request> {
        if self.kiosk.is_some() {
            return Some(self.kiosk_request());
        }
        let present: BTreeSet<_> =
            self.found.as_ref()?.inventory.browsers.iter().map(|found| found.id.clone()).collect();
        let ticked: BTreeSet<BrowserId> = present.difference(&self.left_out).cloned().collect();
        if ticked.is_empty() || Category::ALL.iter().all(|category| self.keeping.contains(category)) {
            return None;
        }
        // "All browsers" means all that the catalog names.
        let is_all = present.iter().all(|id| ticked.contains(id) != id.is_left_alone());
        let browsers = if is_all { BTreeSet::new() } else { ticked };
        let (keeping, also) = (self.keeping.clone(), self.areas.clone());
        Some(Request { keeping, browsers, also, ..self.rules.everything.clone() })
    }

    /// Says whether every box is ticked, so that a clean result may claim the whole.
    pub fn is_whole(&self) -> bool {
        let kept = !self.keeping.is_empty() || !self.rules.everything.keep_sites.is_empty();
        self.left_out.iter().all(BrowserId::is_left_alone) && !kept
    }

    /// Returns the plan that runs, or would run, for the present task.
    pub const fn run_plan(&self) -> Option<&Arc<Plan>> {
        match self.task {
            Task::EndSession => self.plan.as_ref(),
            Task::FixSignIn => self.sign_in.plan.as_ref(),
        }
    }

    /// Returns the plan of an item's browser and profile names, while a run works on it.
    pub fn item_names(&self, id: ItemId) -> Option<(&str, Option<&str>)> {
        let item = self.run_plan()?.items.iter().find(|item| item.id == id)?;
        Some((&item.browser_name, item.profile_name.as_deref()))
    }

    /// Returns the name of a browser for people.
    pub fn browser_name<'m>(&'m self, id: &'m BrowserId) -> &'m str {
        let found = self.found.as_ref().and_then(|found| found.inventory.browsers.iter().find(|one| one.id == *id));
        found.map_or(id.0.as_str(), |found| &found.name)
    }

    /// Returns what was found and is not touched.
    pub fn skipped(&self) -> &[Skip] {
        self.plan.as_deref().or_else(|| self.found.as_ref().map(|found| &found.all)).map_or(&[], |plan| &plan.skipped)
    }
}
