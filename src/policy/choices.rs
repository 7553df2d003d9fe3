//! The values that one file sets, before user and machine are merged.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{AfterRun, Area, Category, Close, CookieName, Elsewhere, Extensions, Family, Level, RelPath, Site};

/// The built-in sets, by their names on the command line.
pub const SETS: [&str; 4] = ["microsoft", "tuni", "microsoft-365", "google"];

/// A set of sites for Fix sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SiteSet {
    /// These sites and all their subdomains.
    pub sites: BTreeSet<Site>,
    /// Exactly these hosts, without subdomains.
    pub hosts: BTreeSet<Site>,
    /// Cookie names that match on any host; `*` at the end matches any rest.
    pub cookies: BTreeSet<CookieName>,
}

/// A service, as a policy defines it, whose sign-ins are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Service {
    /// The display name.
    pub name: String,
    /// The sites that belong to the service, with all their subdomains.
    pub sites: BTreeSet<Site>,
    /// Cookies that show that the user is signed in.
    pub signed_in: BTreeSet<CookieName>,
    /// The sign-out page.
    pub sign_out: Option<String>,
    /// The sign-in page.
    pub login: Option<String>,
}

impl Service {
    /// Returns the name of its set on the command line: its name in lower case, with hyphens.
    pub fn id(&self) -> String {
        let words = self.name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
    }
}

/// The first screen of a kiosk.
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

/// The values that one file sets, by [`Key`](super::Key). A key that the file does not name is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// The level of End session.
    pub level: Option<Level>,
    /// Areas to clean.
    pub areas: Option<BTreeSet<Area>>,
    /// Names of categories and areas that the user may switch.
    pub switches: Option<BTreeSet<String>>,
    /// Sites to keep.
    pub keep_sites: Option<BTreeSet<Site>>,
    /// Categories to keep.
    pub keep: Option<BTreeSet<Category>>,
    /// Sets of sites, by name.
    pub sets: Option<BTreeMap<String, SiteSet>>,
    /// Names from [`SETS`], `sets` or `services`.
    pub default_sets: Option<BTreeSet<String>>,
    /// Additional services, in the order of the file.
    pub services: Option<Vec<Service>>,
    /// Which extensions are kept.
    pub extensions: Option<Extensions>,
    /// The organisation's display name.
    pub organisation: Option<String>,
    /// Absolute path of the help cards.
    pub help: Option<String>,
    /// Absolute path of the logo.
    pub logo: Option<String>,
    /// What to do about open browsers.
    pub close: Option<Close>,
    /// Seconds to wait for a browser to close, 0 to 3600.
    pub grace: Option<u64>,
    /// Seconds that a run may take, 1 to 86,400.
    pub time_budget: Option<u64>,
    /// What to do after a clean run.
    pub afterwards: Option<AfterRun>,
    /// What to do instead if that fails.
    pub afterwards_else: Option<AfterRun>,
    /// Minutes without input, 1 to 1440.
    pub idle_minutes: Option<u64>,
    /// The first screen of a kiosk.
    pub kiosk_screen: Option<KioskScreen>,
    /// Absolute path of the template folder of each family.
    pub template_profile: Option<BTreeMap<Family, String>>,
    /// Folders that may be a link or a mount, relative to HOME.
    pub moved: Option<BTreeSet<RelPath>>,
    /// What becomes of browsers' folders that the catalog does not name.
    pub elsewhere: Option<Elsewhere>,
    /// Days to keep receipts, 0 to 36,500.
    pub receipt_days: Option<u64>,
    /// Number of receipts to keep, 0 to 1,000,000.
    pub receipt_runs: Option<u64>,
    /// Whether what a power cut left is completed when the computer starts.
    pub finish_at_boot: Option<bool>,
}

impl Choices {
    /// Returns what of a user's choices an unattended run takes: only what removes more than the default. The user
    /// before could have set them on a shared account; nobody watches the run after the next user.
    #[must_use]
    pub fn strengthening(self) -> Self {
        // The whole list, so that a new key does not compile before it is decided here.
        let Self {
            level,
            areas,
            extensions,
            keep_sites: _,
            close: _,
            grace: _,
            time_budget: _,
            afterwards: _,
            afterwards_else: _,
            switches: _,
            keep: _,
            sets: _,
            default_sets: _,
            services: _,
            organisation: _,
            help: _,
            logo: _,
            idle_minutes: _,
            kiosk_screen: _,
            template_profile: _,
            moved: _,
            elsewhere: _,
            receipt_days: _,
            receipt_runs: _,
            finish_at_boot: _,
        } = self;
        Self {
            level: level.filter(|level| *level == Level::Everything),
            // No area is cleaned by default, so that every area adds something.
            areas,
            extensions: extensions.filter(|extensions| *extensions == Extensions::ManagedOnly),
            ..Self::default()
        }
    }
}

/// Returns the names of everything that can be switched: categories and areas.
pub(super) fn switches() -> Vec<&'static str> {
    Category::ALL.into_iter().map(Category::name).chain(Area::ALL.map(Area::name)).collect()
}
