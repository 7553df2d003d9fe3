//! What profiles hold of chosen sites. Reads only, and opens databases of closed browsers only. What an open browser
//! holds is known after it closed; but if nothing in its files mentions a chosen site, it need not be closed.

use std::collections::BTreeSet;

use super::context::{Engine, EngineError, open};
use crate::model::{
    Action, Edit, Folder, Held, Inventory, Item, ItemId, LeftoverKind, Plan, ProfileId, RelPath, RootProof,
    SiteFinding, SiteRules, Stop, StoreWay,
};
use crate::safefs::{Home, Root};
use crate::store::{self, EditError};

impl Engine<'_> {
    /// Fills in what chosen sites have in the stores of every closed browser, and for every open one whether they may
    /// have anything, so that no browser is closed for nothing. An open browser writes to disk within half a minute; a
    /// newer sign-in may be missed.
    pub fn inspect(&self, inventory: &mut Inventory, rules: &SiteRules, stop: &Stop) -> Result<(), EngineError> {
        let home = self.home()?;
        inspect_closed(&home, inventory, rules, stop);
        if self.was_interrupted(&home) {
            find_remains(&home, inventory, rules, stop);
        }
        for browser in inventory.browsers.iter_mut().filter(|browser| !browser.running.is_empty()) {
            for profile in &mut browser.profiles {
                let may_hold = profile.folders.iter().any(|folder| {
                    stop.asked().is_some() || may_hold(&home, inventory.roots.get(root_of(folder)), folder, rules)
                });
                let stores = profile.folders.iter_mut().flat_map(|folder| &mut folder.stores);
                stores.filter(|_| !may_hold).for_each(|store| store.held = Held::Found(Vec::new()));
            }
        }
        Ok(())
    }
}

/// Fills in what chosen sites have in the stores of every closed browser.
pub(super) fn inspect_closed(home: &Home, inventory: &mut Inventory, rules: &SiteRules, stop: &Stop) {
    let closed = inventory.browsers.iter_mut().filter(|browser| browser.running.is_empty());
    for folder in closed.flat_map(|browser| &mut browser.profiles).flat_map(|profile| &mut profile.folders) {
        let proof = inventory.roots.get(root_of(folder));
        let root = proof.map(|proof| Root::prove_again(home, proof).map_err(|err| err.leftover()));
        for store in &mut folder.stores {
            if stop.asked().is_some() {
                return;
            }
            store.held = match (&root, folder.target.below(&store.at).at) {
                (Some(Ok(root)), Some(at)) => held(inspect(root, &at, store.way, rules)),
                (Some(Err(kind)), _) => Held::Unread(kind.clone()),
                (None, _) | (_, None) => Held::Unread(LeftoverKind::Internal),
            };
        }
    }
}

/// Looks for bytes that a killed run left in stores whose readers find nothing. Only after an interrupted run: unused
/// space in a browser's own files is no sign-in, and not worth losing the last tabs.
pub(super) fn find_remains(home: &Home, inventory: &mut Inventory, rules: &SiteRules, stop: &Stop) {
    let closed = inventory.browsers.iter_mut().filter(|browser| browser.running.is_empty());
    for folder in closed.flat_map(|browser| &mut browser.profiles).flat_map(|profile| &mut profile.folders) {
        let proof = inventory.roots.get(root_of(folder));
        let Some(Ok(root)) = proof.map(|proof| Root::prove_again(home, proof)) else { continue };
        let target = folder.target.clone();
        for found in folder.stores.iter_mut().filter(|found| found.held.is_nothing() && stop.asked().is_none()) {
            let (StoreWay::Edit(store), Some(at)) = (found.way, target.below(&found.at).at) else { continue };
            match store::sites::has_remains(&root, &at, store, rules) {
                Ok(false) | Err(EditError::Missing) => {}
                Ok(true) => found.held = Held::Remains,
                Err(error) => found.held = Held::Unread(error.leftover_kind()),
            }
        }
    }
}

fn root_of(folder: &Folder) -> usize {
    folder.target.root.0
}

/// Says whether a store of an open profile may hold data of a chosen site.
fn may_hold(home: &Home, proof: Option<&RootProof>, folder: &Folder, rules: &SiteRules) -> bool {
    let Some(Ok(root)) = proof.map(|proof| Root::prove_again(home, proof)) else { return true };
    folder.stores.iter().any(|found| match (found.way, folder.target.below(&found.at).at) {
        (StoreWay::Edit(store), Some(at)) => store::sites::may_hold(&root, &at, store, rules),
        (StoreWay::Edit(_), None) => true,
        // It holds tabs in a form that cannot be read by site.
        (StoreWay::Whole, _) => false,
    })
}

fn inspect(root: &Root, at: &RelPath, way: StoreWay, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    match way {
        StoreWay::Edit(store) => store::sites::inspect(root, at, store, rules),
        // It holds tabs in a form that cannot be read by site.
        StoreWay::Whole => Ok(Vec::new()),
    }
}

fn held(found: Result<Vec<SiteFinding>, EditError>) -> Held {
    match found {
        Ok(found) => Held::Found(found),
        Err(EditError::Missing) => Held::Found(Vec::new()),
        Err(error) => Held::Unread(error.leftover_kind()),
    }
}

/// Returns the items of a Fix sign-in with nothing to remove, now that every browser is closed: those of profiles that
/// were open before and in which no store names a chosen site. Without this such a profile would lose its last tabs for
/// nothing.
pub(super) fn without_findings(home: &Home, plan: &Plan) -> BTreeSet<ItemId> {
    let of_profile = |profile: Option<ProfileId>| plan.items.iter().filter(move |item| item.profile_id == profile);
    let not_looked_at = |item: &&Item| plan.held.get(&item.id) == Some(&Held::NotLookedAt);
    let profiles: BTreeSet<_> = plan.items.iter().filter(not_looked_at).map(|item| item.profile_id).collect();
    let holds_nothing = |profile: &Option<ProfileId>| of_profile(*profile).all(|item| holds_nothing(home, plan, item));
    let empty: Vec<_> = profiles.into_iter().filter(holds_nothing).collect();
    empty.into_iter().flat_map(of_profile).map(|item| item.id).collect()
}

fn holds_nothing(home: &Home, plan: &Plan, item: &Item) -> bool {
    let (store, rules) = match &item.action {
        Action::Edit(Edit::Sites { store, rules }) => (*store, rules),
        // Tabs cannot be read by site.
        Action::Edit(_) | Action::Reset { .. } => return true,
    };
    let (Ok(root), Some(at)) = (open(home, plan, item.target.root), &item.target.at) else { return false };
    held(store::sites::inspect(&root, at, store, rules)).is_nothing()
}
