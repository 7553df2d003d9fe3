//! The worker thread: makes every call of the engine, and answers with messages.
//!
//! It decides nothing; a plan that it runs is the value that the window showed. It catches panics and answers with a
//! failure, so that the window never waits for ever.

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
use crate::engine::{Count, Engine, EngineError, RunOptions, Waits};
use crate::model::{
    AfterRun, Area, Close, Event, Inventory, Observer, Origin, Plan, Report, Request, SignInReport, Stop, StopReason,
    Verdict, with_causes,
};
use crate::platform::{self, Idle, MARGIN, Places, System, UNATTENDED, Watchdog, sign_in_aids};
use crate::policy::Settings;

/// What the worker works with.
pub struct WorkerContext {
    /// The browsers to look for.
    pub catalog: Catalog,
    /// The user's folders, or those of the sample home.
    pub places: Places,
    /// The settings; `None` if they cannot be read, and then the worker refuses every order but `Save`.
    pub settings: Option<Settings>,
    /// The operating system.
    pub system: Box<dyn System + Send>,
    /// After how long without input to tell the window; `None` to not watch for it.
    pub idle: Option<Duration>,
    /// Ends the program if a limited run, or the end after a signal, takes too long; `None` in tests.
    pub watchdog: Option<Watchdog>,
}

/// Stops the current order. Each order gets a new `Stop`, because one that was asked cannot be reset.
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

/// The window's handle of the worker. Dropping it stops the current order and joins the thread.
pub struct Worker {
    orders: Option<Sender<Order>>,
    answers: Receiver<Msg>,
    stop_handle: StopHandle,
    sender: MsgSender,
    thread: Option<JoinHandle<()>>,
    watchdog: Option<Watchdog>,
}

/// Sends messages to the window and wakes it.
#[derive(Clone)]
struct MsgSender {
    to: Sender<Msg>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl MsgSender {
    /// Sends a message. Returns `false` if the window is gone.
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
    /// Starts the worker. `wake` is called after every message.
    pub fn start(context: WorkerContext, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (orders, queue) = channel();
        let (to, answers) = channel();
        let sender = MsgSender { to, wake: Arc::new(wake) };
        let stop_handle = StopHandle::default();
        let watchdog = context.watchdog.clone();
        watch_signals(sender.clone(), stop_handle.clone(), watchdog.clone())?;
        if let Some(limit) = context.idle {
            watch_idle(&context, limit, sender.clone())?;
        }
        let (stops, reply_to) = (stop_handle.clone(), sender.clone());
        let thread =
            Builder::new().name("signoff-worker".into()).spawn(move || work(&context, &queue, &reply_to, &stops))?;
        Ok(Self { orders: Some(orders), answers, stop_handle, sender, thread: Some(thread), watchdog })
    }

    /// Queues an order. A `PlanFix` stops the current order first.
    pub fn order(&self, order: Order) {
        if matches!(order, Order::PlanFix(_)) {
            // The answer to the current order, for example an earlier `PlanFix`, would be out of date.
            self.stop(StopReason::Cancelled);
        }
        // Sending fails only if the thread is gone; it ends only when this handle is dropped.
        if let Some(orders) = &self.orders {
            drop(orders.send(order));
        }
    }

    /// Runs a task that waits for the user or the desktop in a thread of its own, and sends its message, if any.
    pub fn spawn_task(&self, name: &str, task: impl FnOnce() -> Option<Msg> + Send + 'static) {
        let sender = self.sender.clone();
        let run = move || {
            if let Some(msg) = task() {
                sender.send(msg);
            }
        };
        // If no thread can be started, the task is skipped.
        drop(Builder::new().name(name.to_owned()).spawn(run));
    }

    /// Stops the current order.
    pub fn stop(&self, reason: StopReason) {
        self.stop_handle.ask(reason);
    }

    /// Returns the next message, if there is one.
    pub fn answer(&self) -> Option<Msg> {
        self.answers.try_recv().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        self.stop(StopReason::Cancelled);
        if let Some(watchdog) = &self.watchdog {
            watchdog.end_within(MARGIN);
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Handles SIGTERM and the like in a thread of its own: a hidden window draws no frames.
fn watch_signals(sender: MsgSender, stop_handle: StopHandle, watchdog: Option<Watchdog>) -> std::io::Result<()> {
    platform::on_signals(move |reason| {
        stop_handle.ask(reason);
        if let Some(watchdog) = &watchdog {
            watchdog.end_within(MARGIN);
        }
        sender.send(Msg::SystemStop(reason));
    })
}

/// Tells a kiosk when there was no input for `limit`, and when there is input again.
fn watch_idle(context: &WorkerContext, limit: Duration, sender: MsgSender) -> std::io::Result<()> {
    let on_change = move |idle| {
        sender.send(Msg::Kiosk(match idle {
            Idle::For(time) => KioskMsg::Idle(time),
            Idle::Over => KioskMsg::Touched,
            Idle::Unknown => KioskMsg::IdleUnknown,
        }))
    };
    platform::watch_idle(&context.places.os.display, context.system.host_name(), limit, on_change)
}

fn work(context: &WorkerContext, queue: &Receiver<Order>, sender: &MsgSender, stop_handle: &StopHandle) {
    let mut inventory = Arc::new(Inventory::default());
    while let Ok(order) = queue.recv() {
        let answer = catch_unwind(AssertUnwindSafe(|| carry_out(context, order, &mut inventory, sender, stop_handle)));
        if let Some(answer) = answer.unwrap_or(Some(Msg::Failed(StartFailure::Internal))) {
            sender.send(answer);
        }
    }
}

/// Carries out an order. Returns the answer, if there is one.
fn carry_out(
    context: &WorkerContext,
    order: Order,
    inventory: &mut Arc<Inventory>,
    sender: &MsgSender,
    stop_handle: &StopHandle,
) -> Option<Msg> {
    // Preferences are saved even if the settings cannot be read.
    let order = match order {
        Order::Save(chosen) => return preferences::save(&context.places, &chosen).err().map(|_why| Msg::NotSaved),
        order => order,
    };
    let Some(policy) = &context.settings else { return Some(Msg::Failed(StartFailure::Policy)) };
    let (catalog, places, system) = (&context.catalog, &context.places, context.system.as_ref());
    let engine = Engine { catalog, policy, places, system };
    let mut observer = sender.clone();
    let answer = match order {
        Order::Discover => discover(&engine, inventory, &mut observer, &stop_handle.renew()),
        Order::Finish => {
            let stop = stop_handle.renew();
            let done = engine.finish((None, Waits::Person), &mut observer, &stop);
            done.and_then(|_reports| discover(&engine, inventory, &mut observer, &stop))
        }
        Order::Plan(request) => {
            Ok(plan(&engine, inventory, &request).map_or(Msg::Failed(StartFailure::Internal), Msg::Planned))
        }
        Order::Run { plan, close_mode } => {
            let grace = Duration::from_secs(policy.grace.value);
            // Nobody watches a session that ends by itself, so its run is always limited.
            let unattended = (close_mode == CloseMode::Unattended).then_some(UNATTENDED);
            let budget = policy.time_budget.value.map(Duration::from_secs).or(unattended);
            let (close, origin, time) = (close(close_mode), Origin::Window, budget.into());
            let options = RunOptions { close, grace, origin, time, budget, ..RunOptions::default() };
            let stop = stop_handle.renew();
            if let Some(budget) = budget {
                // If no timer can be started, the watchdog ends the run.
                platform::stop_after(&stop, budget).unwrap_or_default();
                if let Some(watchdog) = &context.watchdog {
                    watchdog.set_limit(budget.saturating_add(MARGIN));
                }
            }
            // A session that ends by itself waits for another run, and leaves its request if that does not end.
            let turn = engine.turn(budget, unattended.and(Some(&stop)));
            let ran = turn.map(|turn| engine.run_in(&turn, &plan, &options, &mut observer, &stop));
            if let Some(watchdog) = &context.watchdog {
                watchdog.lift();
            }
            match ran {
                Ok(report) => return finished(&engine, &plan, report, close_mode, sender),
                Err(EngineError::Busy) if unattended.is_some() => return put_off(&engine, &plan.request, sender),
                Err(error) => Err(error),
            }
        }
        Order::PlanFix(request) => match plan_fix(&engine, &request, &stop_handle.renew()) {
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
                // The answer is out of date.
                return None;
            }
            found.map(|found| Msg::Services(ServicesMsg::Found(found)))
        }
        Order::OpenSignOut(one) => Ok(Msg::Services(ServicesMsg::Opened(engine.open_sign_out([&*one])))),
        Order::CleanBrowsers => Ok(Msg::CleanWindow(CleanWindowMsg::Found(engine.clean_browsers()))),
        Order::CleanWindow { browser, page } => {
            let over = engine.clean_window(Some(&browser), &page, &mut observer, &stop_handle.renew());
            Ok(Msg::CleanWindow(CleanWindowMsg::Ended(over.map_err(|error| with_causes(&error)))))
        }
        Order::BeginKiosk(request) => {
            // Failing to remove a stale clean window does not concern this session.
            drop(engine.remove_stale_clean_windows(Some(UNATTENDED), None));
            match engine.begin_kiosk(&request, &mut observer, &stop_handle.renew()) {
                // What failed of the record fails of the run at the session's end, too, and is said then.
                Ok(_faults) => return None,
                Err(error) => Err(error),
            }
        }
        // If the list cannot be read, the window says so on its page.
        Order::History => Ok(Msg::History(engine.history().ok())),
        Order::Save(_) => return None,
    };
    Some(answer.unwrap_or_else(|error| Msg::Failed(StartFailure::from(&error))))
}

/// Sends the result, then runs the action after a clean End session (lock, log out). If something is left, the user is
/// asked to stay and no action runs; with `Unattended` it runs all the same, and the rest stays pending.
fn finished(
    engine: &Engine<'_>,
    plan: &Plan,
    report: Report,
    close_mode: CloseMode,
    sender: &MsgSender,
) -> Option<Msg> {
    let is_over = match report.verdict {
        Verdict::Clean => true,
        Verdict::Left | Verdict::OutOfTime => close_mode == CloseMode::Unattended,
        Verdict::NothingDone | Verdict::SessionGoesOn | Verdict::Cancelled => false,
    };
    let follows = is_over && plan.request.fixes().is_none();
    sender.send(Msg::Finished(Finished { report, at: engine.system.now() }));
    if follows { follow(engine) } else { None }
}

/// Notes a run of a session that ends by itself, for which another run left no time, sends that, and runs the action
/// after a run: a log-out cleans by its hooks.
fn put_off(engine: &Engine<'_>, request: &Request, sender: &MsgSender) -> Option<Msg> {
    let noted = engine.record_pending(request, Origin::Window).is_ok_and(|faults| faults.is_empty());
    sender.send(Msg::Failed(StartFailure::PutOff { noted }));
    follow(engine)
}

/// Runs the action after a run. Returns what failed of it.
fn follow(engine: &Engine<'_>) -> Option<Msg> {
    let follows = engine.policy.afterwards.value;
    if follows == AfterRun::Nothing {
        return None;
    }
    let followed = engine.follow(follows);
    followed.failure().is_some().then_some(Msg::AfterRunFailed(followed))
}

fn discover(
    engine: &Engine<'_>,
    inventory: &mut Arc<Inventory>,
    observer: &mut MsgSender,
    stop: &Stop,
) -> Result<Msg, EngineError> {
    let found = engine.discover(&BTreeSet::new(), &Area::ALL.into(), Count::Sizes, observer, stop)?;
    if stop.asked().is_some() {
        // A partial inventory would look complete.
        return Ok(Msg::Failed(StartFailure::Stopped));
    }
    *inventory = Arc::new(found);
    // With what a policy keeps: its row is there, and unticked.
    let request = Request { keeping: BTreeSet::new(), ..Request::for_everything(engine.policy) };
    let all = plan(engine, inventory, &request);
    let found = |all| Msg::Found(Found { inventory: Arc::clone(inventory), all, owed: engine.is_owed() });
    Ok(all.map_or(Msg::Failed(StartFailure::Internal), found))
}

/// Returns the plan of a Fix sign-in, from a new inventory; `None` if it was cancelled.
fn plan_fix(engine: &Engine<'_>, request: &Request, stop: &Stop) -> Result<Option<Msg>, EngineError> {
    let (all, none) = (BTreeSet::new(), BTreeSet::new());
    let mut inventory = engine.discover(&all, &none, Count::Catalog, &mut (), stop)?;
    if let Some(rules) = request.fixes() {
        engine.inspect(&mut inventory, rules, stop)?;
    }
    // A partial inventory would make sites look clean.
    if stop.asked().is_some() {
        return Ok(None);
    }
    let plan = plan(engine, &inventory, request);
    Ok(Some(plan.map_or(Msg::Failed(StartFailure::Internal), |plan| Msg::SignIn(SignInMsg::Planned(Box::new(plan))))))
}

/// Returns the sign-ins of the chosen services and sites; `None` if it was cancelled.
fn why(engine: &Engine<'_>, services: &Services, chosen: Selection, stop: &Stop) -> Result<Option<Msg>, EngineError> {
    let profiles = engine.why(&chosen, services, &mut (), stop)?;
    if stop.asked().is_some() {
        return Ok(None);
    }
    let asked = chosen.asked.into_iter().collect();
    let report = SignInReport { asked, profiles, outside: sign_in_aids(engine.places), now: engine.system.now() };
    Ok(Some(Msg::SignIn(SignInMsg::Report(report))))
}

impl From<&EngineError> for StartFailure {
    fn from(error: &EngineError) -> Self {
        match error {
            EngineError::Home(_) => Self::Home,
            EngineError::NoProcesses => Self::NoProcesses,
            EngineError::Busy => Self::Busy,
            EngineError::OwnFolder(_) | EngineError::Marker(_) => Self::Marker,
            EngineError::History(_) => Self::Internal,
        }
    }
}

/// Returns a plan; `None` only by a bug, because the boxes name only what was found.
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
