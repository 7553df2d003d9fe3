//! The thread that does the work: it owns every call of the engine and answers with messages.
//!
//! It decides nothing. A plan that it runs is the very value that the window showed. A panic in it becomes a message,
//! because a window that waits for ever is worse than one that reply_to it failed.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::clean_window::CleanWindowMsg;
use super::effect::Order;
use super::kiosk::KioskMsg;
use super::msg::{Msg, ServicesMsg};
use super::preferences;
use super::progress::{Finished, Found};
use super::screen::{CloseMode, StartFailure};
use super::sign_in::{LoginPageState, SignInMsg};
use crate::catalog::{Catalog, Selection, Services};
use crate::engine::{Count, Engine, EngineError, RunOptions};
use crate::model::{
    Afterwards, Area, Close, Event, Inventory, Known, Observer, Origin, Plan, Report, Request, Stop, StopReason,
    Verdict, with_causes,
};
use crate::platform::{self, Idle, Places, System, sign_in_aids};
use crate::policy::Settings;
use crate::receipts::MarkerError;

/// What the worker works on.
pub struct WorkerContext {
    /// The browsers it knows.
    pub catalog: Catalog,
    /// The person's folders, or those of the sample home.
    pub places: Places,
    /// What is set; `None` where that cannot be read, and then nothing is done.
    pub settings: Option<Settings>,
    /// The computer.
    pub system: Box<dyn System + Send>,
    /// After how long without a touch the window is told of it, where it wants to know.
    pub idle: Option<Duration>,
}

/// The stop stop_handle of what is under way. Each piece of work gets a new one, because a stop_handle cannot be reset.
#[derive(Clone, Default)]
struct StopHandle(Arc<Mutex<Stop>>);

impl StopHandle {
    fn renew(&self) -> Stop {
        let fresh = Stop::default();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        fresh
    }

    fn ask(&self, reason: StopReason) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).ask(reason);
    }
}

/// The window's end of the worker. Dropping it stops the work and waits for the thread.
pub struct Worker {
    orders: Option<Sender<Order>>,
    answers: Receiver<Msg>,
    stop_handle: StopHandle,
    sender: MsgSender,
    thread: Option<JoinHandle<()>>,
}

/// Sends messages to the window and wakes it.
#[derive(Clone)]
struct MsgSender {
    to: Sender<Msg>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl MsgSender {
    /// Returns whether anybody listens. Nobody does once the window is gone; then there is nobody to tell either.
    fn send(&self, msg: Msg) -> bool {
        let is_heard = self.to.send(msg).is_ok();
        (self.wake)();
        is_heard
    }
}

impl Observer for MsgSender {
    fn on(&mut self, event: Event) {
        self.send(Msg::Event(event));
    }
}

impl Worker {
    /// Starts the thread. `wake` is called after every answer.
    pub fn start(context: WorkerContext, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (orders, todo) = channel();
        let (to, answers) = channel();
        let sender = MsgSender { to, wake: Arc::new(wake) };
        let stop_handle = StopHandle::default();
        watch_signals(sender.clone(), stop_handle.clone())?;
        if let Some(limit) = context.idle {
            watch_idle(&context, limit, sender.clone())?;
        }
        let (stops, reply_to) = (stop_handle.clone(), sender.clone());
        let thread =
            Builder::new().name("signoff-worker".into()).spawn(move || work(&context, &todo, &reply_to, &stops))?;
        Ok(Self { orders: Some(orders), answers, stop_handle, sender, thread: Some(thread) })
    }

    /// Gives the worker something to do, after everything that it was given before.
    pub fn order(&self, order: Order) {
        if matches!(order, Order::Prepare(_)) {
            // What is under way for an earlier one is of no use any more.
            self.stop(StopReason::Cancelled);
        }
        // The thread ends only when this end is dropped; it catches its own panics.
        if let Some(orders) = &self.orders {
            drop(orders.send(order));
        }
    }

    /// Does beside everything else what waits for a person or for the desktop, and answers where there is an answer.
    pub fn spawn_task(&self, name: &str, task: impl FnOnce() -> Option<Msg> + Send + 'static) {
        let sender = self.sender.clone();
        let run = move || {
            if let Some(msg) = task() {
                sender.send(msg);
            }
        };
        // Where no thread can be had, the window goes on without it.
        drop(Builder::new().name(name.to_owned()).spawn(run));
    }

    /// Asks to stop what is under way.
    pub fn stop(&self, reason: StopReason) {
        self.stop_handle.ask(reason);
    }

    /// Returns the next answer, if there is one.
    pub fn answer(&self) -> Option<Msg> {
        self.answers.try_recv().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        self.stop(StopReason::Cancelled);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The system's wish to end must reach a run even while the window is hidden and draws nothing.
fn watch_signals(sender: MsgSender, stop_handle: StopHandle) -> std::io::Result<()> {
    platform::on_signals(move |reason| {
        stop_handle.ask(reason);
        sender.send(Msg::SystemStop(reason));
    })
}

/// Tells a kiosk when nobody is there.
fn watch_idle(context: &WorkerContext, limit: Duration, sender: MsgSender) -> std::io::Result<()> {
    let tell = move |idle| {
        sender.send(Msg::Kiosk(match idle {
            Idle::For(time) => KioskMsg::Idle(time),
            Idle::Over => KioskMsg::Touched,
            Idle::Unknown => KioskMsg::IdleUnknown,
        }))
    };
    platform::watch_idle(&context.places.os.display, context.system.host_name(), limit, tell)
}

fn work(context: &WorkerContext, todo: &Receiver<Order>, sender: &MsgSender, stop_handle: &StopHandle) {
    let mut known = Arc::new(Inventory::default());
    while let Ok(order) = todo.recv() {
        let answer = catch_unwind(AssertUnwindSafe(|| carry_out(context, order, &mut known, sender, stop_handle)));
        if let Some(answer) = answer.unwrap_or(Some(Msg::Failed(StartFailure::Internal))) {
            sender.send(answer);
        }
    }
}

/// Returns the answer, where there is one to give.
fn carry_out(
    context: &WorkerContext,
    order: Order,
    known: &mut Arc<Inventory>,
    sender: &MsgSender,
    stop_handle: &StopHandle,
) -> Option<Msg> {
    // What the window itself looks like is the person's own, whatever an organisation has set.
    let order = match order {
        Order::Save(chosen) => return preferences::save(&context.places, &chosen).err().map(|_why| Msg::NotSaved),
        order => order,
    };
    let Some(policy) = &context.settings else { return Some(Msg::Failed(StartFailure::Policy)) };
    let (catalog, places, system) = (&context.catalog, &context.places, context.system.as_ref());
    let engine = Engine { catalog, policy, places, system };
    let mut observer = sender.clone();
    let answer = match order {
        Order::Look => look(&engine, known, &mut observer, &stop_handle.renew()),
        Order::Plan(request) => {
            Ok(plan(&engine, known, &request).map_or(Msg::Failed(StartFailure::Internal), Msg::Planned))
        }
        Order::Run { plan, close_mode } => {
            let grace = Duration::from_secs(policy.grace.value);
            let time = policy.time_budget.value.into();
            let options = RunOptions { close: close(close_mode), grace, origin: Origin::Window, time };
            let stop = stop_handle.renew();
            if let Some(budget) = policy.time_budget.value {
                // Where no clock can be set the run takes as long as it takes.
                platform::stop_after(&stop, Duration::from_secs(budget)).unwrap_or_default();
            }
            match engine.run(&plan, &options, &mut observer, &stop) {
                Ok(report) => return finished(context, policy, &plan, report, close_mode, sender),
                Err(error) => Err(error),
            }
        }
        Order::Prepare(request) => match prepare(&engine, &request, &stop_handle.renew()) {
            Ok(answer) => return answer,
            Err(error) => Err(error),
        },
        Order::Why { services, chosen } => match why(&engine, &services, chosen, &stop_handle.renew()) {
            Ok(answer) => return answer,
            Err(error) => Err(error),
        },
        Order::OpenPage { plan, report, page } => {
            let opened = match engine.open_login(&plan, &report, &page) {
                Ok(true) => LoginPageState::Yes,
                Ok(false) => LoginPageState::NotFound,
                Err(error) => LoginPageState::from(&error),
            };
            Ok(Msg::SignIn(SignInMsg::Opened(opened)))
        }
        Order::SignIns(services) => {
            let stop = stop_handle.renew();
            let found = engine.sign_ins(&services, &mut (), &stop);
            if stop.asked().is_some() {
                // Nobody waits for it any more.
                return None;
            }
            found.map(|found| Msg::Services(ServicesMsg::Found(found)))
        }
        Order::OpenSignOut(one) => Ok(Msg::Services(ServicesMsg::Opened(engine.open_sign_out([&*one])))),
        Order::CleanBrowsers => Ok(Msg::CleanWindow(CleanWindowMsg::Found(engine.clean_browsers()))),
        Order::CleanWindow { browser, page } => {
            let over = engine.clean_window(Some(&browser), &page, &mut observer, &stop_handle.renew());
            Ok(Msg::CleanWindow(CleanWindowMsg::Over(over.map_err(|error| with_causes(&error)))))
        }
        Order::BeginKiosk(request) => {
            // A mistake of a clean window's is not this session's.
            drop(engine.remove_stale_clean_windows());
            match engine.begin_kiosk(&request, &mut observer, &stop_handle.renew()) {
                Ok(()) => return None,
                Err(error) => Err(error),
            }
        }
        // A list that cannot be read ends nothing.
        Order::Past => Ok(Msg::Past(engine.past().ok())),
        Order::Save(_) => return None,
    };
    Some(answer.unwrap_or_else(|error| Msg::Failed(StartFailure::from(&error))))
}

/// Tells the result, and then does what should follow a clean End session. Where something is left the window asks the
/// person to stay, and nothing takes that away from them; where nobody is there, what is left stays owed.
fn finished(
    context: &WorkerContext,
    policy: &Settings,
    plan: &Plan,
    report: Report,
    close_mode: CloseMode,
    sender: &MsgSender,
) -> Option<Msg> {
    let is_over = match report.verdict {
        Verdict::Clean => true,
        Verdict::Left | Verdict::OutOfTime => close_mode == CloseMode::Unattended,
        Verdict::NothingDone | Verdict::Cancelled => false,
    };
    let follows = is_over && plan.request.fixes().is_none();
    sender.send(Msg::Finished(Finished { report, at: context.system.now() }));
    let follows = if follows { policy.afterwards.value } else { Afterwards::Nothing };
    if follows == Afterwards::Nothing {
        return None;
    }
    context.system.follow(follows).err().map(|error| Msg::AfterRunFailed(with_causes(&error)))
}

fn look(
    engine: &Engine<'_>,
    known: &mut Arc<Inventory>,
    observer: &mut MsgSender,
    stop: &Stop,
) -> Result<Msg, EngineError> {
    let inventory = engine.discover(&BTreeSet::new(), &Area::ALL.into(), Count::Sizes, observer, stop)?;
    if stop.asked().is_some() {
        // Half an inventory would look like a whole one.
        return Ok(Msg::Failed(StartFailure::Stopped));
    }
    *known = Arc::new(inventory);
    let all = plan(engine, known, &Request::for_everything(engine.policy));
    Ok(all.map_or(Msg::Failed(StartFailure::Internal), |all| Msg::Found(Found { inventory: Arc::clone(known), all })))
}

/// Returns the plan of a Fix sign-in after a new look; nothing where nobody waits for it any more.
fn prepare(engine: &Engine<'_>, request: &Request, stop: &Stop) -> Result<Option<Msg>, EngineError> {
    let (all, none) = (BTreeSet::new(), BTreeSet::new());
    let mut inventory = engine.discover(&all, &none, Count::NamesOnly, &mut (), stop)?;
    if let Some(rules) = request.fixes() {
        engine.inspect(&mut inventory, rules, stop)?;
    }
    // Half a look would call clean what was not looked at.
    if stop.asked().is_some() {
        return Ok(None);
    }
    let plan = plan(engine, &inventory, request);
    Ok(Some(plan.map_or(Msg::Failed(StartFailure::Internal), |plan| Msg::SignIn(SignInMsg::Planned(Box::new(plan))))))
}

/// Returns what is known of chosen sign-ins; nothing where nobody waits for it any more.
fn why(engine: &Engine<'_>, services: &Services, chosen: Selection, stop: &Stop) -> Result<Option<Msg>, EngineError> {
    let profiles = engine.why(&chosen, services, &mut (), stop)?;
    if stop.asked().is_some() {
        return Ok(None);
    }
    let asked = chosen.asked.into_iter().collect();
    let known = Known { asked, profiles, outside: sign_in_aids(engine.places), now: engine.system.now() };
    Ok(Some(Msg::SignIn(SignInMsg::Known(known))))
}

impl From<&EngineError> for StartFailure {
    fn from(error: &EngineError) -> Self {
        match error {
            EngineError::Home(_) => Self::Home,
            EngineError::NoProcesses => Self::NoProcesses,
            EngineError::Busy => Self::Busy,
            EngineError::OwnFolder(_) | EngineError::Lock(_) | EngineError::Marker(MarkerError::Write(_)) => {
                Self::Marker
            }
            // Among them a marker that cannot be removed, which is noticed only after the run.
            EngineError::Marker(_) | EngineError::Past(_) => Self::Internal,
        }
    }
}

/// The boxes name only what was found, so that a request can be refused only by a mistake of ours.
fn plan(engine: &Engine<'_>, inventory: &Inventory, request: &Request) -> Option<Plan> {
    engine.plan(inventory, request).ok()
}

const fn close(close_mode: CloseMode) -> Close {
    match close_mode {
        CloseMode::NotNeeded => Close::Never,
        CloseMode::Ask => Close::Ask,
        CloseMode::Force | CloseMode::Unattended => Close::Force,
    }
}
