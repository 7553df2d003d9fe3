//! The way down a tree and back up, however deep it is, with few open handles and no path.

use super::boundary::Boundary;
use super::sys::{self, Dir, Name, NameRef, OPEN_FOLDERS, Refused};
use crate::model::{FileId, RelPath};

#[derive(Debug)]
struct Frame<T> {
    name: Name,
    dir: Option<Dir>,
    id: FileId,
    state: T,
}

/// Folders from the top of a walk to where it is; each with what the walk notes about it.
#[derive(Debug)]
pub(super) struct DirStack<T> {
    boundary: Boundary,
    frames: Vec<Frame<T>>,
}

impl<T> DirStack<T> {
    /// Begins at an open folder.
    pub(super) fn new(boundary: Boundary, top: Dir, state: T) -> Result<Self, Refused> {
        let id = sys::meta_of(&top)?.id;
        Ok(Self { boundary, frames: vec![Frame { name: Name::default(), dir: Some(top), id, state }] })
    }

    /// Returns the folder where the walk is, and its notes.
    pub(super) fn current(&mut self) -> Option<(&Dir, &mut T)> {
        let frame = self.frames.last_mut()?;
        Some((frame.dir.as_ref()?, &mut frame.state))
    }

    /// Says whether the walk is where it began.
    pub(super) fn at_top(&self) -> bool {
        self.frames.len() <= 1
    }

    /// Goes down into a folder.
    pub(super) fn enter(&mut self, name: NameRef<'_>, state: T) -> Result<(), Refused> {
        let dir = self.frames.last().and_then(|frame| frame.dir.as_ref()).ok_or(Refused::Changed)?;
        let (dir, meta) = self.boundary.enter(dir, name)?;
        self.frames.push(Frame { name: name.into(), dir: Some(dir), id: meta.id, state });
        // The top stays open: from it the walk goes on when the way back is lost.
        if let Some(far) = self.frames.len().checked_sub(OPEN_FOLDERS + 1).filter(|far| *far > 0)
            && let Some(frame) = self.frames.get_mut(far)
        {
            frame.dir = None;
        }
        Ok(())
    }

    /// Returns the folder above, opened again where necessary, and the name of this one in it. `None` at the top.
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

    /// Goes up to the nearest folder that is open; [`Self::parent`] has made that the one above, if it could.
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

    /// Returns where the walk is, or where `name` in it is, below the top. `None` for the top itself.
    pub(super) fn path(&self, name: Option<NameRef<'_>>) -> Option<RelPath> {
        let names = self.frames.iter().skip(1).map(|frame| frame.name.by_ref()).chain(name);
        let mut path: Option<RelPath> = None;
        for name in names {
            let name = name.to_os_str();
            let longer = path.as_ref().map_or_else(|| RelPath::from_name(&name), |path| path.join(&name));
            // A name that this program cannot write stops here: the folder above is named instead.
            let Ok(longer) = longer else { break };
            path = Some(longer);
        }
        path
    }
}
