//! What Fix sign-in would remove and what it removed, put together for people by profile and kind of data.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{owner, shown};
use super::texts::Tr;
use super::words;
use crate::model::{Action, Category, Edit, Held, Item, Outcome, Plan, ProfileId, Report};

/// What goes of one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The browser and the profile.
    pub whose: String,
    /// What, by kind of data.
    pub rows: Vec<Row>,
}

/// What goes of one kind of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The kind.
    pub category: Category,
    /// Of which hosts, and how many cookies, records or files of each.
    pub hosts: BTreeMap<String, u64>,
    /// What else is to be said: a store that goes whole, one that cannot be read, one that is not known yet.
    pub notes: BTreeSet<String>,
}

impl Row {
    /// Returns the hosts as text, each with its number; `None` where none is known.
    pub fn hosts(&self, tr: &Tr) -> Option<String> {
        let hosts: Vec<_> = self.hosts.iter().map(|(host, count)| format!("{host} ({})", tr.count(*count))).collect();
        Some(hosts.join(", ")).filter(|hosts| !hosts.is_empty())
    }
}

/// Puts the stores of a profile together that hold the same kind of data.
pub fn groups(tr: &Tr, plan: &Plan) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut items: Vec<_> = plan.items.iter().collect();
    items.sort_by_key(|item| (item.profile_id, category(item)));
    for same in items.chunk_by(|one, other| (one.profile_id, category(one)) == (other.profile_id, category(other))) {
        let Some(first) = same.first() else { continue };
        let whose = owner(tr, first);
        if groups.last().is_none_or(|last| last.whose != whose) {
            groups.push(Group { whose, rows: Vec::new() });
        }
        let mut row = Row { category: category(first), hosts: BTreeMap::new(), notes: BTreeSet::new() };
        for item in same {
            row.add(tr, item, plan.held.get(&item.id));
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    groups
}

impl Row {
    fn add(&mut self, tr: &Tr, item: &Item, held: Option<&Held>) {
        let note = match held {
            Some(Held::Found(found)) if goes_whole(item) => {
                let named: Vec<_> = found.iter().map(|finding| shown(&finding.host)).collect();
                tr.with("fix-whole", &[("what", named.join(", ").into())])
            }
            Some(Held::Found(found)) => {
                for finding in found {
                    *self.hosts.entry(shown(&finding.host)).or_default() += finding.count;
                }
                return;
            }
            Some(Held::Unread(why)) => words::leftover(tr, why),
            Some(Held::Remains) => tr.text("fix-remains"),
            Some(Held::NotLookedAt) => tr.text("size-unknown"),
            None => tr.text("fix-tabs"),
        };
        self.notes.insert(note);
    }
}

fn category(item: &Item) -> Category {
    item.entries.first().and_then(|entry| entry.categories.first()).copied().unwrap_or(Category::Other)
}

const fn goes_whole(item: &Item) -> bool {
    matches!(&item.action, Action::Edit(Edit::Sites { store, .. }) if store.goes_whole())
}

/// Says which open browsers are not closed, and when that would be a mistake.
pub fn left_open(tr: &Tr, plan: &Plan) -> Option<String> {
    let names: Vec<_> = plan.left_open.iter().map(|open| shown(&open.name)).collect();
    (!names.is_empty()).then(|| tr.with("fix-left-open", &[("browsers", names.join(", ").into())]))
}

/// Returns the profiles in which something was removed, each with the hosts that it was of.
pub fn done(tr: &Tr, plan: &Plan, report: &Report) -> Vec<(String, Vec<String>)> {
    let mut profiles: BTreeMap<Option<ProfileId>, (String, BTreeSet<String>)> = BTreeMap::new();
    let done = |item: &&Item| matches!(report.outcomes.get(&item.id), Some(Outcome::Done(_)));
    for item in plan.items.iter().filter(done) {
        let (_, hosts) = profiles.entry(item.profile_id).or_insert_with(|| (owner(tr, item), BTreeSet::new()));
        if let Some(Held::Found(found)) = plan.held.get(&item.id) {
            hosts.extend(found.iter().map(|finding| shown(&finding.host)));
        }
    }
    profiles.into_values().map(|(whose, hosts)| (whose, hosts.into_iter().collect())).collect()
}
