//! Checking areas: what was removed is absent, a list has no line left to remove, and the clipboard was not restored.

use std::ffi::OsString;

use super::super::context::{RunContext, fate};
use super::item::{leftover, open};
use crate::model::{AreaAction, AreaItem, Fate, LeftoverKind, Outcome, RelPath, Report, Scope, Stop};
use crate::platform::Clipboard;
use crate::safefs::{Kind, Root, is_staging_path, staging_dir_of};
use crate::store::{self, EditError};

pub(in crate::engine) fn verify(run: &RunContext<'_>, report: &mut Report) {
    for item in &run.plan.areas {
        // Do not report again what is already known to be left.
        let is_done = matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_) | Outcome::AlreadyGone));
        if !is_done || run.is_stopped() {
            continue;
        }
        match &item.action {
            AreaAction::Clipboard => {
                let left = match run.engine.system.clipboard(&run.engine.places.os.display, run.stop) {
                    Clipboard::Empty | Clipboard::NoDisplay => None,
                    Clipboard::Full => Some(LeftoverKind::CameBack),
                    Clipboard::Unknown => Some(LeftoverKind::Unverified),
                };
                report.leftovers.extend(left.map(|kind| leftover(item, None, kind)));
            }
            AreaAction::Reset { target, scope } => {
                if let Some(root) = open(run, item, target, report) {
                    folder(&root, (item, scope), run.stop, report);
                }
            }
            AreaAction::Recent { target, rule } => {
                let Some(root) = open(run, item, target, report) else { continue };
                match target.at.as_ref().map(|at| store::verify_recent(&root, at, rule)) {
                    Some(Ok(()) | Err(EditError::Missing)) => report.checked.edits += 1,
                    Some(Err(EditError::Damaged(_))) => {
                        report.leftovers.push(leftover(item, None, LeftoverKind::Found));
                    }
                    Some(Err(error)) => report.leftovers.push(leftover(item, None, error.leftover_kind())),
                    None => report.leftovers.push(leftover(item, None, LeftoverKind::Internal)),
                }
            }
        }
    }
}

/// Lists a folder again, entering only folders in which both kept and removed names may be, and what was put aside, to
/// name what is left of it as it was named before.
fn folder(root: &Root, (item, scope): (&AreaItem, &Scope<OsString>), stop: &Stop, report: &mut Report) {
    let mut folders: Vec<Option<RelPath>> = vec![None];
    while let Some(dir) = folders.pop() {
        if stop.asked().is_some() {
            return;
        }
        report.checked.folders += 1;
        let listed = match root.list(dir.as_ref()) {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(_unreadable) => {
                report.leftovers.push(leftover(item, dir, LeftoverKind::Unverified));
                continue;
            }
        };
        let is_aside = dir.as_ref().is_some_and(|dir| staging_dir_of(dir).is_some());
        if is_aside && listed.is_empty() {
            report.leftovers.push(leftover(item, dir.clone(), LeftoverKind::Found));
        }
        for entry in listed {
            let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(dir.as_ref())) else { continue };
            let is_entered = has_other_fates_below(scope, &at) || is_staging_path(&at);
            if entry.kind == Kind::Folder && is_entered {
                folders.push(Some(at));
            } else if is_aside || fate(scope, &at) == Some(Fate::Remove) {
                report.leftovers.push(leftover(item, Some(at), LeftoverKind::Found));
            }
        }
    }
}

/// Says whether something below a folder has another fate than the folder.
fn has_other_fates_below(scope: &Scope<OsString>, at: &RelPath) -> bool {
    let Some(start) = scope.start() else { return false };
    !at.names().iter().fold(start, |cursor, name| cursor.step(name)).is_uniform()
}
