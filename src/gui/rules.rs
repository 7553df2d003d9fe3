//! The policy and settings, as far as the window needs them. The window shows what a policy fixes as locked, and by
//! whom.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Area, Category, Close, Elsewhere, Request};
use crate::policy::{Key, KioskScreen, Locks, Settings};

/// The policy and settings that the window needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether a machine policy fixes anything. A managed computer is not asked whether it is shared.
    pub managed: bool,
    /// The End session with everything ticked: its level and the sites that it keeps.
    pub everything: Request,
    /// Categories that the user cannot tick or untick.
    pub locked: BTreeSet<Category>,
    /// Areas that are ticked at first.
    pub areas: BTreeSet<Area>,
    /// Areas that the user cannot tick or untick.
    pub locked_areas: BTreeSet<Area>,
    /// How browsers are closed; `None` if the user chooses.
    pub close: Option<Close>,
    /// How long to wait for a browser to close.
    pub grace: Duration,
    /// The organisation's name.
    pub organisation: Option<String>,
    /// After how long without input a kiosk ends the session; `None` for never.
    pub idle: Option<Duration>,
    /// What a kiosk does about browsers' folders that the catalog does not name.
    pub elsewhere: Elsewhere,
    /// What a kiosk shows first.
    pub kiosk_screen: KioskScreen,
}

impl Default for Rules {
    fn default() -> Self {
        Self::of(&Settings::default(), &Locks::default())
    }
}

impl Rules {
    /// Returns the rules of these settings and locks.
    pub fn of(settings: &Settings, locks: &Locks) -> Self {
        Self {
            managed: locks.fix_anything(),
            everything: Request::for_everything(settings),
            locked: locks.locked_categories(),
            areas: settings.areas.value.clone(),
            locked_areas: locks.locked_areas(),
            close: locks.is_fixed(Key::Close).then_some(settings.close.value),
            grace: Duration::from_secs(settings.grace.value),
            organisation: settings.organisation.value.clone(),
            idle: settings.idle_minutes.value.map(|minutes| Duration::from_secs(minutes * 60)),
            elsewhere: settings.elsewhere.value,
            kiosk_screen: settings.kiosk_screen.value,
        }
    }

    /// Returns whether browsers that stay open may be killed.
    pub fn may_force(&self) -> bool {
        self.close.is_none_or(|close| close == Close::Force)
    }
}
