//! Measuring files and trees, and telling when their files were written. Removes nothing, and opens no file.

use std::ops::{ControlFlow, RangeInclusive};

use super::boundary::Boundary;
use super::dir_stack::DirStack;
use super::listing::{Batch, Listing, Name};
use super::parallel::run_in_parallel;
use super::root::Root;
use super::sys::{self, Dir, Kind, Meta, Refused};
use crate::model::{Certainty, RelPath, Size, Stop};

/// What a walk measures.
struct Survey<'a> {
    boundary: Boundary,
    /// Unix seconds, of which it is asked whether a file was written then.
    times: RangeInclusive<i64>,
    /// Whether the answer to that is all that is asked for.
    only_times: bool,
    stop: &'a Stop,
}

/// What was measured so far.
#[derive(Clone, Copy)]
struct Measured {
    /// The size of what could be removed: other users' files and other mounts do not count.
    size: Size,
    /// Whether a file in it was written in the given time. Folders do not count, because removing something changes them
    /// too.
    written: bool,
}

impl Measured {
    const NOTHING: Self = Self { size: Size::ZERO, written: false };
    const UNREADABLE: Self = Self { size: Size { bytes: 0, files: 0, certainty: Certainty::AtLeast }, written: false };

    fn add(&mut self, other: Self) {
        self.size = self.size + other.size;
        self.written |= other.written;
    }

    fn add_file(&mut self, meta: &Meta, times: &RangeInclusive<i64>) {
        self.size.bytes = self.size.bytes.saturating_add(meta.len);
        self.size.files = self.size.files.saturating_add(1);
        self.written |= times.contains(&meta.written());
    }
}

impl Root {
    /// Measures a file or a tree. A missing one has size 0; if a part cannot be read, or the walk was stopped, the size
    /// is "at least".
    pub fn measure(&self, at: &RelPath, stop: &Stop) -> Size {
        // No file is written in an empty range.
        let survey = Survey { boundary: self.boundary(), times: RangeInclusive::new(1, 0), only_times: false, stop };
        self.survey(at, &survey).size
    }

    /// Says whether a file, or one in a tree, was written in a time, in Unix seconds. A file's owner cannot make it look
    /// newer than it is.
    pub fn is_written(&self, at: &RelPath, times: RangeInclusive<i64>, stop: &Stop) -> bool {
        self.survey(at, &Survey { boundary: self.boundary(), times, only_times: true, stop }).written
    }

    fn survey(&self, at: &RelPath, survey: &Survey<'_>) -> Measured {
        match self.surveyed(at, survey) {
            Ok(measured) => measured,
            Err(Refused::Missing | Refused::Mount | Refused::Owner) => Measured::NOTHING,
            Err(_) => Measured::UNREADABLE,
        }
    }

    fn surveyed(&self, at: &RelPath, survey: &Survey<'_>) -> Result<Measured, Refused> {
        let (dir, seen) = self.look(at)?;
        survey.boundary.check(&seen)?;
        let mut sum = Measured::NOTHING;
        if seen.kind == Kind::Folder {
            let (top, _meta) = survey.boundary.enter(&dir, at.file_name())?;
            walk(&mut sum, survey, DirStack::new(survey.boundary, top, None)?);
        } else {
            sum.add_file(&seen, &survey.times);
        }
        Ok(sum)
    }
}

/// The folders still to be entered; `None` until the folder is listed.
type Pending = Option<Vec<sys::Name>>;

fn walk(sum: &mut Measured, survey: &Survey<'_>, mut stack: DirStack<Pending>) {
    let mut listing = Listing::new();
    while let Some((dir, pending)) = stack.current() {
        if survey.only_times && sum.written {
            return;
        }
        if survey.stop.asked().is_some() {
            return sum.add(Measured::UNREADABLE);
        }
        match pending {
            None => {
                let mut folders = Vec::new();
                let read = listing.read(dir, |batch| {
                    for part in run_in_parallel(batch.names(), |names| count(dir, survey, batch, names)) {
                        let Some((counted, inner)) = part else {
                            sum.add(Measured::UNREADABLE);
                            continue;
                        };
                        sum.add(counted);
                        folders.extend(inner);
                    }
                    ControlFlow::Continue(())
                });
                if read.is_err() {
                    sum.add(Measured::UNREADABLE);
                }
                *pending = Some(folders);
            }
            Some(folders) => match folders.pop() {
                Some(name) => match stack.enter(name.by_ref(), None) {
                    Ok(()) | Err(Refused::Missing | Refused::Mount | Refused::Owner) => {}
                    Err(_) => sum.add(Measured::UNREADABLE),
                },
                None => match stack.parent() {
                    Ok(Some(_)) => stack.pop(),
                    Ok(None) => stack.clear(),
                    Err(_) => {
                        sum.add(Measured::UNREADABLE);
                        stack.pop();
                    }
                },
            },
        }
    }
}

fn count(dir: &Dir, survey: &Survey<'_>, batch: &Batch, names: &[Name]) -> (Measured, Vec<sys::Name>) {
    let mut sum = Measured::NOTHING;
    let mut folders = Vec::new();
    for name in names {
        let name = batch.text(*name);
        match sys::meta(dir, name) {
            Ok(meta) if survey.boundary.check(&meta).is_err() => {}
            Ok(meta) if meta.kind == Kind::Folder => folders.push(name.into()),
            Ok(meta) => sum.add_file(&meta, &survey.times),
            Err(Refused::Missing) => {}
            Err(_) => sum.add(Measured::UNREADABLE),
        }
    }
    (sum, folders)
}
