//! A file that failed a check has failed it until it changes: the next run may not know what was found in it. Keeps the
//! list of such files, and names those that a run comes across again. The list says neither where they are nor what was
//! looked for, so the folders of the run's browsers are looked through, if anything is on the list at all.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::context::RunContext;
use super::mentions::named;
use crate::model::{
    Action, FailedCheck, FileId, Leftover, LeftoverKind, Plan, RecordFault, RelPath, Report, RootId, RootProof,
    SearchedFolder, Verdict,
};
use crate::safefs::{Home, Kind, NotARoot, Root};

/// Adds to the report of a run that has ended what failed a check in an earlier run and has not changed since. Writes down
/// what failed one in this run.
pub(super) fn ended(run: &RunContext<'_>, mut report: Report) -> Report {
    let record = &run.session.record;
    let plan = run.listed.and_then(|listed| listed.done.get()).unwrap_or(run.plan);
    let before = record.failed_checks();
    let (mut failed, is_whole) = failed_now(run.home(), plan, &report);
    if !is_whole {
        record.fault(RecordFault::ChecksNotWritten);
    }
    let mut look =
        Look { run, plan, before: &before, folders: BTreeSet::new(), seen: BTreeMap::new(), unread: Vec::new() };
    if !before.is_empty() && matches!(report.verdict, Verdict::Clean | Verdict::Left) {
        look.everywhere();
        let again = look.seen.iter().filter(|(check, _)| !failed.contains(check)).map(|(_, left)| left.clone());
        report.leftovers.extend(again);
        report.leftovers.append(&mut look.unread);
        report = report.finished(run.stop);
    }
    let stays = |check: &&FailedCheck| !look.folders.contains(&check.folder) || look.seen.contains_key(check);
    failed.extend(before.iter().filter(stays));
    if failed != before || before.is_empty() {
        record.remember_failed(&failed);
    }
    report
}

/// Returns the files that failed a check in this run, and whether these are all.
fn failed_now(home: &Home, plan: &Plan, report: &Report) -> (BTreeSet<FailedCheck>, bool) {
    let is_check =
        |kind: &LeftoverKind| matches!(kind, LeftoverKind::Found | LeftoverKind::Mentioned | LeftoverKind::Unverified);
    let mut failed = BTreeSet::new();
    let mut is_whole = report.unnamed == 0;
    for left in report.leftovers.iter().filter(|left| is_check(&left.kind)) {
        let Some((root, at)) = place_of(plan, left) else { continue };
        let check = proven(home, plan, root).map_err(io::Error::other).and_then(|root| root.failed_check(&at));
        match check {
            Ok(check) => _ = failed.insert(check),
            // It is gone, or lies where it was put before it is removed: the next run finds it there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_unreadable) => is_whole = false,
        }
    }
    (failed, is_whole)
}

/// Returns where in a browser's folders something is that is left; `None` for a whole folder, which every run opens, and
/// outside browsers.
fn place_of(plan: &Plan, left: &Leftover) -> Option<(RootId, RelPath)> {
    let at = left.at.as_ref()?;
    if let Some(folder) = plan.searched.iter().find(|folder| folder.id == left.item) {
        return Some((folder.target.root, at.within(folder.target.at.as_ref())));
    }
    let item = plan.items.iter().find(|item| item.id == left.item)?;
    match item.action {
        Action::Edit(_) => Some((item.target.root, item.target.at.clone()?)),
        Action::Reset { .. } => Some((item.target.root, at.within(item.target.at.as_ref()))),
    }
}

/// Proves a root again. Its marker may be removed with the rest; device and inode still identify the folder.
fn proven(home: &Home, plan: &Plan, root: RootId) -> Result<Root, NotARoot> {
    let proof = plan.proof(root).cloned().ok_or_else(|| NotARoot::Missing(home.path().to_owned()))?;
    Root::prove_again(home, &RootProof { marker: None, ..proof })
}

/// A look at all folders of the run's browsers for what failed a check before.
struct Look<'a, 'r> {
    run: &'a RunContext<'r>,
    plan: &'a Plan,
    before: &'a BTreeSet<FailedCheck>,
    /// The folders that were listed.
    folders: BTreeSet<FileId>,
    /// What of it is there as it was, with its name.
    seen: BTreeMap<FailedCheck, Leftover>,
    /// Folders that could not be listed.
    unread: Vec<Leftover>,
}

impl Look<'_, '_> {
    fn everywhere(&mut self) {
        let mut all: Vec<&SearchedFolder> = self.plan.searched.iter().collect();
        // Profiles before the folders around them, so that a file is its profile's.
        all.sort_by_key(|folder| Reverse(folder.target.at.as_ref().map_or(0, |at| at.names().len())));
        for folder in all {
            match proven(self.run.home(), self.plan, folder.target.root) {
                Ok(root) => self.through(&root, folder),
                Err(NotARoot::Missing(_)) => {}
                Err(error) => self.unread.push(named(folder, None, error.leftover())),
            }
        }
    }

    fn through(&mut self, root: &Root, folder: &SearchedFolder) {
        let mut folders: Vec<Option<RelPath>> = vec![None];
        while let Some(below) = folders.pop() {
            if self.run.is_stopped() {
                return;
            }
            let inside = below.as_ref().map(|below| below.within(folder.target.at.as_ref()));
            let dir = inside.as_ref().or(folder.target.at.as_ref());
            let id = match root.folder_id(dir) {
                Ok(id) if self.folders.contains(&id) => continue,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                id => id,
            };
            let listed = id.and_then(|id| Ok((id, root.list(dir)?)));
            let Ok((id, listed)) = listed else {
                self.unread.push(named(folder, below, LeftoverKind::Unverified));
                continue;
            };
            self.folders.insert(id);
            for entry in listed {
                let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(below.as_ref())) else { continue };
                let check = entry.failed_check(id);
                if self.before.contains(&check) {
                    let left = named(folder, Some(at.clone()), LeftoverKind::FailedBefore);
                    self.seen.insert(check, left);
                }
                if entry.kind == Kind::Folder {
                    folders.push(Some(at));
                }
            }
        }
    }
}
