//! The marker: a file that lists the runs that began to remove and were not verified, so that `finish` can complete
//! them.

use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{RelPath, Request};
use crate::safefs::{ReadError, ReplaceError, Root};

const MARKER: &str = "unfinished.json";
/// The largest file that is read as a marker, in bytes. A marker has a few hundred.
const LIMIT: u64 = 64 << 10;

/// A run that began and was not verified, as the marker stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingRun {
    /// The request of the run.
    pub request: Request,
    /// When it began to remove, in Unix seconds.
    pub since: i64,
    /// When the session to clean up after began, in Unix seconds, if known. Older markers do not have it.
    #[serde(default)]
    pub began: Option<i64>,
    /// Whether the session was still going on: a kiosk writes its marker when it starts. Older markers do not have it.
    #[serde(default, rename = "lasts")]
    pub ongoing: bool,
}

impl PendingRun {
    /// Returns the Unix second from which on data belong to the next user. `logon` is when the present session began.
    pub fn cutoff(&self, logon: Option<i64>, now: i64) -> i64 {
        if self.ongoing { logon.filter(|logon| *logon > self.since).unwrap_or(now) } else { self.since }
    }
}

/// How a pending run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// Verified, or not to be tried again.
    Final,
    /// Not verified. The run of an ongoing session stays pending.
    Retry,
}

/// The marker file: all pending runs. There are several if a narrower run follows an interrupted wider one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The version of the file's format.
    schema: u32,
    #[serde(rename = "owed")]
    pending: Vec<PendingRun>,
}

/// Why the marker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MarkerError {
    /// It could not be written, so nothing was removed.
    #[error("the marker of this run cannot be written; make space in the home folder")]
    Write(#[source] ReplaceError),
    /// It exists but cannot be read.
    #[error("the marker of an unfinished run cannot be read: {MARKER}")]
    Read(#[source] ReadError),
    /// Its folder cannot be listed.
    #[error("Signoff's own folder cannot be read")]
    List(#[source] io::Error),
    /// It is not in the format that this version writes.
    #[error("the marker of an unfinished run is damaged; remove it and run End session: {MARKER}")]
    Damaged(#[source] serde_json::Error),
    /// It belongs to another user.
    #[error("the marker of an unfinished run is not this user's own: {MARKER}")]
    NotOurs,
    /// It could not be removed.
    #[error("the marker of this run cannot be removed: {MARKER}")]
    Remove(#[source] io::Error),
}

impl Marker {
    /// Adds a run to the marker in Signoff's own folder. It replaces pending runs that its request covers; the others
    /// stay.
    pub fn add(own: &Root, new: &PendingRun) -> Result<(), MarkerError> {
        let request = &new.request;
        let mut pending = match Self::read(own) {
            // A request for everything covers whatever a damaged marker may have listed.
            Err(MarkerError::Damaged(_)) if request.covers(&Request::default()) => Vec::new(),
            read => read?,
        };
        let (covered, mut pending): (Vec<_>, Vec<_>) =
            pending.drain(..).partition(|before| request.covers(&before.request));
        let ongoing = new.ongoing || covered.iter().any(|before| before.ongoing);
        pending.push(PendingRun { ongoing, ..new.clone() });
        Self::write(own, pending)
    }

    /// Removes a completed request, and all that it covers, from the marker.
    pub fn complete(own: &Root, request: &Request, how: Completion) -> Result<(), MarkerError> {
        let mut pending = Self::read(own)?;
        pending.retain(|before| !request.covers(&before.request) || before.ongoing && how == Completion::Retry);
        Self::restore(own, pending)
    }

    /// Replaces the whole list. A run that did nothing restores the list from before it.
    pub fn restore(own: &Root, pending: Vec<PendingRun>) -> Result<(), MarkerError> {
        if !pending.is_empty() {
            return Self::write(own, pending);
        }
        match own.remove_file(&at()?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(MarkerError::Remove(error)),
            _ => Ok(()),
        }
    }

    /// Returns the pending runs, oldest first; none if there is no marker. A marker of another user is refused.
    pub fn read(own: &Root) -> Result<Vec<PendingRun>, MarkerError> {
        let listed = own.list(None).map_err(MarkerError::List)?;
        let Some(entry) = listed.iter().find(|entry| entry.name == MARKER) else { return Ok(Vec::new()) };
        if !entry.is_ours {
            return Err(MarkerError::NotOurs);
        }
        let bytes = own.read(&at()?, LIMIT).map_err(MarkerError::Read)?;
        let marker: Self = serde_json::from_slice(&bytes).map_err(MarkerError::Damaged)?;
        Ok(marker.pending)
    }

    fn write(own: &Root, pending: Vec<PendingRun>) -> Result<(), MarkerError> {
        let text = serde_json::to_vec(&Self { schema: 1, pending }).map_err(MarkerError::Damaged)?;
        own.replace(&at()?, &text).map_err(MarkerError::Write)
    }
}

fn at() -> Result<RelPath, MarkerError> {
    RelPath::parse(MARKER).map_err(|_never| MarkerError::NotOurs)
}
