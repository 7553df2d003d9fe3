//! Which part of a tree goes and which stays: the longest path that names something decides.
//!
//! One shape serves folders (names below a profile) and settings files (keys of a JSON object), because the question
//! is the same: this goes, but for that, but for this below it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use serde::{Deserialize, Serialize};

use super::name;

/// What happens to a file, a folder or a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It stays.
    Keep,
    /// It goes.
    Remove,
}

/// One step of a path, and the other names under which a rule may know it.
pub trait Segment: Ord + Clone {
    /// The borrowed form in which a step is looked up.
    type Str: ?Sized + Ord;
    /// Returns the form in which a tree holds a step.
    fn key(self) -> Self;
    /// Finds the rule for `step` among `below`: by its own name first.
    fn find<'t, V>(below: &'t BTreeMap<Self, PathTree<Self, V>>, step: &Self::Str) -> Option<&'t PathTree<Self, V>>;
}

/// SQLite's side files share the fate of their database: "all of them or none" keeps a kept database sound.
impl Segment for OsString {
    type Str = OsStr;

    fn key(self) -> Self {
        name::key(&self).into_owned()
    }

    fn find<'t, V>(below: &'t BTreeMap<Self, PathTree<Self, V>>, step: &OsStr) -> Option<&'t PathTree<Self, V>> {
        let step = name::key(step);
        below.get(&*step).or_else(|| {
            let name = step.to_str()?;
            let main = ["-journal", "-wal", "-shm"].iter().find_map(|suffix| name.strip_suffix(suffix))?;
            below.get(OsStr::new(main))
        })
    }
}

/// A rule may say `*` for exactly one key, where the key is a folder's or a site's name.
impl Segment for String {
    type Str = str;

    fn key(self) -> Self {
        self
    }

    fn find<'t, V>(below: &'t BTreeMap<Self, PathTree<Self, V>>, step: &str) -> Option<&'t PathTree<Self, V>> {
        below.get(step).or_else(|| below.get("*"))
    }
}

/// Values attached to paths; what lies below a path inherits its value unless it has its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathTree<S: Ord, V> {
    value: Option<V>,
    below: BTreeMap<S, PathTree<S, V>>,
}

/// What of a tree goes and what stays.
pub type Scope<S> = PathTree<S, Fate>;

impl<S: Segment, V: Clone> PathTree<S, V> {
    /// Makes a tree in which everything has the value `rest`.
    pub const fn new(rest: V) -> Self {
        Self { value: Some(rest), below: BTreeMap::new() }
    }

    /// Gives a path a value; where it has one already, `merge` decides.
    pub fn name(&mut self, path: &[S], value: V, merge: impl FnOnce(&V, V) -> V) {
        let mut node = self;
        for step in path {
            node = node.below.entry(step.clone().key()).or_insert_with(|| Self { value: None, below: BTreeMap::new() });
        }
        node.value = Some(match &node.value {
            Some(present) if !path.is_empty() => merge(present, value),
            _ => value,
        });
    }

    /// Says of one more name the same as of everything: what lies below it has the values of what lies below the top.
    pub fn repeat_below(&mut self, step: S) {
        let whole = self.clone();
        self.below.insert(step.key(), whole);
    }

    /// Starts a walk at the top. `None` only for a tree that was made without a value, which `new` rules out.
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

    /// Returns the value that counts for a path.
    pub fn at<'p>(&self, path: impl IntoIterator<Item = &'p S::Str>) -> Option<V>
    where
        S::Str: 'p,
    {
        Some(path.into_iter().fold(self.start()?, |cursor, step| cursor.step(step)).value)
    }
}

impl<S: Segment> Scope<S> {
    /// Says that a path goes. Going wins over staying where both are said: a keep list fails on the side of the
    /// person who left.
    pub fn remove(&mut self, path: &[S]) {
        self.name(path, Fate::Remove, |_present, fate| fate);
    }

    /// Says that a path stays, unless it was said that it goes.
    pub fn keep(&mut self, path: &[S]) {
        self.name(path, Fate::Keep, |present, fate| (*present).max(fate));
    }
}

/// A place in a walk down a [`PathTree`].
#[derive(Debug, Clone)]
pub struct Cursor<'t, S: Ord, V> {
    value: V,
    node: Option<&'t PathTree<S, V>>,
}

impl<S: Segment, V: Clone> Cursor<'_, S, V> {
    /// Goes one step down.
    #[must_use]
    pub fn step(&self, step: &S::Str) -> Self {
        let node = self.node.and_then(|node| S::find(&node.below, step));
        let value = node.and_then(|node| node.value.clone()).unwrap_or_else(|| self.value.clone());
        Self { value, node }
    }

    /// Returns the value here.
    pub const fn value(&self) -> &V {
        &self.value
    }

    /// Says whether everything below has the same value, so that nobody needs to look inside.
    pub fn is_uniform(&self) -> bool {
        self.node.is_none_or(|node| node.below.is_empty())
    }
}

impl<S: Segment> Cursor<'_, S, Fate> {
    /// Says whether this goes with everything below it, however many rules say so.
    pub fn goes_whole(&self) -> bool {
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
