//! A plan is a value: the preview shows it, the executor takes that same value.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::area::{Area, AreaAction, AreaItem, AreaNote, Span};
use super::browser::{BrowserId, OpenBrowser, ProfileRef};
use super::folder::Held;
use super::item::{Action, Item, ItemId};
use super::request::Request;
use super::root::{RootId, RootProof};
use super::size::Size;
use super::skip::Skip;

/// An extension that no policy installed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extension {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// Its name for people, escaped.
    pub name: String,
    /// Whether it goes, by the policy; else its code stays.
    pub goes: bool,
}

/// What a run will do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What was asked for.
    pub request: Request,
    /// The proven roots.
    pub roots: Vec<RootProof>,
    /// The work, in the order in which it is done and shown.
    pub items: Vec<Item>,
    /// What is known of the stores that are edited by site.
    pub held: BTreeMap<ItemId, Held>,
    /// What is not touched, and why.
    pub skipped: Vec<Skip>,
    /// Profiles that get an administrator's folder once they are emptied, and which one.
    pub templates: BTreeMap<ItemId, PathBuf>,
    /// Extensions that no policy installed.
    pub extensions: Vec<Extension>,
    /// Folders laid out like a browser's that no catalog names and that nobody asked for.
    pub unknown: Vec<BrowserId>,
    /// Browsers in scope that are open and must be closed.
    pub must_close: Vec<OpenBrowser>,
    /// Browsers in scope that are open and need not be closed, because nothing that they have stored mentions a chosen
    /// site.
    pub left_open: Vec<OpenBrowser>,
    /// The work outside browsers; it comes after theirs.
    pub areas: Vec<AreaItem>,
    /// The session whose traces go there.
    pub session: Span,
    /// What a person should know about the areas that were asked for.
    pub area_notes: Vec<(Area, AreaNote)>,
}

impl Plan {
    /// Returns how much goes in all.
    pub fn total(&self) -> Size {
        let items = self.items.iter().filter(|item| matches!(item.action, Action::Reset { .. })).map(Item::size);
        let areas = self.areas.iter().filter(|item| matches!(item.action, AreaAction::Reset { .. }));
        items.chain(areas.map(AreaItem::size)).sum()
    }

    /// Returns the profiles that get an administrator's folder once they are emptied.
    pub fn filled(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| self.templates.contains_key(&item.id))
    }

    /// Returns the plan without some of its items.
    #[must_use]
    pub fn without(&self, items: &BTreeSet<ItemId>) -> Self {
        let mut plan = self.clone();
        plan.items.retain(|item| !items.contains(&item.id));
        plan
    }

    /// Returns the proof of a root that an item names.
    pub fn proof(&self, root: RootId) -> Option<&RootProof> {
        self.roots.get(usize::from(root.0))
    }

    /// Says whether nothing is there to remove or edit.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.areas.is_empty()
    }
}
