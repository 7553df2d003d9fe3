//! The values in effect after the merge, and who set each of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::choices::{Choices, KioskScreen, Service, SiteSet};
use super::key::Key;
use crate::model::{AfterRun, Area, Category, Close, Elsewhere, Extensions, Family, Level, RelPath, Request, Site};

/// Who set a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Neither file: the built-in default.
    #[default]
    Default,
    /// The user, in `settings.toml`.
    User,
    /// The administrator, in the machine policy.
    Machine,
}

/// A value, and who set it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub source: Source,
}

/// All values in effect. The default has the values that apply if no file sets anything.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is explained at its `Key`")]
pub struct Settings {
    pub level: Set<Level>,
    pub areas: Set<BTreeSet<Area>>,
    /// `None`: all categories and areas.
    pub switches: Set<Option<BTreeSet<String>>>,
    pub keep_sites: Set<BTreeSet<Site>>,
    pub keep: Set<BTreeSet<Category>>,
    pub sets: Set<BTreeMap<String, SiteSet>>,
    /// `None`: the built-in default sets.
    pub default_sets: Set<Option<BTreeSet<String>>>,
    pub services: Set<Vec<Service>>,
    pub extensions: Set<Extensions>,
    pub organisation: Set<Option<String>>,
    pub help: Set<Option<String>>,
    pub logo: Set<Option<String>>,
    pub close: Set<Close>,
    pub grace: Set<u64>,
    /// `None`: no limit.
    pub time_budget: Set<Option<u64>>,
    pub afterwards: Set<AfterRun>,
    pub afterwards_else: Set<AfterRun>,
    /// `None`: a kiosk never ends a session by itself.
    pub idle_minutes: Set<Option<u64>>,
    pub kiosk_screen: Set<KioskScreen>,
    pub template_profile: Set<BTreeMap<Family, String>>,
    pub moved: Set<BTreeSet<RelPath>>,
    pub elsewhere: Set<Elsewhere>,
    pub receipt_days: Set<u64>,
    pub receipt_runs: Set<u64>,
    pub finish_at_boot: Set<bool>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Choices::default(), &Choices::default())
    }
}

/// The default grace, in seconds.
const GRACE: u64 = 10;
/// The default of `receipt_days` and `receipt_runs`.
const RECEIPTS: (u64, u64) = (90, 1000);

fn pick<T: Clone>(admin: Option<&T>, user: Option<&T>, default: T) -> Set<T> {
    match (admin, user) {
        (Some(value), _) => Set { value: value.clone(), source: Source::Machine },
        (None, Some(value)) => Set { value: value.clone(), source: Source::User },
        (None, None) => Set { value: default, source: Source::Default },
    }
}

/// As `pick`, for keys whose default is no value.
fn pick_some<T: Clone>(admin: Option<&T>, user: Option<&T>) -> Set<Option<T>> {
    let picked = pick(admin.map(Some).as_ref(), user.map(Some).as_ref(), None);
    Set { value: picked.value.cloned(), source: picked.source }
}

/// The categories that are kept for a kept site.
pub(super) const BY_SITE: [Category; 2] = [Category::Cookies, Category::SiteData];

/// Returns the user's choices without those that the policy's `switches` do not allow.
fn allowed(user: &Choices, admin: &Choices) -> Choices {
    let mut user = user.clone();
    if let Some(switches) = &admin.switches {
        user.areas = user.areas.map(|areas| areas.into_iter().filter(|area| switches.contains(area.name())).collect());
        let may_keep = BY_SITE.into_iter().all(|category| switches.contains(category.name()));
        user.keep_sites = user.keep_sites.filter(|_| may_keep);
    }
    user
}

impl Settings {
    /// Merges the choices; the administrator's come first. Keys that are not allowed in a file were dropped when it was
    /// read.
    pub(super) fn of(user: &Choices, admin: &Choices) -> Self {
        let user = &allowed(user, admin);
        Self {
            level: pick(admin.level.as_ref(), user.level.as_ref(), Level::default()),
            areas: pick(admin.areas.as_ref(), user.areas.as_ref(), BTreeSet::new()),
            switches: pick_some(admin.switches.as_ref(), user.switches.as_ref()),
            keep_sites: pick(admin.keep_sites.as_ref(), user.keep_sites.as_ref(), BTreeSet::new()),
            keep: pick(admin.keep.as_ref(), user.keep.as_ref(), BTreeSet::new()),
            sets: pick(admin.sets.as_ref(), user.sets.as_ref(), BTreeMap::new()),
            default_sets: pick_some(admin.default_sets.as_ref(), user.default_sets.as_ref()),
            services: pick(admin.services.as_ref(), user.services.as_ref(), Vec::new()),
            extensions: pick(admin.extensions.as_ref(), user.extensions.as_ref(), Extensions::default()),
            organisation: pick_some(admin.organisation.as_ref(), user.organisation.as_ref()),
            help: pick_some(admin.help.as_ref(), user.help.as_ref()),
            logo: pick_some(admin.logo.as_ref(), user.logo.as_ref()),
            close: pick(admin.close.as_ref(), user.close.as_ref(), Close::default()),
            grace: pick(admin.grace.as_ref(), user.grace.as_ref(), GRACE),
            time_budget: pick_some(admin.time_budget.as_ref(), user.time_budget.as_ref()),
            afterwards: pick(admin.afterwards.as_ref(), user.afterwards.as_ref(), AfterRun::default()),
            afterwards_else: pick(admin.afterwards_else.as_ref(), None, AfterRun::default()),
            idle_minutes: pick_some(admin.idle_minutes.as_ref(), user.idle_minutes.as_ref()),
            kiosk_screen: pick(admin.kiosk_screen.as_ref(), user.kiosk_screen.as_ref(), KioskScreen::default()),
            template_profile: pick(admin.template_profile.as_ref(), user.template_profile.as_ref(), BTreeMap::new()),
            moved: pick(admin.moved.as_ref(), user.moved.as_ref(), BTreeSet::new()),
            elsewhere: pick(admin.elsewhere.as_ref(), None, Elsewhere::default()),
            receipt_days: pick(admin.receipt_days.as_ref(), user.receipt_days.as_ref(), RECEIPTS.0),
            receipt_runs: pick(admin.receipt_runs.as_ref(), user.receipt_runs.as_ref(), RECEIPTS.1),
            finish_at_boot: pick(admin.finish_at_boot.as_ref(), None, true),
        }
    }

    /// Returns who set a value.
    pub fn source(&self, key: Key) -> Source {
        self.shown(key).1
    }

    /// Returns a value as the files write it, and who set it. Null if it has no value.
    pub fn shown(&self, key: Key) -> (Value, Source) {
        match key {
            Key::Level => form(&self.level),
            Key::Areas => form(&self.areas),
            Key::Switches => form(&self.switches),
            Key::KeepSites => form(&self.keep_sites),
            Key::Keep => form(&self.keep),
            Key::Sets => form(&self.sets),
            Key::DefaultSets => form(&self.default_sets),
            Key::Services => form(&self.services),
            Key::Extensions => form(&self.extensions),
            Key::Organisation => form(&self.organisation),
            Key::Help => form(&self.help),
            Key::Logo => form(&self.logo),
            Key::Close => form(&self.close),
            Key::Grace => form(&self.grace),
            Key::TimeBudget => form(&self.time_budget),
            Key::Afterwards => form(&self.afterwards),
            Key::AfterwardsElse => form(&self.afterwards_else),
            Key::IdleMinutes => form(&self.idle_minutes),
            Key::KioskScreen => form(&self.kiosk_screen),
            Key::TemplateProfile => form(&self.template_profile),
            Key::Moved => {
                let places: Vec<_> = self.moved.value.iter().map(|at| format!("~/{at}")).collect();
                (json!(places), self.moved.source)
            }
            Key::Elsewhere => form(&self.elsewhere),
            Key::ReceiptDays => form(&self.receipt_days),
            Key::ReceiptRuns => form(&self.receipt_runs),
            Key::FinishAtBoot => form(&self.finish_at_boot),
        }
    }

    /// Returns the text of all values, for the plan's digest. It does not say who set them.
    pub fn text(&self) -> Vec<u8> {
        let values: Vec<_> = Key::ALL.into_iter().map(|key| self.shown(key).0.to_string()).collect();
        values.join("\n").into_bytes()
    }
}

/// Returns the JSON of a value. Plain data always serialises; null stands in for a failure.
fn form<T: Serialize>(set: &Set<T>) -> (Value, Source) {
    (serde_json::to_value(&set.value).unwrap_or(Value::Null), set.source)
}

impl Request {
    /// Returns the request for an End session with every switch on: all browsers and categories but those that a policy
    /// keeps, no area.
    pub fn for_everything(settings: &Settings) -> Self {
        Self {
            level: settings.level.value,
            keeping: settings.keep.value.clone(),
            keep_sites: settings.keep_sites.value.clone(),
            ..Self::default()
        }
    }

    /// Returns this request with what a policy keeps kept.
    #[must_use]
    pub fn with_kept(&self, settings: &Settings) -> Self {
        Self { keeping: self.keeping.union(&settings.keep.value).copied().collect(), ..self.clone() }
    }

    /// Returns what is no longer owed after this request: what a policy keeps never was.
    #[must_use]
    pub fn paid(&self, settings: &Settings) -> Self {
        Self { keeping: self.keeping.difference(&settings.keep.value).copied().collect(), ..self.clone() }
    }
}
