//! What is set: by the person in `settings.toml`, above that by the administrator in the machine's policy, and how the
//! two come together. Every value knows who set it.
//!
//! A policy narrows or fixes. It names no path outside of a home that would be removed, and nothing here removes
//! anything. A file that cannot be read whole stops the run: an unreadable list is never an empty one.

mod load;
mod mistake;
mod parse;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use load::{Broken, Files, Loaded, check, load};
pub use mistake::{Mistake, MistakeKind};
pub use parse::{IsShared, Whose, read};
pub use settings::{Refusal, Set, Settings, Source};

use crate::model::{Afterwards, Area, Category, Close, CookieName, Extensions, Family, Level, RelPath, Site};

/// What can be set, by its name in the files. One list, so that nothing that can be set is left out of `policy show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// How thorough End session is.
    Level,
    /// Areas outside browsers that go too.
    Areas,
    /// Which switches of categories and areas the person may turn.
    Switches,
    /// Sites whose cookies and storage stay.
    KeepSites,
    /// Sets of sites for Fix sign-in.
    Sets,
    /// Which sets Fix sign-in means where none is asked for.
    DefaultSets,
    /// Services whose sign-ins are shown.
    Services,
    /// Whose extensions stay.
    Extensions,
    /// The organisation's name.
    Organisation,
    /// The file with the help cards.
    Help,
    /// The picture of the organisation.
    Logo,
    /// What is done about open browsers.
    Close,
    /// Seconds that an asked browser has.
    Grace,
    /// Seconds that a run has.
    TimeBudget,
    /// What happens after a clean run.
    Afterwards,
    /// Minutes without a touch after which a kiosk ends the session.
    IdleMinutes,
    /// Which screen a kiosk opens with.
    KioskScreen,
    /// Folders that take a profile's place at level everything.
    TemplateProfile,
    /// Places to which this site has moved folders by link or mount.
    Moved,
    /// Days for which receipts are kept.
    ReceiptDays,
    /// How many receipts are kept.
    ReceiptRuns,
}

impl Key {
    /// Every key, in the order in which they are shown.
    pub const ALL: [Self; 21] = [
        Self::Level,
        Self::Areas,
        Self::Switches,
        Self::KeepSites,
        Self::Sets,
        Self::DefaultSets,
        Self::Services,
        Self::Extensions,
        Self::Organisation,
        Self::Help,
        Self::Logo,
        Self::Close,
        Self::Grace,
        Self::TimeBudget,
        Self::Afterwards,
        Self::IdleMinutes,
        Self::KioskScreen,
        Self::TemplateProfile,
        Self::Moved,
        Self::ReceiptDays,
        Self::ReceiptRuns,
    ];

    /// Returns the name in the files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Areas => "areas",
            Self::Switches => "switches",
            Self::KeepSites => "keep_sites",
            Self::Sets => "sets",
            Self::DefaultSets => "default_sets",
            Self::Services => "services",
            Self::Extensions => "extensions",
            Self::Organisation => "organisation",
            Self::Help => "help",
            Self::Logo => "logo",
            Self::Close => "close",
            Self::Grace => "grace",
            Self::TimeBudget => "time_budget",
            Self::Afterwards => "afterwards",
            Self::IdleMinutes => "idle_minutes",
            Self::KioskScreen => "kiosk_screen",
            Self::TemplateProfile => "template_profile",
            Self::Moved => "moved",
            Self::ReceiptDays => "receipt_days",
            Self::ReceiptRuns => "receipt_runs",
        }
    }

    /// Says whether a person may set it in their own `settings.toml`.
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::Level
                | Self::Areas
                | Self::KeepSites
                | Self::Extensions
                | Self::Close
                | Self::Grace
                | Self::TimeBudget
                | Self::Afterwards
        )
    }
}

/// The sets that are built into the program, by their names on the command line.
pub const SETS: [&str; 4] = ["microsoft", "tuni", "microsoft-365", "google"];

/// A set of sites for Fix sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SiteSet {
    /// These and everything below them.
    pub sites: BTreeSet<Site>,
    /// Exactly these hosts.
    pub hosts: BTreeSet<Site>,
    /// Cookies of these names on any host; `*` at the end stands for any rest.
    pub cookies: BTreeSet<CookieName>,
}

/// A service whose live sign-in is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Service {
    /// Its name for people.
    pub name: String,
    /// Its sites.
    pub sites: BTreeSet<Site>,
    /// Cookies that mean that somebody is signed in.
    pub signed_in: BTreeSet<CookieName>,
    /// Where one signs out.
    pub sign_out: Option<String>,
    /// Where one signs in.
    pub login: Option<String>,
}

impl Service {
    /// Returns the name of its set on the command line: its name in lower case, with hyphens.
    pub fn id(&self) -> String {
        let words = self.name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
    }
}

/// What a kiosk opens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KioskScreen {
    /// End session.
    #[default]
    EndSession,
    /// The cards that help with signing in.
    Help,
}

impl KioskScreen {
    const ALL: [(&'static str, Self); 2] = [("end-session", Self::EndSession), ("help", Self::Help)];
}

/// What one file sets; what it does not name is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// See [`Key::Level`], and so on.
    pub level: Option<Level>,
    /// Which go.
    pub areas: Option<BTreeSet<Area>>,
    /// Names of categories and areas.
    pub switches: Option<BTreeSet<String>>,
    /// Sites.
    pub keep_sites: Option<BTreeSet<Site>>,
    /// By name.
    pub sets: Option<BTreeMap<String, SiteSet>>,
    /// Names of [`SETS`], of `sets`, and of `services`.
    pub default_sets: Option<BTreeSet<String>>,
    /// In the order of the file.
    pub services: Option<Vec<Service>>,
    /// Whose stay.
    pub extensions: Option<Extensions>,
    /// A name for people.
    pub organisation: Option<String>,
    /// An absolute path.
    pub help: Option<String>,
    /// An absolute path.
    pub logo: Option<String>,
    /// What is done.
    pub close: Option<Close>,
    /// Seconds.
    pub grace: Option<u64>,
    /// Seconds.
    pub time_budget: Option<u64>,
    /// What happens.
    pub afterwards: Option<Afterwards>,
    /// Minutes.
    pub idle_minutes: Option<u64>,
    /// Which.
    pub kiosk_screen: Option<KioskScreen>,
    /// Absolute paths by family.
    pub template_profile: Option<BTreeMap<Family, String>>,
    /// Below HOME.
    pub moved: Option<BTreeSet<RelPath>>,
    /// Days.
    pub receipt_days: Option<u64>,
    /// Runs.
    pub receipt_runs: Option<u64>,
}

/// Returns the names of all switches: categories and areas.
fn switches() -> Vec<&'static str> {
    Category::ALL.into_iter().map(Category::name).chain(Area::ALL.map(Area::name)).collect()
}

/// What counts, and what of it the person may not change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Locks {
    fixed: BTreeSet<Key>,
    switches: Option<BTreeSet<String>>,
}

impl Locks {
    /// Says whether the machine's policy has fixed a value.
    pub fn is_fixed(&self, key: Key) -> bool {
        self.fixed.contains(&key)
    }

    /// Says whether the machine's policy has fixed anything at all.
    pub fn fix_anything(&self) -> bool {
        !self.fixed.is_empty()
    }

    /// Says whether the person may turn the switch of a category.
    pub fn may_turn(&self, category: Category) -> bool {
        self.switches.as_ref().is_none_or(|may| may.contains(category.name()))
    }

    /// Says whether the person may turn the switch of an area. A policy that names areas and no switches fixes them all.
    pub fn may_turn_area(&self, area: Area) -> bool {
        self.switches.as_ref().map_or(!self.is_fixed(Key::Areas), |may| may.contains(area.name()))
    }

    /// Returns the categories whose switch the person may not turn.
    pub fn locked_categories(&self) -> BTreeSet<Category> {
        Category::ALL.into_iter().filter(|category| !self.may_turn(*category)).collect()
    }

    /// Returns the areas whose switch the person may not turn.
    pub fn locked_areas(&self) -> BTreeSet<Area> {
        Area::ALL.into_iter().filter(|area| !self.may_turn_area(*area)).collect()
    }

    /// Returns the areas that go where a request does not say otherwise. One that is narrower than all that can go takes
    /// only those along whose switch is held.
    pub fn areas(&self, settings: &Settings, is_whole: bool) -> BTreeSet<Area> {
        let goes = |area: &Area| is_whole || !self.may_turn_area(*area);
        settings.areas.value.iter().copied().filter(goes).collect()
    }
}

/// Puts together what the person and the administrator have set: what the policy names counts, and is fixed.
pub fn effective(user: &Choices, admin: &Choices) -> (Settings, Locks) {
    let settings = Settings::of(user, admin);
    let fixed = Key::ALL.into_iter().filter(|key| settings.source(*key) == Source::Machine).collect();
    (settings, Locks { fixed, switches: admin.switches.clone() })
}
