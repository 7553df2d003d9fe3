//! Reads LevelDB folders without opening them, and rebuilds them instead of editing: compaction would leave old values
//! behind.
//!
//! Reading needs no engine: `MANIFEST` names the current tables and log, and of all changes of a key the one with the
//! highest number is valid. A rebuild writes what is kept as one new log, which the browser reads at its next start as
//! after a crash. Replacing `CURRENT` switches to it. Until then the old files are current, and the new log, should the
//! browser read it, only repeats them. Afterwards all files that `CURRENT` does not lead to are removed.

mod checksum;
mod cursor;
pub(super) mod log;
mod manifest;
pub(super) mod table;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::File;

pub(super) use cursor::Cursor;

use super::error::EditError;
use crate::model::{Fate, RelPath, Scope, Stop};
use crate::safefs::{FileLock, Kind, Root};

/// The largest file that is read; browsers write smaller ones.
const LIMIT: u64 = 1 << 30;

/// How many bytes of changes are put in one record.
const BATCH: usize = 1 << 20;

const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";

/// Contents of a folder's files, by name.
type Files = BTreeMap<String, Vec<u8>>;

/// The content of a database.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Contents {
    /// Values by key, as a reader of the database sees them.
    pub(super) live: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Keys with overwritten or deleted values that are still in a file. A deletion itself has an empty value.
    pub(super) old_versions: BTreeSet<(Vec<u8>, Vec<u8>)>,
    /// Whether the folder contains files or pieces that do not belong to the database, left by a crash.
    pub(super) has_remains: bool,
    /// The highest number of a change.
    sequence: u64,
    /// A number that no file has yet.
    next: u64,
}

/// Reads a database that no browser has open; `None` if the folder is empty.
pub(super) fn read(root: &Root, dir: &RelPath) -> Result<Option<Contents>, EditError> {
    let (files, strays) = files(root, dir)?;
    if files.is_empty() && !strays {
        return Ok(None);
    }
    let mut contents = parse(&files)?;
    contents.has_remains |= strays;
    Ok(Some(contents))
}

/// Rebuilds a database with the keys that `keeps` accepts, and removes all other files from its folder.
pub(super) fn rebuild(
    root: &Root,
    dir: &RelPath,
    before: &Contents,
    keeps: impl Fn(&[u8]) -> bool,
) -> Result<(), EditError> {
    let kept: BTreeMap<_, _> = before.live.iter().filter(|(key, _value)| keeps(key)).collect();
    let new = NewDatabase::write(&kept, before.next, before.sequence);
    let same = |read: &Contents| read.live.iter().eq(kept.iter().map(|(key, value)| (*key, *value)));
    let written = parse(&new.files())?;
    if !same(&written) || !written.old_versions.is_empty() || written.has_remains {
        return Err(EditError::Internal);
    }
    root.add(&dir.join(OsStr::new(&new.log_name))?, &new.log)?;
    root.add(&dir.join(OsStr::new(&new.manifest_name))?, &new.manifest)?;
    root.replace(&dir.join(OsStr::new(CURRENT))?, &new.current)?;
    let mut scope: Scope<OsString> = Scope::new(Fate::Remove);
    for name in [CURRENT, LOCK, &new.log_name, &new.manifest_name] {
        scope.keep(&[OsString::from(name)]);
    }
    // Not interruptible: a half-emptied folder would still contain removed values.
    let removed = root.reset(Some(dir), &scope, &Stop::default(), &mut |_tally| ());
    if let Some(failure) = removed.failures.first() {
        return Err(failure.kind.clone().into());
    }
    match read(root, dir)? {
        Some(after) if same(&after) && after.old_versions.is_empty() && !after.has_remains => Ok(()),
        _ => Err(EditError::Internal),
    }
}

/// Takes a database's lock, so that no browser opens it; `None` if it has no lock file. A dead browser holds no lock.
pub(super) fn lock(root: &Root, dir: &RelPath) -> Result<Option<File>, EditError> {
    match root.lock_file(&dir.join(OsStr::new(LOCK))?)? {
        FileLock::Held(file) => Ok(Some(file)),
        FileLock::Missing => Ok(None),
        FileLock::Taken => Err(EditError::Locked),
    }
}

/// Returns the files of a folder that belong to a database, and whether it contains others. The browser's own notes
/// (`LOG`) contain no records and are skipped.
fn files(root: &Root, dir: &RelPath) -> Result<(Files, bool), EditError> {
    let (mut files, mut strays) = (Files::new(), false);
    for listed in root.list(Some(dir))? {
        let name = listed.name.to_string_lossy().into_owned();
        match (listed.kind, Role::of(&name)) {
            (Kind::File, Role::NoRecords) => {}
            (Kind::File, Role::Stray) => strays = true,
            (Kind::File, _) => {
                files.insert(name, root.read(&dir.join(&listed.name)?, LIMIT)?);
            }
            // Another program may have placed a link; a folder is never part of a database.
            (Kind::Link | Kind::Folder | Kind::Special, _) => return Err(EditError::NotAFile),
        }
    }
    Ok((files, strays))
}

/// What a file is for, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Current,
    Manifest(u64),
    Log(u64),
    Table(u64),
    NoRecords,
    Stray,
}

impl Role {
    fn of(name: &str) -> Self {
        let number = |text: &str| text.parse().ok().filter(|_number| text.bytes().all(|byte| byte.is_ascii_digit()));
        let numbered = |ending: &str| name.strip_suffix(ending).and_then(number);
        match name {
            CURRENT => Self::Current,
            LOCK | "LOG" | "LOG.old" => Self::NoRecords,
            _ => None
                .or_else(|| name.strip_prefix("MANIFEST-").and_then(number).map(Self::Manifest))
                .or_else(|| numbered(".log").map(Self::Log))
                .or_else(|| numbered(".ldb").or_else(|| numbered(".sst")).map(Self::Table))
                .unwrap_or(Self::Stray),
        }
    }

    const fn number(self) -> u64 {
        match self {
            Self::Manifest(number) | Self::Log(number) | Self::Table(number) => number,
            Self::Current | Self::NoRecords | Self::Stray => 0,
        }
    }
}

/// Returns the content of a database from the bytes of its files.
fn parse(files: &Files) -> Result<Contents, EditError> {
    let damaged = |what: &str| EditError::Damaged(what.into());
    let current = files.get(CURRENT).ok_or_else(|| damaged("no file says which files count"))?;
    let current = std::str::from_utf8(current).map_err(|_not_text| damaged(CURRENT))?.trim_end_matches('\n');
    let bytes = files.get(current).ok_or_else(|| damaged("the list of tables is missing"))?;
    let manifest = manifest::read(bytes).ok_or_else(|| damaged("the list of tables"))?;
    if manifest.comparator != manifest::BYTEWISE {
        return Err(EditError::UnknownSchema("an order of keys of its own".into()));
    }
    let mut merge =
        Merge { contents: Contents { has_remains: manifest.is_truncated, ..Contents::default() }, ..Merge::default() };
    let mut missing = manifest.tables.clone();
    for (name, bytes) in files {
        let role = Role::of(name);
        let counts = match role {
            Role::Current | Role::NoRecords => true,
            Role::Manifest(_) => name == current,
            Role::Log(number) => number >= manifest.log || number == manifest.log_before,
            Role::Table(number) => missing.remove(&number),
            Role::Stray => false,
        };
        merge.contents.next = merge.contents.next.max(role.number());
        match role {
            _ if !counts => merge.contents.has_remains = true,
            Role::Log(_) => merge.log(bytes).ok_or_else(|| damaged("a log"))?,
            Role::Table(_) => merge.table(bytes).ok_or_else(|| damaged("a table"))?,
            _ => {}
        }
    }
    if !missing.is_empty() {
        return Err(damaged("a table is missing"));
    }
    let mut contents = merge.into_contents();
    contents.sequence = contents.sequence.max(manifest.sequence);
    contents.next = contents.next.max(manifest.next).saturating_add(1);
    Ok(contents)
}

/// Changes of all files, by key and number; the one with the highest number is valid.
#[derive(Debug, Default)]
struct Merge {
    changes: BTreeMap<Vec<u8>, BTreeMap<u64, Option<Vec<u8>>>>,
    contents: Contents,
}

impl Merge {
    fn change(&mut self, key: &[u8], sequence: u64, value: Option<Vec<u8>>) {
        self.contents.sequence = self.contents.sequence.max(sequence);
        self.changes.entry(key.to_vec()).or_default().insert(sequence, value);
    }

    fn log(&mut self, bytes: &[u8]) -> Option<()> {
        let log = log::read(bytes)?;
        self.contents.has_remains |= log.is_truncated;
        for record in &log.records {
            let mut rest = Cursor(record);
            let mut sequence = rest.u64()?;
            for _change in 0..rest.u32()? {
                match rest.byte()? {
                    0 => self.change(rest.text()?, sequence, None),
                    1 => {
                        let key = rest.text()?;
                        self.change(key, sequence, Some(rest.text()?.to_vec()));
                    }
                    _ => return None,
                }
                sequence = sequence.checked_add(1)?;
            }
            if !rest.is_empty() {
                return None;
            }
        }
        Some(())
    }

    fn table(&mut self, bytes: &[u8]) -> Option<()> {
        for (key, value) in table::entries(bytes)? {
            let (key, number) = key.split_at_checked(key.len().checked_sub(8)?)?;
            let number = Cursor(number).u64()?;
            match number & 0xff {
                0 => self.change(key, number >> 8, None),
                1 => self.change(key, number >> 8, Some(value)),
                _ => return None,
            }
        }
        Some(())
    }

    fn into_contents(self) -> Contents {
        let mut contents = self.contents;
        for (key, mut changes) in self.changes {
            if let Some((_sequence, last)) = changes.pop_last() {
                match last {
                    Some(value) => drop(contents.live.insert(key.clone(), value)),
                    None => drop(contents.old_versions.insert((key.clone(), Vec::new()))),
                }
            }
            contents.old_versions.extend(changes.into_values().map(|value| (key.clone(), value.unwrap_or_default())));
        }
        contents
    }
}

/// The files of a rebuilt database.
struct NewDatabase {
    log_name: String,
    log: Vec<u8>,
    manifest_name: String,
    manifest: Vec<u8>,
    current: Vec<u8>,
}

impl NewDatabase {
    /// Returns the files for the kept values, with numbers that no file and no change has yet.
    fn write(kept: &BTreeMap<&Vec<u8>, &Vec<u8>>, number: u64, sequence: u64) -> Self {
        let first = sequence.saturating_add(1);
        let mut batches: Vec<(u32, Vec<u8>)> = Vec::new();
        for (key, value) in kept {
            if batches.last().is_none_or(|(_count, changes)| changes.len() >= BATCH) {
                batches.push((0, Vec::new()));
            }
            if let Some((count, changes)) = batches.last_mut() {
                *count += 1;
                changes.push(1);
                cursor::put_text(changes, key);
                cursor::put_text(changes, value);
            }
        }
        let mut next = first;
        let mut records = Vec::new();
        for (count, changes) in &batches {
            let mut record = next.to_le_bytes().to_vec();
            record.extend(count.to_le_bytes());
            record.extend_from_slice(changes);
            records.push(record);
            next = next.saturating_add(u64::from(*count));
        }
        let manifest_name = format!("MANIFEST-{number:06}");
        let log = number.saturating_add(1);
        Self {
            log_name: format!("{log:06}.log"),
            log: log::write(records.iter().map(Vec::as_slice)),
            current: format!("{manifest_name}\n").into_bytes(),
            manifest_name,
            manifest: manifest::write(log, sequence),
        }
    }

    fn files(&self) -> Files {
        [
            (CURRENT.to_owned(), self.current.clone()),
            (self.manifest_name.clone(), self.manifest.clone()),
            (self.log_name.clone(), self.log.clone()),
        ]
        .into()
    }
}
