//! What the search of a home knows of folders before it looks into them: which were found already and what of them stays,
//! and which are not looked into. Reads nothing.
//!
//! What is reset whole needs no search: a browser in it goes with it. What is kept does.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use crate::catalog::Catalog;
use crate::engine::reach::Reach;
use crate::model::{Cursor, Family, Fate, FolderKind, RelPath, Request, Scope, name};

/// What a folder that is reset by itself is to the catalog, and how much of it goes.
pub(super) type Reset = (Family, FolderKind, Reach);

/// What was found before the search.
pub(super) struct Known<'a> {
    /// Folders that are not looked into.
    pub(super) closed: BTreeSet<RelPath>,
    /// Folders that are reset by themselves.
    pub(super) reset: &'a BTreeMap<RelPath, Reset>,
    pub(super) catalog: &'a Catalog,
}

/// What is removed from each kind of folder, unless a person says otherwise.
pub(super) type Scopes = BTreeMap<Reset, Scope<OsString>>;

impl Known<'_> {
    pub(super) fn scopes(&self) -> Scopes {
        let kinds: BTreeSet<Reset> = self.reset.values().copied().collect();
        let scope = |(family, kind, reach): Reset| {
            let definition = self.catalog.family(family)?;
            Some(((family, kind, reach), reach.scope(definition, kind, &reach.request(&Request::default()))))
        };
        kinds.into_iter().filter_map(scope).collect()
    }
}

#[derive(Clone, Copy)]
enum Mark<'t> {
    /// The search begins there, too.
    Start,
    Closed,
    Reset(&'t Scope<OsString>),
}

/// The folders that something is known of, by their names.
#[derive(Default)]
pub(super) struct KnownFolders<'t> {
    mark: Option<Mark<'t>>,
    below: BTreeMap<OsString, KnownFolders<'t>>,
}

impl<'t> KnownFolders<'t> {
    pub(super) fn new<'p>(
        known: &Known<'_>,
        scopes: &'t Scopes,
        starts: impl Iterator<Item = &'p RelPath>,
        closed: impl Iterator<Item = RelPath>,
    ) -> Self {
        let mut all = Self::default();
        starts.for_each(|at| all.mark(at, Mark::Start));
        for (at, reset) in known.reset {
            all.mark(at, scopes.get(reset).map_or(Mark::Closed, Mark::Reset));
        }
        known.closed.iter().cloned().chain(closed).for_each(|at| all.mark(&at, Mark::Closed));
        all
    }

    fn mark(&mut self, at: &RelPath, mark: Mark<'t>) {
        let here = at
            .names()
            .iter()
            .fold(self, |above, one| above.below.entry(name::key(one.as_os_str()).into_owned()).or_default());
        here.mark = Some(mark);
    }

    /// Returns the way to where a search begins; `None` if it must not begin there.
    pub(super) fn way_to<'a>(&'a self, start: Option<&RelPath>) -> Option<Way<'a>> {
        let top = Way { known: Some(self), scope: None, is_in_app_data: false };
        let names = start.map_or(&[][..], RelPath::names);
        names.iter().try_fold(top, |way, name| way.step(name, Begin::Here))
    }
}

/// Whether the search may go on in a folder in which it begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    Here,
    ByItself,
}

/// What is known of a folder that the search has come to.
#[derive(Clone)]
pub(super) struct Way<'t> {
    known: Option<&'t KnownFolders<'t>>,
    /// What of it goes, if it is or lies in a folder that is reset.
    scope: Option<Cursor<'t, OsString, Fate>>,
    is_in_app_data: bool,
}

impl Way<'_> {
    /// Says whether this is a folder that was found already.
    pub(super) fn is_known(&self) -> bool {
        self.known.is_some_and(|known| known.mark.is_some_and(|mark| !matches!(mark, Mark::Start)))
    }

    /// Returns the way to a folder in this one, if it is looked into.
    pub(super) fn to(&self, name: &OsStr) -> Option<Self> {
        self.step(name, Begin::ByItself)
    }

    fn step(&self, name: &OsStr, begin: Begin) -> Option<Self> {
        let known = self.known.and_then(|known| known.below.get(&*name::key(name)));
        let below = self.scope.as_ref().map(|scope| scope.step(name));
        let scope = match known.and_then(|known| known.mark) {
            Some(Mark::Closed) => return None,
            Some(Mark::Start) if begin == Begin::ByItself => return None,
            Some(Mark::Reset(scope)) => scope.start(),
            Some(Mark::Start) | None => below,
        };
        if known.is_none() && scope.as_ref().is_some_and(Cursor::is_removed_whole) {
            return None;
        }
        // A program's own WebView2 is no browser. It lies where Windows has programs' data, below Wine as well; a folder
        // that only has its name is as any other.
        if self.is_in_app_data && name == "EBWebView" {
            return None;
        }
        Some(Self { known, scope, is_in_app_data: self.is_in_app_data || name == "AppData" })
    }
}
