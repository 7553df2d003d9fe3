//! What one file sets, before the two are put together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Afterwards, Area, Category, Close, CookieName, Extensions, Family, Level, RelPath, Site};

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
    pub(super) const ALL: [(&'static str, Self); 2] = [("end-session", Self::EndSession), ("help", Self::Help)];
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
pub(super) fn switches() -> Vec<&'static str> {
    Category::ALL.into_iter().map(Category::name).chain(Area::ALL.map(Area::name)).collect()
}
