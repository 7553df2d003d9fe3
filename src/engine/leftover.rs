//! Naming what is left of an item, for the report. Looks at nothing on disk.

use crate::model::{Action, Item, Leftover, LeftoverKind, Owner, RelPath};
use crate::safefs::staging_dir_of;

/// Returns a leftover, named as it was before it was moved into a staging folder.
pub(super) fn leftover(item: &Item, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    let is_edit = matches!(item.action, Action::Edit(_));
    // What an edit leaves is the file itself.
    let at = at.or_else(|| item.entries.first().filter(|_file| is_edit).map(|file| file.at.clone()));
    let at = at.and_then(|at| match staging_dir_of(&at) {
        Some(folder) => RelPath::below(&folder.to_path(), &at.to_path()).ok(),
        None => Some(at),
    });
    let (owner, profile) = (Owner::Browser(item.profile.browser.clone()), item.profile.profile_name.clone());
    Leftover { item: item.id, owner, profile, place: None, at, kind }
}
