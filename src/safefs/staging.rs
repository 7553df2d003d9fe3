//! Taking what goes whole out of a browser's reach at once: into a folder of Signoff's beside it. That is one rename for
//! each name, however much lies below; removing it takes its time afterwards. Nothing leaves the folder that it was in, so
//! whoever removes what goes there later, this run or the next, meets it by the same rules as everything else.

use std::ffi::{OsStr, OsString};
use std::ops::ControlFlow;

use super::home::Home;
use super::listing::Listing;
use super::random_name;
use super::root::{NotARoot, Root};
use super::sys::{self, Dir, Existing, Name, Sharing};
use crate::model::{Fate, RelPath, RootKind, Scope, Stop};

/// How such a folder's name begins; sixteen hexadecimal digits follow. No browser makes such a name.
const STAGING_PREFIX: &str = ".signoff-going-";

/// Draws a name for such a folder.
pub(super) fn random_dir_name() -> String {
    random_name::generate(STAGING_PREFIX)
}

/// Says whether a name is that of a folder in which a run puts what goes.
pub fn is_staging_dir(name: &OsStr) -> bool {
    random_name::matches(name, STAGING_PREFIX)
}

impl Root {
    /// Puts what goes whole in a folder (`None`: the root) into a new folder there, and returns that one's name; `None`
    /// where nothing was put there. What cannot be put there stays where it is, to be removed there.
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
        let aside = random_dir_name();
        sys::make_dir(&dir, &*aside, Sharing::Private).ok()?;
        let moved = match self.boundary().enter(&dir, &*aside) {
            Ok((into, _meta)) => {
                let moves = |name: &&Name| sys::rename(&dir, *name, &into, *name, Existing::Keep).is_ok();
                whole.iter().take_while(|_| stop.asked().is_none()).filter(moves).count()
            }
            Err(_refused) => 0,
        };
        if moved == 0 {
            // Were something in it after all, this would fail, and it goes like everything else there.
            sys::remove_dir(&dir, &*aside).unwrap_or_default();
            return None;
        }
        Some(aside.into())
    }

    /// Returns the names in a folder that go whole and are this user's; `None` where it cannot be listed.
    fn whole(&self, dir: &Dir, scope: &Scope<OsString>) -> Option<Vec<Name>> {
        let start = scope.start()?;
        let mut whole = Vec::new();
        let read = Listing::new().read(dir, |batch| {
            for name in batch.names() {
                let text = batch.text(*name);
                let plain = &text.to_os_str();
                // What was put aside before needs no second time.
                let goes = !is_staging_dir(plain) && start.step(plain).goes_whole();
                if goes && sys::meta(dir, text).is_ok_and(|meta| self.boundary().check(&meta).is_ok()) {
                    whole.push(text.into());
                }
            }
            ControlFlow::Continue(())
        });
        read.ok().map(|()| whole)
    }

    /// Proves a browser's folder whose marker has gone, because a run was cut short while it removed it: what that run had
    /// put aside there says as much.
    pub fn prove_by_staging_dir(home: &Home, at: &RelPath, kind: RootKind) -> Result<Self, NotARoot> {
        let bare = Self::prove(home, at, kind, None)?;
        let missing = || NotARoot::NoMarker { marker: STAGING_PREFIX.to_owned(), path: bare.path() };
        // A folder that cannot be listed shows no marker either.
        let listed = bare.list(None).unwrap_or_default();
        let left =
            listed.into_iter().map(|listed| listed.name).find(|name| is_staging_dir(name)).ok_or_else(missing)?;
        Self::prove(home, at, kind, left.to_str())
    }
}
