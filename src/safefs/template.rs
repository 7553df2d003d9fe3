//! Putting a copy of an administrator's folder where a profile was emptied. Copies plain files and folders that nobody but
//! the administrator can have written, and nothing else: no link is followed or copied, and no device, FIFO or socket.

use std::collections::BTreeSet;
use std::ffi::{CString, OsStr};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::ops::ControlFlow;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::fs::{
    AtFlags, CWD, Mode, OFlags, RenameFlags, Timespec, Timestamps, futimens, mkdirat, openat, renameat_with, unlinkat,
};
use rustix::io::Errno;

use super::boundary::{Kind, Meta, Refused, meta, meta_of, open_folder};
use super::listing::Listing;
use super::remove::Failure;
use super::root::Root;
use super::staging;
use super::trusted::trusted;
use crate::model::{Fate, LeftoverKind, RelPath, Scope, Stop};

/// Deeper than any profile. Handles of all folders on the way are open at once.
const DEPTH: usize = 64;
const CHUNK: usize = 64 * 1024;

/// An administrator's folder.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Who must have made it, where not root did.
    pub administrator: u32,
}

/// How a copy compares with its template.
#[derive(Debug, Default)]
pub struct Compared {
    /// What the template has at its top.
    pub names: BTreeSet<RelPath>,
    /// What differs.
    pub differ: Vec<Failure>,
}

impl Root {
    /// Puts a copy of a template into an empty folder (`None`: the root). It is made aside and then given its names, so
    /// that a run that is killed leaves nothing half-written under a name that a browser knows; its files have the
    /// template's times, so that nobody takes them for the next person's.
    pub fn fill(&self, dir: Option<&RelPath>, template: Template<'_>, stop: &Stop) -> Result<(), Failure> {
        let failed = |refused: Refused| Failure { at: None, kind: written(refused) };
        let from = template.open()?;
        let into = self.folder(dir).map_err(failed)?;
        let aside = staging::draw();
        mkdirat(&into, &*aside, Mode::RWXU).map_err(|errno| failed(errno.into()))?;
        let filled = self.ground().enter(&into, &*aside).map_err(failed).and_then(|(new, _meta)| {
            Copying { root: self, template, stop }.folder(&from, &new, None)?;
            for name in names(&new).map_err(|errno| failed(errno.into()))? {
                let renamed = renameat_with(&new, &*name, &into, &*name, RenameFlags::NOREPLACE);
                renamed.map_err(|errno| Failure { at: below(None, &name), kind: written(errno.into()) })?;
            }
            unlinkat(&into, &*aside, AtFlags::REMOVEDIR).map_err(|errno| failed(errno.into()))
        });
        if filled.is_err() {
            let mut scope = Scope::new(Fate::Keep);
            scope.remove(&[aside.into()]);
            // The first failure is the one to tell; what is left aside goes with the next run.
            self.reset(dir, &scope, &Stop::default(), &mut |_more| {});
        }
        filled
    }

    /// Compares a folder with the template that was put there. What the folder has besides at its top is not looked at.
    pub fn compare(&self, dir: Option<&RelPath>, template: Template<'_>, stop: &Stop) -> Compared {
        let mut compared = Compared::default();
        let opened = template.open().and_then(|from| {
            let to = self.folder(dir).map_err(|refused| Failure { at: None, kind: refused.leftover() })?;
            Ok((from, to))
        });
        match opened {
            Ok((from, to)) => {
                Comparing { root: self, template, stop, compared: &mut compared }.folder(&from, &to, None);
            }
            Err(failure) => compared.differ.push(failure),
        }
        compared
    }
}

impl Template<'_> {
    fn open(self) -> Result<OwnedFd, Failure> {
        let unusable = Failure { at: None, kind: LeftoverKind::Template };
        let (Some(folder), Some(name)) = (self.path.parent(), self.path.file_name()) else { return Err(unusable) };
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let open = || {
            let above = openat(CWD, folder, flags, Mode::empty()).ok()?;
            trusted(&meta_of(&above), self.administrator, folder).ok()?;
            let dir = open_folder(&above, name).ok()?;
            trusted(&meta_of(&dir), self.administrator, self.path).ok()?;
            Some(dir)
        };
        open().ok_or(unusable)
    }

    /// Opens a file or folder of it, and looks at what was opened.
    fn inside(self, dir: &OwnedFd, name: &CString, at: Option<&RelPath>) -> Result<(OwnedFd, Meta), Failure> {
        // NONBLOCK: a FIFO would wait for a writer for ever.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let open = || {
            // What is neither must not even be opened.
            let seen = meta(dir, &**name).ok().filter(|meta| matches!(meta.kind, Kind::File | Kind::Folder))?;
            let opened = openat(dir, &**name, flags, Mode::empty()).ok()?;
            let now = trusted(&meta_of(&opened), self.administrator, self.path).ok()?;
            (now.id == seen.id && now.kind == seen.kind).then_some((opened, now))
        };
        open().ok_or_else(|| Failure { at: below(at, name), kind: LeftoverKind::Template })
    }
}

struct Copying<'a> {
    root: &'a Root,
    template: Template<'a>,
    stop: &'a Stop,
}

impl Copying<'_> {
    fn folder(&self, from: &OwnedFd, into: &OwnedFd, at: Option<&RelPath>) -> Result<(), Failure> {
        let here = |kind| Failure { at: at.cloned(), kind };
        if at.is_some_and(|at| at.names().len() > DEPTH) {
            return Err(here(LeftoverKind::Template));
        }
        for name in names(from).map_err(|_unreadable| here(LeftoverKind::Template))? {
            let failed = |refused: Refused| Failure { at: below(at, &name), kind: written(refused) };
            if self.stop.asked().is_some() {
                return Err(here(LeftoverKind::NotReached));
            }
            let (opened, meta) = self.template.inside(from, &name, at)?;
            if meta.kind == Kind::Folder {
                mkdirat(into, &*name, Mode::RWXU).map_err(|errno| failed(errno.into()))?;
                let (new, _meta) = self.root.ground().enter(into, &*name).map_err(failed)?;
                self.folder(&opened, &new, below(at, &name).as_ref())?;
            } else {
                self.file(opened, &meta, into, &name, at)?;
            }
        }
        Ok(())
    }

    fn file(
        &self,
        from: OwnedFd,
        meta: &Meta,
        into: &OwnedFd,
        name: &CString,
        at: Option<&RelPath>,
    ) -> Result<(), Failure> {
        let failed = |errno: Errno| Failure { at: below(at, name), kind: written(errno.into()) };
        // The person's own, and nobody else's.
        let mode = Mode::RUSR | Mode::WUSR | (meta.mode & Mode::XUSR);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let new = openat(into, &**name, flags, mode).map_err(failed)?;
        let (mut from, mut new) = (File::from(from), File::from(new));
        let mut chunk = vec![0; CHUNK];
        loop {
            if self.stop.asked().is_some() {
                return Err(Failure { at: below(at, name), kind: LeftoverKind::NotReached });
            }
            let unreadable = |_error| Failure { at: below(at, name), kind: LeftoverKind::Template };
            let read = part(&mut from, &mut chunk).map_err(unreadable)?;
            if read.is_empty() {
                break;
            }
            new.write_all(read).map_err(|error| failed(Errno::from_io_error(&error).unwrap_or(Errno::IO)))?;
        }
        let time = Timespec { tv_sec: meta.modified, tv_nsec: 0 };
        futimens(&new, &Timestamps { last_access: time, last_modification: time }).map_err(failed)
    }
}

struct Comparing<'a> {
    root: &'a Root,
    template: Template<'a>,
    stop: &'a Stop,
    compared: &'a mut Compared,
}

impl Comparing<'_> {
    fn differs(&mut self, at: Option<RelPath>, kind: LeftoverKind) {
        self.compared.differ.push(Failure { at, kind });
    }

    fn folder(&mut self, from: &OwnedFd, to: &OwnedFd, at: Option<&RelPath>) {
        let (Ok(expected), Ok(there)) = (names(from), names(to)) else {
            return self.differs(at.cloned(), LeftoverKind::Unverified);
        };
        if at.is_some() {
            for more in there.difference(&expected) {
                self.differs(below(at, more), LeftoverKind::Found);
            }
        } else {
            self.compared.names = expected.iter().filter_map(|name| below(None, name)).collect();
        }
        for name in expected {
            if self.stop.asked().is_some() {
                return;
            }
            match self.template.inside(from, &name, at) {
                Ok((expected, meta)) if meta.kind == Kind::Folder => match self.root.ground().enter(to, &*name) {
                    Ok((folder, _meta)) => self.folder(&expected, &folder, below(at, &name).as_ref()),
                    Err(_refused) => self.differs(below(at, &name), LeftoverKind::Template),
                },
                Ok((expected, _meta)) => {
                    if !self.same(File::from(expected), to, &name) {
                        self.differs(below(at, &name), LeftoverKind::Template);
                    }
                }
                Err(failure) => self.compared.differ.push(failure),
            }
        }
    }

    fn same(&self, mut expected: File, to: &OwnedFd, name: &CString) -> bool {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let Ok(there) = openat(to, &**name, flags, Mode::empty()) else { return false };
        if !meta_of(&there).is_ok_and(|meta| meta.kind == Kind::File && self.root.ground().holds(&meta).is_ok()) {
            return false;
        }
        let (mut there, mut one, mut other) = (File::from(there), vec![0; CHUNK], vec![0; CHUNK]);
        loop {
            match (part(&mut expected, &mut one), part(&mut there, &mut other)) {
                (Ok(one), Ok(other)) if one == other && one.is_empty() => return true,
                (Ok(one), Ok(other)) if one == other => {}
                _ => return false,
            }
        }
    }
}

/// Reads as much as fits, or all that is left.
fn part<'b>(file: &mut File, into: &'b mut [u8]) -> io::Result<&'b [u8]> {
    let mut length = 0;
    while let Some(rest) = into.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(into.get(..length).unwrap_or_default())
}

fn names(dir: &OwnedFd) -> Result<BTreeSet<CString>, Errno> {
    let mut names = BTreeSet::new();
    Listing::new().read(dir.as_fd(), |batch| {
        names.extend(batch.names().iter().map(|name| batch.text(*name).to_owned()));
        ControlFlow::Continue(())
    })?;
    Ok(names)
}

fn below(at: Option<&RelPath>, name: &CString) -> Option<RelPath> {
    let name = OsStr::from_bytes(name.to_bytes());
    at.map_or_else(|| RelPath::from_name(name), |at| at.join(name)).ok()
}

/// Returns how a report says that a copy could not be written.
fn written(refused: Refused) -> LeftoverKind {
    match refused {
        Refused::Os(Errno::NOSPC | Errno::DQUOT | Errno::FBIG) => LeftoverKind::NoSpace,
        refused => refused.leftover(),
    }
}
