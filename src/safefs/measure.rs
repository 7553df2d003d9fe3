//! Measuring files and trees. Removes nothing, and opens no file.

use std::ops::ControlFlow;

use super::boundary::Boundary;
use super::dir_stack::DirStack;
use super::listing::{Batch, Listing, Name};
use super::parallel::run_in_parallel;
use super::root::Root;
use super::sys::{self, Dir, Kind, Meta, Refused};
use crate::model::{Certainty, RelPath, Size};

/// The size of a file or a tree, and its newest change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The size of what could be removed: other users' files and other mounts do not count.
    pub size: Size,
    /// The newest change of a file in it, in Unix seconds; 0 if it has no file. Folders do not count, because removing
    /// something changes them too.
    pub newest: i64,
}

impl Measured {
    const NOTHING: Self = Self { size: Size::ZERO, newest: 0 };
    const UNREADABLE: Self = Self { size: Size { bytes: 0, files: 0, certainty: Certainty::AtLeast }, newest: 0 };

    fn add(&mut self, other: Self) {
        self.size = self.size + other.size;
        self.newest = self.newest.max(other.newest);
    }

    fn add_file(&mut self, meta: &Meta) {
        self.size.bytes = self.size.bytes.saturating_add(meta.len);
        self.size.files = self.size.files.saturating_add(1);
        self.newest = self.newest.max(meta.modified);
    }
}

impl Root {
    /// Measures a file or a tree. A missing one has size 0; if a part cannot be read, the size is "at least".
    pub fn measure(&self, at: &RelPath) -> Measured {
        match self.measured(at) {
            Ok(measured) => measured,
            Err(Refused::Missing | Refused::Mount | Refused::Owner) => Measured::NOTHING,
            Err(_) => Measured::UNREADABLE,
        }
    }

    fn measured(&self, at: &RelPath) -> Result<Measured, Refused> {
        let (dir, seen) = self.look(at)?;
        self.boundary().check(&seen)?;
        let mut sum = Measured::NOTHING;
        if seen.kind == Kind::Folder {
            let (top, _meta) = self.boundary().enter(&dir, at.file_name())?;
            walk(&mut sum, self.boundary(), DirStack::new(self.boundary(), top, None)?);
        } else {
            sum.add_file(&seen);
        }
        Ok(sum)
    }
}

/// The folders still to be entered; `None` until the folder is listed.
type Pending = Option<Vec<sys::Name>>;

fn walk(sum: &mut Measured, boundary: Boundary, mut stack: DirStack<Pending>) {
    let mut listing = Listing::new();
    while let Some((dir, pending)) = stack.current() {
        match pending {
            None => {
                let mut folders = Vec::new();
                let read = listing.read(dir, |batch| {
                    for part in run_in_parallel(batch.names(), |names| count(dir, boundary, batch, names)) {
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

fn count(dir: &Dir, boundary: Boundary, batch: &Batch, names: &[Name]) -> (Measured, Vec<sys::Name>) {
    let mut sum = Measured::NOTHING;
    let mut folders = Vec::new();
    for name in names {
        let name = batch.text(*name);
        match sys::meta(dir, name) {
            Ok(meta) if boundary.check(&meta).is_err() => {}
            Ok(meta) if meta.kind == Kind::Folder => folders.push(name.into()),
            Ok(meta) => sum.add_file(&meta),
            Err(Refused::Missing) => {}
            Err(_) => sum.add(Measured::UNREADABLE),
        }
    }
    (sum, folders)
}
