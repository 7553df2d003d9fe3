//! The order of the work by category: what identifies the user goes first, so that an interrupted run has done the most
//! it could. Cache is large and identifies least, so it goes last. Which profiles go first, `by_profile` says.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::sync::Arc;

use crate::catalog::{Catalog, Class, Definition};
use crate::model::{Action, Category, Edit, Family, Fate, FolderKind, Item, Plan, Scope};

/// The categories, first to last.
pub(super) const ORDER: [Category; 11] = [
    Category::Cookies,
    Category::Certificates,
    Category::Tabs,
    Category::Account,
    Category::Passwords,
    Category::FormData,
    Category::History,
    Category::SiteData,
    Category::Permissions,
    Category::Other,
    Category::Cache,
];

/// Returns a category's place in the order; the lowest goes first.
pub(super) fn priority(category: Category) -> usize {
    ORDER.iter().position(|one| *one == category).unwrap_or(ORDER.len())
}

/// Returns the place in the order of what is removed or edited in a folder. A cache that a setting moved goes before the
/// settings do: a run that is cut off in between would leave it where no later run finds it.
pub(super) fn turn(kind: FolderKind, category: Category) -> usize {
    priority(if kind == FolderKind::MovedCache { Category::Tabs } else { category })
}

/// Returns the category with which an edit is made. Settings files hold the account that the browser is signed in to.
pub(super) fn of_edit(edit: &Edit) -> Category {
    match edit {
        Edit::Keys { .. } => Category::Account,
        Edit::Rows { category, .. } => *category,
        Edit::Sites { store, .. } => store.category(),
    }
}

/// What is removed from a folder in each turn.
pub(super) type Parts = Vec<(Category, Arc<Scope<OsString>>)>;

/// The turns of the folders so far. Most profiles of a family have the same scope, and there may be any number.
#[derive(Default)]
pub(super) struct Turns(BTreeMap<(Option<Family>, FolderKind), Split>);

/// A scope, and its parts.
type Split = (Arc<Scope<OsString>>, Parts);

impl Turns {
    /// Returns what is removed from a folder, by category.
    pub(super) fn of(
        &mut self,
        definition: Option<&Definition>,
        kind: FolderKind,
        scope: &Arc<Scope<OsString>>,
    ) -> &Parts {
        let key = (definition.map(|definition| definition.family), kind);
        let (known, parts) = self.0.entry(key).or_insert_with(|| (Arc::clone(scope), parts(definition, kind, scope)));
        if !Arc::ptr_eq(known, scope) && known != scope {
            (*known, *parts) = (Arc::clone(scope), self::parts(definition, kind, scope));
        }
        parts
    }
}

/// Splits what is removed from a folder by category, in order. The last part is the whole scope again: it removes what
/// was written meanwhile, and folders that are empty by then.
fn parts(definition: Option<&Definition>, kind: FolderKind, scope: &Arc<Scope<OsString>>) -> Parts {
    let Some(definition) = definition.filter(|_| !kind.is_cache()) else {
        return vec![(Category::Cache, Arc::clone(scope))];
    };
    let parts = split(definition, kind, scope).into_iter();
    let mut parts: Parts = parts.map(|(category, part)| (category, Arc::new(part))).collect();
    let last = parts.pop().map_or(Category::Other, |(category, _)| category);
    parts.push((last, Arc::clone(scope)));
    parts
}

/// Splits what is removed from a folder by category, in order. Nothing is in two parts.
fn split(definition: &Definition, kind: FolderKind, scope: &Scope<OsString>) -> Vec<(Category, Scope<OsString>)> {
    let classes = definition.classes(kind);
    let paths: BTreeSet<Vec<OsString>> = scope.paths().into_iter().chain(classes.paths()).collect();
    let goes_with = |path: &[OsString]| {
        let names = || path.iter().map(OsString::as_os_str);
        let goes = scope.at(names()) == Some(Fate::Remove);
        goes.then(|| match classes.at(names()) {
            Some(Class::Of(categories)) => categories.into_iter().min_by_key(|one| priority(*one)),
            Some(Class::Kept) | None => None,
        })
        .map(|category| category.unwrap_or(Category::Other))
    };
    let part = |category: Category| {
        let mut part = Scope::new(Fate::Keep);
        for path in &paths {
            let fate = if goes_with(path) == Some(category) { Fate::Remove } else { Fate::Keep };
            // In sorted order, the paths above come first: what has their fate need not be named.
            if part.at(path.iter().map(OsString::as_os_str)) != Some(fate) {
                part.set(path, fate, |_present, fate| fate);
            }
        }
        (category, part)
    };
    ORDER.into_iter().map(part).filter(|(_, part)| part.names_anything(&Fate::Remove)).collect()
}

/// Returns a plan that removes caches alone, of what a plan removes.
pub(super) fn caches_only(catalog: &Catalog, plan: &Plan) -> Plan {
    let of_item = |item: &Item| {
        let Action::Reset { scope } = &item.action else { return None };
        let caches = if item.kind.is_cache() {
            Arc::clone(scope)
        } else {
            let parts = split(catalog.family(item.profile.family)?, item.kind, scope);
            parts.into_iter().find_map(|(category, part)| (category == Category::Cache).then(|| Arc::new(part)))?
        };
        Some(Item { action: Action::Reset { scope: caches }, ..item.clone() })
    };
    Plan { items: plan.items.iter().filter_map(of_item).collect(), templates: BTreeMap::new(), ..plan.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Level, Request};

    #[test]
    fn every_path_goes_in_exactly_one_turn_and_what_stays_in_none() {
        let catalog = Catalog::builtin().unwrap();
        for family in [Family::Chromium, Family::Firefox] {
            let definition = catalog.family(family).unwrap();
            for level in [Level::Traces, Level::Everything] {
                for kind in [FolderKind::Profile, FolderKind::UserData, FolderKind::Companion, FolderKind::Extensions] {
                    let scope = Arc::new(definition.scope(kind, &Request { level, ..Request::default() }));
                    let parts = parts(Some(definition), kind, &scope);
                    let (_, whole) = parts.last().unwrap();
                    assert_eq!(whole, &scope);
                    let mut paths: BTreeSet<_> =
                        scope.paths().into_iter().chain(definition.classes(kind).paths()).collect();
                    paths.insert(vec!["Something New".into()]);
                    for path in paths {
                        let at = |scope: &Scope<OsString>| scope.at(path.iter().map(OsString::as_os_str)).unwrap();
                        let goes = parts.iter().filter(|(_, part)| at(part) == Fate::Remove).count();
                        let expected = if at(&scope) == Fate::Keep { 0..=0 } else { 1..=2 };
                        assert!(expected.contains(&goes), "{family:?} {kind:?} {path:?}: {goes}");
                    }
                }
            }
        }
    }

    #[test]
    fn sign_in_state_goes_first_and_cache_last() {
        let catalog = Catalog::builtin().unwrap();
        let definition = catalog.family(Family::Chromium).unwrap();
        let scope = Arc::new(definition.scope(FolderKind::Profile, &Request::default()));
        let parts = parts(Some(definition), FolderKind::Profile, &scope);
        let turns: Vec<_> = parts.iter().map(|(category, _)| *category).collect();
        assert_eq!((turns.first(), turns.last()), (Some(&Category::Cookies), Some(&Category::Cache)));
        assert!(turns.is_sorted_by_key(|category| priority(*category)));
        let first = &parts.first().unwrap().1;
        let fate = |path: &[&str]| first.at(path.iter().map(std::ffi::OsStr::new)).unwrap();
        assert_eq!(fate(&["Network", "Cookies"]), Fate::Remove);
        assert_eq!(fate(&["Network", "Cookies-journal"]), Fate::Remove);
        for later in [&["History"][..], &["Cache"], &["Something New"], &["Bookmarks"]] {
            assert_eq!(fate(later), Fate::Keep, "{later:?}");
        }
    }
}
