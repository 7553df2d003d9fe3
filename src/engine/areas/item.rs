//! What executing and verifying an area's item share: opening its folder, and naming what is left. Removes nothing.

use super::super::context::RunContext;
use crate::model::{AreaItem, Leftover, LeftoverKind, Owner, RelPath, Report, Target};
use crate::safefs::{Root, staging_dir_of};

/// Opens the folder that an item names. Reports a leftover and returns `None` if it is no longer the folder of the
/// plan.
pub(super) fn open(run: &RunContext<'_>, item: &AreaItem, target: &Target, report: &mut Report) -> Option<Root> {
    let opened = run.open(target.root);
    opened.map_err(|kind| report.leftovers.push(leftover(item, None, kind))).ok()
}

/// Returns a leftover of an area, named as it was before it was moved into a staging folder.
pub(super) fn leftover(item: &AreaItem, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    let was_at = |at: RelPath| match staging_dir_of(&at) {
        Some(folder) => RelPath::below(&folder.to_path(), &at.to_path()).unwrap_or(at),
        None => at,
    };
    let at = at.map(was_at);
    let place = (!item.label.is_empty()).then(|| item.label.clone());
    Leftover { item: item.id, owner: Owner::Area(item.area), profile: None, place, at, kind }
}
