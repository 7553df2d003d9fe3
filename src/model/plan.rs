//! The plan: a value that the preview shows and that the executor carries out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::area::{Area, AreaAction, AreaItem, AreaNote, Span};
use super::browser::{BrowserId, OpenBrowser, ProfileRef};
use super::folder::{FolderKind, Held};
use super::item::{Action, Item, ItemId};
use super::relpath::RelPath;
use super::request::Request;
use super::root::{RootBase, RootId, RootProof, Target};
use super::size::Size;
use super::skip::Skip;

/// An extension that the user installed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extension {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The display name, escaped.
    pub name: String,
    /// Whether it is removed. If not, its code is kept and its data are removed.
    pub goes: bool,
}

/// A browser's folder that no place of the catalog names: a row of the preview that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElsewhereRow {
    /// The id by which a request can name it.
    pub browser: BrowserId,
    /// Whether it is cleaned.
    pub ticked: bool,
    /// Whether only what changed in the session goes.
    pub only_changed: bool,
}

/// A browser's folder that is looked through when a run is done: for what failed a check before, and after a Fix sign-in
/// for the chosen sites.
#[derive(Debug, Clone)]
pub struct SearchedFolder {
    /// Its number among the items; nothing is done in it.
    pub id: ItemId,
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The kind of the folder.
    pub kind: FolderKind,
    /// The folder.
    pub target: Target,
    /// Folders in it that are other profiles'.
    pub apart: Vec<RelPath>,
}

/// All that a run will do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The request that it was made for.
    pub request: Request,
    /// The proven roots.
    pub roots: Arc<Vec<RootProof>>,
    /// The work in browsers, in the order in which it is done and shown.
    pub items: Vec<Item>,
    /// The data of chosen sites in the stores to edit.
    pub held: BTreeMap<ItemId, Held>,
    /// The folders that are looked through when all is done.
    pub searched: Vec<SearchedFolder>,
    /// What is skipped, and why.
    pub skipped: Vec<Skip>,
    /// Items whose profile is filled from a template after it is emptied, with the template's folder.
    pub templates: BTreeMap<ItemId, PathBuf>,
    /// Extensions that the user installed.
    pub extensions: Vec<Extension>,
    /// Browsers' folders that no place of the catalog names.
    pub elsewhere: Vec<ElsewhereRow>,
    /// Browsers in scope that are open and must be closed.
    pub must_close: Vec<OpenBrowser>,
    /// Browsers in scope that are open and need not be closed, because nothing that they have stored mentions a chosen
    /// site.
    pub left_open: Vec<OpenBrowser>,
    /// The work in areas. It is done after that in browsers.
    pub areas: Vec<AreaItem>,
    /// The session whose traces are removed from areas.
    pub session: Span,
    /// What to tell the user about the areas in the request.
    pub area_notes: Vec<(Area, AreaNote)>,
}

impl Plan {
    /// Returns the size of all that is removed.
    pub fn total(&self) -> Size {
        let items = self.items.iter().filter(|item| matches!(item.action, Action::Reset { .. })).map(Item::size);
        let areas = self.areas.iter().filter(|item| matches!(item.action, AreaAction::Reset { .. }));
        items.chain(areas.map(AreaItem::size)).sum()
    }

    /// Returns the items whose profile is filled from a template after it is emptied.
    pub fn filled(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| self.templates.contains_key(&item.id))
    }

    /// Returns the items that clean a cache to which a setting leads, with the place of each: below HOME, or from the top.
    pub fn moved_caches(&self) -> impl Iterator<Item = (&Item, String)> {
        let moved = self.items.iter().filter(|item| item.kind == FolderKind::MovedCache);
        moved.filter_map(|item| {
            let proof = self.proof(item.target.root)?;
            let place = match &proof.base {
                RootBase::Home => proof.at.to_string(),
                RootBase::Volume(volume) => format!("{}{}", volume.path().display(), proof.at),
            };
            Some((item, place))
        })
    }

    /// Returns the plan without some of its items.
    #[must_use]
    pub fn without(&self, items: &BTreeSet<ItemId>) -> Self {
        let mut plan = self.clone();
        plan.items.retain(|item| !items.contains(&item.id));
        plan
    }

    /// Returns a plan of some of its items, which are next to each other.
    #[must_use]
    pub fn part(&self, items: Range<usize>) -> Self {
        let items = self.items.get(items).unwrap_or_default().to_vec();
        let templates = items.iter().filter_map(|item| Some((item.id, self.templates.get(&item.id)?.clone())));
        let held = items.iter().filter_map(|item| Some((item.id, self.held.get(&item.id)?.clone())));
        Self {
            request: self.request.clone(),
            roots: Arc::clone(&self.roots),
            templates: templates.collect(),
            held: held.collect(),
            session: self.session,
            items,
            ..Self::default()
        }
    }

    /// Numbers the items from `first` on, so that they can be joined to those of another plan.
    pub fn number_from(&mut self, first: usize) {
        let from = |id: ItemId| ItemId(id.0 + first);
        self.items.iter_mut().for_each(|item| item.id = from(item.id));
        self.templates = std::mem::take(&mut self.templates).into_iter().map(|(id, path)| (from(id), path)).collect();
        self.held = std::mem::take(&mut self.held).into_iter().map(|(id, held)| (from(id), held)).collect();
    }

    /// Numbers the folders that are looked through after all items.
    pub fn number_searched(&mut self) {
        let first = self.items.len() + self.areas.len();
        for (number, folder) in (first..).zip(&mut self.searched) {
            folder.id = ItemId(number);
        }
    }

    /// Returns the proof of a root that an item names.
    pub fn proof(&self, root: RootId) -> Option<&RootProof> {
        self.roots.get(root.0)
    }

    /// Says whether there is nothing to remove or edit.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.areas.is_empty()
    }
}
