//! The record of a run: where its marker, lock and receipt go, and what failed of them. It never stops a run, except
//! where another Signoff is at work.
//!
//! The record is in Signoff's own folder. If that cannot be used, it is in the session's folder, which is lost when the
//! session ends or power is cut; or else nowhere. On a full disk the own folder is tried again once caches have gone.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io;
use std::time::{Duration, Instant};

use super::lock::{self, Claim};
use crate::model::{FailedCheck, FolderFault, ReceiptStatus, RecordFault, RelPath, Request};
use crate::platform::{Places, System};
use crate::receipts::{Completion, FailedChecks, Marker, MarkerError, PendingRun, Receipt, Retention, RunHistory};
use crate::safefs::{Home, NotARoot, ReplaceError, Root, RunLock};

/// The name of Signoff's folder in the session's folder.
const IN_SESSION: &str = "signoff";

/// What the record is looked for with.
#[derive(Clone, Copy)]
pub(super) struct Computer<'a> {
    pub(super) system: &'a dyn System,
    pub(super) places: &'a Places,
    /// Signoff's own folder, below HOME.
    pub(super) own_place: &'a RelPath,
}

/// Another Signoff is at work.
#[derive(Debug)]
pub(super) struct Busy;

/// The marker, lock and receipt of one run.
pub(super) struct Record {
    budget: Option<Duration>,
    /// The latest time that this run knows of, in Unix seconds, and when that was.
    latest: Cell<(i64, Instant)>,
    place: RefCell<Place>,
    faults: RefCell<BTreeSet<RecordFault>>,
    /// Whether the own folder is to be tried again once there is space.
    needs_space: Cell<bool>,
}

/// Where the record is.
struct Place {
    root: Option<Root>,
    /// Why it is not in Signoff's own folder.
    trouble: Option<NotARoot>,
    _lock: Option<RunLock>,
}

/// What became of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marked {
    Written,
    /// It may be written once there is space.
    NoSpace,
    Failed,
}

/// Why a folder cannot hold the record.
enum Unusable {
    Folder(NotARoot),
    /// Another Signoff is at work.
    Busy,
}

impl Record {
    /// Finds a place for the record and takes the lock. `budget` limits this run, and with it how long another run that
    /// has no limit may keep it waiting.
    pub(super) fn open(computer: Computer<'_>, home: &Home, budget: Option<Duration>) -> Result<Self, Busy> {
        let record = Self {
            budget,
            latest: Cell::new((computer.system.now(), Instant::now())),
            place: RefCell::new(Place { root: None, trouble: None, _lock: None }),
            faults: RefCell::default(),
            needs_space: Cell::new(false),
        };
        record.settle(computer, home, true)?;
        Ok(record)
    }

    /// Returns the time, in Unix seconds. Others may have written to the marker since this run began, above all while it
    /// waited for its turn: the time then would make that seem to come from the future.
    fn now(&self) -> i64 {
        let (latest, since) = self.latest.get();
        latest.saturating_add_unsigned(since.elapsed().as_secs())
    }

    /// Says whether an earlier run has put its record into the session's folder.
    pub(super) fn is_in_session(folder: &Home) -> bool {
        RelPath::parse(IN_SESSION).is_ok_and(|at| Root::open_own(folder, &at).is_ok())
    }

    /// Tries the own folder again, now that there is space.
    pub(super) fn try_again(&self, computer: Computer<'_>, home: &Home) {
        // Where only the marker did not fit, the place is as it was.
        let is_settled = self.place.borrow().root.is_some();
        if self.needs_space.replace(false) && !is_settled {
            // Another run that came first in the meantime is no reason to stop half-way.
            self.settle(computer, home, false).unwrap_or_default();
        }
    }

    fn settle(&self, computer: Computer<'_>, home: &Home, may_wait: bool) -> Result<(), Busy> {
        let at = computer.own_place;
        let trouble = match self.claim(computer, home, at) {
            Ok(()) => {
                self.take_over(computer);
                return Ok(());
            }
            Err(Unusable::Busy) => return Err(Busy),
            Err(Unusable::Folder(trouble)) => trouble,
        };
        let why = folder_fault(&trouble);
        self.place.borrow_mut().trouble = Some(trouble);
        if why == FolderFault::NoSpace && may_wait {
            self.needs_space.set(true);
            return Ok(());
        }
        let fault = match self.claim_in_session(computer) {
            Ok(()) => RecordFault::Elsewhere(why),
            Err(Unusable::Busy) => return Err(Busy),
            Err(Unusable::Folder(_)) => RecordFault::Nowhere(why),
        };
        self.fault(fault);
        Ok(())
    }

    /// Makes a folder the place of the record.
    fn claim(&self, computer: Computer<'_>, home: &Home, at: &RelPath) -> Result<(), Unusable> {
        let (root, aside) = Root::claim_own(home, at)?;
        let mut put_aside: BTreeSet<String> = aside.into_iter().collect();
        for name in own_names()? {
            let aside = root.clear_own_name(&name)?;
            if aside.is_some() && name.file_name() == FailedChecks::NAME {
                self.fault(RecordFault::ChecksUnread);
            }
            put_aside.extend(aside);
        }
        let lock = self.lock(computer, &root)?;
        self.faults.borrow_mut().extend(put_aside.into_iter().map(RecordFault::PutAside));
        // What could not be moved is still read where it is.
        Marker::adopt(&root, self.now()).unwrap_or_default();
        *self.place.borrow_mut() = Place { root: Some(root), trouble: None, _lock: lock };
        Ok(())
    }

    fn claim_in_session(&self, computer: Computer<'_>) -> Result<(), Unusable> {
        let path = &computer.places.os.session_folder;
        let not = || Unusable::Folder(NotARoot::Missing(path.clone()));
        let folder = Home::open(path).ok().filter(Home::is_private).ok_or_else(not)?;
        let trouble = self.place.borrow_mut().trouble.take();
        let claimed = self.claim(computer, &folder, &RelPath::parse(IN_SESSION).map_err(|_never| not())?);
        self.place.borrow_mut().trouble = trouble;
        claimed
    }

    /// Moves what an earlier run wrote into the session's folder, while the own folder could not be used, to where the
    /// record is now.
    fn take_over(&self, computer: Computer<'_>) {
        let Ok(at) = RelPath::parse(IN_SESSION) else { return };
        let Some(folder) = Home::open(&computer.places.os.session_folder).ok().filter(Home::is_private) else { return };
        let Ok(earlier) = Root::open_own(&folder, &at) else { return };
        Marker::adopt(&earlier, self.now()).unwrap_or_default();
        let pending = Marker::read(&earlier, self.now()).unwrap_or_default();
        if !pending.is_empty() && pending.iter().all(|run| self.add(run) == Marked::Written) {
            Marker::restore(&earlier, Vec::new()).unwrap_or_default();
        }
    }

    /// Takes the lock. Without a usable lock the run goes on: `None`.
    fn lock(&self, computer: Computer<'_>, root: &Root) -> Result<Option<RunLock>, Unusable> {
        match lock::claim(computer.system, root, self.budget).map_err(|error| unusable(root, error))? {
            Claim::Taken(lock) => Ok(Some(lock)),
            Claim::Busy => Err(Unusable::Busy),
            Claim::NotToBeHad => {
                self.fault(RecordFault::Lock);
                Ok(None)
            }
        }
    }

    /// Returns the pending runs. What cannot be read is a fault, and is not acted on.
    pub(super) fn pending(&self) -> Result<Vec<PendingRun>, MarkerError> {
        let place = self.place.borrow();
        match &place.root {
            Some(root) => Marker::read(root, self.now()),
            None => Ok(Vec::new()),
        }
    }

    /// Adds a run of now to the marker.
    pub(super) fn add(&self, run: &PendingRun) -> Marked {
        self.latest.set((run.since.max(self.now()), Instant::now()));
        self.write(|root| Marker::add(root, run, self.now()))
    }

    /// Notes a run while another one has the lock and the marker.
    pub(super) fn add_beside(computer: Computer<'_>, home: &Home, run: &PendingRun) -> Result<(), RecordFault> {
        let in_session = || {
            let folder = Home::open(&computer.places.os.session_folder).ok().filter(Home::is_private)?;
            Root::open_own(&folder, &RelPath::parse(IN_SESSION).ok()?).ok()
        };
        let own = Root::open_own(home, computer.own_place).ok().or_else(in_session);
        let noted = own.map(|own| Marker::add_beside(&own, run, computer.system.now()));
        noted.and_then(Result::ok).ok_or(RecordFault::MarkerNotWritten)
    }

    /// Replaces the whole list of pending runs.
    pub(super) fn replace(&self, pending: Vec<PendingRun>) -> Marked {
        self.write(|root| Marker::restore(root, pending))
    }

    fn write(&self, write: impl FnOnce(&Root) -> Result<(), MarkerError>) -> Marked {
        let place = self.place.borrow();
        match place.root.as_ref().map(write) {
            Some(Ok(())) => Marked::Written,
            Some(Err(MarkerError::Write(ReplaceError::NoSpace))) => {
                self.needs_space.set(true);
                Marked::NoSpace
            }
            None if self.needs_space.get() => Marked::NoSpace,
            Some(Err(_)) => {
                self.fault(RecordFault::MarkerNotWritten);
                Marked::Failed
            }
            None => Marked::Failed,
        }
    }

    /// Takes a completed request off the marker.
    pub(super) fn complete(&self, request: &Request, how: Completion) {
        self.change(|root, now| Marker::complete(root, request, how, now));
    }

    /// Makes the marker what it was before a run that did nothing.
    pub(super) fn restore(&self, before: Vec<PendingRun>) {
        self.change(|root, _now| Marker::restore(root, before));
    }

    fn change(&self, change: impl FnOnce(&Root, i64) -> Result<(), MarkerError>) {
        let changed = self.place.borrow().root.as_ref().map(|root| change(root, self.now()));
        match changed {
            // What cannot be read is said by `faults`.
            None | Some(Ok(()) | Err(MarkerError::Read(_) | MarkerError::Damaged(_) | MarkerError::Newer { .. })) => {}
            Some(Err(_)) => self.fault(RecordFault::MarkerNotRemoved),
        }
    }

    /// Returns the failed checks of earlier runs. What cannot be read is a fault.
    pub(super) fn failed_checks(&self) -> BTreeSet<FailedCheck> {
        let read = self.place.borrow().root.as_ref().map(FailedChecks::read);
        read.unwrap_or_else(|| Ok(BTreeSet::new())).unwrap_or_else(|_unread| {
            self.fault(RecordFault::ChecksUnread);
            BTreeSet::new()
        })
    }

    /// Writes the failed checks down, for later runs.
    pub(super) fn remember_failed(&self, failed: &BTreeSet<FailedCheck>) {
        let written = self.place.borrow().root.as_ref().map(|root| FailedChecks::replace(root, failed));
        let is_lost =
            if failed.is_empty() { matches!(written, Some(Err(_))) } else { !matches!(written, Some(Ok(()))) };
        if is_lost {
            self.fault(RecordFault::ChecksNotWritten);
        }
    }

    /// Saves a receipt.
    pub(super) fn save(&self, receipt: &Receipt, retention: Retention) -> ReceiptStatus {
        let place = self.place.borrow();
        let Some(root) = &place.root else { return ReceiptStatus::Failed };
        let status = RunHistory::record(root, receipt, retention);
        if status == ReceiptStatus::Failed {
            self.fault(RecordFault::Receipt);
        }
        status
    }

    /// Adds a fault to the report.
    pub(super) fn fault(&self, fault: RecordFault) {
        self.faults.borrow_mut().insert(fault);
    }

    /// As [`Record::faults`], with a marker for which there is no space.
    pub(super) fn faults_with(&self, marked: Marked) -> Vec<RecordFault> {
        if marked == Marked::NoSpace {
            self.fault(RecordFault::MarkerNotWritten);
        }
        self.faults()
    }

    /// Returns everything that failed of the record so far, sorted.
    pub(super) fn faults(&self) -> Vec<RecordFault> {
        let unread = self.place.borrow().root.as_ref().and_then(|root| Marker::unread(root, self.now()));
        let unread = unread.map(|error| match error {
            MarkerError::Newer { .. } => RecordFault::MarkerNewer,
            _ => RecordFault::MarkerUnread,
        });
        self.faults.borrow_mut().extend(unread);
        self.faults.borrow().iter().cloned().collect()
    }

    /// Returns why the record is not in Signoff's own folder; `None` if it is there, or if this was asked before.
    pub(super) fn take_trouble(&self) -> Option<NotARoot> {
        self.place.borrow_mut().trouble.take()
    }
}

/// Returns the names of the files that the record needs. What else has one of them is put aside.
fn own_names() -> Result<Vec<RelPath>, NotARoot> {
    let name = |name: &str| RelPath::parse(name).map_err(|_never| NotARoot::NotAFolder(name.into()));
    let others = ["lock", FailedChecks::NAME, "receipts.sqlite", "receipts.sqlite-journal", "receipts.sqlite-wal"];
    Marker::NAMES.into_iter().chain(others).map(name).collect()
}

fn unusable(root: &Root, source: io::Error) -> Unusable {
    let path = root.path();
    Unusable::Folder(match source.kind() {
        io::ErrorKind::CrossesDevices => NotARoot::Mount(path),
        _ => NotARoot::Open { path, source },
    })
}

impl From<NotARoot> for Unusable {
    fn from(trouble: NotARoot) -> Self {
        Self::Folder(trouble)
    }
}

fn folder_fault(trouble: &NotARoot) -> FolderFault {
    match trouble {
        NotARoot::Link(_) => FolderFault::Link,
        NotARoot::Mount(_) => FolderFault::Mount,
        NotARoot::ForeignOwner(_) => FolderFault::ForeignOwner,
        NotARoot::NotAFolder(_) | NotARoot::NoMarker { .. } => FolderFault::NotAFolder,
        NotARoot::Open { source, .. } => match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FolderFault::NoSpace,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => FolderFault::NotWritable,
            _ => FolderFault::Other,
        },
        NotARoot::Missing(_) | NotARoot::Changed(_) => FolderFault::Other,
    }
}
