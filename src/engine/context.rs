//! What the steps of a run share: what the engine works with, and what stays open for the length of a run. Runs nothing
//! itself.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::time::Duration;

use super::browser_processes::InUse;
use super::record::{Computer, Record};
use crate::catalog::Catalog;
use crate::model::{
    Close, Digest, Fate, Inventory, LeftoverKind, Observer, Origin, Plan, RelPath, RootId, Scope, Stop,
};
use crate::platform::{Places, System};
use crate::policy::Settings;
use crate::receipts::{Marker, MarkerError, RunHistory};
use crate::safefs::{Home, HomeError, NotARoot, Root};
use crate::store::EditError;

/// What every operation of the engine works with: definitions, settings, folders and the operating system.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The browser definitions.
    pub catalog: &'a Catalog,
    /// The settings in effect: the user's, overridden by the administrator's policy.
    pub policy: &'a Settings,
    /// The user's folders.
    pub places: &'a Places,
    /// The operating system: processes, open files, the clock. A fake in tests.
    pub system: &'a dyn System,
}

/// How much discovery looks at besides names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// For a preview: count files and bytes, and read the names of extensions.
    Sizes,
    /// Count nothing: files are counted while they are removed.
    NamesOnly,
    /// As `NamesOnly`, and look at the places of the catalog alone: for what is about single sites.
    Catalog,
    /// Look into no folder: a run by profile does that itself.
    Listed,
}

/// Whether a run's time is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Time {
    /// No limit.
    #[default]
    Open,
    /// The run may be cut off. What is removed is first moved into staging folders, where no browser finds it.
    Limited,
    /// Somebody waits to log in: as [`Self::Limited`], and what takes its time is left to another run.
    LoginWaits,
}

/// How many names are removed while a login waits: a slow disk frees some 400 in a second. In a home with little to
/// remove, no second run is needed.
const BEFORE_A_LOGIN: u64 = 400;

impl Time {
    /// Returns how many names are removed at most; the rest is left to another run.
    pub(super) const fn most_names(self) -> u64 {
        match self {
            Self::LoginWaits => BEFORE_A_LOGIN,
            Self::Open | Self::Limited => u64::MAX,
        }
    }
}

impl<T> From<Option<T>> for Time {
    fn from(budget: Option<T>) -> Self {
        if budget.is_some() { Self::Limited } else { Self::Open }
    }
}

/// Whether programs that still run are somebody's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Programs {
    /// They are: what a program holds stays, and a browser that is opened again is closed once more.
    #[default]
    AtWork,
    /// Their session is over: they protect nothing, and a browser is ended as often as something starts it again.
    LeftOver,
}

/// How a run treats open browsers and time.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// What to do about open browsers.
    pub close: Close,
    /// How long to wait for a browser that was asked to close.
    pub grace: Duration,
    /// What started the run.
    pub origin: Origin,
    /// Whether programs that still run are somebody's work.
    pub programs: Programs,
    /// Whether its time is limited.
    pub time: Time,
    /// How long it may take, which other runs that want the lock are told.
    pub budget: Option<Duration>,
}

impl Default for RunOptions {
    fn default() -> Self {
        let grace = Duration::from_secs(10);
        let (origin, programs) = (Origin::CommandLine, Programs::AtWork);
        Self { close: Close::Ask, grace, origin, programs, time: Time::Open, budget: None }
    }
}

impl RunOptions {
    /// Says whether a browser is ended as often as something starts it again.
    pub(super) fn ends_restarted(&self) -> bool {
        self.programs == Programs::LeftOver && self.close == Close::Force
    }
}

/// Why a run could not begin. Nothing was removed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The home folder cannot be opened, or belongs to another user.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// Signoff's own folder, in which unfinished and past runs are noted, cannot be used.
    #[error("Signoff's own folder cannot be used")]
    OwnFolder(#[source] NotARoot),
    /// Processes cannot be listed, so it is not known which browsers are open.
    #[error("the programs that run cannot be listed: /proc is not mounted, or belongs to another container")]
    NoProcesses,
    /// Another Signoff is running for this user.
    #[error("another Signoff is at work")]
    Busy,
    /// The list of past runs cannot be read.
    #[error("the list of past runs cannot be read")]
    History(#[from] EditError),
    /// The marker of unfinished runs cannot be read.
    #[error(transparent)]
    Marker(#[from] MarkerError),
}

/// What stays open for the length of a run: the home folder, and the record with its lock.
pub(super) struct Session {
    pub(super) home: Home,
    pub(super) record: Record,
}

/// How much of the request a plan covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coverage {
    All,
    /// Not what the next person has opened since; that stays on the marker.
    Part,
}

/// What a run by profile starts from, and where it leaves what it has planned.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) done: &'a OnceCell<Plan>,
}

/// What every step of one run works with.
pub(super) struct RunContext<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) session: &'a Session,
    /// The work, and the request that it was planned for.
    pub(super) plan: &'a Plan,
    /// What was listed, if the run goes by profile: `plan` then has no content of folders.
    pub(super) listed: Option<Listed<'a>>,
    pub(super) options: &'a RunOptions,
    pub(super) coverage: Coverage,
    /// When the interrupted run was, in seconds since 1970; `None` for a new run.
    pub(super) since: Option<i64>,
    pub(super) observer: &'a mut dyn Observer,
    pub(super) stop: &'a Stop,
}

impl<'a> RunContext<'a> {
    /// Returns the same run with another plan.
    pub(super) fn with_plan<'b>(&'b mut self, plan: &'b Plan) -> RunContext<'b> {
        let Self { engine, session, options, coverage, since, stop, .. } = *self;
        let (listed, observer) = (None, &mut *self.observer);
        RunContext { engine, session, plan, listed, options, coverage, since, observer, stop }
    }

    pub(super) fn home(&self) -> &'a Home {
        &self.session.home
    }

    /// Opens a root that the plan names, if it is still the folder that was proven.
    pub(super) fn open(&self, id: RootId) -> Result<Root, LeftoverKind> {
        open(self.home(), self.plan, id)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.asked().is_some()
    }
}

impl Engine<'_> {
    /// Returns a plan's digest: of the request, the policy, the catalog, and what the plan does in which roots.
    pub fn digest(&self, plan: &Plan) -> Digest {
        plan.digest(&[self.catalog.text(), &self.policy.text()].concat())
    }

    /// Returns the history of runs.
    pub fn history(&self) -> Result<RunHistory, EngineError> {
        let home = self.home()?;
        match Root::open_own(&home, &self.own_place(&home)?) {
            Ok(own) => Ok(RunHistory::read(&own)?),
            Err(NotARoot::Missing(_)) => Ok(RunHistory::default()),
            Err(err) => Err(EngineError::OwnFolder(err)),
        }
    }

    /// Opens the home folder, following the relocated folders that the policy names.
    pub(super) fn home(&self) -> Result<Home, HomeError> {
        let home = Home::open(&self.places.home)?.with_swaps(self.system.swaps().clone());
        Ok(home.with_relocated(self.policy.moved.value.clone()))
    }

    /// Fails where processes cannot be listed: open browsers must be closed before anything in them is removed.
    pub(super) fn require_process_list(&self) -> Result<(), EngineError> {
        self.system.shows_processes().then_some(()).ok_or(EngineError::NoProcesses)
    }

    /// Returns which processes run and which files they have open. Fails where that cannot be told.
    pub(super) fn in_use(&self, home: &Home) -> Result<InUse<'_>, EngineError> {
        self.require_process_list()?;
        Ok(InUse::now(self.system, home.path()))
    }

    /// Begins a run that may take as long as `budget`. Fails only where HOME cannot be used or another run is at work.
    pub(super) fn session(&self, budget: Option<Duration>) -> Result<Session, EngineError> {
        let home = self.home()?;
        let own_place = self.own_place(&home)?;
        let computer = Computer { system: self.system, places: self.places, own_place: &own_place };
        let record = Record::open(computer, &home, budget).map_err(|_busy| EngineError::Busy)?;
        Ok(Session { home, record })
    }

    pub(super) fn own_place(&self, home: &Home) -> Result<RelPath, EngineError> {
        let at = RelPath::below(home.path(), &self.places.state.join("signoff"))
            .or_else(|_outside| RelPath::parse(".local/state/signoff"));
        // The fallback is a constant that parses, so this cannot happen.
        at.map_err(|_never| EngineError::OwnFolder(NotARoot::NotAFolder(self.places.state.clone())))
    }

    /// Says whether the marker names a Fix sign-in that did not finish.
    pub(super) fn was_interrupted(&self, home: &Home) -> bool {
        let own = self.own_place(home).ok().and_then(|at| Root::open_own(home, &at).ok());
        let pending = own.and_then(|own| Marker::read(&own, self.system.now()).ok()).unwrap_or_default();
        pending.iter().any(|run| run.request.fixes().is_some())
    }
}

/// Returns whether a path below a folder is kept or removed; `None` only for an empty scope.
pub(super) fn fate(scope: &Scope<OsString>, at: &RelPath) -> Option<Fate> {
    scope.at(at.names().iter().map(OsString::as_os_str))
}

/// Opens a root that a plan names, if it is still the folder that was proven.
pub(super) fn open(home: &Home, plan: &Plan, id: RootId) -> Result<Root, LeftoverKind> {
    let proof = plan.proof(id).ok_or(LeftoverKind::Internal)?;
    Root::prove_again(home, proof).map_err(|err| err.leftover())
}
