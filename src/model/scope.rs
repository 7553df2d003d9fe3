//! Scopes: which parts of a tree are removed and which are kept. The longest path that has a rule decides.
//!
//! One type serves folders (names below a profile) and settings files (keys of a JSON object), because both need rules
//! with exceptions, and exceptions from those.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use serde::{Deserialize, Serialize};

use super::name;

/// Whether a file, folder or key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is kept.
    Keep,
    /// It is removed.
    Remove,
}

/// One step of a path. A rule may match several steps.
pub trait Segment: Ord + Clone {
    /// The borrowed form of a step, for look-ups.
    type Str: ?Sized + Ord;
    /// Returns the form in which a tree holds a step.
    #[must_use]
    fn key(self) -> Self;
    /// Returns the node for `step` among `below`. A rule for the step itself comes first.
    fn find<'t, V>(below: &'t BTreeMap<Self, PathTree<Self, V>>, step: &Self::Str) -> Option<&'t PathTree<Self, V>>;
}

/// SQLite's side files have the rule of their database, so that a kept database is never parted from its log.
impl Segment for OsString {
    type Str = OsStr;

    fn key(self) -> Self {
        name::key(&self).into_owned()
    }

    fn find<'t, V>(below: &'t BTreeMap<Self, PathTree<Self, V>>, step: &OsStr) -> Option<&'t PathTree<Self, V>> {
        let step = name::key(step);
        below.get(&*step).or_else(|| {
            let database = name::database_of_side(step.to_str()?)?;
            below.get(OsStr::new(database))
        })
    }
}

/// The rule `*` matches any one key, for keys that are names of folders or sites.
impl Segment for String {
    type Str = str;

    fn key(self) -> Self {
        self
    }

    fn find<'t, V>(below: &'t BTreeMap<Self, PathTree<Self, V>>, step: &str) -> Option<&'t PathTree<Self, V>> {
        below.get(step).or_else(|| below.get("*"))
    }
}

/// Values of paths. A path without a value has that of the path above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathTree<S: Ord, V> {
    value: Option<V>,
    below: BTreeMap<S, PathTree<S, V>>,
}

/// Which parts of a tree are kept.
pub type Scope<S> = PathTree<S, Fate>;

impl<S: Segment, V: Clone> PathTree<S, V> {
    /// Returns a tree in which all paths have the value `rest`.
    pub const fn new(rest: V) -> Self {
        Self { value: Some(rest), below: BTreeMap::new() }
    }

    /// Sets the value of a path. If it has one already, `merge` gets both and returns the new one.
    pub fn set(&mut self, path: &[S], value: V, merge: impl FnOnce(&V, V) -> V) {
        let mut node = self;
        for step in path {
            node = node.below.entry(step.clone().key()).or_insert_with(|| Self { value: None, below: BTreeMap::new() });
        }
        node.value = Some(match &node.value {
            Some(present) if !path.is_empty() => merge(present, value),
            _ => value,
        });
    }

    /// Copies the whole tree below one more name: a path below it has the value of the same path below the top.
    pub fn repeat_below(&mut self, step: S) {
        let whole = self.clone();
        self.below.insert(step.key(), whole);
    }

    /// Returns the whole tree below one name, with the value `rest` for all else.
    #[must_use]
    pub fn only_below(&self, step: S, rest: V) -> Self {
        Self { value: Some(rest), below: BTreeMap::from([(step.key(), self.clone())]) }
    }

    /// Returns a cursor at the top. Never `None` for a tree made by [`Self::new`].
    pub fn start(&self) -> Option<Cursor<'_, S, V>> {
        Some(Cursor { value: self.value.clone()?, node: Some(self) })
    }

    /// Returns every path that has a value of its own.
    pub fn paths(&self) -> Vec<Vec<S>> {
        let own = self.value.iter().map(|_| Vec::new());
        let below = self.below.iter().flat_map(|(step, below)| {
            below.paths().into_iter().map(move |rest| std::iter::once(step.clone()).chain(rest).collect())
        });
        own.chain(below).collect()
    }

    /// Says whether any path has this value.
    pub fn names_anything(&self, value: &V) -> bool
    where
        V: PartialEq,
    {
        self.value.as_ref() == Some(value) || self.below.values().any(|below| below.names_anything(value))
    }

    /// Returns the value of a path.
    pub fn at<'p>(&self, path: impl IntoIterator<Item = &'p S::Str>) -> Option<V>
    where
        S::Str: 'p,
    {
        Some(path.into_iter().fold(self.start()?, |cursor, step| cursor.step(step)).value)
    }
}

impl<S: Segment> Scope<S> {
    /// Removes a path. If it is also kept, removing wins: a mistake in a keep list must not leave personal data behind.
    pub fn remove(&mut self, path: &[S]) {
        self.set(path, Fate::Remove, |_present, fate| fate);
    }

    /// Keeps a path, unless it is also removed.
    pub fn keep(&mut self, path: &[S]) {
        self.set(path, Fate::Keep, |present, fate| (*present).max(fate));
    }
}

/// A position in a walk down a [`PathTree`].
#[derive(Debug, Clone)]
pub struct Cursor<'t, S: Ord, V> {
    value: V,
    node: Option<&'t PathTree<S, V>>,
}

impl<S: Segment, V: Clone> Cursor<'_, S, V> {
    /// Returns a cursor one step down.
    #[must_use]
    pub fn step(&self, step: &S::Str) -> Self {
        let node = self.node.and_then(|node| S::find(&node.below, step));
        let value = node.and_then(|node| node.value.clone()).unwrap_or_else(|| self.value.clone());
        Self { value, node }
    }

    /// Returns the value at this position.
    pub const fn value(&self) -> &V {
        &self.value
    }

    /// Says whether everything below has the same value, so that a walk can stop here.
    pub fn is_uniform(&self) -> bool {
        self.node.is_none_or(|node| node.below.is_empty())
    }
}

impl<S: Segment> Cursor<'_, S, Fate> {
    /// Says whether this is removed with everything below it, by one rule or several.
    pub fn is_removed_whole(&self) -> bool {
        self.value == Fate::Remove && self.node.is_none_or(|node| !node.names_anything(&Fate::Keep))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<OsString> {
        text.split('/').map(OsString::from).collect()
    }

    #[test]
    fn the_longest_named_path_decides() {
        let mut scope = Scope::new(Fate::Remove);
        scope.keep(&path("Bookmarks"));
        scope.keep(&path("Network/Cookies"));
        let check = |text: &str, expected| {
            let steps = path(text);
            assert_eq!(scope.at(steps.iter().map(OsString::as_os_str)), Some(expected), "{text}");
        };
        check("History", Fate::Remove);
        check("Bookmarks", Fate::Keep);
        check("Bookmarks.bak", Fate::Remove);
        check("Network", Fate::Remove);
        check("Network/Cookies", Fate::Keep);
        check("Network/Cookies-journal", Fate::Keep);
        check("Network/Trust Tokens", Fate::Remove);
        check("Bookmarks/below", Fate::Keep);
    }

    #[test]
    fn going_wins_over_staying() {
        for turned in [false, true] {
            let mut scope = Scope::new(Fate::Keep);
            if turned {
                scope.remove(&path("Web Data"));
                scope.keep(&path("Web Data"));
            } else {
                scope.keep(&path("Web Data"));
                scope.remove(&path("Web Data"));
            }
            assert_eq!(scope.at([OsStr::new("Web Data")]), Some(Fate::Remove));
        }
    }

    #[test]
    fn a_star_stands_for_one_key() {
        let mut scope: Scope<String> = Scope::new(Fate::Remove);
        scope.keep(&["profile".into(), "info_cache".into(), "*".into(), "avatar".into()]);
        assert_eq!(scope.at(["profile", "info_cache", "Default", "avatar"]), Some(Fate::Keep));
        assert_eq!(scope.at(["profile", "info_cache", "Default", "user_name"]), Some(Fate::Remove));
    }
}
