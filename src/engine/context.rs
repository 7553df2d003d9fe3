//! What the steps of a run have in common: the world that an engine knows, and what is held open for a run.

use std::ffi::OsString;
use std::io;
use std::time::Duration;

use crate::catalog::Catalog;
use crate::model::{Close, Digest, Fate, LeftoverKind, Observer, Origin, Plan, RelPath, RootId, Scope, Stop};
use crate::platform::{Places, System};
use crate::policy::Settings;
use crate::receipts::{Marker, MarkerError, Past};
use crate::safefs::{Home, HomeError, NotARoot, Root, RunLock};
use crate::store::EditError;

/// Everything that a run needs to know about the world.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The browsers.
    pub catalog: &'a Catalog,
    /// What is set.
    pub policy: &'a Settings,
    /// This user's folders.
    pub places: &'a Places,
    /// Processes and the clock; a fake in tests.
    pub system: &'a dyn System,
}

/// Whether discovery counts what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Files and bytes of everything, and names of extensions, for a preview.
    Sizes,
    /// Nothing, but browsers that no catalog names are looked for too, as for a preview.
    Unknown,
    /// Nothing; what goes is counted while it goes.
    NamesOnly,
}

/// Whether a run's time is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Time {
    /// It takes as long as it takes.
    #[default]
    Open,
    /// It may end before everything is removed: what goes whole is put out of the browsers' reach first.
    Limited,
}

impl<T> From<Option<T>> for Time {
    fn from(budget: Option<T>) -> Self {
        if budget.is_some() { Self::Limited } else { Self::Open }
    }
}

/// How a run goes about it.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// What to do about open browsers.
    pub close: Close,
    /// How long an asked browser has.
    pub grace: Duration,
    /// How it was started.
    pub origin: Origin,
    /// Whether its time is limited.
    pub time: Time,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { close: Close::Ask, grace: Duration::from_secs(10), origin: Origin::CommandLine, time: Time::Open }
    }
}

/// Why a run could not begin. Nothing was removed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The home folder is not one, or not this user's.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// Signoff's own folder cannot be made or is not its own.
    #[error("Signoff's own folder cannot be used")]
    OwnFolder(#[source] NotARoot),
    /// Processes cannot be listed: nobody knows which browsers are open.
    #[error("the programs that run cannot be listed: /proc is not mounted, or belongs to another container")]
    NoProcesses,
    /// Another Signoff is at work for this user.
    #[error("another Signoff is at work")]
    Busy,
    /// The lock of the own folder said no.
    #[error("the run lock cannot be taken")]
    Lock(#[source] io::Error),
    /// The list of past runs cannot be read.
    #[error("the list of past runs cannot be read")]
    Past(#[from] EditError),
    /// The marker cannot be written, or is not ours.
    #[error(transparent)]
    Marker(#[from] MarkerError),
}

/// What is held open for as long as a run lasts.
pub(super) struct Session {
    pub(super) home: Home,
    pub(super) own: Root,
    _lock: RunLock,
}

/// How much of a request a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covers {
    All,
    /// The rest was opened by the next person and stays owed.
    Part,
}

/// What every step of one run needs.
pub(super) struct RunContext<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) session: &'a Session,
    /// What is done, and the request that it is for.
    pub(super) plan: &'a Plan,
    pub(super) options: &'a RunOptions,
    pub(super) covers: Covers,
    /// Since when the request is owed, in seconds since 1970; `None` for a run that begins now.
    pub(super) since: Option<i64>,
    pub(super) observer: &'a mut dyn Observer,
    pub(super) stop: &'a Stop,
}

impl<'a> RunContext<'a> {
    /// Returns the same run with another plan.
    pub(super) fn with_plan<'b>(&'b mut self, plan: &'b Plan) -> RunContext<'b> {
        let Self { engine, session, options, covers, since, stop, .. } = *self;
        RunContext { engine, session, plan, options, covers, since, observer: &mut *self.observer, stop }
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
    /// Returns the short name of a plan; see product.md, principle 1, for what it covers.
    pub fn digest(&self, plan: &Plan) -> Digest {
        plan.digest(&[self.catalog.text(), &self.policy.text()].concat())
    }

    /// Returns past runs.
    pub fn past(&self) -> Result<Past, EngineError> {
        let home = self.home()?;
        Ok(Past::read(&self.own_root(&home)?)?)
    }

    /// Opens the home folder, with the places to which the policy says that folders were moved.
    pub(super) fn home(&self) -> Result<Home, HomeError> {
        Ok(Home::open(&self.places.home)?.moved(self.policy.moved.value.clone()))
    }

    /// What is open is closed first, or left alone, so that it must be seen. To note what is owed nothing need be.
    pub(super) fn must_see_processes(&self) -> Result<(), EngineError> {
        self.system.shows_processes().then_some(()).ok_or(EngineError::NoProcesses)
    }

    pub(super) fn session(&self) -> Result<Session, EngineError> {
        let home = self.home()?;
        let own = self.own_root(&home)?;
        let lock = RunLock::take(&own).map_err(EngineError::Lock)?.ok_or(EngineError::Busy)?;
        Ok(Session { home, own, _lock: lock })
    }

    pub(super) fn process_name(&self, pid: u32) -> String {
        let processes = self.system.processes();
        let name = processes.into_iter().find(|process| process.pid == pid).map(|process| process.name);
        name.unwrap_or_else(|| pid.to_string())
    }

    pub(super) fn own_root(&self, home: &Home) -> Result<Root, EngineError> {
        Root::create_own(home, &self.own_place(home)?).map_err(EngineError::OwnFolder)
    }

    pub(super) fn own_place(&self, home: &Home) -> Result<RelPath, EngineError> {
        let at = RelPath::below(home.path(), &self.places.state.join("signoff"))
            .or_else(|_outside| RelPath::parse(".local/state/signoff"));
        // The fallback is a constant that parses; an error here would be a mistake of ours.
        at.map_err(|_never| EngineError::Lock(io::Error::from(io::ErrorKind::InvalidInput)))
    }

    /// Says whether a Fix sign-in was begun and not finished.
    pub(super) fn was_interrupted(&self, home: &Home) -> bool {
        let owed = self.own_place(home).ok().and_then(|at| Root::open_own(home, &at).ok());
        let owed = owed.and_then(|own| Marker::read(&own).ok()).unwrap_or_default();
        owed.iter().any(|owed| owed.request.fixes().is_some())
    }
}

/// Returns what happens to a path below a folder; `None` only for a scope that says nothing at all.
pub(super) fn fate(scope: &Scope<OsString>, at: &RelPath) -> Option<Fate> {
    scope.at(at.names().iter().map(OsString::as_os_str))
}

/// Opens a root that a plan names, if it is still the folder that was proven.
pub(super) fn open(home: &Home, plan: &Plan, id: RootId) -> Result<Root, LeftoverKind> {
    let proof = plan.proof(id).ok_or(LeftoverKind::Internal)?;
    Root::prove_again(home, proof).map_err(|not| not.leftover())
}
