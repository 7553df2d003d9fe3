//! The stack of open folders of a walk, down a tree of any depth and back up. Keeps few handles open, and uses no path.

use super::boundary::Boundary;
use super::sys::{self, Dir, Name, NameRef, OPEN_FOLDERS, Refused};
use crate::model::{FileId, RelPath};

/// How many names of a path are told. A report of a tree that is deeper names the folder above the rest.
const NAMED: usize = 100;

#[derive(Debug)]
struct Frame<T> {
    name: Name,
    dir: Option<Dir>,
    id: FileId,
    state: T,
}

/// The folders from the top of a walk to the current one, each with the walk's state for it.
#[derive(Debug)]
pub(super) struct DirStack<T> {
    boundary: Boundary,
    frames: Vec<Frame<T>>,
}

impl<T> DirStack<T> {
    /// Starts at an open folder.
    pub(super) fn new(boundary: Boundary, top: Dir, state: T) -> Result<Self, Refused> {
        let id = sys::meta_of(&top)?.id;
        Ok(Self { boundary, frames: vec![Frame { name: Name::default(), dir: Some(top), id, state }] })
    }

    /// Returns the current folder and its state; `None` after the end of the walk.
    pub(super) fn current(&mut self) -> Option<(&Dir, &mut T)> {
        let frame = self.frames.last_mut()?;
        Some((frame.dir.as_ref()?, &mut frame.state))
    }

    /// Says whether the current folder is the one that the walk started at.
    pub(super) fn at_top(&self) -> bool {
        self.frames.len() <= 1
    }

    /// Enters a folder in the current one.
    pub(super) fn enter(&mut self, name: NameRef<'_>, state: T) -> Result<(), Refused> {
        let dir = self.frames.last().and_then(|frame| frame.dir.as_ref()).ok_or(Refused::Changed)?;
        let (dir, meta) = self.boundary.enter(dir, name)?;
        self.frames.push(Frame { name: name.into(), dir: Some(dir), id: meta.id, state });
        // The top stays open: the walk continues from there if the way back up fails. So does what is right below it: a
        // staging folder could not be opened again.
        if let Some(far) = self.frames.len().checked_sub(OPEN_FOLDERS + 1).filter(|far| *far > 1)
            && let Some(frame) = self.frames.get_mut(far)
        {
            frame.dir = None;
        }
        Ok(())
    }

    /// Returns the parent of the current folder, reopened if necessary, and the current folder's name in it. `None` at
    /// the top.
    pub(super) fn parent(&mut self) -> Result<Option<(&Dir, NameRef<'_>)>, Refused> {
        let [.., above, here] = self.frames.as_mut_slice() else { return Ok(None) };
        if above.dir.is_none() {
            let dir = sys::parent(here.dir.as_ref().ok_or(Refused::Changed)?)?;
            let meta = sys::meta_of(&dir)?;
            self.boundary.check(&meta)?;
            if meta.id != above.id {
                return Err(Refused::Changed);
            }
            above.dir = Some(dir);
        }
        Ok(above.dir.as_ref().map(|dir| (dir, here.name.by_ref())))
    }

    /// Goes up to the nearest open folder: the parent, if [`Self::parent`] could open it.
    pub(super) fn pop(&mut self) {
        self.frames.pop();
        while !self.at_top() && self.frames.last().is_some_and(|frame| frame.dir.is_none()) {
            self.frames.pop();
        }
    }

    /// Ends the walk.
    pub(super) fn clear(&mut self) {
        self.frames.clear();
    }

    /// Returns the path of the current folder, or of `name` in it, relative to the top. `None` for the top itself.
    pub(super) fn path(&self, name: Option<NameRef<'_>>) -> Option<RelPath> {
        let names = self.frames.iter().skip(1).map(|frame| frame.name.by_ref()).chain(name).take(NAMED);
        let mut path: Option<RelPath> = None;
        for name in names {
            let name = name.to_os_str();
            let longer = path.as_ref().map_or_else(|| RelPath::from_name(&name), |path| path.join(&name));
            // A name that is not valid in a `RelPath` ends the path: the folder that contains it is reported.
            let Ok(longer) = longer else { break };
            path = Some(longer);
        }
        path
    }
}
