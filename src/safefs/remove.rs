//! Removing what a scope says below a folder, and nothing else. Refuses to enter links, other mounts and other users'
//! folders, and to remove what is another user's.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::ControlFlow;

use super::boundary::Ground;
use super::dir_stack::Trail;
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
    /// `tell` learns from time to time how much more is gone.
    pub fn reset(
        &self,
        dir: Option<&RelPath>,
        scope: &Scope<OsString>,
        stop: &Stop,
        tell: &mut dyn FnMut(Tally),
    ) -> Removed {
        let mut walk =
            Walk { ground: self.ground(), stop, tell, failures: BTreeMap::new(), removed: Removed::default() };
        // A scope without a rule for the rest says nothing about what goes: so nothing does. In a folder that holds other
        // things too, one that takes the rest is a mistake of ours.
        if self.is_shared() && scope.start().is_some_and(|rule| *rule.value() == Fate::Remove) {
            walk.fail(None, LeftoverKind::Internal);
        } else if let Some(rule) = scope.start() {
            let notes = Notes { stays: true, ..Notes::new(Some(rule)) };
            match self.folder(dir).and_then(|top| Trail::new(self.ground(), top, notes)) {
                Ok(trail) => walk.run(trail),
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
struct Notes<'s> {
    rule: Rule<'s>,
    /// The folders in it still to be entered; `None` before it was listed.
    ahead: Option<Vec<(sys::Name, Rule<'s>)>>,
    /// Whether the folder stays even when it is empty.
    stays: bool,
    /// Whether something in it stays.
    holds: bool,
    /// Whether something went since it was listed.
    went: bool,
    passes: u8,
}

impl<'s> Notes<'s> {
    fn new(rule: Rule<'s>) -> Self {
        Self { rule, ahead: None, stays: false, holds: false, went: false, passes: 0 }
    }
}

struct Walk<'a> {
    ground: Ground,
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(Tally),
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

    fn run(&mut self, mut trail: Trail<Notes<'_>>) {
        let mut listing = Listing::new();
        while let Some((_dir, notes)) = trail.here() {
            if self.stop.asked().is_some() {
                self.removed.stopped = true;
            }
            if self.removed.stopped {
                return;
            }
            match &mut notes.ahead {
                None => self.clear(&mut trail, &mut listing),
                Some(ahead) => match ahead.pop() {
                    Some((name, rule)) => self.descend(&mut trail, name.by_ref(), rule),
                    None => self.ascend(&mut trail),
                },
            }
        }
    }

    /// Removes what goes in the folder where the walk is, except folders: these it notes for later.
    fn clear(&mut self, trail: &mut Trail<Notes<'_>>, listing: &mut Listing) {
        let Some((dir, notes)) = trail.here() else { return };
        let (ground, stop) = (self.ground, self.stop);
        let mut ahead = Vec::new();
        let mut failed = Vec::new();
        let read = listing.read(dir, |batch| {
            let going = sift(batch, notes, &mut ahead);
            let names = going.as_deref().unwrap_or_else(|| batch.names());
            for stride in names.chunks(STRIDE) {
                let part = remove(dir, ground, batch, stride, stop);
                notes.went |= part.tally.files > 0;
                self.removed.tally += part.tally;
                self.removed.stopped |= part.stopped;
                if part.tally.files > 0 {
                    (self.tell)(part.tally);
                }
                ahead.extend(part.folders.into_iter().map(|name| {
                    let rule = notes.rule.as_ref().map(|rule| rule.step(&name.by_ref().to_os_str()));
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
        notes.holds |= !failed.is_empty();
        notes.ahead = Some(ahead);
        notes.passes += 1;
        for (name, kind) in failed {
            let at = trail.path(name.as_ref().map(sys::Name::by_ref));
            self.fail(at, kind);
        }
    }

    fn descend<'s>(&mut self, trail: &mut Trail<Notes<'s>>, name: NameRef<'_>, rule: Rule<'s>) {
        let stays = rule.as_ref().is_some_and(|rule| *rule.value() == Fate::Keep);
        match trail.enter(name, Notes { stays, ..Notes::new(rule) }) {
            Ok(()) | Err(Refused::Missing) => {}
            Err(refused) => {
                let at = trail.path(Some(name));
                self.fail(at, refused.leftover());
                if let Some((_dir, notes)) = trail.here() {
                    notes.holds = true;
                }
            }
        }
    }

    /// Ends the folder where the walk is: lists it again, or removes it and goes up.
    fn ascend(&mut self, trail: &mut Trail<Notes<'_>>) {
        let at_top = trail.at_top();
        let Some((_dir, notes)) = trail.here() else { return };
        // What stays is not proven empty by removing it, so it is looked at once more.
        if notes.stays && notes.went && notes.passes < PASSES {
            return again(notes);
        }
        if at_top {
            return trail.end();
        }
        let (holds, passes) = (notes.stays || notes.holds, notes.passes);
        let gone = match trail.above() {
            Ok(Some((_above, _name))) if holds => false,
            Ok(Some((above, name))) => match sys::remove_dir(above, name) {
                Ok(()) | Err(Refused::Missing) => true,
                Err(Refused::NotEmpty) if passes < PASSES => {
                    if let Some((_dir, notes)) = trail.here() {
                        again(notes);
                    }
                    return;
                }
                Err(refused) => {
                    let at = trail.path(None);
                    self.fail(at, refused.leftover());
                    false
                }
            },
            Ok(None) => return trail.end(),
            Err(refused) => {
                // Somebody moved a folder while the walk was deep in it.
                let at = trail.path(None);
                self.fail(at, refused.leftover());
                false
            }
        };
        trail.leave();
        if let Some((_dir, notes)) = trail.here() {
            notes.holds |= !gone;
            notes.went |= gone;
        }
    }
}

fn again(notes: &mut Notes<'_>) {
    notes.ahead = None;
    notes.holds = false;
    notes.went = false;
}

/// Sorts a batch by the folder's rule: notes folders to be looked into, and returns the names that go whole; `None`
/// where all do.
fn sift<'s>(batch: &Batch, notes: &mut Notes<'s>, ahead: &mut Vec<(sys::Name, Rule<'s>)>) -> Option<Vec<Name>> {
    let rule = notes.rule.as_ref()?;
    let mut going = Vec::new();
    for name in batch.names() {
        let text = batch.text(*name);
        let rule = rule.step(&text.to_os_str());
        if !rule.is_uniform() && name.is_folder {
            ahead.push((text.into(), Some(rule)));
        } else if *rule.value() == Fate::Remove {
            going.push(*name);
        } else {
            notes.holds = true;
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
fn remove(dir: &Dir, ground: Ground, batch: &Batch, names: &[Name], stop: &Stop) -> Part {
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
        match remove_one(dir, ground, text) {
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
fn remove_one(dir: &Dir, ground: Ground, name: NameRef<'_>) -> Result<Option<u64>, Refused> {
    let seen = sys::meta(dir, name)?;
    if seen.kind == Kind::Folder {
        return Ok(None);
    }
    ground.holds(&seen)?;
    // Were it swapped for a folder just now, this fails and says so.
    sys::remove_file(dir, name)?;
    Ok(Some(seen.len))
}
