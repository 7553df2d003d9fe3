//! Recording requests whose run did not happen, and completing those whose run was interrupted. Never closes a browser,
//! and leaves profiles that were opened since: they hold the next person's data.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::context::{
    Count, Coverage, Engine, EngineError, Programs, RunContext, RunOptions, Session, Time, fate, open,
};
use super::discover::note_unchanged;
use super::leftover::leftover;
use super::record::{Marked, Record};
use super::run::run_and_record;
use super::sites;
use super::turn::Turn;
use crate::model::{
    Action, Close, Entry, Fate, Folder, Inventory, Item, LeftoverKind, Observer, Origin, Plan, ProfileId, RecordFault,
    RelPath, Report, Request, RootId, Scope, Span, Stop,
};
use crate::platform::{Sessions, UNATTENDED};
use crate::receipts::{Completion, Marker, PendingRun};
use crate::safefs::{Home, NotARoot, Root, staging_dir_of};

/// A display manager's script marks a session up to so many seconds before the system lists it.
const MARKED_BEFORE: i64 = 10;

/// So long after a session was marked, in seconds, the system lists it if it goes on. A display manager's script marks it
/// before, and what completes earlier sessions runs at the same time when the computer starts.
const BEGINS_WITHIN: i64 = 60;

/// What is taken for the session of a marker where nobody knows when the present one began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WithoutLogon {
    /// The present one.
    Same,
    /// An earlier one: nobody is logged in, or not yet.
    Earlier,
}

/// Whether a login waits for what is completed before it. It has several hooks, and waits once: the later ones leave to
/// others what the first had no time for. What takes its time is removed beside the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// A login waits.
    Login,
    /// A person waits, who is told that another run is at work.
    Person,
    /// Nobody waits: another run is waited for.
    Nobody,
}

impl Waits {
    /// Returns until when another run is waited for; `None` if it is not.
    pub const fn patience(self, stop: &Stop) -> Option<&Stop> {
        match self {
            Self::Nobody => Some(stop),
            Self::Login | Self::Person => None,
        }
    }
}

impl From<Waits> for Time {
    fn from(waits: Waits) -> Self {
        match waits {
            Waits::Login => Self::LoginWaits,
            // A session may begin meanwhile, or the time may be up.
            Waits::Person | Waits::Nobody => Self::Limited,
        }
    }
}

/// What came of completing what earlier sessions left, before a new one.
#[derive(Debug, Default)]
pub struct Begun {
    /// A report for each run that was completed.
    pub reports: Vec<Report>,
    /// What failed of the record.
    pub faults: Vec<RecordFault>,
}

impl Engine<'_> {
    /// Says whether Signoff has a folder for this user: without one, nothing is pending.
    pub fn has_record(&self) -> Result<bool, EngineError> {
        let home = self.home()?;
        let is_missing = |root: Result<Root, NotARoot>| matches!(root, Err(NotARoot::Missing(_)));
        let in_session = Home::open(&self.places.os.session_folder).ok();
        Ok(!is_missing(Root::open_own(&home, &self.own_place(&home)?))
            || in_session.is_some_and(|folder| Record::is_in_session(&folder)))
    }

    /// Says whether there is a run of an earlier session to complete. Only looks.
    pub fn is_owed(&self) -> bool {
        let own = self.home().ok().and_then(|home| Root::open_own(&home, &self.own_place(&home).ok()?).ok());
        let pending = own.and_then(|own| Marker::read(&own, self.system.now()).ok()).unwrap_or_default();
        pending.iter().any(|pending| !self.goes_on(pending, WithoutLogon::Same))
    }

    /// Completes the runs on the marker, oldest first, and returns a report for each. The run of a session that goes on
    /// stays pending.
    pub fn finish(
        &self,
        (budget, waits): (Option<Duration>, Waits),
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Vec<Report>, EngineError> {
        let Turn(session) = self.turn(budget, waits.patience(stop))?;
        let pending = session.record.pending()?;
        if let Some(trouble) = session.record.take_trouble().filter(|_| pending.is_empty()) {
            // What is pending is not known.
            return Err(EngineError::OwnFolder(trouble));
        }
        self.finish_earlier(&session, pending, (WithoutLogon::Earlier, waits), observer, stop)
    }

    /// Puts the end of a session that begins on the marker, and completes what earlier ones left there.
    pub fn begin_session(
        &self,
        request: &Request,
        (budget, waits): (Option<Duration>, Waits),
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Begun, EngineError> {
        match self.begin(request, (budget, waits), WithoutLogon::Earlier, observer, stop) {
            // Another run completes what an earlier session left, perhaps for minutes: no login waits for that.
            Err(EngineError::Busy) => self.mark_beside(request),
            begun => begun,
        }
    }

    /// As [`Self::begin_session`], for a kiosk's window, which may have been started again in the same session. Returns
    /// what failed of the record.
    pub fn begin_kiosk(
        &self,
        request: &Request,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Vec<RecordFault>, EngineError> {
        match self.begin(request, (Some(UNATTENDED), Waits::Nobody), WithoutLogon::Same, observer, stop) {
            // What the login left to be done beside it may be at work for minutes. Nobody at a kiosk waits for that.
            Err(EngineError::Busy) => Ok(self.mark_beside(request)?.faults),
            begun => Ok(begun?.faults),
        }
    }

    fn begin(
        &self,
        request: &Request,
        (budget, waits): (Option<Duration>, Waits),
        without_logon: WithoutLogon,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Begun, EngineError> {
        let Turn(session) = self.turn(budget, None)?;
        // A marker that cannot be read tells nothing that could be completed, and is said.
        let pending = session.record.pending().unwrap_or_default();
        let is_held_before = waits == Waits::Login && pending.iter().any(|pending| self.is_of_this_login(pending));
        // Before anything that could hang, for what comes next at this login.
        self.mark_session(&session, request, without_logon);
        let reports = if is_held_before {
            Vec::new()
        } else {
            self.finish_earlier(&session, pending, (without_logon, waits), observer, stop)?
        };
        let marked = self.mark_session(&session, request, without_logon);
        Ok(Begun { reports, faults: session.record.faults_with(marked) })
    }

    fn mark_session(&self, session: &Session, request: &Request, without_logon: WithoutLogon) -> Marked {
        match session.record.pending() {
            Ok(pending) => session.record.replace(self.with_session(pending, request, without_logon)),
            Err(_unread) => session.record.add(&self.session_now(request)),
        }
    }

    /// Says whether a session was marked by an earlier hook of this login.
    fn is_of_this_login(&self, pending: &PendingRun) -> bool {
        self.goes_on(pending, WithoutLogon::Earlier) && self.begins(pending)
    }

    /// Notes the end of a session that begins while another run is at work.
    fn mark_beside(&self, request: &Request) -> Result<Begun, EngineError> {
        Ok(Begun { reports: Vec::new(), faults: self.add_beside(&self.session_now(request))? })
    }

    fn session_now(&self, request: &Request) -> PendingRun {
        let (request, since) = (request.clone(), self.system.now());
        PendingRun { request, since, grace: 0, began: self.system.logon(), ongoing: true }
    }

    /// Returns the pending runs and the end of the session that begins. What is left of earlier sessions is completed
    /// beside it, or with it.
    fn with_session(
        &self,
        mut pending: Vec<PendingRun>,
        request: &Request,
        without_logon: WithoutLogon,
    ) -> Vec<PendingRun> {
        let (logon, now) = (self.system.logon(), self.system.now());
        pending.retain(|pending| !self.goes_on(pending, without_logon) || !request.covers(&pending.request));
        for earlier in pending.iter_mut().filter(|pending| !self.goes_on(pending, without_logon)) {
            *earlier = PendingRun { since: earlier.cutoff(logon, now), grace: 0, ongoing: false, ..earlier.clone() };
        }
        pending.push(self.session_now(request));
        pending
    }

    /// Says whether a pending run is the end of the session that still goes on.
    fn goes_on(&self, pending: &PendingRun, without_logon: WithoutLogon) -> bool {
        pending.ongoing
            && match self.system.logon() {
                Some(logon) => logon <= pending.since.saturating_add(MARKED_BEFORE),
                None => {
                    without_logon == WithoutLogon::Same
                        || self.begins(pending)
                        || self.system.sessions(self.places) == Sessions::GoOn
                }
            }
    }

    /// Says whether a session was marked just now: it may begin, and not be listed yet. One of before a restart does not.
    fn begins(&self, pending: &PendingRun) -> bool {
        let age = self.system.now().saturating_sub(pending.since);
        age < BEGINS_WITHIN && self.system.booted().is_none_or(|booted| booted <= pending.since)
    }

    fn finish_earlier(
        &self,
        session: &Session,
        mut pending: Vec<PendingRun>,
        (without_logon, waits): (WithoutLogon, Waits),
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Vec<Report>, EngineError> {
        pending.retain(|pending| !self.goes_on(pending, without_logon));
        let reports = pending.iter().map(|pending| self.finish_one(session, pending, waits, observer, stop));
        reports.filter_map(Result::transpose).collect()
    }

    fn finish_one(
        &self,
        session: &Session,
        pending: &PendingRun,
        waits: Waits,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Option<Report>, EngineError> {
        let wanted = &pending.request;
        let now = self.system.now();
        let until = pending.cutoff(self.system.logon(), now);
        // The run goes off the marker even in the second in which it was put there.
        let completed = until.max(pending.since.saturating_add(i64::from(pending.ongoing)));
        // If no session has begun since, all belongs to the one before, whatever times its files have.
        let written_after = (!pending.ongoing || until < now).then_some(until);
        let count = if wanted.fixes().is_some() { Count::Catalog } else { Count::NamesOnly };
        let mut inventory = self.discover(&wanted.browsers, &wanted.also, count, observer, stop)?;
        // What was written since belongs to the next person.
        inventory.session = Span { started: pending.began, ended: Some(until) };
        let Inventory { browsers, roots, session: span, .. } = &mut inventory;
        for browser in browsers {
            note_unchanged(&session.home, roots, browser, span.started, stop);
        }
        if let Some(rules) = wanted.fixes() {
            sites::inspect_closed(&session.home, &mut inventory, rules, stop);
            sites::find_remains(&session.home, &mut inventory, rules, stop);
        }
        // If the profile that the request names is gone, nothing is left to do.
        let Ok(mut plan) = self.plan(&inventory, &pending.request.with_kept(self.policy)) else {
            // But if the search was stopped, or met a folder that it must not enter, the request stays on the marker.
            if stop.asked().is_none() && inventory.skipped.is_empty() {
                session.record.complete(&pending.request, Completion::Earlier(completed));
            }
            return Ok(None);
        };
        let since = Since { written_after, now: self.system.now(), stop };
        let opened = opened_since(&session.home, &inventory, &plan, &since);
        let (theirs, ours): (Vec<Item>, Vec<Item>) =
            plan.items.drain(..).partition(|item| opened.contains(&item.target.root));
        plan.items = ours;
        plan.searched.retain(|folder| !opened.contains(&folder.target.root));
        let coverage = if theirs.is_empty() { Coverage::All } else { Coverage::Part };
        if waits != Waits::Login {
            for item in &theirs {
                remove_aside(&session.home, &plan, item, stop);
            }
        }
        // What still runs of a session that is over is nobody's work, and a file that the next one has opened to read
        // can go, too.
        let is_over = pending.ongoing || self.system.logon().is_some_and(|logon| logon > pending.since);
        let programs = if is_over { Programs::LeftOver } else { Programs::AtWork };
        let (close, origin) = (Close::Never, Origin::Finish);
        let options = RunOptions { close, origin, programs, time: waits.into(), ..RunOptions::default() };
        let (plan, options, since) = (&plan, &options, Some(completed));
        let listed = None;
        let run = RunContext { engine: self, session, plan, listed, options, coverage, since, observer, stop };
        let theirs = theirs.iter().map(|item| leftover(item, None, LeftoverKind::OpenedSince)).collect();
        Ok(Some(run_and_record(run, theirs)))
    }
}

/// Removes what earlier runs put aside in a folder that belongs to the next person by now: none of it is theirs. What is
/// left of it is removed with the rest of the folder later.
fn remove_aside(home: &Home, plan: &Plan, item: &Item, stop: &Stop) {
    let aside = item.entries.iter().filter(|entry| staging_dir_of(&entry.at).as_ref() == Some(&entry.at));
    let mut scope = Scope::new(Fate::Keep);
    aside.for_each(|entry| scope.remove(entry.at.names()));
    if let Ok(root) = open(home, plan, item.target.root)
        && scope.names_anything(&Fate::Remove)
    {
        root.reset(item.target.at.as_ref(), &scope, stop, &mut |_| {});
    }
}

/// So much later than now, in seconds, a file may have been written: a browser may write while it is looked at. Later
/// times are those of a clock that was wrong.
const CLOCK: i64 = 60;

/// Which files are the next person's.
struct Since<'a> {
    /// When the interrupted run was, in Unix seconds; `None` if no session has begun since.
    written_after: Option<i64>,
    now: i64,
    stop: &'a Stop,
}

impl Since<'_> {
    /// Says whether something was written since.
    fn is_written(&self, root: &Root, at: Option<RelPath>) -> bool {
        let times = |after: i64| after.saturating_add(1)..=self.now.saturating_add(CLOCK);
        at.zip(self.written_after).is_some_and(|(at, after)| root.is_written(&at, times(after), self.stop))
    }
}

/// Returns the roots with an open browser, or with a file to remove that was written since. Kept files do not count: the
/// interrupted run may have edited them itself.
fn opened_since(home: &Home, inventory: &Inventory, plan: &Plan, since: &Since<'_>) -> BTreeSet<RootId> {
    let is_fix = plan.request.fixes().is_some();
    let running: BTreeSet<_> = plan.must_close.iter().map(|open| &open.id).collect();
    let profiles = inventory.browsers.iter().flat_map(|browser| &browser.profiles);
    let folders: BTreeMap<ProfileId, &[Folder]> = profiles.map(|one| (one.id, one.folders.as_slice())).collect();
    let mut opened = BTreeSet::new();
    for item in &plan.items {
        let id = item.target.root;
        let is_written = |root: &Root| {
            let folders = item.profile_id.and_then(|id| folders.get(&id)).copied().unwrap_or_default();
            if is_fix { used_since(root, folders, item, since) } else { written_since(root, item, since) }
        };
        let is_asked = since.written_after.is_some() && since.stop.asked().is_none() && !opened.contains(&id);
        let is_open = running.contains(&item.profile.browser);
        if is_open || is_asked && open(home, plan, id).is_ok_and(|root| is_written(&root)) {
            opened.insert(id);
        }
    }
    opened
}

/// Says whether a profile was used since: a file that Fix sign-in never writes is newer.
fn used_since(root: &Root, folders: &[Folder], item: &Item, since: &Since<'_>) -> bool {
    folders.iter().filter(|folder| folder.target.root == item.target.root).any(|folder| {
        let ours = |entry: &Entry| {
            let is_store = folder.stores.iter().any(|store| store.at.starts_with(&entry.at));
            is_store || folder.stores.iter().any(|store| is_beside(&entry.at, &store.at)) || is_half_written(entry)
        };
        let theirs = folder.entries.iter().filter(|entry| !ours(entry));
        theirs.into_iter().any(|entry| since.is_written(root, folder.target.below(&entry.at).at))
    })
}

/// Says whether a path is below a store, or is a side file of it.
fn is_beside(at: &RelPath, store: &RelPath) -> bool {
    let name = at.file_name().as_encoded_bytes();
    at.starts_with(store) || at.parent() == store.parent() && name.starts_with(store.file_name().as_encoded_bytes())
}

fn is_half_written(entry: &Entry) -> bool {
    entry.at.file_name().as_encoded_bytes().starts_with(b".signoff-")
}

fn written_since(root: &Root, item: &Item, since: &Since<'_>) -> bool {
    let Action::Reset { scope } = &item.action else { return false };
    let goes = |entry: &&Entry| fate(scope, &entry.at) == Some(Fate::Remove);
    // Our own half-written files do not count.
    let theirs = |entry: &&Entry| !is_half_written(entry);
    let going = item.entries.iter().filter(goes).filter(theirs);
    going.into_iter().any(|entry| since.is_written(root, item.target.below(&entry.at).at))
}
