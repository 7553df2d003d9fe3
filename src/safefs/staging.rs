//! Staging folders: one rename for each name takes what will be removed whole out of a browser's reach at once, however
//! much is below it. Removing it takes its time afterwards.
//!
//! A staging folder lies in the folder that its content was in, so that this run or the next removes it by the same
//! rules as everything else there.

use std::ffi::{OsStr, OsString};
use std::ops::ControlFlow;

use super::home::Home;
use super::listing::Listing;
use super::random_name;
use super::root::{NotARoot, Root};
use super::sys::{self, Dir, Existing, Name, Sharing};
use crate::model::{Fate, RelPath, RootKind, Scope, Stop};

/// The prefix of a staging folder's name; sixteen hexadecimal digits follow. No browser makes such a name.
const STAGING_PREFIX: &str = ".signoff-going-";

/// Returns a new name for a staging folder.
pub(super) fn random_dir_name() -> String {
    random_name::generate(STAGING_PREFIX)
}

/// Says whether a name is a staging folder's.
pub(super) fn is_staging_dir(name: &OsStr) -> bool {
    random_name::matches(name, STAGING_PREFIX)
}

/// Returns the staging folder that a path lies in, if it lies in one.
pub fn staging_dir_of(at: &RelPath) -> Option<RelPath> {
    let top = at.names().first().filter(|name| is_staging_dir(name))?;
    RelPath::from_name(top).ok()
}

impl Root {
    /// Moves what is removed whole in a folder (`None`: the root) into a new staging folder there, and returns that
    /// one's name; `None` if nothing was moved. What cannot be moved is removed in place later.
    pub fn stage_for_removal(&self, dir: Option<&RelPath>, scope: &Scope<OsString>, stop: &Stop) -> Option<OsString> {
        let goes = scope.start().is_some_and(|rule| *rule.value() == Fate::Remove);
        if !goes || !matches!(self.proof().kind, RootKind::Browser | RootKind::Cache | RootKind::Config) {
            return None;
        }
        let dir = self.folder(dir).ok()?;
        let whole = self.whole(&dir, scope)?;
        if whole.is_empty() {
            return None;
        }
        let staging = random_dir_name();
        sys::make_dir(&dir, &*staging, Sharing::Private).ok()?;
        let moved = match self.boundary().enter(&dir, &*staging) {
            Ok((into, _meta)) => {
                let moves = |name: &&Name| sys::rename(&dir, *name, &into, *name, Existing::Keep).is_ok();
                whole.iter().take_while(|_| stop.asked().is_none()).filter(moves).count()
            }
            Err(_refused) => 0,
        };
        if moved == 0 {
            // If it has content after all, this fails, and it is removed like everything else there.
            sys::remove_dir(&dir, &*staging).unwrap_or_default();
            return None;
        }
        Some(staging.into())
    }

    /// Returns the names in a folder that are removed whole and belong to this user; `None` if it cannot be listed.
    fn whole(&self, dir: &Dir, scope: &Scope<OsString>) -> Option<Vec<Name>> {
        let start = scope.start()?;
        let mut whole = Vec::new();
        let read = Listing::new().read(dir, |batch| {
            for name in batch.names() {
                let text = batch.text(*name);
                let plain = &text.to_os_str();
                // An earlier staging folder is not moved again.
                let goes = !is_staging_dir(plain) && start.step(plain).is_removed_whole();
                if goes && sys::meta(dir, text).is_ok_and(|meta| self.boundary().check(&meta).is_ok()) {
                    whole.push(text.into());
                }
            }
            ControlFlow::Continue(())
        });
        read.ok().map(|()| whole)
    }

    /// Proves a browser's folder whose marker an interrupted run has already removed: the staging folder that this run
    /// left takes the marker's place.
    pub fn prove_by_staging_dir(home: &Home, at: &RelPath, kind: RootKind) -> Result<Self, NotARoot> {
        let bare = Self::prove(home, at, kind, None)?;
        let missing = || NotARoot::NoMarker { marker: STAGING_PREFIX.to_owned(), path: bare.path() };
        // A folder that cannot be listed has no marker either.
        let listed = bare.list(None).unwrap_or_default();
        let left =
            listed.into_iter().map(|listed| listed.name).find(|name| is_staging_dir(name)).ok_or_else(missing)?;
        Self::prove(home, at, kind, left.to_str())
    }
}
