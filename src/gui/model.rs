//! What the window knows, as plain data. No egui types, no threads, no text for people.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::clean_window::{self, Clean};
use super::help::Help;
use super::kiosk::{self, Kiosk};
use super::organisation::{Given, Picture};
use super::preferences::{Look, Preferences, Saved, TextSize};
use super::rules::Rules;
use super::sign_in::{self, SignIn};
use crate::catalog::{Selection, Services};
use crate::i18n::Lang;
use crate::model::{
    Area, BrowserId, Category, Close, Event, Inventory, ItemId, Opened, Phase, Plan, Report, Request, SignIns,
    SignedIn, Skip, StopReason, Tally,
};
use crate::receipts::Past;

/// What the window shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// Whose computer is this? Asked once.
    First,
    /// Looking for browsers.
    Looking,
    /// The one button, and what it would do.
    Home,
    /// The one button of a kiosk, and how long it waits for somebody to press it.
    Kiosk,
    /// What goes, by browser and category, with switches.
    Preview,
    /// Which sign-ins go, and what of them is where.
    Fix,
    /// Why a login goes wrong.
    Why,
    /// Services with a live sign-in, and the way out of each.
    Services,
    /// A browser on an empty profile, to try a login in.
    Clean,
    /// These browsers are open.
    Running {
        /// Their names for people.
        names: Vec<String>,
        /// They were asked to close and have not.
        asked: bool,
    },
    /// A run is under way.
    Working,
    /// How it ended; the model's `result` has it.
    Result,
    /// It did not come to a run.
    Trouble(Trouble),
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Everything goes but what is kept.
    EndSession,
    /// Chosen sign-ins go, and nothing else.
    FixSignIn,
}

/// Where the person's keyboard goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Into this window.
    Here,
    /// Into another.
    Elsewhere,
}

/// What lies over the screen until the person goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// Help with signing in.
    Help,
    /// The window's own settings.
    Settings,
    /// What this program is.
    About,
    /// What was done before.
    Past,
}

/// Why it did not come to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The home folder cannot be used.
    Home,
    /// Which programs run cannot be seen.
    NoProcesses,
    /// Another run is under way.
    Busy,
    /// What the organisation or the person has set cannot be read.
    Policy,
    /// The note about an unfinished run could not be written.
    Marker,
    /// The person stopped the search.
    Stopped,
    /// A mistake of ours.
    Internal,
}

/// How browsers are closed in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Nobody is asked: none ran when the person pressed the button.
    Nobody,
    /// They are asked.
    Ask,
    /// They are asked, then ended.
    Force,
    /// The same where nobody is there: what is set to follow the run follows also where something is left.
    Unattended,
}

/// What a look around brought.
#[derive(Debug)]
pub struct Found {
    /// Everything that was found.
    pub inventory: Arc<Inventory>,
    /// The plan for all of it, with every switch on.
    pub all: Plan,
}

/// A run that ended.
#[derive(Debug)]
pub struct Finished {
    /// What it did.
    pub report: Report,
    /// When it ended, in seconds since 1970.
    pub at: i64,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The step.
    pub phase: Phase,
    /// The browser it waits for.
    pub waiting_for: Option<BrowserId>,
    /// Since when it waits, by the window's clock.
    pub waiting_since: Option<u64>,
    /// The item it works on.
    pub item: Option<ItemId>,
    /// What is gone so far.
    pub gone: Tally,
    /// How many items are done.
    pub done: u64,
}

impl Progress {
    /// Nothing done yet.
    pub const START: Self = Self {
        phase: Phase::Discovering,
        waiting_for: None,
        waiting_since: None,
        item: None,
        gone: Tally { files: 0, bytes: 0 },
        done: 0,
    };

    /// Takes notice of an event that comes at this second.
    pub fn see(&mut self, event: &Event, now: u64) {
        match event {
            Event::Phase(phase) => {
                self.phase = *phase;
                self.waiting_for = None;
                self.waiting_since = None;
                self.item = None;
            }
            Event::WaitingFor(browser) => {
                self.waiting_for = Some(browser.clone());
                self.waiting_since = Some(now);
            }
            // The screen that opens one says so itself.
            Event::WindowOpened(_) => {}
            Event::Started(id) => self.item = Some(*id),
            Event::Progress { files, bytes, .. } => {
                self.gone += Tally { files: *files, bytes: *bytes };
            }
            Event::Finished(_) => {
                self.item = None;
                self.done += 1;
            }
        }
    }
}

/// Something that happened: a person's wish, or an answer of the worker.
#[derive(Debug)]
pub enum Msg {
    /// Another language.
    Language(Lang),
    /// A browser's box was ticked or cleared.
    Browser(BrowserId, bool),
    /// A category's box was ticked or cleared.
    Category(Category, bool),
    /// An area's box was ticked or cleared.
    Area(Area, bool),
    /// Show or hide what a category is and why it goes.
    Explain(Category),
    /// The words to look for in the preview.
    Search(String),
    /// Whether others use this computer too.
    Shared(bool),
    /// Other colours.
    Colours(Look),
    /// Another size.
    Text(TextSize),
    /// Whether nothing moves.
    LessMotion(bool),
    /// Lay a page over the screen.
    Open(Page),
    /// Put these words on the clipboard.
    Copy(String),
    /// The window's clock, in whole seconds since it opened.
    Clock(u64),
    /// What was chosen could not be kept.
    NotSaved,
    /// Show what goes in detail.
    Details,
    /// Back to where the person came from.
    Back,
    /// The button.
    EndSession,
    /// Close the browsers and go on, or wait for them once more.
    CloseBrowsers,
    /// End the browsers that did not close.
    ForceClose,
    /// Stop what is under way.
    Stop,
    /// Look around again.
    Look,
    /// Put the report on the clipboard.
    CopyReport,
    /// Save the report to a file of the person's choice.
    SaveReport,
    /// Whether the report could be written to it.
    ReportSaved(bool),
    /// Past runs; `None` where the list cannot be read.
    Past(Option<Past>),
    /// Where the person's keyboard goes.
    Focus(Focus),
    /// Something on the screens of Fix sign-in and Why?.
    SignIn(sign_in::Msg),
    /// Something on the screen of services.
    SignedIn(SignedInMsg),
    /// Something on the screen of the clean window.
    Clean(clean_window::Msg),
    /// Something that happens only in a kiosk.
    Kiosk(kiosk::Msg),
    /// Close the window.
    Quit,
    /// The system asks the program to end.
    Ended(StopReason),
    /// The worker looked around.
    Found(Found),
    /// The worker made a plan.
    Planned(Plan),
    /// The run told something.
    Seen(Event),
    /// The run ended.
    Finished(Finished),
    /// What should follow the run did not happen, and why.
    NotFollowed(String),
    /// The worker could not.
    Failed(Trouble),
}

/// Something that happened on the screen of services.
#[derive(Debug)]
pub enum SignedInMsg {
    /// Show the screen.
    Show,
    /// The worker looked into the profiles.
    Found(SignIns),
    /// Open the sign-out page of a sign-in, by its place in the list.
    Open(usize),
    /// What became of that.
    Opened(Opened),
}

/// Something to be done outside the model.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Look around.
    Look,
    /// Make a plan for this.
    Plan(Request),
    /// Carry a plan out.
    Run {
        /// The plan that was shown.
        plan: Arc<Plan>,
        /// What is done about browsers.
        closing: Closing,
    },
    /// Look into the profiles for what a Fix sign-in would remove.
    Prepare(Request),
    /// Look into the profiles for sign-ins.
    Why {
        /// The sets there are.
        services: Arc<Services>,
        /// Which of them, and which sites.
        chosen: Selection,
    },
    /// Open a page where a sign-in was removed.
    OpenPage {
        /// The plan that ran.
        plan: Arc<Plan>,
        /// What it did.
        report: Box<Report>,
        /// The page.
        page: String,
    },
    /// Look into the profiles for services with a live sign-in.
    SignIns(Arc<Services>),
    /// Open the sign-out page of this sign-in where it is.
    OpenSignOut(Box<SignedIn>),
    /// List the browsers that can open a clean window.
    CleanBrowsers,
    /// Open a clean window, and wait for its end.
    CleanWindow {
        /// The browser.
        browser: BrowserId,
        /// The page.
        page: String,
    },
    /// Note that the session of a kiosk has begun, and what its end is.
    BeginKiosk(Request),
    /// Let a kiosk's person see what is behind the window.
    StepAside,
    /// Put a kiosk's window before everything.
    StepForward,
    /// Ask the worker to stop.
    Stop(StopReason),
    /// Put the report on the clipboard.
    CopyReport,
    /// Ask for a file and write the report to it.
    SaveReport,
    /// Read the list of past runs.
    Past,
    /// Tell a person who looks elsewhere how it ended.
    Notify,
    /// Put these words on the clipboard.
    Copy(String),
    /// Close the window.
    Quit,
}

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
    pub clean: Clean,
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
    pub closing: Closing,
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
    pub not_followed: Option<String>,
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
            clean: Clean::default(),
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
            closing: Closing::Nobody,
            progress: Progress::START,
            result: None,
            report_saved: None,
            past: None,
            focus: Focus::Here,
            not_followed: None,
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
    pub fn governed(self, rules: Rules, given: Given) -> Self {
        let screen = if rules.managed { Screen::Looking } else { self.screen };
        let help = given.help.unwrap_or(self.help);
        let sign_in = given.services.map_or(self.sign_in, SignIn::new);
        Self { screen, areas: rules.areas.clone(), rules, help, sign_in, picture: given.picture, ..self }
    }

    /// Returns the state where this is a kiosk. A kiosk is a shared computer, and its browsers are ended unless the policy
    /// says otherwise.
    #[must_use]
    pub fn as_kiosk(self, mut kiosk: Kiosk) -> Self {
        kiosk.at_first.language = Some(self.lang);
        let page = self.rules.kiosk_page();
        let rules = Rules { close: self.rules.close.or(Some(Close::Force)), ..self.rules };
        Self { rules, screen: Screen::Kiosk, page, kiosk: Some(kiosk), ..self }
    }

    /// Returns what the end of a kiosk's session is.
    pub fn kiosk_request(&self) -> Request {
        let (level, keep_sites, also) = (self.rules.level, self.rules.keep_sites.clone(), self.areas.clone());
        Request { level, keep_sites, also, ..Request::default() }
    }

    /// Says whether the window may be closed now. A kiosk's goes only with its session.
    pub fn may_close(&self) -> bool {
        self.screen != Screen::Working && !self.clean.is_open() && (self.kiosk.is_none() || self.quitting)
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
        Some(Request {
            level: self.rules.level,
            keeping: self.keeping.clone(),
            keep_sites: self.rules.keep_sites.clone(),
            browsers,
            also: self.areas.clone(),
            ..Request::default()
        })
    }

    /// Says whether every box is ticked, so that a clean result may claim the whole.
    pub fn is_whole(&self) -> bool {
        let kept = !self.keeping.is_empty() || !self.rules.keep_sites.is_empty();
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
