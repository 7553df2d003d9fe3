//! The marker of unfinished runs, in a file of its own.

use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{RelPath, Request};
use crate::safefs::{ReadError, ReplaceError, Root};

const MARKER: &str = "unfinished.json";
/// A marker is a few hundred bytes; anything larger is not one.
const LIMIT: u64 = 64 << 10;

/// A request that was begun and not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// What was asked for.
    pub request: Request,
    /// When removal began, in seconds since 1970 (UTC).
    pub since: i64,
    /// When the session began whose traces these are, where that was known. Older markers do not have it.
    #[serde(default)]
    pub began: Option<i64>,
    /// Whether the session that is to be ended goes on: a kiosk owes its end from its start. Older markers do not have
    /// it.
    #[serde(default)]
    pub lasts: bool,
}

impl Owed {
    /// Returns the second from which on everything is the next person's, given when the present session began and what
    /// time it is.
    pub fn until(&self, logon: Option<i64>, now: i64) -> i64 {
        if self.lasts { logon.filter(|logon| *logon > self.since).unwrap_or(now) } else { self.since }
    }
}

/// How a run that was owed came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Verified, or nobody will try again by themselves.
    ForGood,
    /// Not verified: a session that goes on still owes its end.
    ForNow,
}

/// The runs that have begun to remove and have not been verified: more than one where a narrower run followed on an
/// interrupted wider one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The version of this form.
    schema: u32,
    owed: Vec<Owed>,
}

/// Why the marker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MarkerError {
    /// It could not be written, so nothing was removed.
    #[error("the marker of this run cannot be written; make space in the home folder")]
    Write(#[source] ReplaceError),
    /// It is there but cannot be read.
    #[error("the marker of an unfinished run cannot be read: {MARKER}")]
    Read(#[source] ReadError),
    /// The folder that holds it cannot be read.
    #[error("Signoff's own folder cannot be read")]
    List(#[source] io::Error),
    /// It is not of the form that this version writes.
    #[error("the marker of an unfinished run is damaged; remove it and run End session: {MARKER}")]
    Damaged(#[source] serde_json::Error),
    /// It belongs to somebody else or is open to others.
    #[error("the marker of an unfinished run is not this user's own: {MARKER}")]
    NotOurs,
    /// It could not be removed.
    #[error("the marker of this run cannot be removed: {MARKER}")]
    Remove(#[source] io::Error),
}

impl Marker {
    /// Notes in Signoff's own folder that a run has begun. What was owed before stays owed, unless this request covers
    /// it.
    pub fn add(own: &Root, new: &Owed) -> Result<(), MarkerError> {
        let request = &new.request;
        let mut owed = match Self::read(own) {
            // A request for everything owes whatever an unreadable marker did.
            Err(MarkerError::Damaged(_)) if request.covers(&Request::default()) => Vec::new(),
            read => read?,
        };
        let (covered, mut owed): (Vec<_>, Vec<_>) = owed.drain(..).partition(|before| request.covers(&before.request));
        let lasts = new.lasts || covered.iter().any(|before| before.lasts);
        owed.push(Owed { lasts, ..new.clone() });
        Self::write(own, owed)
    }

    /// Notes that a request was carried out and verified, or given up.
    pub fn settle(own: &Root, request: &Request, how: Settled) -> Result<(), MarkerError> {
        let mut owed = Self::read(own)?;
        owed.retain(|before| !request.covers(&before.request) || before.lasts && how == Settled::ForNow);
        Self::put_back(own, owed)
    }

    /// Notes that this and nothing else is owed: a run that has done nothing leaves what was owed before it.
    pub fn put_back(own: &Root, owed: Vec<Owed>) -> Result<(), MarkerError> {
        if !owed.is_empty() {
            return Self::write(own, owed);
        }
        match own.remove_file(&at()?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(MarkerError::Remove(error)),
            _ => Ok(()),
        }
    }

    /// Returns what is owed, oldest first; nothing where there is no marker. One that is not this user's own is refused.
    pub fn read(own: &Root) -> Result<Vec<Owed>, MarkerError> {
        let listed = own.list(None).map_err(MarkerError::List)?;
        let Some(entry) = listed.iter().find(|entry| entry.name == MARKER) else { return Ok(Vec::new()) };
        if entry.owner != own.uid() {
            return Err(MarkerError::NotOurs);
        }
        let bytes = own.read(&at()?, LIMIT).map_err(MarkerError::Read)?;
        let marker: Self = serde_json::from_slice(&bytes).map_err(MarkerError::Damaged)?;
        Ok(marker.owed)
    }

    fn write(own: &Root, owed: Vec<Owed>) -> Result<(), MarkerError> {
        let text = serde_json::to_vec(&Self { schema: 1, owed }).map_err(MarkerError::Damaged)?;
        own.replace(&at()?, &text).map_err(MarkerError::Write)
    }
}

fn at() -> Result<RelPath, MarkerError> {
    RelPath::parse(MARKER).map_err(|_never| MarkerError::NotOurs)
}
