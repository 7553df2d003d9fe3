//! Searching what a run keeps for what must not be in it any more: account addresses from before an End session, the
//! chosen sites after a Fix sign-in. Reads files as what they say. What could not be read whole was not searched, and
//! the report says so.

use std::collections::BTreeSet;

use super::context::{RunContext, open};
use super::execute::AccountAddresses;
use super::leftover::leftover;
use crate::model::name::database_of_side;
use crate::model::{FolderKind, Item, Leftover, LeftoverKind, Owner, RelPath, Report, SearchedFolder, SiteRules, Stop};
use crate::safefs::{Kind, Root};
use crate::store::content::{self, Mention, TooMany, Wanted};

/// A search for account addresses.
pub(super) struct Search {
    addresses: Result<Wanted, TooMany>,
}

impl Default for Search {
    fn default() -> Self {
        Self { addresses: Ok(Wanted::default()) }
    }
}

impl Search {
    pub(super) fn new(known: &AccountAddresses) -> Self {
        Self { addresses: Wanted::addresses(known.addresses.iter().map(String::as_str)) }
    }

    pub(super) fn is_needed(&self) -> bool {
        self.addresses.as_ref().map_or(true, |addresses| !addresses.is_empty())
    }

    /// Searches a kept file below an item's folder.
    pub(super) fn file(&self, root: &Root, (item, at): (&Item, RelPath), stop: &Stop, report: &mut Report) {
        report.checked.searchable += 1;
        let Ok(addresses) = &self.addresses else { return };
        let kind = match content::mentions(root, &at.within(item.target.at.as_ref()), addresses, stop) {
            // What a run did not come to is counted.
            Mention::Unread if stop.asked().is_some() => return,
            Mention::Unread => LeftoverKind::Unverified,
            Mention::Found => LeftoverKind::Found,
            Mention::Nothing => {
                report.checked.searched += 1;
                return;
            }
        };
        report.checked.searched += u64::from(kind == LeftoverKind::Found);
        report.leftovers.push(leftover(item, Some(at), kind));
    }
}

/// Names everything in the plan's profiles that mentions a chosen site, but for what a Fix sign-in keeps and what it has
/// checked row by row. The browser of a profile in which it found nothing may be open: only bytes are read.
pub(super) fn of_sites(run: &RunContext<'_>, rules: &SiteRules, report: &mut Report) {
    let wanted = Wanted::sites(rules);
    let is_known = |folder: &&SearchedFolder| {
        let definition = run.engine.catalog.family(folder.profile.family);
        let has_stores = definition.is_some_and(|definition| !definition.stores.is_empty());
        has_stores && matches!(folder.kind, FolderKind::Profile | FolderKind::Config)
    };
    for folder in run.plan.searched.iter().filter(is_known) {
        let unverified = |at| named(folder, at, LeftoverKind::Unverified);
        match (open(run.home(), run.plan, folder.target.root), &wanted) {
            (Ok(root), Ok(wanted)) => SiteSearch { run, root: &root, folder, wanted }.everywhere(report),
            (Err(kind), _) => report.leftovers.push(named(folder, None, kind)),
            (_, Err(TooMany)) => report.leftovers.push(unverified(None)),
        }
    }
}

/// The search of one profile for chosen sites.
struct SiteSearch<'a, 'r> {
    run: &'a RunContext<'r>,
    root: &'a Root,
    folder: &'a SearchedFolder,
    wanted: &'a Wanted,
}

impl SiteSearch<'_, '_> {
    fn everywhere(&self, report: &mut Report) {
        let Self { run, root, folder, wanted } = *self;
        let Some(definition) = run.engine.catalog.family(folder.profile.family) else { return };
        let exempt = definition.may_mention_sites(folder.kind);
        let apart: BTreeSet<&RelPath> = folder.apart.iter().collect();
        let mut folders: Vec<Option<RelPath>> = vec![None];
        while let Some(below) = folders.pop() {
            if run.is_stopped() {
                return;
            }
            let dir = folder.target.at.as_ref();
            let inside = below.as_ref().map(|below| below.within(dir));
            let listed = match root.list(inside.as_ref().or(dir)) {
                Ok(listed) => listed,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(_unreadable) => {
                    report.leftovers.push(named(folder, below, LeftoverKind::Unverified));
                    continue;
                }
            };
            report.checked.folders += 1;
            for entry in listed {
                let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(below.as_ref())) else { continue };
                let is_of = |set: &BTreeSet<&RelPath>| set.contains(&at) || set.contains(&of_database(&at));
                if is_of(&exempt) || apart.contains(&at) {
                    continue;
                }
                if content::is_mentioned_in(&entry.name, wanted) {
                    report.leftovers.push(named(folder, Some(at), LeftoverKind::Mentioned));
                    continue;
                }
                match entry.kind {
                    Kind::Folder => folders.push(Some(at)),
                    Kind::File => {
                        let kind = match content::mentions(root, &at.within(dir), wanted, run.stop) {
                            Mention::Found => LeftoverKind::Mentioned,
                            Mention::Unread if run.is_stopped() => return,
                            Mention::Unread => LeftoverKind::Unverified,
                            Mention::Nothing => continue,
                        };
                        report.leftovers.push(named(folder, Some(at), kind));
                    }
                    Kind::Link | Kind::Special => {}
                }
            }
        }
    }
}

/// Returns the database that a side file belongs to, or the file itself.
fn of_database(at: &RelPath) -> RelPath {
    let name =
        at.file_name().to_str().and_then(database_of_side).and_then(|name| RelPath::from_name(name.as_ref()).ok());
    name.map_or_else(|| at.clone(), |name| name.within(at.parent().as_ref()))
}

/// Names something in a folder that is looked through.
pub(super) fn named(folder: &SearchedFolder, at: Option<RelPath>, kind: LeftoverKind) -> Leftover {
    let owner = Owner::Browser(folder.profile.browser.clone());
    Leftover { item: folder.id, owner, profile: folder.profile.profile_name.clone(), place: None, at, kind }
}
