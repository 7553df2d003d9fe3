//! The lock of a run: a file in Signoff's own folder, locked while the run lasts. Whether a holder counts is decided
//! elsewhere; this only takes the lock, and puts aside a file whose lock does not count.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};

use super::own::LOCK;
use super::root::Root;
use super::sys::{self, Existing, IfMissing, Kind, Refused};
use crate::model::{FileId, RelPath};

/// The name of a lock's file that somebody else holds and that does not count.
const ASIDE: &str = "lock.put-aside";
/// The most that is read of a lock's file, in bytes.
const LIMIT: u64 = 256;

/// The lock that keeps a second run out while this value lives.
#[derive(Debug)]
pub struct RunLock {
    file: File,
}

/// The file of a lock that somebody else holds.
#[derive(Debug)]
pub struct HeldLock {
    file: File,
    id: FileId,
}

/// The result of asking for the lock.
#[derive(Debug)]
pub enum LockAttempt {
    /// This run has it.
    Taken(RunLock),
    /// Somebody else has it.
    Held(HeldLock),
}

/// Unlocks explicitly: a program that is being started has a copy of the handle for a moment longer.
impl Drop for RunLock {
    fn drop(&mut self) {
        self.file.unlock().unwrap_or_default();
    }
}

impl RunLock {
    /// Takes the lock; `None` if another run holds it. The system releases the lock of a run that ended.
    pub fn take(own: &Root) -> io::Result<Option<Self>> {
        Ok(match Self::attempt(own)? {
            LockAttempt::Taken(lock) => Some(lock),
            LockAttempt::Held(_) => None,
        })
    }

    /// Asks for the lock.
    pub fn attempt(own: &Root) -> io::Result<LockAttempt> {
        // Another run may put the file aside between the steps; then the name stands for a new file.
        for _ in 0..3 {
            let file = match sys::open_to_lock(own.dir(), LOCK, IfMissing::Create) {
                Ok(file) => file,
                // A file of this user's that may not be opened, or a folder.
                Err(Refused::Denied(_)) if is_ours(own) => {
                    own.put_own_name_aside(own.dir(), &RelPath::parse(LOCK).map_err(|_never| Refused::NotAFile)?)?;
                    continue;
                }
                Err(refused) => return Err(refused.into()),
            };
            let seen = sys::meta_of(&file)?;
            own.boundary().check(&seen)?;
            if seen.kind != Kind::File {
                return Err(Refused::NotAFile.into());
            }
            match file.try_lock() {
                Ok(()) if sys::meta(own.dir(), LOCK).is_ok_and(|now| now.id == seen.id) => {
                    return Ok(LockAttempt::Taken(Self { file }));
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(LockAttempt::Held(HeldLock { file, id: seen.id })),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(Refused::Changed.into())
    }

    /// Writes a line for other runs into the lock's file. It is not needed for the lock to hold.
    pub fn write(&self, line: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        let mut file = &self.file;
        file.rewind()?;
        file.write_all(line.as_bytes())
    }
}

fn is_ours(own: &Root) -> bool {
    sys::meta(own.dir(), LOCK).is_ok_and(|seen| own.boundary().check(&seen).is_ok())
}

impl HeldLock {
    /// Returns the open file, by which the system tells who holds the lock.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Returns what the holder wrote; empty if that cannot be read.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut file = &self.file;
        match file.rewind().and_then(|()| file.take(LIMIT).read_to_string(&mut text)) {
            Ok(_) => text,
            Err(_) => String::new(),
        }
    }

    /// Returns when the holder took the lock, in Unix seconds by the clock of then: it wrote into the file.
    pub fn written(&self) -> Option<i64> {
        sys::meta_of(&self.file).ok().map(|seen| seen.modified)
    }

    /// Puts the file aside, so that the next attempt makes a new one. Returns false if the name stands for another file
    /// by now: another run did the same.
    pub fn put_aside(&self, own: &Root) -> io::Result<bool> {
        own.clear(&RelPath::parse(ASIDE).map_err(|_never| Refused::NotAFile)?)?;
        sys::rename(own.dir(), LOCK, own.dir(), ASIDE, Existing::Replace)?;
        if sys::meta(own.dir(), ASIDE)?.id == self.id {
            return Ok(true);
        }
        // It was the new file of a run that came first. If there is a newer one already, that one stays.
        match sys::rename(own.dir(), ASIDE, own.dir(), LOCK, Existing::Keep) {
            Ok(()) | Err(Refused::Exists) => Ok(false),
            Err(refused) => Err(refused.into()),
        }
    }
}
