//! Whose turn it is: of one user's runs, one works at a time. A run that nobody watches waits for its turn within its
//! budget; where it does not come, the request is left for `finish`. Ends no run: what may keep others out, and for how
//! long, is the lock's.

use std::thread;
use std::time::Duration;

use super::close::POLL_INTERVAL;
use super::context::{Engine, EngineError, Session};
use super::record::{Computer, Record};
use crate::model::{Origin, ReceiptStatus, RecordFault, Request, Stop, Verdict};
use crate::platform;
use crate::receipts::{PendingRun, Receipt, Retention, RunHistory};
use crate::safefs::Root;

/// This run's turn: no other run of this user works while this value lives.
pub struct Turn(pub(super) Session);

impl Engine<'_> {
    /// Takes the turn for a run that may take as long as `budget`. With `wait`, waits for another run until that is set.
    pub fn turn(&self, budget: Option<Duration>, wait: Option<&Stop>) -> Result<Turn, EngineError> {
        self.require_process_list()?;
        loop {
            match self.session(budget) {
                Err(EngineError::Busy) if wait.is_some_and(|stop| stop.asked().is_none()) => {
                    thread::sleep(POLL_INTERVAL);
                }
                session => return session.map(Turn),
            }
        }
    }

    /// Puts a request on the marker that was not carried out: the time was up, or another run is at work. Records a
    /// receipt. Returns what failed of that.
    pub fn record_pending(&self, request: &Request, origin: Origin) -> Result<Vec<RecordFault>, EngineError> {
        let (since, began) = (self.system.now(), self.system.logon());
        let run = PendingRun { request: request.clone(), since, grace: 0, began, ongoing: false };
        match self.session(None) {
            Ok(Session { record, .. }) => {
                let marked = record.add(&run);
                let (receipt, retention) = self.not_begun(request, Verdict::OutOfTime, origin);
                record.save(&receipt, retention);
                Ok(record.faults_with(marked))
            }
            Err(EngineError::Busy) => {
                let mut faults = self.add_beside(&run)?;
                if self.record_not_begun(request, Verdict::OutOfTime, origin) == ReceiptStatus::Failed {
                    faults.push(RecordFault::Receipt);
                }
                Ok(faults)
            }
            Err(error) => Err(error),
        }
    }

    /// Notes a run for `finish` while another run is at work, whose marker stays as it is. Returns what failed of that.
    pub(super) fn add_beside(&self, run: &PendingRun) -> Result<Vec<RecordFault>, EngineError> {
        let home = self.home()?;
        let own_place = self.own_place(&home)?;
        let computer = Computer { system: self.system, places: self.places, own_place: &own_place };
        Ok(Record::add_beside(computer, &home, run).err().into_iter().collect())
    }

    /// Records that a run was asked for at the end of a session, and not begun because a session goes on.
    pub fn record_session_goes_on(&self, request: &Request, origin: Origin) -> ReceiptStatus {
        self.record_not_begun(request, Verdict::SessionGoesOn, origin)
    }

    /// Records that a run was asked for and not begun. Takes no lock: nothing but the list of runs is written.
    fn record_not_begun(&self, request: &Request, verdict: Verdict, origin: Origin) -> ReceiptStatus {
        let (receipt, retention) = self.not_begun(request, verdict, origin);
        let own = || {
            let home = self.home().ok()?;
            Root::create_own(&home, &self.own_place(&home).ok()?).ok()
        };
        own().map_or(ReceiptStatus::Failed, |own| RunHistory::record(&own, &receipt, retention))
    }

    fn not_begun(&self, request: &Request, verdict: Verdict, origin: Origin) -> (Receipt, Retention) {
        let receipt = Receipt::not_begun(request, verdict, origin);
        self.logged(Receipt { started: self.system.now(), ..receipt })
    }

    /// Writes a receipt's line into the system's journal. Returns the receipt, and how long receipts are kept.
    pub(super) fn logged(&self, receipt: Receipt) -> (Receipt, Retention) {
        let (line, fields) = receipt.fields();
        let journal = platform::log_line(self.places, &line, &fields);
        let (days, runs) = (self.policy.receipt_days.value, self.policy.receipt_runs.value);
        (Receipt { journal, ..receipt }, Retention { days, runs })
    }
}
