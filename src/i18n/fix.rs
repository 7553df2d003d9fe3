//! What a Fix sign-in removes, grouped by profile and category.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{owner, shown};
use super::texts::Tr;
use super::words;
use crate::model::{Category, Held, Item, Outcome, Plan, ProfileId, Report};

/// What is removed from one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The browser and the profile.
    pub whose: String,
    /// What is removed, by category.
    pub rows: Vec<Row>,
}

/// What is removed of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The category.
    pub category: Category,
    /// The hosts, with the number of cookies, records or files of each.
    pub hosts: BTreeMap<String, u64>,
    /// Notes about stores that are removed completely, cannot be read, or are read only after closing.
    pub notes: BTreeSet<String>,
}

impl Row {
    /// Returns the hosts with their numbers as text, or `None` if there are none.
    pub fn hosts(&self, tr: &Tr) -> Option<String> {
        let hosts: Vec<_> = self.hosts.iter().map(|(host, count)| format!("{host} ({})", tr.count(*count))).collect();
        Some(hosts.join(", ")).filter(|hosts| !hosts.is_empty())
    }
}

/// Returns what the plan removes, by profile and category.
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
            row.add(tr, plan.held.get(&item.id));
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    groups
}

impl Row {
    fn add(&mut self, tr: &Tr, held: Option<&Held>) {
        let note = match held {
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

/// Returns a note on browsers that stay open, or `None` if all are closed.
pub fn left_open(tr: &Tr, plan: &Plan) -> Option<String> {
    let names: Vec<_> = plan.left_open.iter().map(|open| shown(&open.name)).collect();
    (!names.is_empty()).then(|| tr.with("fix-left-open", &[("browsers", names.join(", ").into())]))
}

/// Returns the profiles from which data were removed, each with the hosts of these data.
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
