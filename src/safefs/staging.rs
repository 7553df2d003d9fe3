//! Staging folders: one rename for each name takes what will be removed whole out of a browser's reach at once, however
//! much is below it. Removing it takes its time afterwards.
//!
//! A staging folder lies in the folder that its content was in, so that this run or the next removes it by the same
//! rules as everything else there.

use std::ffi::{OsStr, OsString};
use std::ops::ControlFlow;

use super::boundary::Boundary;
use super::listing::Listing;
use super::random_name;
use super::root::Root;
use super::sys::{self, AsName, Dir, Existing, Kind, Name, Refused, Sharing};
use crate::model::{Cursor, Fate, RelPath, RootKind, Scope, Stop};

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

/// Says whether a path is a staging folder.
pub fn is_staging_path(at: &RelPath) -> bool {
    matches!(at.names(), [name] if is_staging_dir(name))
}

/// What was moved into a staging folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staged {
    /// The name of the new staging folder; `None` if nothing was moved.
    pub dir: Option<OsString>,
    /// Whether nothing that is to be removed is outside staging folders.
    pub is_all: bool,
}

impl Root {
    /// Moves all that is removed in a folder (`None`: the root) into a new staging folder there, which nobody can list:
    /// what is removed whole by one rename, the rest from the folders that it shares with what stays. It keeps its
    /// names. What cannot be moved is removed in place later.
    ///
    /// Moves nothing in a browser's folder of which only named parts go, nor by a scope that [`Self::reset`] refuses.
    pub fn stage_for_removal(&self, dir: Option<&RelPath>, scope: &Scope<OsString>, stop: &Stop) -> Staged {
        let nothing = Staged::default();
        let may_go = |rest: &Fate| match self.proof().kind {
            RootKind::Browser | RootKind::Cache | RootKind::Config => *rest == Fate::Remove,
            RootKind::Area => true,
            RootKind::Mixed | RootKind::Temp => *rest == Fate::Keep,
            RootKind::Own => false,
        };
        let Some(start) = scope.start().filter(|start| may_go(start.value())) else { return nothing };
        let Ok(dir) = self.folder(dir) else { return nothing };
        let mut move_ = Move { boundary: self.boundary(), stop, moved: 0, is_all: true };
        let Some(going) = move_.going(&dir, &start) else { return nothing };
        if going.is_empty() {
            return Staged { dir: None, is_all: move_.is_all };
        }
        let staging = random_dir_name();
        if sys::make_dir(&dir, &*staging, Sharing::Private).is_err() {
            return nothing;
        }
        move_.all(&dir, &start, &staging, going);
        if move_.moved == 0 {
            return Staged { dir: None, is_all: move_.is_all };
        }
        // If this fails, it can be listed: it is out of a browser's reach all the same.
        sys::pass(&dir, &*staging)
            .and_then(|staging| sys::set_passed_sharing(&staging, Sharing::Nobody))
            .unwrap_or_default();
        Staged { dir: Some(staging.into()), is_all: move_.is_all }
    }
}

/// Opens a staging folder to those who remove what is in it, and to nobody who lists it.
pub(super) fn unseal(boundary: Boundary, dir: &Dir, name: impl AsName, sharing: Sharing) -> Result<(), Refused> {
    let passed = sys::pass(dir, name)?;
    let meta = sys::meta_of(&passed)?;
    boundary.check(&meta)?;
    if meta.kind == Kind::Folder { sys::set_passed_sharing(&passed, sharing) } else { Err(Refused::NotAFolder) }
}

/// A name in a folder, of which something is removed.
struct Going {
    name: Name,
    /// Whether something below it stays.
    is_part: bool,
}

/// Moves what is removed, and counts.
struct Move<'a> {
    boundary: Boundary,
    stop: &'a Stop,
    moved: u64,
    is_all: bool,
}

impl Move<'_> {
    /// Returns the names in a folder of which something is removed; `None` if it cannot be listed. A name of another
    /// user's is not among them.
    fn going(&mut self, dir: &Dir, rule: &Cursor<'_, OsString, Fate>) -> Option<Vec<Going>> {
        let mut going = Vec::new();
        let read = Listing::new().read(dir, |batch| {
            for name in batch.names() {
                let text = batch.text(*name);
                let plain = &text.to_os_str();
                // An earlier staging folder is not moved again.
                if is_staging_dir(plain) {
                    continue;
                }
                let rule = rule.step(plain);
                let is_whole = if name.is_folder { rule.is_removed_whole() } else { *rule.value() == Fate::Remove };
                let is_part = !is_whole && name.is_folder && !rule.is_uniform();
                if !is_whole && !is_part {
                    continue;
                }
                if sys::meta(dir, text).is_ok_and(|meta| self.boundary.check(&meta).is_ok()) {
                    going.push(Going { name: text.into(), is_part });
                } else {
                    self.is_all = false;
                }
            }
            ControlFlow::Continue(())
        });
        read.ok().map(|()| going)
    }

    /// Moves names from a folder into a new, empty one in it, which goes again if nothing was moved.
    fn all(&mut self, from: &Dir, rule: &Cursor<'_, OsString, Fate>, staging: &str, going: Vec<Going>) {
        match self.boundary.enter(from, staging) {
            Ok((into, _meta)) => self.into(from, rule, &into, going),
            Err(_refused) => self.is_all = false,
        }
        if self.moved == 0 {
            // If it has content after all, this fails, and it is removed like everything else there.
            sys::remove_dir(from, staging).unwrap_or_default();
        }
    }

    fn into(&mut self, from: &Dir, rule: &Cursor<'_, OsString, Fate>, into: &Dir, going: Vec<Going>) {
        for Going { name, is_part } in going {
            if self.stop.asked().is_some() {
                self.is_all = false;
                return;
            }
            if is_part {
                let rule = rule.step(&name.by_ref().to_os_str());
                self.is_all &= self.part(from, &rule, into, &name).is_some();
            } else {
                match sys::rename(from, &name, into, &name, Existing::Keep) {
                    Ok(()) => self.moved += 1,
                    Err(Refused::Missing) => {}
                    Err(_) => self.is_all = false,
                }
            }
        }
    }

    /// Moves what is removed of a folder into one of the same name. Scopes name only so many folders in each other. `None`
    /// if something is left.
    fn part(&mut self, above: &Dir, rule: &Cursor<'_, OsString, Fate>, into: &Dir, name: &Name) -> Option<()> {
        let (from, _meta) = self.boundary.enter(above, name).ok()?;
        let going = self.going(&from, rule)?;
        if going.is_empty() {
            return Some(());
        }
        sys::make_dir(into, name, Sharing::Private).ok()?;
        let (into, _meta) = self.boundary.enter(into, name).ok()?;
        self.into(&from, rule, &into, going);
        if *rule.value() == Fate::Remove {
            // Its name tells something, too. If something stays in it, this fails.
            sys::remove_dir(above, name).unwrap_or_default();
        }
        Some(())
    }
}
