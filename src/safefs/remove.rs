//! Removing what a scope names below a folder, and nothing else. Refuses to enter links, other mounts and other users'
//! folders, and to remove other users' files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::ControlFlow;

use super::boundary::Boundary;
use super::dir_stack::DirStack;
use super::listing::{Batch, Listing, Name};
use super::root::Root;
use super::staging::{is_staging_dir, unseal};
use super::sys::{self, Dir, Kind, NameRef, Refused, Sharing};
use crate::model::{Cursor, Fate, LeftoverKind, RelPath, Scope, Stop, Tally};

/// How many times a folder is listed if new names keep appearing in it.
const PASSES: u8 = 3;

/// Failures beyond this number are only counted: a report of thousands is useless.
const NAMED: usize = 1000;

/// The number of names after which `on_progress` is called.
const STRIDE: usize = 4096;

/// Something that should have been removed and was not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// Its path, relative to the folder that was reset; `None` for that folder itself.
    pub at: Option<RelPath>,
    /// The reason.
    pub kind: LeftoverKind,
}

/// The result of a reset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    /// The files that were removed.
    pub tally: Tally,
    /// What should have been removed and was not, sorted; at most 1,000.
    pub failures: Vec<Failure>,
    /// The number of failures that are not in `failures`.
    pub more_failures: u64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
    /// Whether the folder did not exist.
    pub missing: bool,
}

impl Root {
    /// Removes what the scope names below a folder (`None`: the root). The folder itself stays, and so does every
    /// folder in it that has something kept.
    ///
    /// `on_progress` is called from time to time with what was removed since its last call.
    pub fn reset(
        &self,
        dir: Option<&RelPath>,
        scope: &Scope<OsString>,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Tally),
    ) -> Removed {
        self.reset_some(dir, scope, &mut u64::MAX.clone(), stop, on_progress)
    }

    /// As [`Self::reset`], of so many names; it takes from that number what it removes, and is stopped if there are more.
    pub fn reset_some(
        &self,
        dir: Option<&RelPath>,
        scope: &Scope<OsString>,
        most: &mut u64,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Tally),
    ) -> Removed {
        let mut walk = Walk {
            boundary: self.boundary(),
            most,
            unsealed: Vec::new(),
            stop,
            on_progress,
            failures: BTreeMap::new(),
            removed: Removed::default(),
        };
        // A scope without a rule for the rest removes nothing. In a shared folder, a scope that removes the rest is a
        // bug of ours.
        if self.is_shared() && scope.start().is_some_and(|rule| *rule.value() == Fate::Remove) {
            walk.fail(None, LeftoverKind::Internal);
        } else if let Some(rule) = scope.start() {
            let state = FolderState { stays: true, ..FolderState::new(Some(rule)) };
            match self.folder(dir).and_then(|top| DirStack::new(self.boundary(), top, state)) {
                Ok(stack) => {
                    walk.run(stack);
                    self.seal_again(dir, &walk.unsealed, walk.removed.stopped);
                }
                Err(Refused::Missing) => walk.removed.missing = true,
                Err(refused) => walk.fail(None, refused.leftover()),
            }
        }
        walk.removed.failures = walk.failures.into_iter().map(|(at, kind)| Failure { at, kind }).collect();
        walk.removed
    }

    /// Nobody may use what is left of staging folders until another step goes on with it. After one that removes them
    /// whole, what it could not remove is looked at.
    fn seal_again(&self, dir: Option<&RelPath>, unsealed: &[Unsealed], is_stopped: bool) {
        for Unsealed { name, is_whole } in unsealed {
            let sharing = if *is_whole && !is_stopped { Sharing::Private } else { Sharing::Nobody };
            // Most are gone.
            let sealed = self.folder(dir).and_then(|dir| unseal(self.boundary(), &dir, name.by_ref(), sharing));
            sealed.unwrap_or_default();
        }
    }
}

/// The rule for a folder; `None` if all of it is removed, so that no name in it needs a look.
type Rule<'s> = Option<Cursor<'s, OsString, Fate>>;

/// The walk's state for a folder on its stack.
struct FolderState<'s> {
    rule: Rule<'s>,
    /// The folders in it still to be entered; `None` until the folder is listed.
    pending: Option<Vec<(sys::Name, Rule<'s>)>>,
    /// Whether the folder itself stays, even if it is empty.
    stays: bool,
    /// Whether something in it stays.
    has_kept: bool,
    /// Whether something in it was removed since it was listed.
    changed: bool,
    passes: u8,
}

impl<'s> FolderState<'s> {
    fn new(rule: Rule<'s>) -> Self {
        Self { rule, pending: None, stays: false, has_kept: false, changed: false, passes: 0 }
    }
}

/// A staging folder that a walk has opened to itself.
struct Unsealed {
    name: sys::Name,
    /// Whether all of it is to be removed.
    is_whole: bool,
}

struct Walk<'a> {
    boundary: Boundary,
    /// How many names may still be removed.
    most: &'a mut u64,
    unsealed: Vec<Unsealed>,
    stop: &'a Stop,
    on_progress: &'a mut dyn FnMut(Tally),
    failures: BTreeMap<Option<RelPath>, LeftoverKind>,
    removed: Removed,
}

impl Walk<'_> {
    fn fail(&mut self, at: Option<RelPath>, kind: LeftoverKind) {
        if self.failures.len() < NAMED || self.failures.contains_key(&at) {
            self.failures.insert(at, kind);
        } else {
            self.removed.more_failures += 1;
        }
    }

    fn run(&mut self, mut stack: DirStack<FolderState<'_>>) {
        let mut listing = Listing::new();
        while let Some((_dir, state)) = stack.current() {
            if self.stop.asked().is_some() || *self.most == 0 {
                self.removed.stopped = true;
            }
            if self.removed.stopped {
                return;
            }
            match &mut state.pending {
                None => self.remove_files(&mut stack, &mut listing),
                Some(pending) => match pending.pop() {
                    Some((name, rule)) => self.enter_next(&mut stack, name.by_ref(), rule.as_ref()),
                    None => self.finish_folder(&mut stack),
                },
            }
        }
    }

    /// Removes files in the current folder, and collects its folders in `pending`.
    fn remove_files(&mut self, stack: &mut DirStack<FolderState<'_>>, listing: &mut Listing) {
        let Some((dir, state)) = stack.current() else { return };
        let (boundary, stop) = (self.boundary, self.stop);
        let mut pending = Vec::new();
        let mut failed = Vec::new();
        let read = listing.read(dir, |batch| {
            let going = select(batch, state, &mut pending);
            let names = going.as_deref().unwrap_or_else(|| batch.names());
            for stride in names.chunks(STRIDE) {
                let part = remove(dir, boundary, batch, stride, self.most, stop);
                state.changed |= part.tally.files > 0;
                self.removed.tally += part.tally;
                self.removed.stopped |= part.stopped;
                if part.tally.files > 0 {
                    (self.on_progress)(part.tally);
                }
                pending.extend(part.folders.into_iter().map(|name| {
                    let rule = state.rule.as_ref().map(|rule| rule.step(&name.by_ref().to_os_str()));
                    (name, rule.filter(|rule| !rule.is_uniform()))
                }));
                failed.extend(part.failures.into_iter().map(|(name, kind)| (Some(name), kind)));
                if self.removed.stopped {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        });
        if let Err(refused) = read {
            failed.push((None, refused.leftover()));
        }
        state.has_kept |= !failed.is_empty();
        state.pending = Some(pending);
        state.passes += 1;
        for (name, kind) in failed {
            let at = stack.path(name.as_ref().map(sys::Name::by_ref));
            self.fail(at, kind);
        }
    }

    fn enter_next<'s>(
        &mut self,
        stack: &mut DirStack<FolderState<'s>>,
        name: NameRef<'_>,
        rule: Option<&Cursor<'s, OsString, Fate>>,
    ) {
        let stays = rule.is_some_and(|rule| *rule.value() == Fate::Keep);
        let state = || FolderState { stays, ..FolderState::new(rule.cloned()) };
        let entered = match stack.enter(name, state()) {
            Err(Refused::Denied(_)) if stack.at_top() && is_staging_dir(&name.to_os_str()) => {
                self.enter_sealed(stack, name, state())
            }
            entered => entered,
        };
        match entered {
            Ok(()) | Err(Refused::Missing) => {}
            Err(refused) => {
                let at = stack.path(Some(name));
                self.fail(at, refused.leftover());
                if let Some((_dir, state)) = stack.current() {
                    state.has_kept = true;
                }
            }
        }
    }

    /// Enters a staging folder that nobody may list, and lets nobody else list it.
    fn enter_sealed<'s>(
        &mut self,
        stack: &mut DirStack<FolderState<'s>>,
        name: NameRef<'_>,
        state: FolderState<'s>,
    ) -> Result<(), Refused> {
        let (above, _state) = stack.current().ok_or(Refused::Changed)?;
        unseal(self.boundary, above, name, Sharing::Private)?;
        self.unsealed.push(Unsealed { name: name.into(), is_whole: state.rule.is_none() });
        stack.enter(name, state)?;
        // If this fails, it can be listed for as long as it is there.
        stack.current().map_or(Ok(()), |(dir, _)| sys::set_dir_sharing(dir, Sharing::Unlisted)).unwrap_or_default();
        Ok(())
    }

    /// Finishes the current folder: lists it again, or removes it and goes up.
    fn finish_folder(&mut self, stack: &mut DirStack<FolderState<'_>>) {
        let at_top = stack.at_top();
        let Some((_dir, state)) = stack.current() else { return };
        // A folder that stays is not proven empty by removing it, so it is listed once more.
        if state.stays && state.changed && state.passes < PASSES {
            return again(state);
        }
        if at_top {
            return stack.clear();
        }
        let (has_kept, passes) = (state.stays || state.has_kept, state.passes);
        let gone = match stack.parent() {
            Ok(Some((_above, _name))) if has_kept => false,
            Ok(Some((above, name))) => match sys::remove_dir(above, name) {
                Ok(()) | Err(Refused::Missing) => {
                    *self.most = self.most.saturating_sub(1);
                    true
                }
                Err(Refused::NotEmpty) if passes < PASSES => {
                    if let Some((_dir, state)) = stack.current() {
                        again(state);
                    }
                    return;
                }
                Err(refused) => {
                    let at = stack.path(None);
                    self.fail(at, refused.leftover());
                    false
                }
            },
            Ok(None) => return stack.clear(),
            Err(refused) => {
                // A folder above was moved during the walk.
                let at = stack.path(None);
                self.fail(at, refused.leftover());
                false
            }
        };
        stack.pop();
        if let Some((_dir, state)) = stack.current() {
            state.has_kept |= !gone;
            state.changed |= gone;
        }
    }
}

fn again(state: &mut FolderState<'_>) {
    state.pending = None;
    state.has_kept = false;
    state.changed = false;
}

/// Sorts a batch by the folder's rule: adds folders to look into to `pending`, and returns the names to remove; `None`
/// if all are to be removed.
fn select<'s>(
    batch: &Batch,
    state: &mut FolderState<'s>,
    pending: &mut Vec<(sys::Name, Rule<'s>)>,
) -> Option<Vec<Name>> {
    let rule = state.rule.as_ref()?;
    let mut going = Vec::new();
    for name in batch.names() {
        let text = batch.text(*name);
        let rule = rule.step(&text.to_os_str());
        if !rule.is_uniform() && name.is_folder {
            pending.push((text.into(), Some(rule)));
        } else if *rule.value() == Fate::Remove {
            going.push(*name);
        } else {
            state.has_kept = true;
        }
    }
    Some(going)
}

/// The result of removing some names of a folder.
#[derive(Default)]
struct Part {
    tally: Tally,
    folders: Vec<sys::Name>,
    failures: Vec<(sys::Name, LeftoverKind)>,
    stopped: bool,
}

/// Removes names, and returns folders among them unremoved. In one thread: two spend a quarter more CPU, waiting for
/// the lock of their folder (`tests/bench`, ext4: 1.25 times the CPU of `rm -rf` against 1.04; 0.73 of its time against
/// 1.05).
fn remove(dir: &Dir, boundary: Boundary, batch: &Batch, names: &[Name], most: &mut u64, stop: &Stop) -> Part {
    let mut part = Part::default();
    for name in names {
        if stop.asked().is_some() || *most == 0 {
            part.stopped = true;
            break;
        }
        let text = batch.text(*name);
        if name.is_folder {
            part.folders.push(text.into());
            continue;
        }
        match remove_one(dir, boundary, text) {
            Ok(Some(len)) => {
                *most -= 1;
                part.tally += Tally { files: 1, bytes: len };
            }
            Ok(None) => part.folders.push(text.into()),
            // The browser or another program removed it first.
            Err(Refused::Missing) => {}
            // A network file system renames a file that is removed while it is open to such a name.
            Err(Refused::Busy) if text.to_os_str().as_encoded_bytes().starts_with(b".nfs") => {
                part.failures.push((text.into(), LeftoverKind::InUse(String::new())));
            }
            Err(refused) => part.failures.push((text.into(), refused.leftover())),
        }
    }
    part
}

/// Removes a name and returns its apparent size; `None` if it is a folder, which stays. A link is removed as a link.
fn remove_one(dir: &Dir, boundary: Boundary, name: NameRef<'_>) -> Result<Option<u64>, Refused> {
    let seen = sys::meta(dir, name)?;
    if seen.kind == Kind::Folder {
        return Ok(None);
    }
    boundary.check(&seen)?;
    // If a folder was put in its place just now, this fails and the failure is reported.
    sys::remove_file(dir, name)?;
    Ok(Some(seen.len))
}
