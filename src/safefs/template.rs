//! Copying an administrator's template folder into an emptied profile. Copies plain files and folders that only the
//! administrator can have written. Refuses everything else: links, devices, FIFOs and sockets.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;

use super::listing::Listing;
use super::remove::Failure;
use super::root::Root;
use super::staging;
use super::sys::{self, Dir, Existing, IO_FAILURE, Kind, Meta, Name, Refused, Sharing};
use super::trusted::trusted;
use crate::model::{Fate, LeftoverKind, OwnerId, RelPath, Scope, Stop};

/// Deeper than any profile. The handles of all folders on the way are open at once.
const DEPTH: usize = 64;
const CHUNK: usize = 64 * 1024;

/// A template folder of an administrator's.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// Its absolute path.
    pub path: &'a Path,
    /// The user who must own it, if root does not.
    pub administrator: OwnerId,
}

/// The differences between a copy and its template.
#[derive(Debug, Default)]
pub struct TemplateDiff {
    /// The names at the template's top.
    pub names: BTreeSet<RelPath>,
    /// What differs, with the kind of difference.
    pub differences: Vec<Failure>,
}

impl Root {
    /// Copies a template into an empty folder (`None`: the root). The copy is written into a staging folder and then
    /// renamed, so that a killed run leaves nothing half-written under a name that a browser knows. Its files have the
    /// template's times, so that they are not mistaken for the next person's.
    pub fn copy_template(&self, dir: Option<&RelPath>, template: Template<'_>, stop: &Stop) -> Result<(), Failure> {
        let failed = |refused: Refused| Failure { at: None, kind: written(refused) };
        let from = template.open()?;
        let into = self.folder(dir).map_err(failed)?;
        let staged = staging::random_dir_name();
        sys::make_dir(&into, &*staged, Sharing::Private).map_err(failed)?;
        let filled = self.boundary().enter(&into, &*staged).map_err(failed).and_then(|(new, _meta)| {
            Copying { root: self, template, stop }.folder(&from, &new, None)?;
            // Half a template would be a profile that a browser starts with.
            let _swap = self.begin_swap();
            for name in names(&new).map_err(failed)? {
                let renamed = sys::rename(&new, &name, &into, &name, Existing::Keep);
                renamed.map_err(|refused| Failure { at: below(None, &name), kind: written(refused) })?;
            }
            sys::remove_dir(&into, &*staged).map_err(failed)
        });
        if filled.is_err() {
            let mut scope = Scope::new(Fate::Keep);
            scope.remove(&[staged.into()]);
            // The first failure is the one to return. The next run removes what is left.
            self.reset(dir, &scope, &Stop::default(), &mut |_more| {});
        }
        filled
    }

    /// Compares a folder with its template. Further names at the folder's top are ignored.
    pub fn compare(&self, dir: Option<&RelPath>, template: Template<'_>, stop: &Stop) -> TemplateDiff {
        let mut compared = TemplateDiff::default();
        let opened = template.open().and_then(|from| {
            let to = self.folder(dir).map_err(|refused| Failure { at: None, kind: refused.leftover() })?;
            Ok((from, to))
        });
        match opened {
            Ok((from, to)) => {
                Comparing { root: self, template, stop, compared: &mut compared }.folder(&from, &to, None);
            }
            Err(failure) => compared.differences.push(failure),
        }
        compared
    }
}

/// A file or folder of a template, open.
enum Inside {
    Folder(Dir),
    File(File, Meta),
}

impl Template<'_> {
    fn open(self) -> Result<Dir, Failure> {
        let unusable = Failure { at: None, kind: LeftoverKind::Template };
        let (Some(folder), Some(name)) = (self.path.parent(), self.path.file_name()) else { return Err(unusable) };
        let open = || {
            let above = sys::open_path(folder).ok()?;
            trusted(&sys::meta_of(&above), self.administrator, folder).ok()?;
            let dir = sys::open_dir(&above, name).ok()?;
            trusted(&sys::meta_of(&dir), self.administrator, self.path).ok()?;
            Some(dir)
        };
        open().ok_or(unusable)
    }

    /// Opens a file or folder of the template, and looks at what was opened.
    fn inside(self, dir: &Dir, name: &Name, at: Option<&RelPath>) -> Result<Inside, Failure> {
        let open = || {
            let seen = sys::meta(dir, name).ok()?;
            let trusted = |now| {
                let now = trusted(&now, self.administrator, self.path).ok()?;
                (now.id == seen.id && now.kind == seen.kind).then_some(now)
            };
            match seen.kind {
                Kind::Folder => {
                    let folder = sys::open_dir(dir, name).ok()?;
                    trusted(sys::meta_of(&folder)).map(|_now| Inside::Folder(folder))
                }
                Kind::File => {
                    let file = sys::open_file(dir, name).ok()?;
                    trusted(sys::meta_of(&file)).map(|now| Inside::File(file, now))
                }
                // Anything else must not even be opened.
                Kind::Link | Kind::Special => None,
            }
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
    fn folder(&self, from: &Dir, into: &Dir, at: Option<&RelPath>) -> Result<(), Failure> {
        let here = |kind| Failure { at: at.cloned(), kind };
        if at.is_some_and(|at| at.names().len() > DEPTH) {
            return Err(here(LeftoverKind::Template));
        }
        for name in names(from).map_err(|_unreadable| here(LeftoverKind::Template))? {
            let failed = |refused: Refused| Failure { at: below(at, &name), kind: written(refused) };
            if self.stop.asked().is_some() {
                return Err(here(LeftoverKind::NotReached));
            }
            match self.template.inside(from, &name, at)? {
                Inside::Folder(opened) => {
                    sys::make_dir(into, &name, Sharing::Private).map_err(failed)?;
                    let (new, _meta) = self.root.boundary().enter(into, &name).map_err(failed)?;
                    self.folder(&opened, &new, below(at, &name).as_ref())?;
                }
                Inside::File(opened, meta) => self.file(opened, &meta, into, &name, at)?,
            }
        }
        Ok(())
    }

    fn file(&self, mut from: File, meta: &Meta, into: &Dir, name: &Name, at: Option<&RelPath>) -> Result<(), Failure> {
        let failed = |refused: Refused| Failure { at: below(at, name), kind: written(refused) };
        // For this user alone.
        let sharing = if meta.access.is_program() { Sharing::PrivateProgram } else { Sharing::Private };
        let mut new = sys::create_file(into, name, sharing).map_err(failed)?;
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
            new.write_all(read).map_err(|error| failed(Refused::from_io(&error).unwrap_or(Refused::Os(IO_FAILURE))))?;
        }
        sys::set_modified(&new, meta.modified).map_err(failed)
    }
}

struct Comparing<'a> {
    root: &'a Root,
    template: Template<'a>,
    stop: &'a Stop,
    compared: &'a mut TemplateDiff,
}

impl Comparing<'_> {
    fn differs(&mut self, at: Option<RelPath>, kind: LeftoverKind) {
        self.compared.differences.push(Failure { at, kind });
    }

    fn folder(&mut self, from: &Dir, to: &Dir, at: Option<&RelPath>) {
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
                Ok(Inside::Folder(expected)) => match self.root.boundary().enter(to, &name) {
                    Ok((folder, _meta)) => self.folder(&expected, &folder, below(at, &name).as_ref()),
                    Err(_refused) => self.differs(below(at, &name), LeftoverKind::Template),
                },
                Ok(Inside::File(expected, _meta)) => {
                    if !self.same(expected, to, &name) {
                        self.differs(below(at, &name), LeftoverKind::Template);
                    }
                }
                Err(failure) => self.compared.differences.push(failure),
            }
        }
    }

    fn same(&self, mut expected: File, to: &Dir, name: &Name) -> bool {
        let Ok(mut there) = sys::open_file(to, name) else { return false };
        if !sys::meta_of(&there).is_ok_and(|meta| meta.kind == Kind::File && self.root.boundary().check(&meta).is_ok())
        {
            return false;
        }
        let (mut one, mut other) = (vec![0; CHUNK], vec![0; CHUNK]);
        loop {
            match (part(&mut expected, &mut one), part(&mut there, &mut other)) {
                (Ok(one), Ok(other)) if one == other && one.is_empty() => return true,
                (Ok(one), Ok(other)) if one == other => {}
                _ => return false,
            }
        }
    }
}

/// Reads until the buffer is full or the file ends.
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

fn names(dir: &Dir) -> Result<BTreeSet<Name>, Refused> {
    let mut names = BTreeSet::new();
    Listing::new().read(dir, |batch| {
        names.extend(batch.names().iter().map(|name| batch.text(*name).into()));
        ControlFlow::Continue(())
    })?;
    Ok(names)
}

fn below(at: Option<&RelPath>, name: &Name) -> Option<RelPath> {
    let name = name.by_ref().to_os_str();
    at.map_or_else(|| RelPath::from_name(&name), |at| at.join(&name)).ok()
}

/// Returns the kind to report for a copy that could not be written.
fn written(refused: Refused) -> LeftoverKind {
    match refused {
        Refused::NoSpace(_) => LeftoverKind::NoSpace,
        refused => refused.leftover(),
    }
}
