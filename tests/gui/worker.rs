//! The worker thread with the real engine on a sample home.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use signoff::catalog::{Catalog, Services};
use signoff::demo::Demo;
use signoff::engine::{Engine, Waits};
use signoff::gui::clean_window::CleanWindowMsg;
use signoff::gui::effect::{Effect, Order};
use signoff::gui::kiosk::{Kiosk, WindowMode};
use signoff::gui::model::Model;
use signoff::gui::msg::{Msg, ServicesMsg};
use signoff::gui::preferences::Preferences;
use signoff::gui::screen::{CloseMode, StartFailure};
use signoff::gui::sign_in::SignInMsg;
use signoff::gui::update::update;
use signoff::gui::worker::{Worker, WorkerContext};
use signoff::i18n::Lang;
use signoff::model::{AfterRun, AfterRunError, BrowserId, Held, Request, SignInReport, Stop, Verdict};
use signoff::platform::testing::FakeSystem;
use signoff::platform::{LockHolder, LockProgram, System};
use signoff::safefs::testing::link;

/// Long enough for the slowest machine.
const WAIT: Duration = Duration::from_mins(2);

/// Returns a computer without browsers, whose screen cannot be locked.
fn unlockable() -> Box<FakeSystem> {
    let on_follow = Box::new(|_| Err(AfterRunError::NotLocked));
    Box::new(FakeSystem { on_follow, now: Some(1_800_000_000), ..FakeSystem::new() })
}

struct Bench {
    worker: Worker,
    woken: Receiver<()>,
    demo: Demo,
}

impl Bench {
    fn new() -> Self {
        Self::with(signoff::policy::Settings::default(), Box::new(FakeSystem::over_real()))
    }

    fn with(settings: signoff::policy::Settings, system: Box<dyn System + Send>) -> Self {
        let demo = Demo::new().expect("a sample home");
        let (wake, woken) = channel();
        let context = WorkerContext {
            settings: Some(settings),
            catalog: Catalog::builtin().expect("the catalog"),
            places: demo.places.clone(),
            system,
            idle: None,
            watchdog: None,
        };
        let worker = Worker::start(context, move || wake.send(()).unwrap_or_default()).expect("a thread");
        Self { worker, woken, demo }
    }

    /// Returns the next answer that is not progress.
    fn answer(&self) -> Msg {
        loop {
            match self.worker.answer() {
                Some(Msg::Event(_)) => {}
                Some(msg) => return msg,
                None => self.woken.recv_timeout(WAIT).expect("an answer"),
            }
        }
    }

    fn report(&self, model: &Model) -> SignInReport {
        let chosen = model.sign_in.selection().expect("the default is ticked");
        self.worker.order(Order::Why { services: std::sync::Arc::clone(&model.sign_in.services), chosen });
        match self.answer() {
            Msg::SignIn(SignInMsg::Report(report)) => report,
            other => panic!("no report: {other:?}"),
        }
    }
}

#[test]
fn a_stale_sign_in_is_explained_removed_and_gone() {
    let bench = Bench::new();
    let model = Model::new(Lang::En, true);
    let before = bench.report(&model);
    assert!(before.profiles.iter().flat_map(|profile| &profile.services).any(|holding| holding.several));

    bench.worker.order(Order::PlanFix(model.sign_in.request().expect("the default is ticked")));
    let plan = match bench.answer() {
        Msg::SignIn(SignInMsg::Planned(plan)) => plan,
        other => panic!("not a plan: {other:?}"),
    };
    assert!(plan.held.values().any(|held| matches!(held, Held::Found(found) if !found.is_empty())));
    bench.worker.order(Order::Run { plan: std::sync::Arc::from(plan), close_mode: CloseMode::NotNeeded });
    let finished = match bench.answer() {
        Msg::Finished(finished) => finished,
        other => panic!("not a result: {other:?}"),
    };
    assert_eq!(finished.report.verdict, Verdict::Clean, "{:#?}", finished.report);
    assert!(bench.report(&model).profiles.is_empty(), "nothing is left to explain");
}

#[test]
fn what_follows_a_clean_end_session_comes_after_its_result_and_follows_no_fix() {
    let mut settings = signoff::policy::Settings::default();
    settings.afterwards.value = AfterRun::Lock;
    let bench = Bench::with(settings, unlockable());
    let model = Model::new(Lang::En, true);
    bench.worker.order(Order::PlanFix(model.sign_in.request().expect("the default is ticked")));
    let Msg::SignIn(SignInMsg::Planned(fix)) = bench.answer() else { panic!("not a plan") };
    bench.worker.order(Order::Run { plan: std::sync::Arc::from(fix), close_mode: CloseMode::NotNeeded });
    assert!(matches!(bench.answer(), Msg::Finished(_)));
    bench.worker.order(Order::Discover);
    // There is no action after a Fix sign-in: the next answer is the discovery.
    assert!(matches!(bench.answer(), Msg::Found(_)));
    bench.worker.order(Order::Plan(Request::default()));
    let Msg::Planned(plan) = bench.answer() else { panic!("not a plan") };
    bench.worker.order(Order::Run { plan: std::sync::Arc::new(plan), close_mode: CloseMode::NotNeeded });
    let Msg::Finished(finished) = bench.answer() else { panic!("not a result") };
    assert_eq!(finished.report.verdict, Verdict::Clean, "{:#?}", finished.report);
    match bench.answer() {
        Msg::AfterRunFailed(followed) => {
            assert_eq!(followed.tried, [(AfterRun::Lock, Err(AfterRunError::NotLocked))]);
        }
        other => panic!("not what followed: {other:?}"),
    }
}

/// If something is left, the user is asked to stay; without a user, the action after the run takes place.
#[test]
fn what_follows_comes_after_a_run_that_left_something_only_where_nobody_is_there() {
    let mut settings = signoff::policy::Settings::default();
    settings.afterwards.value = AfterRun::LogOut;
    let bench = Bench::with(settings, unlockable());
    let home = &bench.demo.places.home;
    link(home.join("elsewhere"), home.join(".config/vivaldi")).expect("a link");
    for (close_mode, follows) in [(CloseMode::Force, false), (CloseMode::Unattended, true)] {
        bench.worker.order(Order::Discover);
        let Msg::Found(found) = bench.answer() else { panic!("nothing found") };
        bench.worker.order(Order::Run { plan: found.all.into(), close_mode });
        let Msg::Finished(finished) = bench.answer() else { panic!("no result") };
        assert_eq!(finished.report.verdict, Verdict::Left, "{:#?}", finished.report.skipped);
        bench.worker.order(Order::History);
        assert_eq!(matches!(bench.answer(), Msg::AfterRunFailed(_)), follows, "{close_mode:?}");
    }
}

/// Another run that does not end in time is no reason to leave the session open: its end is noted, and a log-out cleans.
#[test]
fn a_session_that_ends_by_itself_beside_another_run_is_noted_said_and_left() {
    let mut settings = signoff::policy::Settings::default();
    settings.afterwards.value = AfterRun::LogOut;
    settings.time_budget.value = Some(1);
    let program = LockProgram::CommandLine;
    let at_work = || vec![LockHolder { pid: u32::MAX, program, is_stopped: false, age: Duration::ZERO }].into();
    let bench = Bench::with(settings, Box::new(FakeSystem { holders: at_work(), ..*unlockable() }));
    let (catalog, policy) = (Catalog::builtin().expect("the catalog"), signoff::policy::Settings::default());
    let (places, system) = (&bench.demo.places, &FakeSystem::new());
    let other = Engine { catalog: &catalog, policy: &policy, places, system };
    let turn = other.turn(None, None).expect("nobody else is at work");
    let model = Model::new(Lang::En, true).as_kiosk(Kiosk::new(WindowMode::Full, Preferences::default()));
    bench.worker.order(Order::BeginKiosk(model.kiosk_request()));
    bench.worker.order(Order::Discover);
    let Msg::Found(found) = bench.answer() else { panic!("the session does not begin") };
    bench.worker.order(Order::Run { plan: found.all.into(), close_mode: CloseMode::Unattended });
    let said = bench.answer();
    assert!(matches!(said, Msg::Failed(StartFailure::PutOff { noted: true })), "{said:?}");
    assert!(matches!(bench.answer(), Msg::AfterRunFailed(_)), "it is tried to log out");
    drop(turn);
    bench.worker.order(Order::Discover);
    let Msg::Found(found) = bench.answer() else { panic!("nothing found") };
    assert!(found.owed, "a later run completes it");
}

#[test]
fn live_sign_ins_and_browsers_for_a_clean_window_are_found() {
    let bench = Bench::new();
    let model = Model::new(Lang::En, true);
    bench.worker.order(Order::SignIns(std::sync::Arc::clone(&model.sign_in.services)));
    let Msg::Services(ServicesMsg::Found(found)) = bench.answer() else { panic!("no sign-ins") };
    assert!(found.live.iter().any(|live| live.service == "tuni" && !live.signs.is_empty()), "{found:#?}");
    bench.worker.order(Order::CleanBrowsers);
    assert!(matches!(bench.answer(), Msg::CleanWindow(CleanWindowMsg::Found(_))));
    // There is no such browser, so nothing is opened.
    bench.worker.order(Order::CleanWindow {
        browser: BrowserId("no-such-browser".into()),
        page: "https://example.com/".into(),
    });
    let Msg::CleanWindow(CleanWindowMsg::Ended(Err(why))) = bench.answer() else { panic!("no answer") };
    assert!(why.contains("no-such-browser"), "{why}");
}

#[test]
fn what_was_asked_last_is_answered_last() {
    let bench = Bench::new();
    let model = Model::new(Lang::En, true);
    let request = model.sign_in.request().expect("the default is ticked");
    let google = Services::builtin().expect("the sets").choose(&["google".to_owned()]).expect("a set");
    let mode = signoff::model::Mode::FixSignIn { asked: google.asked, rules: google.rules.into() };
    let other = Request { mode, ..request.clone() };
    bench.worker.order(Order::PlanFix(request));
    bench.worker.order(Order::PlanFix(other.clone()));
    // The first may have been done before it could be cancelled; the last answer is for the last request.
    loop {
        match bench.answer() {
            Msg::SignIn(SignInMsg::Planned(plan)) if plan.request == other => break,
            Msg::SignIn(SignInMsg::Planned(_)) => {}
            msg => panic!("not a plan: {msg:?}"),
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test writes as the user does, and checks the disk itself")]
fn an_owed_run_is_told_and_completed() {
    let bench = Bench::new();
    let marker = bench.demo.places.home.join(".local/state/signoff/unfinished.json");
    bench.worker.order(Order::BeginKiosk(Request::default()));
    bench.worker.order(Order::History);
    assert!(matches!(bench.answer(), Msg::History(_)));
    let owed = serde_json::json!({
        "request": { "level": "traces", "only": [], "keeping": [], "browsers": [], "profiles": [] },
        "since": 4_000_000_000_i64,
    });
    std::fs::write(&marker, serde_json::json!({ "schema": 1, "owed": [owed] }).to_string()).expect("a marker");
    let cookies = bench.demo.places.home.join(".config/google-chrome/Default/Cookies");
    assert!(cookies.exists());
    let owed = |order| {
        bench.worker.order(order);
        let Msg::Found(found) = bench.answer() else { panic!("nothing found") };
        found.owed
    };
    assert!(owed(Order::Discover));
    assert!(!owed(Order::Finish));
    assert!(!cookies.exists() && !marker.exists());
}

/// A kiosk's session is pending from its start until its end is verified. What a killed window leaves belongs to that
/// session until the next one begins, however late it was written.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test writes as the user does, and checks the disk itself")]
fn a_kiosk_owes_the_end_of_its_session_until_it_is_verified() {
    let bench = Bench::new();
    let marker = bench.demo.places.home.join(".local/state/signoff/unfinished.json");
    let mut model = Model::new(Lang::En, true).as_kiosk(Kiosk::new(WindowMode::Full, Preferences::default()));
    assert!(!marker.exists());
    bench.worker.order(Order::BeginKiosk(model.kiosk_request()));
    bench.worker.order(Order::Discover);
    update(&mut model, Msg::EndSession);
    let Some(Effect::Work(plans)) = update(&mut model, bench.answer()) else { panic!("not planned as a kiosk asks") };
    bench.worker.order(plans);
    let Some(Effect::Work(Order::Run { plan, close_mode })) = update(&mut model, bench.answer()) else {
        panic!("no run")
    };
    assert!(marker.exists());
    bench.worker.order(Order::Run { plan, close_mode });
    let Msg::Finished(finished) = bench.answer() else { panic!("no result") };
    assert_eq!(finished.report.verdict, Verdict::Clean, "{:#?}", finished.report);
    assert!(!marker.exists(), "verified");

    bench.worker.order(Order::BeginKiosk(model.kiosk_request()));
    // Orders are done one after another: the answer to the next order means that this one is done.
    bench.worker.order(Order::History);
    assert!(matches!(bench.answer(), Msg::History(_)));
    // As after a long session whose window was killed: the last files are much newer than its start.
    let text = std::fs::read_to_string(&marker).expect("a marker");
    let mut pending: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let since = pending["owed"][0]["since"].as_i64().expect("a time");
    pending["owed"][0]["since"] = (since - 3600).into();
    let late = bench.demo.places.home.join(".config/google-chrome/Default/History");
    let finish = |ongoing: bool| {
        let mut pending = pending.clone();
        pending["owed"][0]["lasts"] = ongoing.into();
        std::fs::write(&late, b"the session's").expect("a file");
        std::fs::write(&marker, pending.to_string()).expect("a marker");
        let (catalog, policy) = (Catalog::builtin().expect("the catalog"), signoff::policy::Settings::default());
        let (places, system) = (&bench.demo.places, &FakeSystem::over_real());
        let engine = Engine { catalog: &catalog, policy: &policy, places, system };
        let reports = engine.finish((None, Waits::Nobody), &mut (), &Stop::default()).expect("it can be finished");
        (reports.into_iter().map(|report| report.verdict).collect::<Vec<_>>(), late.exists(), marker.exists())
    };
    assert_eq!(finish(false), (vec![Verdict::Left], true, true), "what a run did not see belongs to the next user");
    assert_eq!(finish(true), (vec![Verdict::Clean], false, false), "of a kiosk, it is not");
}
