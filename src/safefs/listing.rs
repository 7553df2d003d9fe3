//! Reading folders in large batches, without allocating a name. Removes nothing.

use std::ops::ControlFlow;

use super::sys::{self, Dir, ListBuffer, NameList, NameRef, Refused};

/// From this number of names on, working in the order of the system's numbers is faster: on Linux, neighbours share
/// blocks of the inode table.
const WORTH_SORTING: usize = 500;

/// A name in a [`Batch`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    order: u64,
    start: usize,
    /// Whether it was a folder when it was listed.
    pub(super) is_folder: bool,
}

/// Names that were read at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: NameList,
    names: Vec<Name>,
}

impl Batch {
    /// Returns the names, in the order in which work on them is fastest.
    pub(super) fn names(&self) -> &[Name] {
        &self.names
    }

    /// Returns the text of a name.
    pub(super) fn text(&self, name: Name) -> NameRef<'_> {
        self.text.at(name.start)
    }
}

/// Lists folders one after the other, with one buffer.
#[derive(Debug)]
pub(super) struct Listing {
    buffer: ListBuffer,
    batch: Batch,
}

impl Listing {
    pub(super) fn new() -> Self {
        Self { buffer: ListBuffer::new(), batch: Batch::default() }
    }

    /// Lists an open folder from its beginning, batch by batch. `each` may remove the names of its batch.
    pub(super) fn read(&mut self, dir: &Dir, mut each: impl FnMut(&Batch) -> ControlFlow<()>) -> Result<(), Refused> {
        let mut entries = sys::list(dir, &mut self.buffer)?;
        loop {
            let Batch { text, names } = &mut self.batch;
            text.clear();
            names.clear();
            let more = entries.read(|entry| {
                names.push(Name { order: entry.order, start: text.push(entry.name), is_folder: entry.is_folder });
            })?;
            if self.batch.names.len() > WORTH_SORTING {
                self.batch.names.sort_unstable_by_key(|name| name.order);
            }
            if !self.batch.names.is_empty() && each(&self.batch).is_break() {
                return Ok(());
            }
            if !more {
                return Ok(());
            }
        }
    }
}
