//! What the window knows, as plain data. No egui types, no threads, no text for people.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::i18n::Lang;
use crate::model::{
    BrowserId, Category, Event, Family, Inventory, ItemId, Layout, Phase, Plan, ProfileId, Report, Request, Size, Skip,
    StopReason, Tally,
};

/// What the window shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// Looking for browsers.
    Looking,
    /// The one button, and what it would do.
    Home,
    /// What goes, by browser and category, with switches.
    Preview,
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

/// Why it did not come to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The home folder cannot be used.
    Home,
    /// Another run is under way.
    Busy,
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
    /// The item it works on.
    pub item: Option<ItemId>,
    /// What is gone so far.
    pub gone: Tally,
}

impl Progress {
    /// Nothing done yet.
    pub const START: Self =
        Self { phase: Phase::Discovering, waiting_for: None, item: None, gone: Tally { files: 0, bytes: 0 } };

    /// Takes notice of an event.
    pub fn see(&mut self, event: &Event) {
        match event {
            Event::Phase(phase) => {
                self.phase = *phase;
                self.waiting_for = None;
                self.item = None;
            }
            Event::WaitingFor(browser) => self.waiting_for = Some(browser.clone()),
            Event::Started(id) => self.item = Some(*id),
            Event::Progress { files, bytes, .. } => {
                self.gone += Tally { files: *files, bytes: *bytes };
            }
            Event::Finished(_) => self.item = None,
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
    /// The worker could not.
    Failed(Trouble),
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
    /// Ask the worker to stop.
    Stop(StopReason),
    /// Put the report on the clipboard.
    CopyReport,
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
    /// What is shown.
    pub screen: Screen,
    /// What the last look around brought.
    pub found: Option<Found>,
    /// The plan for what is ticked; `None` while it is being made, and when nothing is ticked.
    pub plan: Option<Arc<Plan>>,
    /// Browsers whose box is cleared.
    pub left_out: BTreeSet<BrowserId>,
    /// Categories whose box is cleared.
    pub keeping: BTreeSet<Category>,
    /// What the current run was told about browsers.
    pub closing: Closing,
    /// How far the run is.
    pub progress: Progress,
    /// How the last run ended.
    pub result: Option<Finished>,
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
            screen: Screen::Looking,
            found: None,
            plan: None,
            left_out: BTreeSet::new(),
            keeping: BTreeSet::new(),
            closing: Closing::Nobody,
            progress: Progress::START,
            result: None,
            stopping: false,
            quitting: false,
        }
    }

    /// Returns what the boxes ask for. `None` when no browser or no category is ticked: an empty set of browsers would
    /// mean all of them.
    pub fn request(&self) -> Option<Request> {
        let present: BTreeSet<_> =
            self.found.as_ref()?.inventory.browsers.iter().map(|found| found.id.clone()).collect();
        let ticked: BTreeSet<BrowserId> = present.difference(&self.left_out).cloned().collect();
        if ticked.is_empty() || Category::ALL.iter().all(|category| self.keeping.contains(category)) {
            return None;
        }
        // "All browsers" means all that the catalog names.
        let is_all = present.iter().all(|id| ticked.contains(id) != id.is_left_alone());
        let browsers = if is_all { BTreeSet::new() } else { ticked };
        Some(Request { keeping: self.keeping.clone(), browsers, ..Request::default() })
    }

    /// Says whether every box is ticked, so that a clean result may claim the whole.
    pub fn is_whole(&self) -> bool {
        self.left_out.iter().all(BrowserId::is_left_alone) && self.keeping.is_empty()
    }

    /// Returns the plan of an item's browser and profile names, while a run works on it.
    pub fn item_names(&self, id: ItemId) -> Option<(&str, Option<&str>)> {
        let item = self.plan.as_ref()?.items.iter().find(|item| item.id == id)?;
        Some((&item.browser_name, item.profile_name.as_deref()))
    }

    /// Returns the name of a browser for people.
    pub fn browser_name<'m>(&'m self, id: &'m BrowserId) -> &'m str {
        let found = self.found.as_ref().and_then(|found| found.inventory.browsers.iter().find(|one| one.id == *id));
        found.map_or(id.0.as_str(), |found| &found.name)
    }

    /// Returns the browsers, one line each; a browser that is installed twice is one line.
    pub fn browsers(&self) -> Vec<BrowserLine> {
        let mut lines: Vec<BrowserLine> = Vec::new();
        let Some(found) = &self.found else { return lines };
        for browser in &found.inventory.browsers {
            if let Some(line) = lines.iter_mut().find(|line| line.id == browser.id) {
                line.profiles += browser.profiles.len();
                line.running |= !browser.running.is_empty();
                continue;
            }
            let ticked = !self.left_out.contains(&browser.id);
            let plan = if ticked { self.plan.as_deref().unwrap_or(&found.all) } else { &found.all };
            lines.push(BrowserLine {
                id: browser.id.clone(),
                name: browser.name.clone(),
                unknown: browser.id.is_left_alone().then_some(browser.family),
                profiles: browser.profiles.len(),
                running: !browser.running.is_empty(),
                size: plan.items.iter().filter(|item| item.browser == browser.id).filter_map(known_size).sum(),
                ticked,
            });
        }
        lines
    }

    /// Returns the categories that are there, in the order of a preview. One whose box is cleared shows what would go.
    pub fn categories(&self) -> Vec<CategoryLine> {
        let Some(found) = &self.found else { return Vec::new() };
        let mut sizes: BTreeMap<Category, Size> = BTreeMap::new();
        for item in found.all.items.iter().filter(|item| !self.left_out.contains(&item.browser)) {
            for entry in &item.entries {
                if let Some(category) = entry.categories.first() {
                    let sum = sizes.entry(*category).or_insert(Size::ZERO);
                    *sum = sum.plus(entry.size);
                }
            }
        }
        sizes
            .into_iter()
            .map(|(category, size)| CategoryLine { category, size, ticked: !self.keeping.contains(&category) })
            .collect()
    }

    /// Returns what the plan removes, by browser and profile.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        let Some(plan) = &self.plan else { return sections };
        for item in plan.items.iter().filter(|item| !item.entries.is_empty()) {
            let key = (&item.browser, item.layout, item.profile);
            let at = sections.iter().position(|one| (&one.browser, one.layout, one.profile) == key);
            let at = at.unwrap_or_else(|| {
                sections.push(Section {
                    browser: item.browser.clone(),
                    layout: item.layout,
                    profile: item.profile,
                    browser_name: item.browser_name.clone(),
                    profile_name: item.profile_name.clone(),
                    sizes: BTreeMap::new(),
                });
                sections.len() - 1
            });
            let Some(section) = sections.get_mut(at) else { continue };
            for entry in &item.entries {
                if let Some(category) = entry.categories.first() {
                    let sum = section.sizes.entry(*category).or_insert(Size::ZERO);
                    *sum = sum.plus(entry.size);
                }
            }
        }
        sections
    }

    /// Returns what was found and is not touched.
    pub fn skipped(&self) -> &[Skip] {
        self.plan.as_deref().or_else(|| self.found.as_ref().map(|found| &found.all)).map_or(&[], |plan| &plan.skipped)
    }
}

/// Edits have no size of their own: they rewrite small files that stay.
fn known_size(item: &crate::model::Item) -> Option<Size> {
    (!matches!(item.action, crate::model::Action::Edit(_))).then(|| item.size())
}

/// A browser on the first screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserLine {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// Its name for people.
    pub name: String,
    /// What it is laid out like, where no catalog names it.
    pub unknown: Option<Family>,
    /// How many profiles.
    pub profiles: usize,
    /// Whether it is open.
    pub running: bool,
    /// How much would go.
    pub size: Size,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// A category in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryLine {
    /// Which.
    pub category: Category,
    /// How much there is in the ticked browsers.
    pub size: Size,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// A profile in the preview, or what lies above the profiles of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The browser's name in the catalog.
    pub browser: BrowserId,
    /// How it was installed.
    pub layout: Layout,
    /// The profile; `None` for what lies above the profiles.
    pub profile: Option<ProfileId>,
    /// The browser's name for people.
    pub browser_name: String,
    /// The profile's name for people.
    pub profile_name: Option<String>,
    /// What goes, by category.
    pub sizes: BTreeMap<Category, Size>,
}
