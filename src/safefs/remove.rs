//! Removing what a scope says below a folder, and nothing else. Refuses to enter links, other mounts and other users'
//! folders, and to remove what is another user's.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::ControlFlow;

use super::boundary::Boundary;
use super::dir_stack::DirStack;
use super::listing::{Batch, Listing, Name};
use super::root::Root;
use super::sys::{self, Dir, Kind, NameRef, Refused};
use crate::model::{Cursor, Fate, LeftoverKind, RelPath, Scope, Stop, Tally};

/// So often is a folder listed when things keep appearing in it.
const PASSES: u8 = 3;

/// Failures beyond these are only counted: a report of thousands helps nobody.
const NAMED: usize = 1000;

/// Between two words about progress.
const STRIDE: usize = 4096;

/// Something that should have gone and is still there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// Where, below the folder that was reset; `None` for that folder itself.
    pub at: Option<RelPath>,
    /// Why.
    pub kind: LeftoverKind,
}

/// What became of a reset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    /// What is gone.
    pub tally: Tally,
    /// What is left though it should have gone, sorted; at most 1,000.
    pub failures: Vec<Failure>,
    /// How many more there are.
    pub more_failures: u64,
    /// Whether it was asked to stop before the end.
    pub stopped: bool,
    /// Whether the folder was not there at all.
    pub missing: bool,
}

impl Root {
    /// Removes what the scope says below a folder (`None`: the root). The folder itself stays, and so does a folder in
    /// it that holds something kept.
    ///
    /// `on_progress` learns from time to time how much more is gone.
    pub fn reset(
        &self,
        dir: Option<&RelPath>,
        scope: &Scope<OsString>,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Tally),
    ) -> Removed {
        let mut walk = Walk {
            boundary: self.boundary(),
            stop,
            on_progress,
            failures: BTreeMap::new(),
            removed: Removed::default(),
        };
        // A scope without a rule for the rest says nothing about what goes: so nothing does. In a folder that holds other
        // things too, one that takes the rest is a mistake of ours.
        if self.is_shared() && scope.start().is_some_and(|rule| *rule.value() == Fate::Remove) {
            walk.fail(None, LeftoverKind::Internal);
        } else if let Some(rule) = scope.start() {
            let state = FolderState { stays: true, ..FolderState::new(Some(rule)) };
            match self.folder(dir).and_then(|top| DirStack::new(self.boundary(), top, state)) {
                Ok(stack) => walk.run(stack),
                Err(Refused::Missing) => walk.removed.missing = true,
                Err(refused) => walk.fail(None, refused.leftover()),
            }
        }
        walk.removed.failures = walk.failures.into_iter().map(|(at, kind)| Failure { at, kind }).collect();
        walk.removed
    }
}

/// What counts below a folder; `None`: all of it goes, and nobody needs to look at names.
type Rule<'s> = Option<Cursor<'s, OsString, Fate>>;

/// What the walk notes about a folder it is in.
struct FolderState<'s> {
    rule: Rule<'s>,
    /// The folders in it still to be entered; `None` before it was listed.
    pending: Option<Vec<(sys::Name, Rule<'s>)>>,
    /// Whether the folder stays even when it is empty.
    stays: bool,
    /// Whether something in it stays.
    has_kept: bool,
    /// Whether something went since it was listed.
    changed: bool,
    passes: u8,
}

impl<'s> FolderState<'s> {
    fn new(rule: Rule<'s>) -> Self {
        Self { rule, pending: None, stays: false, has_kept: false, changed: false, passes: 0 }
    }
}

struct Walk<'a> {
    boundary: Boundary,
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
            if self.stop.asked().is_some() {
                self.removed.stopped = true;
            }
            if self.removed.stopped {
                return;
            }
            match &mut state.pending {
                None => self.remove_files(&mut stack, &mut listing),
                Some(pending) => match pending.pop() {
                    Some((name, rule)) => self.enter_next(&mut stack, name.by_ref(), rule),
                    None => self.finish_folder(&mut stack),
                },
            }
        }
    }

    /// Removes what goes in the folder where the walk is, except folders: these it notes for later.
    fn remove_files(&mut self, stack: &mut DirStack<FolderState<'_>>, listing: &mut Listing) {
        let Some((dir, state)) = stack.current() else { return };
        let (boundary, stop) = (self.boundary, self.stop);
        let mut pending = Vec::new();
        let mut failed = Vec::new();
        let read = listing.read(dir, |batch| {
            let going = select(batch, state, &mut pending);
            let names = going.as_deref().unwrap_or_else(|| batch.names());
            for stride in names.chunks(STRIDE) {
                let part = remove(dir, boundary, batch, stride, stop);
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

    fn enter_next<'s>(&mut self, stack: &mut DirStack<FolderState<'s>>, name: NameRef<'_>, rule: Rule<'s>) {
        let stays = rule.as_ref().is_some_and(|rule| *rule.value() == Fate::Keep);
        match stack.enter(name, FolderState { stays, ..FolderState::new(rule) }) {
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

    /// Ends the folder where the walk is: lists it again, or removes it and goes up.
    fn finish_folder(&mut self, stack: &mut DirStack<FolderState<'_>>) {
        let at_top = stack.at_top();
        let Some((_dir, state)) = stack.current() else { return };
        // What stays is not proven empty by removing it, so it is looked at once more.
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
                Ok(()) | Err(Refused::Missing) => true,
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
                // Somebody moved a folder while the walk was deep in it.
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

/// Sorts a batch by the folder's rule: notes folders to be looked into, and returns the names that go whole; `None`
/// where all do.
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

/// What became of some names of a folder.
#[derive(Default)]
struct Part {
    tally: Tally,
    folders: Vec<sys::Name>,
    failures: Vec<(sys::Name, LeftoverKind)>,
    stopped: bool,
}

/// Removes names that go, except folders, which it returns. By one thread: two spend a quarter more CPU on waiting for
/// the lock of their folder (`tests/bench`, ext4: 1.25 times `rm -rf` against 1.04; 0.73 of its time against 1.05).
fn remove(dir: &Dir, boundary: Boundary, batch: &Batch, names: &[Name], stop: &Stop) -> Part {
    let mut part = Part::default();
    for name in names {
        if stop.asked().is_some() {
            part.stopped = true;
            break;
        }
        let text = batch.text(*name);
        if name.is_folder {
            part.folders.push(text.into());
            continue;
        }
        match remove_one(dir, boundary, text) {
            Ok(Some(len)) => part.tally += Tally { files: 1, bytes: len },
            Ok(None) => part.folders.push(text.into()),
            // The browser or another cleaner was faster.
            Err(Refused::Missing) => {}
            // A file that was removed while open lives on under such a name, on a disk of the network.
            Err(Refused::Busy) if text.to_os_str().as_encoded_bytes().starts_with(b".nfs") => {
                part.failures.push((text.into(), LeftoverKind::InUse(String::new())));
            }
            Err(refused) => part.failures.push((text.into(), refused.leftover())),
        }
    }
    part
}

/// Removes a name and returns its apparent size, or `None` where it is a folder. A link goes as a link.
fn remove_one(dir: &Dir, boundary: Boundary, name: NameRef<'_>) -> Result<Option<u64>, Refused> {
    let seen = sys::meta(dir, name)?;
    if seen.kind == Kind::Folder {
        return Ok(None);
    }
    boundary.check(&seen)?;
    // Were it swapped for a folder just now, this fails and says so.
    sys::remove_file(dir, name)?;
    Ok(Some(seen.len))
}
