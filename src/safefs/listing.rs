//! Reading folders in large batches, without an allocation for each name. Removes nothing.

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
use std::os::fd::BorrowedFd;

use rustix::fs::{FileType, RawDir, SeekFrom, seek};
use rustix::io::Errno;

use super::boundary::{Kind, meta};

/// Some 6,000 names at a time; one buffer for a whole walk.
const BUFFER: usize = 256 * 1024;

/// From so many names on, work in inode order is faster: neighbours share blocks of the inode table.
const WORTH_SORTING: usize = 500;

/// A name of a [`Batch`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    inode: u64,
    start: usize,
    /// Whether it was a folder when it was listed.
    pub(super) is_folder: bool,
}

/// Names read at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: Vec<u8>,
    names: Vec<Name>,
}

impl Batch {
    /// Returns the names, in the order in which working on them is fastest.
    pub(super) fn names(&self) -> &[Name] {
        &self.names
    }

    /// Returns a name's text.
    pub(super) fn text(&self, name: Name) -> &CStr {
        self.text.get(name.start..).and_then(|text| CStr::from_bytes_until_nul(text).ok()).unwrap_or_default()
    }
}

/// Reads folders, one after the other.
#[derive(Debug)]
pub(super) struct Listing {
    buffer: Vec<MaybeUninit<u8>>,
    batch: Batch,
}

impl Listing {
    pub(super) fn new() -> Self {
        Self { buffer: vec![MaybeUninit::uninit(); BUFFER], batch: Batch::default() }
    }

    /// Lists an open folder from its beginning, batch by batch. Names of a batch may be removed before the next is read.
    pub(super) fn read(
        &mut self,
        dir: BorrowedFd<'_>,
        mut each: impl FnMut(&Batch) -> ControlFlow<()>,
    ) -> Result<(), Errno> {
        seek(dir, SeekFrom::Start(0))?;
        let mut entries = RawDir::new(dir, &mut self.buffer);
        loop {
            self.batch.text.clear();
            self.batch.names.clear();
            let mut more = false;
            while let Some(entry) = entries.next() {
                let entry = entry?;
                let name = entry.file_name();
                if name != c"." && name != c".." {
                    let is_folder = match entry.file_type() {
                        FileType::Directory => true,
                        // Some file systems do not tell in a listing.
                        FileType::Unknown => meta(dir, name).is_ok_and(|meta| meta.kind == Kind::Folder),
                        _ => false,
                    };
                    self.batch.names.push(Name { inode: entry.ino(), start: self.batch.text.len(), is_folder });
                    self.batch.text.extend_from_slice(name.to_bytes_with_nul());
                }
                if entries.is_buffer_empty() {
                    more = true;
                    break;
                }
            }
            if self.batch.names.len() > WORTH_SORTING {
                self.batch.names.sort_unstable_by_key(|name| name.inode);
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
