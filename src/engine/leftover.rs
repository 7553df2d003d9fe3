//! Naming what is left of an item.

use crate::model::{Action, Item, Leftover, LeftoverKind, RelPath};
use crate::safefs::is_going;

/// Names what is left by what it was, also where it had been put aside.
pub(super) fn leftover(item: &Item, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    let is_edit = matches!(item.action, Action::Edit(_));
    // Of an edit the file itself is left.
    let at = at.or_else(|| item.entries.first().filter(|_file| is_edit).map(|file| file.at.clone()));
    let at = at.and_then(|at| match aside(&at) {
        Some(folder) => RelPath::below(&folder.to_path(), &at.to_path()).ok(),
        None => Some(at),
    });
    Leftover { item: item.id, browser: item.browser.clone(), profile: item.profile_name.clone(), at, kind }
}

/// Returns the folder, at the top of the one that is reset, in which a run had put something aside.
pub(super) fn aside(at: &RelPath) -> Option<RelPath> {
    let top = at.names().first().filter(|name| is_going(name))?;
    RelPath::from_name(top).ok()
}
