//! What executing and verifying an area's item have in common: opening its folder, and naming what is left of it.

use super::super::context::open;
use crate::model::{AreaItem, BrowserId, Leftover, LeftoverKind, Plan, RelPath, Report, Target};
use crate::safefs::{Home, Root};

/// Works in the folder that an item names; where that is no longer the one of the plan, says so and returns nothing.
pub(super) fn with_root<T: Default>(
    home: &Home,
    plan: &Plan,
    item: &AreaItem,
    target: &Target,
    report: &mut Report,
    work: impl FnOnce(&Root, &mut Report) -> T,
) -> T {
    match open(home, plan, target.root) {
        Ok(root) => work(&root, report),
        Err(kind) => {
            report.leftovers.push(leftover(item, None, kind));
            T::default()
        }
    }
}

/// Returns something that is left of an area; what was to be its profile is its folder.
pub(super) fn leftover(item: &AreaItem, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    let place = (!item.label.is_empty()).then(|| item.label.clone());
    Leftover { item: item.id, browser: BrowserId::of_area(item.area), profile: place, at, kind }
}
