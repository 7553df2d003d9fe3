//! What is remembered between runs: the marker of an unfinished one.
//!
//! The marker holds the request and a time, no path and nothing of the person's. Only `finish` acts on it.

use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{RelPath, Request};
use crate::safefs::{ReadError, ReplaceError, Root};

const MARKER: &str = "unfinished.json";
/// A marker is a few hundred bytes; anything larger is not one.
const LIMIT: u64 = 64 << 10;

/// A run that has begun to remove and has not been verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The version of this form.
    pub schema: u32,
    /// What was asked for.
    pub request: Request,
    /// When removal began, in seconds since 1970 (UTC).
    pub since: i64,
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
    /// Writes the marker into Signoff's own folder.
    pub fn write(own: &Root, request: &Request, since: i64) -> Result<(), MarkerError> {
        let marker = Self { schema: 1, request: request.clone(), since };
        let text = serde_json::to_vec(&marker).map_err(MarkerError::Damaged)?;
        own.replace(&at()?, &text).map_err(MarkerError::Write)
    }

    /// Reads the marker; `None` where there is none. One that is not this user's own is refused.
    pub fn read(own: &Root, uid: u32) -> Result<Option<Self>, MarkerError> {
        let at = at()?;
        let listed = own.list(None).map_err(MarkerError::List)?;
        let Some(entry) = listed.iter().find(|entry| entry.name == MARKER) else { return Ok(None) };
        if entry.owner != uid {
            return Err(MarkerError::NotOurs);
        }
        let bytes = own.read(&at, LIMIT).map_err(MarkerError::Read)?;
        serde_json::from_slice(&bytes).map(Some).map_err(MarkerError::Damaged)
    }

    /// Removes the marker, if there is one.
    pub fn remove(own: &Root) -> Result<(), MarkerError> {
        match own.remove_file(&at()?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(MarkerError::Remove(error)),
            _ => Ok(()),
        }
    }
}

fn at() -> Result<RelPath, MarkerError> {
    RelPath::parse(MARKER).map_err(|_never| MarkerError::NotOurs)
}
