//! The window under a policy: it skips questions that the policy answers, shows what is locked, and names the
//! organisation.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use egui::Role;
use egui::accesskit::Toggled;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use signoff::catalog::Catalog;
use signoff::demo::Demo;
use signoff::gui::effect::{Effect, Order};
use signoff::gui::model::Model;
use signoff::gui::msg::Msg;
use signoff::gui::organisation::{Branding, Picture};
use signoff::gui::preferences::{ColourScheme, Preferences};
use signoff::gui::rules::Rules;
use signoff::gui::screen::{CloseMode, Page, Screen, StartFailure};
use signoff::gui::testing;
use signoff::gui::worker::{Worker, WorkerContext};
use signoff::i18n::Lang;
use signoff::model::{
    AfterRun, AfterRunError, Area, BrowserId, Category, Extension, Family, FollowUp, FoundArea, Layout, Level, Plan,
    ProfileRef, Site, Verdict,
};
use signoff::platform::ThisComputer;
use signoff::policy::{Choices, Whose, effective, read};

use crate::stage::{Stage, window, window_of};

fn governed(lang: Lang, policy: &str) -> Stage {
    let (admin, mistakes) = read(policy, Whose::Machine, |_| false);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let (settings, locks) = effective(&Choices::default(), &admin);
    let mut stage = Stage::new(lang, false);
    let points = vec![200; 40 * 20 * 4];
    let branding = Branding { picture: Some(Picture { width: 40, height: 20, points }.into()), ..Branding::default() };
    let own = Preferences { shared: Some(false), ..Preferences::default() };
    stage.model = Model::opening(lang, false, own).governed(Rules::of(&settings, &locks), branding);
    stage
}

const LAB: &str = "organisation = \"Example University\"\nlevel = \"everything\"\nswitches = [\"cache\", \"temp\"]\n\
                   areas = [\"trash\"]\nkeep_sites = [\"example.org\"]";

#[test]
fn a_computer_with_a_policy_asks_nothing_and_counts_as_shared() {
    let none = Model::opening(Lang::En, false, Preferences::default()).governed(Rules::default(), Branding::default());
    assert_eq!(none.screen, Screen::First);
    let mut stage = governed(Lang::En, LAB);
    assert_eq!(stage.model.screen, Screen::Discovering);
    stage.handle(Msg::Found(testing::found(false)));
    assert!(stage.model.browsers().iter().all(|line| line.ticked));
    let Some(Effect::Work(Order::Plan(request))) = stage.effects.last() else {
        panic!("a plan is ordered: {:?}", stage.effects)
    };
    assert_eq!((request.level, &request.also), (Level::Everything, &[Area::Trash].into()));
    assert_eq!(request.keep_sites, [Site::parse("example.org").expect("a site")].into());
}

#[test]
fn home_shows_the_areas_that_go_and_does_not_promise_to_keep_them() {
    for (level, sentence) in [
        ("traces", "Kept: bookmarks and settings. Downloads of this session are removed."),
        ("everything", "Bookmarks, settings and downloads of this session go too."),
    ] {
        let mut stage = governed(Lang::En, &format!("level = \"{level}\"\nareas = [\"downloads\"]"));
        let mut found = testing::found(false);
        let inventory = Arc::get_mut(&mut found.inventory).expect("nobody else has it");
        inventory.areas.insert(Area::Downloads, FoundArea::default());
        stage.handle(Msg::Found(found));
        let Some(Effect::Work(Order::Plan(request))) = stage.effects.last() else {
            panic!("a plan is ordered: {:?}", stage.effects)
        };
        let request = request.clone();
        stage.handle(Msg::Planned(testing::plan(&request, false)));
        let mut window = window_of(stage, [760.0, 1200.0], ColourScheme::Light);
        window.run();
        window.get_by_role_and_label(Role::CheckBox, "Downloads of this session");
        window.get_by(|node| node.value().is_some_and(|text| text.starts_with(sentence)));
    }
}

#[test]
fn extensions_that_go_and_those_that_stay_have_a_heading_each() {
    let mut stage = governed(Lang::En, LAB);
    stage.handle(Msg::Found(testing::found(false)));
    let Some(Effect::Work(Order::Plan(request))) = stage.effects.last() else {
        panic!("a plan is ordered: {:?}", stage.effects)
    };
    let request = request.clone();
    let named = |name: &str, goes| Extension {
        profile: ProfileRef {
            browser: BrowserId("chrome".into()),
            browser_name: "Google Chrome".into(),
            layout: Layout::Native,
            family: Family::Chromium,
            profile_name: Some("Default".into()),
        },
        name: name.into(),
        goes,
    };
    let extensions = vec![named("Notes", false), named("Shopper", true)];
    stage.handle(Msg::Planned(Plan { extensions, ..testing::plan(&request, false) }));
    stage.handle(Msg::Details);
    let mut window = window_of(stage, [760.0, 2400.0], ColourScheme::Light);
    window.run();
    let top = |label: &str| window.get_by_label(label).rect().top();
    let go = top("Extensions that go, because your organisation did not install them");
    let stay = top("Extensions that stay, though your organisation did not install them");
    assert!(go < top("Shopper") && top("Shopper") < stay && stay < top("Notes"));
}

#[test]
fn what_is_fixed_is_shown_locked_and_does_not_turn() {
    for (lang, set) in [
        (Lang::En, "Set by your organisation"),
        (Lang::Fi, "Organisaatiosi määrittämä"),
        (Lang::Sv, "Bestäms av din organisation"),
    ] {
        let mut stage = governed(lang, LAB);
        stage.handle(Msg::Found(testing::found(false)));
        stage.handle(Msg::Details);
        let name = |category| stage.tr.text(signoff::i18n::words::category(category));
        let (cookies, cache) = (name(Category::Cookies), name(Category::Cache));
        let mut window = window_of(stage, [760.0, 2400.0], ColourScheme::Light);
        window.run();
        let locked = |label: &str| {
            let about = window.get_by_role_and_label(Role::CheckBox, label).accesskit_node().description();
            about.unwrap_or_default().contains(set)
        };
        assert!(locked(&cookies) && !locked(&cache), "{lang:?}");
        window.get_by_role_and_label(Role::CheckBox, &cookies).click();
        window.run_steps(2);
        let toggled = window.get_by_role_and_label(Role::CheckBox, &cookies).accesskit_node().toggled();
        assert_eq!(toggled, Some(Toggled::True));
        // Locked switches ignore every message.
        let shown = window.state_mut();
        shown.handle(Msg::Category(Category::Cookies, false));
        shown.handle(Msg::Area(Area::Trash, false));
        shown.handle(Msg::Area(Area::Downloads, true));
        assert!(shown.model.keeping.is_empty() && shown.model.areas == [Area::Trash].into());
        shown.handle(Msg::Area(Area::Temp, true));
        shown.handle(Msg::Category(Category::Cache, false));
        assert!(shown.model.areas.contains(&Area::Temp) && shown.model.keeping == [Category::Cache].into());
    }
}

#[test]
fn home_says_whose_computer_it_is_and_settings_that_it_is_known() {
    for (lang, words) in [
        (Lang::En, "Managed by Example University"),
        (Lang::Fi, "Hallinnoija: Example University"),
        (Lang::Sv, "Hanteras av Example University"),
    ] {
        let mut stage = governed(lang, LAB);
        stage.handle(Msg::Found(testing::found(false)));
        let mut window = window(stage);
        window.run();
        window.get_by_role_and_label(Role::Image, "Example University");
        window.get_by_label(words);
        assert!(window.query_by_label_contains("..").is_none(), "a sentence ends twice");
        let question = window.state().tr.text("first-no");
        window.state_mut().handle(Msg::Open(Page::Settings));
        window.run_steps(2);
        assert!(window.query_by_role_and_label(Role::RadioButton, &question).is_none());
        let known = window.state().tr.text("policy");
        assert!(window.query_by_label(&known).is_some());
    }
}

#[test]
fn where_sites_are_kept_a_clean_result_does_not_claim_the_whole() {
    for (policy, claims) in [("grace = 3", true), ("keep_sites = [\"example.org\"]", false)] {
        let mut stage = governed(Lang::En, policy);
        stage.handle(Msg::Found(testing::found(false)));
        let request = stage.model.request().expect("something to do");
        stage.handle(Msg::Planned(Plan { request, ..testing::found(false).all }));
        let said = |stage: Stage, words: &str| {
            let mut window = window(stage);
            window.run();
            window.query_by_label_contains(words).is_some()
        };
        let finished = testing::finished(&stage.model, Verdict::Clean);
        stage.handle(Msg::Finished(finished));
        assert_eq!(stage.model.is_whole(), claims);
        assert_eq!(said(stage, "Sign-ins to chosen sites are kept."), !claims, "{policy}");
    }
}

/// Waits for the worker's next answer for which `one` returns a value.
fn answer<T>(worker: &Worker, one: impl Fn(Msg) -> Option<T>) -> T {
    loop {
        match worker.answer().map(&one) {
            Some(Some(found)) => return found,
            _ => std::thread::yield_now(),
        }
    }
}

#[test]
fn where_what_is_set_cannot_be_read_nothing_is_done() {
    let demo = Demo::new().expect("a sample home");
    let (catalog, places, system) = (Catalog::builtin().expect("it parses"), demo.places.clone(), ThisComputer::new());
    let worker = Worker::start(
        WorkerContext { catalog, places, settings: None, system: Box::new(system), idle: None, watchdog: None },
        || {},
    );
    let worker = worker.expect("a thread");
    worker.order(Order::Discover);
    let failure = answer(&worker, |msg| if let Msg::Failed(failure) = msg { Some(failure) } else { None });
    assert_eq!(failure, StartFailure::Policy);
}

#[test]
fn a_run_in_the_window_ends_when_its_time_is_used_up() {
    let demo = Demo::new().expect("a sample home");
    let admin = Choices { time_budget: Some(1), ..Choices::default() };
    let settings = Some(effective(&Choices::default(), &admin).0);
    let (catalog, places, system) = (Catalog::builtin().expect("it parses"), demo.places.clone(), ThisComputer::new());
    // Each event of the run takes long, as on a slow disk.
    let is_slow = Arc::new(AtomicBool::new(false));
    let slow = Arc::clone(&is_slow);
    let wake = move || {
        let began = Instant::now();
        while slow.load(Ordering::Relaxed) && began.elapsed() < Duration::from_millis(300) {
            std::thread::yield_now();
        }
    };
    let worker = Worker::start(
        WorkerContext { catalog, places, settings, system: Box::new(system), idle: None, watchdog: None },
        wake,
    )
    .expect("a thread");
    worker.order(Order::Discover);
    let all = answer(&worker, |msg| if let Msg::Found(found) = msg { Some(found.all) } else { None });
    is_slow.store(true, Ordering::Relaxed);
    worker.order(Order::Run { plan: all.into(), close_mode: CloseMode::NotNeeded });
    let report = answer(&worker, |msg| if let Msg::Finished(finished) = msg { Some(finished.report) } else { None });
    assert_eq!(report.verdict, Verdict::OutOfTime);
}

#[test]
fn browsers_are_closed_as_the_policy_says() {
    for (close, close_mode, may_force) in
        [("ask", CloseMode::Ask, false), ("force", CloseMode::Force, true), ("never", CloseMode::NotNeeded, false)]
    {
        let mut stage = governed(Lang::En, &format!("close = \"{close}\"\ngrace = 3"));
        stage.handle(Msg::Found(testing::found(true)));
        stage.handle(Msg::EndSession);
        assert!(matches!(stage.model.screen, Screen::Running { .. }));
        stage.handle(Msg::CloseBrowsers);
        assert!(
            matches!(stage.effects.last(), Some(Effect::Work(Order::Run { close_mode: how, .. })) if *how == close_mode),
            "{close}"
        );
        stage.model.screen = Screen::Running { names: vec!["Firefox".into()], asked: true };
        let force = stage.tr.text("run-force");
        let before = stage.effects.len();
        let mut window = window(stage);
        window.run();
        assert_eq!(window.query_by_role_and_label(Role::Button, &force).is_some(), may_force, "{close}");
        window.state_mut().handle(Msg::ForceClose);
        assert_eq!(window.state().effects.len() > before, may_force, "{close}");
    }
}

#[test]
fn what_did_not_follow_a_run_is_said_beside_its_result() {
    for lang in [Lang::En, Lang::Fi, Lang::Sv] {
        let mut stage = governed(lang, "afterwards = \"lock\"");
        stage.handle(Msg::Found(testing::found(false)));
        stage.handle(Msg::EndSession);
        stage.handle(Msg::Finished(testing::finished(&stage.model, Verdict::Clean)));
        let failed = (AfterRun::Lock, Err(AfterRunError::NotLocked));
        stage.handle(Msg::AfterRunFailed(FollowUp { tried: vec![failed, (AfterRun::LogOut, Ok(()))] }));
        let tr = &stage.tr;
        let failed = tr.with("then-failed", &[("error", tr.text("then-not-locked").into())]);
        let words = format!("{failed} {}", tr.text("then-instead-log-out"));
        let mut window = window(stage);
        window.run();
        assert!(window.query_by_label(&words).is_some(), "{words}");
        // The error belonged to that run only.
        let again = testing::finished(&window.state().model, Verdict::Clean);
        window.state_mut().handle(Msg::Finished(again));
        window.run();
        assert!(window.query_by_label(&words).is_none(), "{words}");
    }
}
