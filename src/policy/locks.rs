//! What the machine policy fixes: the values and switches that the user cannot change.

use std::collections::BTreeSet;

use super::choices::Choices;
use super::key::Key;
use super::settings::{BY_SITE, Set, Settings, Source};
use crate::model::{Area, Category, Request};

/// The keys that the machine policy fixes, and the switches that it leaves to the user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Locks {
    fixed: BTreeSet<Key>,
    switches: Option<BTreeSet<String>>,
    /// Categories that it keeps.
    kept: BTreeSet<Category>,
}

impl Locks {
    /// Says whether the machine policy fixes a key.
    pub fn is_fixed(&self, key: Key) -> bool {
        self.fixed.contains(&key)
    }

    /// Says whether the machine policy fixes any key.
    pub fn fix_anything(&self) -> bool {
        !self.fixed.is_empty()
    }

    /// Says whether the user may switch a category. A policy without `switches` fixes those that it keeps.
    pub fn may_turn(&self, category: Category) -> bool {
        self.switches.as_ref().map_or(!self.kept.contains(&category), |may| may.contains(category.name()))
    }

    /// Says whether the user may switch an area. A policy with `areas` and without `switches` fixes all areas.
    pub fn may_turn_area(&self, area: Area) -> bool {
        self.switches.as_ref().map_or(!self.is_fixed(Key::Areas), |may| may.contains(area.name()))
    }

    /// Returns the categories that the user cannot switch.
    pub fn locked_categories(&self) -> BTreeSet<Category> {
        Category::ALL.into_iter().filter(|category| !self.may_turn(*category)).collect()
    }

    /// Returns the areas that the user cannot switch.
    pub fn locked_areas(&self) -> BTreeSet<Area> {
        Area::ALL.into_iter().filter(|area| !self.may_turn_area(*area)).collect()
    }

    /// Returns the areas to clean if the request names none. A request that is limited (`is_whole` is false, for example
    /// to one browser) gets only the areas that the user cannot switch.
    pub fn areas(&self, settings: &Settings, is_whole: bool) -> BTreeSet<Area> {
        let goes = |area: &Area| is_whole || !self.may_turn_area(*area);
        settings.areas.value.iter().copied().filter(goes).collect()
    }
}

/// Merges the user's and the administrator's choices. A key that the administrator sets wins and is fixed.
pub fn effective(user: &Choices, admin: &Choices) -> (Settings, Locks) {
    let settings = Settings::of(user, admin);
    let fixed = Key::ALL.into_iter().filter(|key| settings.source(*key) == Source::Machine).collect();
    let kept = admin.keep.clone().unwrap_or_default();
    (settings, Locks { fixed, switches: admin.switches.clone(), kept })
}

/// Why the policy does not allow a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The policy has fixed another value.
    #[error("{} is fixed by policy", key.name())]
    Fixed {
        /// The fixed key.
        key: Key,
        /// The value that it is fixed at.
        value: String,
    },
    /// This category or area is always removed.
    #[error("{switch} always goes, by policy")]
    Switch {
        /// Its name.
        switch: &'static str,
    },
    /// This category or area is never cleaned.
    #[error("{area} is left alone, by policy")]
    Area {
        /// Its name.
        area: &'static str,
    },
}

impl Locks {
    /// Checks a request against the policy: it has the fixed level, has the categories that the user cannot switch as they
    /// are set, has the areas that the user cannot switch as they are set, and keeps no site that must be removed. Fix sign-in is
    /// always allowed.
    pub fn allow(&self, settings: &Settings, request: &Request) -> Result<(), Refusal> {
        if request.fixes().is_some() {
            return Ok(());
        }
        self.allow_value(settings, Key::Level, &settings.level, &request.level)?;
        for category in self.locked_categories() {
            match (self.kept.contains(&category), request.removes(category)) {
                (false, false) => return Err(Refusal::Switch { switch: category.name() }),
                (true, true) => return Err(Refusal::Area { area: category.name() }),
                _ => {}
            }
        }
        for area in self.locked_areas() {
            match (settings.areas.value.contains(&area), request.also.contains(&area)) {
                (true, false) => return Err(Refusal::Switch { switch: area.name() }),
                (false, true) => return Err(Refusal::Area { area: area.name() }),
                _ => {}
            }
        }
        if request.keep_sites.is_subset(&settings.keep_sites.value) {
            return Ok(());
        }
        // A kept site keeps its cookies, so the user must be free to keep cookies.
        if let Some(goes) = BY_SITE.into_iter().find(|category| !self.may_turn(*category)) {
            return Err(Refusal::Switch { switch: goes.name() });
        }
        self.allow_value(settings, Key::KeepSites, &settings.keep_sites, &request.keep_sites)
    }

    /// Checks that a value may be used instead of the one that is set.
    pub fn allow_value<T: PartialEq>(
        &self,
        settings: &Settings,
        key: Key,
        set: &Set<T>,
        asked: &T,
    ) -> Result<(), Refusal> {
        if *asked == set.value || !self.is_fixed(key) {
            return Ok(());
        }
        let value = settings.shown(key).0;
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Err(Refusal::Fixed { key, value })
    }
}
