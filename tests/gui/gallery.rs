//! Every screen, in a state that shows what it can hold.

use std::sync::Arc;
use std::time::Duration;

use signoff::gui::clean_window::CleanWindowMsg;
use signoff::gui::kiosk::{Kiosk, KioskMsg, WindowMode};
use signoff::gui::model::Model;
use signoff::gui::msg::{Msg, ServicesMsg};
use signoff::gui::preferences::Preferences;
use signoff::gui::progress::Finished;
use signoff::gui::screen::{Page, Screen, StartFailure};
use signoff::gui::sign_in::SignInMsg;
use signoff::gui::testing;
use signoff::i18n::Lang;
use signoff::model::{
    BrowserId, Category, Event, ItemId, Leftover, LeftoverKind, Owner, Phase, RelPath, Skip, SkipReason, Tally, Verdict,
};
use signoff::receipts::{Receipt, RunHistory};

use crate::stage::Stage;

pub(crate) fn working(lang: Lang) -> Stage {
    let mut stage = Stage::home(lang, false);
    stage.handle(Msg::EndSession);
    stage
}

pub(crate) fn ended(lang: Lang, verdict: Verdict, change: impl FnOnce(&mut Finished)) -> Stage {
    let mut stage = working(lang);
    let mut finished = testing::finished(&stage.model, verdict);
    change(&mut finished);
    stage.handle(Msg::Finished(finished));
    stage
}

pub(crate) fn left(finished: &mut Finished) {
    finished.report.leftovers = vec![Leftover {
        item: ItemId(0),
        owner: Owner::Browser(BrowserId("chrome".into())),
        profile: Some("Person 1".into()),
        place: None,
        at: Some(RelPath::parse("Network/Cookies").expect("a relative path")),
        kind: LeftoverKind::InUse("backup".into()),
    }];
}

/// A run that asked Firefox to close three seconds ago.
fn closing(lang: Lang) -> Stage {
    let mut stage = Stage::home(lang, true);
    stage.handle(Msg::EndSession);
    stage.handle(Msg::CloseBrowsers);
    let waiting = Event::WaitingFor(BrowserId("firefox".into()));
    for msg in [Msg::Clock(60), Msg::Event(Event::Phase(Phase::Closing)), Msg::Event(waiting), Msg::Clock(63)] {
        stage.handle(msg);
    }
    stage
}

/// A run that has removed half of the bytes.
pub(crate) fn removing(lang: Lang) -> Stage {
    let mut stage = working(lang);
    let half = stage.model.plan.as_ref().map_or(0, |plan| plan.total().bytes) / 2;
    let id = ItemId(1);
    for event in [Event::Phase(Phase::Removing), Event::Started(id), Event::Progress { id, files: 1, bytes: half }] {
        stage.handle(Msg::Event(event));
    }
    stage
}

/// The home screen with a page over it.
pub(crate) fn page(lang: Lang, page: Page) -> Stage {
    let mut stage = Stage::home(lang, false);
    stage.handle(Msg::Open(page));
    stage
}

/// The home screen after a session that was cut off.
pub(crate) fn owed(lang: Lang) -> Stage {
    let mut stage = Stage::new(lang, false);
    let mut found = testing::found(false);
    found.owed = true;
    stage.handle(Msg::Found(found));
    stage
}

/// Fix sign-in with a plan.
pub(crate) fn fix(lang: Lang, running: bool) -> Stage {
    let mut stage = Stage::home(lang, false);
    stage.sign_in(SignInMsg::Open);
    stage.plan_fix(running);
    stage
}

/// The result of a Fix sign-in.
pub(crate) fn fixed(lang: Lang, verdict: Verdict, change: impl FnOnce(&mut Finished)) -> Stage {
    let mut stage = fix(lang, false);
    stage.sign_in(SignInMsg::Remove);
    let mut finished = testing::finished(&stage.model, verdict);
    change(&mut finished);
    stage.handle(Msg::Finished(finished));
    stage
}

/// Why?, with sign-ins of two organisations in one profile.
pub(crate) fn why(lang: Lang) -> Stage {
    let mut stage = Stage::home(lang, false);
    stage.sign_in(SignInMsg::Why);
    stage.sign_in(SignInMsg::Report(testing::sign_in::report()));
    stage
}

/// The result of a Fix sign-in that skipped an app.
fn fix_left(lang: Lang) -> Stage {
    let mut stage = fixed(lang, Verdict::Left, |finished| finished.report.skipped = vec![kept()]);
    let found = stage.model.found.as_mut().expect("what was found");
    let browsers = &mut Arc::make_mut(&mut found.inventory).browsers;
    let mut slack = browsers.first().expect("a browser").clone();
    (slack.id, slack.name) = (BrowserId("app:slack".into()), "Slack".into());
    browsers.push(slack);
    stage
}

/// An app with an embedded browser, whose sites cannot be told apart.
pub(crate) fn kept() -> Skip {
    let at = RelPath::parse(".config/Slack").expect("a relative path");
    let owner = Owner::Browser(BrowserId("app:slack".into()));
    Skip { owner, at, reason: SkipReason::NotUnderstood, moved: None }
}

/// Every screen, with the name of its snapshot.
pub(crate) fn every_screen(lang: Lang) -> Vec<(&'static str, Stage)> {
    let mut preview = Stage::home(lang, true);
    preview.handle(Msg::Details);
    preview.handle(Msg::Explain(Category::Cookies));
    let mut running = Stage::home(lang, true);
    running.handle(Msg::EndSession);
    let mut slow = Stage::home(lang, true);
    slow.model.screen = Screen::Running { names: vec!["Google Chrome".into(), "Firefox".into()], asked: true };
    let mut failure = Stage::new(lang, false);
    failure.handle(Msg::Failed(StartFailure::Internal));
    let mut nothing = Stage::new(lang, false);
    let mut found = testing::found(false);
    found.all.items.clear();
    nothing.handle(Msg::Found(found));
    let mut first = Stage::new(lang, false);
    first.model = Model::opening(lang, false, Preferences::default());
    vec![
        ("first", first),
        ("looking", Stage::new(lang, false)),
        ("home", Stage::home(lang, true)),
        ("owed", owed(lang)),
        ("nothing", nothing),
        ("preview", preview),
        ("running", running),
        ("slow", slow),
        ("closing", closing(lang)),
        ("removing", removing(lang)),
        ("clean", ended(lang, Verdict::Clean, |_| {})),
        ("left", ended(lang, Verdict::Left, left)),
        ("trouble", failure),
        ("fix", fix(lang, true)),
        ("fixed", fixed(lang, Verdict::Clean, |_| {})),
        ("fix-left", fix_left(lang)),
        ("why", why(lang)),
        ("help", page(lang, Page::Help)),
        ("settings", page(lang, Page::Settings)),
        ("about", page(lang, Page::About)),
        ("services", services(lang)),
        ("clean-window", clean_window(lang)),
        ("clean-window-open", clean_window_open(lang)),
        ("clean-window-over", clean_window_over(lang)),
        ("past", past(lang)),
        ("kiosk", kiosk(lang)),
        ("kiosk-countdown", counting(lang)),
        ("kiosk-clean", kiosk_clean(lang)),
    ]
}

/// The services screen, with a sign-out page for one of two sign-ins.
pub(crate) fn services(lang: Lang) -> Stage {
    let mut stage = Stage::home(lang, true);
    stage.handle(Msg::Services(ServicesMsg::Show));
    stage.handle(Msg::Services(ServicesMsg::Found(testing::sign_in::sign_ins())));
    stage
}

/// The clean-window screen before it is opened.
pub(crate) fn clean_window(lang: Lang) -> Stage {
    let mut stage = Stage::home(lang, false);
    stage.handle(Msg::CleanWindow(CleanWindowMsg::Show));
    stage.handle(Msg::CleanWindow(CleanWindowMsg::Found(testing::sign_in::browsers())));
    stage
}

/// The clean-window screen while the browser is open.
pub(crate) fn clean_window_open(lang: Lang) -> Stage {
    let mut stage = clean_window(lang);
    stage.handle(Msg::CleanWindow(CleanWindowMsg::Open));
    stage.handle(Msg::Event(Event::WindowOpened(BrowserId("firefox".into()))));
    stage
}

/// The clean-window screen after the browser was closed.
fn clean_window_over(lang: Lang) -> Stage {
    let mut stage = clean_window_open(lang);
    stage.handle(Msg::CleanWindow(CleanWindowMsg::Ended(Ok(testing::sign_in::clean_window()))));
    stage
}

/// The page of past runs, with good and bad results.
fn past(lang: Lang) -> Stage {
    let mut stage = page(lang, Page::Past);
    let run = |outcome: &str, work: &str, started: i64, left: u64| Receipt {
        started,
        millis: 2400,
        origin: "window".into(),
        work: work.into(),
        level: "traces".into(),
        browsers: vec!["chrome".into(), "firefox".into()],
        outcome: outcome.into(),
        verified: outcome == "clean",
        removed: Tally { files: 879, bytes: 41_000_000 },
        categories: std::collections::BTreeMap::new(),
        left: (left > 0).then(|| ("in-use".to_owned(), left)).into_iter().collect(),
        journal: true,
    };
    let runs = vec![
        run("clean", "end-session", 1_795_000_000, 0),
        run("left", "end-session", 1_794_990_000, 2),
        run("clean", "fix-sign-in", 1_794_900_000, 0),
    ];
    stage.handle(Msg::History(Some(RunHistory { runs, set_aside: None })));
    stage
}

/// A kiosk that ends an idle session after five minutes.
pub(crate) fn kiosk(lang: Lang) -> Stage {
    let mut stage = Stage::new(lang, false);
    stage.model.rules.idle = Some(Duration::from_mins(5));
    stage.model = stage.model.as_kiosk(Kiosk::new(WindowMode::Full, Preferences::default()));
    stage
}

/// A kiosk with twelve seconds left of the countdown.
pub(crate) fn counting(lang: Lang) -> Stage {
    let mut stage = kiosk(lang);
    let idle = Msg::Kiosk(KioskMsg::Idle(Duration::from_mins(5)));
    for msg in [Msg::Clock(300), idle, Msg::Clock(318)] {
        stage.handle(msg);
    }
    stage
}

/// A kiosk whose session has ended.
fn kiosk_clean(lang: Lang) -> Stage {
    let mut stage = kiosk(lang);
    stage.handle(Msg::EndSession);
    let mut found = testing::found(false);
    found.all.request = stage.model.kiosk_request();
    stage.handle(Msg::Found(found));
    let finished = testing::finished(&stage.model, Verdict::Clean);
    stage.handle(Msg::Finished(finished));
    stage
}
