//! What the organisation and the person have set, as far as the window shows it. Where a policy holds a switch, the
//! window shows it locked, and says who holds it.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Area, Category, Close, Request};
use crate::policy::{Key, KioskScreen, Locks, Settings};

/// What is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether the machine's policy says anything at all: then whose computer this is needs no question.
    pub managed: bool,
    /// The End session with every switch on: how thorough it is, and which sites it keeps.
    pub everything: Request,
    /// Categories whose box stays ticked.
    pub locked: BTreeSet<Category>,
    /// Areas whose box is ticked at first.
    pub areas: BTreeSet<Area>,
    /// Areas whose box stays as it is.
    pub locked_areas: BTreeSet<Area>,
    /// How browsers are closed, where that is fixed.
    pub close: Option<Close>,
    /// How long a browser has that was asked.
    pub grace: Duration,
    /// The organisation's name.
    pub organisation: Option<String>,
    /// After how long without a touch a kiosk ends the session; `None`: never.
    pub idle: Option<Duration>,
    /// What a kiosk opens with.
    pub kiosk_screen: KioskScreen,
}

impl Default for Rules {
    fn default() -> Self {
        Self::of(&Settings::default(), &Locks::default())
    }
}

impl Rules {
    /// Takes them over from what is set.
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
            kiosk_screen: settings.kiosk_screen.value,
        }
    }

    /// Says whether browsers that stay open may be ended.
    pub fn may_force(&self) -> bool {
        self.close.is_none_or(|close| close == Close::Force)
    }
}
