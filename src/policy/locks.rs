//! What the policy has fixed: the values and switches that a person may not change.

use std::collections::BTreeSet;

use super::choices::Choices;
use super::key::Key;
use super::settings::{BY_SITE, Set, Settings, Source};
use crate::model::{Area, Category, Request};

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

/// Something that a policy does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The policy has fixed another value.
    #[error("{} is fixed by policy", key.name())]
    Fixed {
        /// What is fixed.
        key: Key,
        /// At which value.
        value: String,
    },
    /// This category or area always goes.
    #[error("{switch} always goes, by policy")]
    Switch {
        /// Its name.
        switch: &'static str,
    },
    /// This area is left alone.
    #[error("{area} is left alone, by policy")]
    Area {
        /// Its name.
        area: &'static str,
    },
}

impl Locks {
    /// Says whether a request is allowed: with the level that is fixed, removing every category that must go, with
    /// areas as far as their switches may be turned, and keeping no site that must go. All this is about End session;
    /// of Fix sign-in a policy fixes nothing.
    pub fn allow(&self, settings: &Settings, request: &Request) -> Result<(), Refusal> {
        if request.fixes().is_some() {
            return Ok(());
        }
        self.allow_value(settings, Key::Level, &settings.level, &request.level)?;
        let mut locked = self.locked_categories().into_iter();
        if let Some(kept) = locked.find(|category| !request.removes(*category)) {
            return Err(Refusal::Switch { switch: kept.name() });
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
        // Cookies of a kept site stay.
        if let Some(goes) = BY_SITE.into_iter().find(|category| !self.may_turn(*category)) {
            return Err(Refusal::Switch { switch: goes.name() });
        }
        self.allow_value(settings, Key::KeepSites, &settings.keep_sites, &request.keep_sites)
    }

    /// Says whether another value than the one that is set may be used.
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
