//! The marker: a file that lists the runs that began to remove and were not verified, so that `finish` can complete
//! them.

use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{RelPath, Request};
use crate::safefs::{ReadError, ReplaceError, Root};

const MARKER: &str = "unfinished.json";
/// The names of markers that cannot be read, while a run has a marker of its own.
const UNREAD: [&str; 4] =
    ["unfinished.unread.json", "unfinished.unread-2.json", "unfinished.unread-3.json", "unfinished.unread-4.json"];
/// The names of what runs note while another one has the marker: each takes a free one.
const BESIDE: [&str; 4] =
    ["unfinished.beside-1.json", "unfinished.beside-2.json", "unfinished.beside-3.json", "unfinished.beside-4.json"];
/// The largest file that is read as a marker, in bytes. A marker has a few hundred.
const LIMIT: u64 = 64 << 10;
/// The version of the file's format.
const SCHEMA: u32 = 1;
/// What is taken for some time ago, in seconds: longer than a session takes to begin.
const A_WHILE: i64 = 120;
/// How much later another program's time may be, in seconds, that was read at the same moment by the same clock.
const A_MOMENT: i64 = 1;
/// The longest time that browsers may have had to close, in seconds.
const LONGEST_GRACE: u64 = 600;

/// A run that began and was not verified, as the marker stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingRun {
    /// The request of the run.
    pub request: Request,
    /// When it began to remove, in Unix seconds; of a session that was noted as going on, when that was noted. Never later
    /// than when it was written.
    pub since: i64,
    /// How long after `since` browsers had to close, in seconds: what they wrote then is still to be removed. Older
    /// markers do not have it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub grace: u64,
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
        if self.ongoing {
            return logon.filter(|logon| *logon > self.since).unwrap_or(now);
        }
        let grace = i64::try_from(self.grace.min(LONGEST_GRACE)).unwrap_or(0);
        self.since.saturating_add(grace).min(now)
    }

    /// Returns the run with no time later than `now`. A session that seems to begin later began some time ago, by a clock
    /// that was wrong: one that was noted just now has no later time.
    fn not_after(self, now: i64) -> Self {
        let is_later = self.since > now.saturating_add(A_MOMENT);
        let latest = if self.ongoing && is_later { now.saturating_sub(A_WHILE) } else { now };
        Self { since: self.since.min(latest), began: self.began.map(|began| began.min(latest)), ..self }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(seconds: &u64) -> bool {
    *seconds == 0
}

/// How a pending run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// Verified, or not to be tried again.
    Final,
    /// Not verified. The run of an ongoing session stays pending.
    Retry,
    /// An interrupted run that was up to this Unix second was completed. A session that began later stays pending.
    Earlier(i64),
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

/// What every version of the format has.
#[derive(Deserialize)]
struct AnyVersion {
    schema: u32,
}

/// Why the marker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MarkerError {
    /// It could not be written.
    #[error("the marker of this run cannot be written; make space in the home folder")]
    Write(#[source] ReplaceError),
    /// It exists but cannot be read.
    #[error("the marker of an unfinished run cannot be read: {MARKER}")]
    Read(#[source] ReadError),
    /// Something is wrong with its folder.
    #[error("Signoff's own folder cannot be read")]
    Folder(#[source] io::Error),
    /// It is not in the format that this version writes.
    #[error("the marker of an unfinished run is damaged; remove it and run End session: {MARKER}")]
    Damaged(#[source] serde_json::Error),
    /// A newer version wrote it.
    #[error("the marker of an unfinished run is a newer Signoff's (format {schema}); update Signoff: {MARKER}")]
    Newer {
        /// The version of its format.
        schema: u32,
    },
    /// It belongs to another user.
    #[error("the marker of an unfinished run is not this user's own: {MARKER}")]
    NotOurs,
    /// It could not be removed.
    #[error("the marker of this run cannot be removed: {MARKER}")]
    Remove(#[source] io::Error),
}

impl Marker {
    /// The names of all its files.
    pub const NAMES: [&str; 9] = {
        let ([u1, u2, u3, u4], [b1, b2, b3, b4]) = (UNREAD, BESIDE);
        [MARKER, u1, u2, u3, u4, b1, b2, b3, b4]
    };

    /// Adds a run to the marker in Signoff's own folder. It replaces pending runs that its request covers; the others
    /// stay. A marker that cannot be read is kept under another name until [`Marker::complete`].
    pub fn add(own: &Root, new: &PendingRun, now: i64) -> Result<(), MarkerError> {
        let request = &new.request;
        let mut pending = Self::read_or_set_aside(own, now)?;
        let (covered, mut pending): (Vec<_>, Vec<_>) =
            pending.drain(..).partition(|before| request.covers(&before.request));
        let noted = covered.iter().filter(|before| before.ongoing).map(|before| before.since).max();
        // With the time of the run, the session would look like one that begins just then, which is not completed.
        let (since, ongoing) =
            if new.ongoing { (new.since, true) } else { (noted.unwrap_or(new.since), noted.is_some()) };
        pending.push(PendingRun { since, ongoing, ..new.clone() }.not_after(now));
        Self::write(own, pending)
    }

    /// Notes a run while another one has the lock, without touching the marker. Whoever has the lock next takes it over.
    pub fn add_beside(own: &Root, new: &PendingRun, now: i64) -> Result<(), MarkerError> {
        let new = new.clone().not_after(now);
        let is_noted = |name: &&str| {
            let noted = Self::read_from(own, name, now).unwrap_or_default();
            noted.iter().any(|noted| PendingRun { since: new.since, ..noted.clone() } == new && new.ongoing)
        };
        // A login has several hooks that note the same.
        if BESIDE.iter().any(is_noted) {
            return Ok(());
        }
        let text = Self { schema: SCHEMA, pending: vec![new] }.text()?;
        let mut refused = ReplaceError::Changed;
        for name in BESIDE {
            match own.add(&at(name)?, &text) {
                Err(ReplaceError::Changed) => {}
                Err(error) => {
                    refused = error;
                    break;
                }
                Ok(()) => return Ok(()),
            }
        }
        Err(MarkerError::Write(refused))
    }

    /// Moves what was noted beside an earlier run into the marker, and sets a time later than `now` once: by each reading
    /// it would be another, and the run would never seem completed. Only for whoever has the lock.
    pub fn adopt(own: &Root, now: i64) -> Result<(), MarkerError> {
        let beside = BESIDE.map(|name| (name, Self::read_from(own, name, now).unwrap_or_default()));
        let beside: Vec<_> = beside.into_iter().filter(|(_, noted)| !noted.is_empty()).collect();
        let by_clock = |now| Self::read_from(own, MARKER, now).unwrap_or_default();
        if beside.is_empty() && by_clock(now) == by_clock(i64::MAX) {
            return Ok(());
        }
        let mut pending = Self::read_or_set_aside(own, now)?;
        for noted in beside.iter().flat_map(|(_, noted)| noted) {
            if !pending.contains(noted) {
                pending.push(noted.clone());
            }
        }
        Self::write(own, pending)?;
        beside.iter().try_for_each(|(name, _)| remove(own, name))
    }

    /// Returns the pending runs of the marker. One that cannot be read is moved to a name of its own first.
    fn read_or_set_aside(own: &Root, now: i64) -> Result<Vec<PendingRun>, MarkerError> {
        match Self::read_from(own, MARKER, now) {
            Err(MarkerError::NotOurs) => Err(MarkerError::NotOurs),
            Err(MarkerError::Folder(cause)) => Err(MarkerError::Folder(cause)),
            Err(unread) => {
                let is_newer = |name| matches!(Self::read_from(own, name, now), Err(MarkerError::Newer { .. }));
                let is_free = |name| matches!(sees(own, name), Ok(None));
                // One of a newer version may be read one day, so one that is damaged is replaced first.
                let aside = UNREAD.into_iter().find(|name| is_free(name));
                let aside = aside.or_else(|| UNREAD.into_iter().rev().find(|name| !is_newer(name)));
                let Some(aside) = aside.or(UNREAD.last().copied()) else { return Err(unread) };
                own.clear_own_name(&at(aside)?).map_err(|err| MarkerError::Folder(io::Error::other(err)))?;
                own.set_aside(&at(MARKER)?, &at(aside)?).map_err(MarkerError::Folder)?;
                Ok(Vec::new())
            }
            Ok(pending) => Ok(pending),
        }
    }

    /// Removes a completed request, and all that it covers, from the marker. A damaged marker of before it goes too if
    /// the request covers whatever it may have listed.
    pub fn complete(own: &Root, request: &Request, how: Completion, now: i64) -> Result<(), MarkerError> {
        if how == Completion::Final && request.covers(&Request::default()) {
            for name in Self::NAMES {
                if let Err(MarkerError::Read(_) | MarkerError::Damaged(_)) = Self::read_from(own, name, now) {
                    remove(own, name)?;
                }
            }
        }
        let mut pending = Self::read_from(own, MARKER, now)?;
        let stays = |before: &PendingRun| match how {
            Completion::Final => false,
            Completion::Retry => before.ongoing,
            Completion::Earlier(until) if before.ongoing => before.since >= until,
            Completion::Earlier(until) => before.since > until,
        };
        pending.retain(|before| !request.covers(&before.request) || stays(before));
        Self::restore(own, pending)
    }

    /// Replaces the whole list. A run that did nothing restores the list from before it.
    pub fn restore(own: &Root, pending: Vec<PendingRun>) -> Result<(), MarkerError> {
        if !pending.is_empty() {
            return Self::write(own, pending);
        }
        for unread in UNREAD {
            if sees(own, unread)?.is_some() {
                return own.set_aside(&at(unread)?, &at(MARKER)?).map_err(MarkerError::Remove);
            }
        }
        remove(own, MARKER)
    }

    /// Returns the pending runs, oldest first, and what was noted beside them; none if there is no marker. No time in
    /// them is later than `now`. A marker of another user is refused.
    pub fn read(own: &Root, now: i64) -> Result<Vec<PendingRun>, MarkerError> {
        let mut pending = Self::read_from(own, MARKER, now)?;
        for noted in BESIDE.iter().flat_map(|name| Self::read_from(own, name, now).unwrap_or_default()) {
            if !pending.contains(&noted) {
                pending.push(noted);
            }
        }
        Ok(pending)
    }

    fn read_from(own: &Root, name: &str, now: i64) -> Result<Vec<PendingRun>, MarkerError> {
        let Some(is_ours) = sees(own, name)? else { return Ok(Vec::new()) };
        if !is_ours {
            return Err(MarkerError::NotOurs);
        }
        let bytes = own.read(&at(name)?, LIMIT).map_err(MarkerError::Read)?;
        let version: AnyVersion = serde_json::from_slice(&bytes).map_err(MarkerError::Damaged)?;
        if version.schema > SCHEMA {
            return Err(MarkerError::Newer { schema: version.schema });
        }
        let marker: Self = serde_json::from_slice(&bytes).map_err(MarkerError::Damaged)?;
        Ok(marker.pending.into_iter().map(|run| run.not_after(now)).collect())
    }

    /// Says whether a marker that cannot be read is kept beside that of the run under way, and whether a newer version
    /// wrote it.
    pub fn unread(own: &Root, now: i64) -> Option<MarkerError> {
        Self::NAMES.into_iter().find_map(|name| Self::read_from(own, name, now).err())
    }

    fn write(own: &Root, pending: Vec<PendingRun>) -> Result<(), MarkerError> {
        let text = Self { schema: SCHEMA, pending }.text()?;
        own.replace(&at(MARKER)?, &text).map_err(MarkerError::Write)
    }

    fn text(&self) -> Result<Vec<u8>, MarkerError> {
        serde_json::to_vec(self).map_err(MarkerError::Damaged)
    }
}

/// Says whether a name is taken, and if so whether by something of this user's.
fn sees(own: &Root, name: &str) -> Result<Option<bool>, MarkerError> {
    match own.is_ours(&at(name)?) {
        Ok(is_ours) => Ok(Some(is_ours)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(MarkerError::Folder(error)),
    }
}

fn remove(own: &Root, name: &str) -> Result<(), MarkerError> {
    match own.remove_file(&at(name)?) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(MarkerError::Remove(error)),
        _ => Ok(()),
    }
}

fn at(name: &str) -> Result<RelPath, MarkerError> {
    RelPath::parse(name).map_err(|_never| MarkerError::NotOurs)
}
