//! What profiles hold of chosen sites. Reads only, and only in browsers that are closed: what an open one holds is
//! known after closing.

use std::collections::BTreeSet;

use super::{Engine, EngineError, open};
use crate::model::{
    Action, Edit, Held, Inventory, Item, ItemId, LeftoverKind, Plan, ProfileId, RelPath, SiteFinding, SiteRules, Stop,
    StoreWay,
};
use crate::safefs::{Home, Root};
use crate::store::{self, EditError};

impl Engine<'_> {
    /// Looks into the stores of every closed browser for what chosen sites have in them.
    pub fn inspect(&self, inventory: &mut Inventory, rules: &SiteRules, stop: &Stop) -> Result<(), EngineError> {
        let home = self.home()?;
        for browser in inventory.browsers.iter_mut().filter(|browser| browser.running.is_empty()) {
            let folders = browser.profiles.iter_mut().flat_map(|profile| &mut profile.folders);
            for folder in folders {
                let proof = inventory.roots.get(usize::from(folder.target.root.0));
                let root = proof.map(|proof| Root::prove_again(&home, proof).map_err(|not| not.leftover()));
                for store in &mut folder.stores {
                    if stop.asked().is_some() {
                        return Ok(());
                    }
                    store.held = match (&root, folder.target.below(&store.at).at) {
                        (Some(Ok(root)), Some(at)) => held(inspect(root, &at, store.way, rules)),
                        (Some(Err(kind)), _) => Held::Unread(kind.clone()),
                        (None, _) | (_, None) => Held::Unread(LeftoverKind::Internal),
                    };
                }
            }
        }
        Ok(())
    }
}

fn inspect(root: &Root, at: &RelPath, way: StoreWay, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
    match way {
        StoreWay::Edit(store) => store::sites::inspect(root, at, store, rules),
        // It cannot be read, so it tells nothing.
        StoreWay::Whole => Ok(Vec::new()),
    }
}

fn held(found: Result<Vec<SiteFinding>, EditError>) -> Held {
    match found {
        Ok(found) => Held::Found(found),
        Err(EditError::Missing) => Held::Found(Vec::new()),
        Err(error) => Held::Unread(super::execute::kind_of(&error)),
    }
}

/// Returns the items of a Fix sign-in that turn out to have nothing to do, now that every browser is closed: those of
/// profiles of which nothing was known before and in which no store names a chosen site. Without this, the last tabs
/// of such a profile would go for nothing.
pub(super) fn needless(home: &Home, plan: &Plan) -> BTreeSet<ItemId> {
    let of_profile = |profile: Option<ProfileId>| plan.items.iter().filter(move |item| item.profile == profile);
    let not_looked_at = |item: &&Item| plan.held.get(&item.id) == Some(&Held::NotLookedAt);
    let profiles: BTreeSet<_> = plan.items.iter().filter(not_looked_at).map(|item| item.profile).collect();
    let holds_nothing = |profile: &Option<ProfileId>| of_profile(*profile).all(|item| holds_nothing(home, plan, item));
    let empty: Vec<_> = profiles.into_iter().filter(holds_nothing).collect();
    empty.into_iter().flat_map(of_profile).map(|item| item.id).collect()
}

fn holds_nothing(home: &Home, plan: &Plan, item: &Item) -> bool {
    let (store, rules) = match &item.action {
        Action::Edit(Edit::Sites { store, rules }) => (*store, rules),
        // Tabs: they tell nothing about sites.
        Action::Edit(_) | Action::Reset { .. } => return true,
    };
    let (Ok(root), Some(at)) = (open(home, plan, item.target.root), &item.target.at) else { return false };
    held(store::sites::inspect(&root, at, store, rules)).is_nothing()
}
