use std::collections::BTreeSet;
use std::sync::Arc;

use super::update;
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::screen::{CloseMode, Screen};
use crate::gui::testing;
use crate::i18n::Lang;
use crate::model::{BrowserId, Category, Event, ItemId, Phase, Request, StopReason, Verdict};

fn home(running: bool) -> Model {
    let mut model = Model::new(Lang::En, false);
    let effect = update(&mut model, Msg::Found(testing::found(running)));
    assert!(effect.is_none(), "everything is ticked, so that the plan for everything is the plan");
    model
}

fn firefox() -> BrowserId {
    BrowserId("firefox".into())
}

#[test]
fn a_look_around_leads_home_with_the_whole_plan() {
    let model = home(false);
    assert_eq!(model.screen, Screen::Home);
    assert_eq!(model.plan.as_ref().map(|plan| plan.request.clone()), Some(Request::default()));
    assert_eq!(model.browsers().len(), 2);
    assert!(model.is_whole());
}

#[test]
fn an_empty_set_of_browsers_is_never_asked_for() {
    let mut model = home(false);
    let one = update(&mut model, Msg::Browser(firefox(), false));
    let Some(Effect::Work(Order::Plan(request))) = one else { panic!("a new plan is ordered: {one:?}") };
    assert_eq!(request.browsers, BTreeSet::from([BrowserId("chrome".into())]));
    let none = update(&mut model, Msg::Browser(BrowserId("chrome".into()), false));
    assert!(none.is_none(), "nothing is ticked, so nothing may be planned: {none:?}");
    assert!(model.plan.is_none());
    assert!(update(&mut model, Msg::EndSession).is_none());
    assert_eq!(model.screen, Screen::Home);
}

#[test]
fn every_category_kept_is_nothing_to_do() {
    let mut model = home(false);
    for category in Category::ALL {
        update(&mut model, Msg::Category(category, false));
    }
    assert_eq!(model.request(), None);
    assert!(update(&mut model, Msg::EndSession).is_none());
}

#[test]
fn a_plan_for_boxes_that_have_changed_since_is_not_taken() {
    let mut model = home(false);
    let old = model.plan.clone().map(|plan| plan.as_ref().clone());
    update(&mut model, Msg::Category(Category::Passwords, false));
    update(&mut model, Msg::Planned(old.expect("home has a plan")));
    assert!(model.plan.is_none(), "the old plan removes passwords");
    assert!(update(&mut model, Msg::EndSession).is_none(), "the button waits for the new plan");
    let request = model.request().expect("something is ticked");
    update(&mut model, Msg::Planned(testing::plan(&request, false)));
    let Some(Effect::Work(Order::Run { plan, .. })) = update(&mut model, Msg::EndSession) else { panic!("it runs") };
    assert!(plan.request.keeping.contains(&Category::Passwords));
}

#[test]
fn the_plan_that_runs_is_the_plan_that_was_shown() {
    let mut model = home(false);
    let shown = model.plan.clone().expect("home has a plan");
    let Some(Effect::Work(Order::Run { plan, close_mode })) = update(&mut model, Msg::EndSession) else {
        panic!("it runs")
    };
    assert!(Arc::ptr_eq(&shown, &plan));
    assert_eq!(close_mode, CloseMode::NotNeeded, "no browser runs, so none may be closed without asking");
    assert_eq!(model.screen, Screen::Working);
}

#[test]
fn open_browsers_are_named_before_anything_is_closed() {
    let mut model = home(true);
    assert!(update(&mut model, Msg::EndSession).is_none());
    assert_eq!(model.screen, Screen::Running { names: vec!["Firefox".into()], asked: false });
    let effect = update(&mut model, Msg::CloseBrowsers);
    assert!(matches!(effect, Some(Effect::Work(Order::Run { close_mode: CloseMode::Ask, .. }))), "{effect:?}");
}

#[test]
fn a_browser_that_does_not_close_can_be_waited_for_or_forced() {
    for (msg, expected) in [(Msg::CloseBrowsers, CloseMode::Ask), (Msg::ForceClose, CloseMode::Force)] {
        let mut model = home(true);
        update(&mut model, Msg::EndSession);
        update(&mut model, Msg::CloseBrowsers);
        let mut finished = testing::finished(&model, Verdict::NothingDone);
        finished.report.still_open = vec!["Firefox".into()];
        assert!(update(&mut model, Msg::Finished(finished)).is_none());
        assert_eq!(model.screen, Screen::Running { names: vec!["Firefox".into()], asked: true });
        let effect = update(&mut model, msg);
        assert!(
            matches!(effect, Some(Effect::Work(Order::Run { close_mode, .. })) if close_mode == expected),
            "{effect:?}"
        );
    }
}

#[test]
fn a_browser_opened_after_the_look_is_not_said_to_have_been_asked() {
    let mut model = home(false);
    update(&mut model, Msg::EndSession);
    let mut finished = testing::finished(&model, Verdict::NothingDone);
    finished.report.still_open = vec!["Firefox".into()];
    update(&mut model, Msg::Finished(finished));
    assert_eq!(model.screen, Screen::Running { names: vec!["Firefox".into()], asked: false });
}

#[test]
fn stop_is_asked_once_and_escape_means_stop() {
    let mut model = home(false);
    update(&mut model, Msg::EndSession);
    assert!(matches!(update(&mut model, Msg::Back), Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))));
    assert!(update(&mut model, Msg::Stop).is_none());
    let finished = testing::finished(&model, Verdict::Cancelled);
    update(&mut model, Msg::Finished(finished));
    assert_eq!(model.screen, Screen::Result);
    assert!(update(&mut model, Msg::Stop).is_none(), "nothing is under way");
}

#[test]
fn closing_the_window_stops_the_run_first() {
    let mut model = home(false);
    update(&mut model, Msg::EndSession);
    assert!(matches!(update(&mut model, Msg::Quit), Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))));
    let finished = testing::finished(&model, Verdict::Cancelled);
    assert!(!model.may_close(), "a run is not cut off");
    assert!(matches!(update(&mut model, Msg::Finished(finished)), Some(Effect::Window(WindowEffect::Quit))));
    assert!(model.may_close(), "the window closes once the run has stopped");
    let mut idle = home(false);
    assert!(matches!(update(&mut idle, Msg::Quit), Some(Effect::Window(WindowEffect::Quit))));
}

#[test]
fn the_end_of_the_session_keeps_the_rest_wanted() {
    let mut model = home(false);
    update(&mut model, Msg::EndSession);
    let effect = update(&mut model, Msg::SystemStop(StopReason::OutOfTime));
    assert!(matches!(effect, Some(Effect::Window(WindowEffect::Stop(StopReason::OutOfTime)))), "{effect:?}");
}

#[test]
fn back_from_open_browsers_looks_again() {
    let mut model = home(true);
    update(&mut model, Msg::EndSession);
    assert!(matches!(update(&mut model, Msg::Back), Some(Effect::Work(Order::Discover))));
    assert_eq!(model.screen, Screen::Discovering);
}

#[test]
fn progress_adds_up_and_each_step_begins_afresh() {
    let mut model = home(false);
    update(&mut model, Msg::EndSession);
    let id = ItemId(0);
    for event in [
        Event::Phase(Phase::Closing),
        Event::WaitingFor(firefox()),
        Event::Phase(Phase::Removing),
        Event::Started(id),
        Event::Progress { id, files: 2, bytes: 10 },
        Event::Progress { id, files: 1, bytes: 5 },
    ] {
        update(&mut model, Msg::Event(event));
    }
    assert_eq!(model.progress.waiting_for, None);
    assert_eq!(model.progress.item, Some(id));
    assert_eq!((model.progress.gone.files, model.progress.gone.bytes), (3, 15));
    assert!(model.item_names(id).is_some());
}

#[test]
fn a_category_whose_box_is_cleared_still_shows_what_it_holds() {
    let mut model = home(false);
    let before = model.categories();
    update(&mut model, Msg::Category(Category::Cookies, false));
    let after = model.categories();
    assert_eq!(before.len(), after.len());
    let cookies = after.iter().find(|line| line.category == Category::Cookies).expect("cookies are there");
    assert!(!cookies.ticked && cookies.size.bytes > 0);
}

#[test]
fn a_profile_and_its_cache_are_one_section() {
    let sections = home(false).sections();
    let names: Vec<_> = sections.iter().map(|one| (one.browser_name.as_str(), one.profile_name.as_deref())).collect();
    assert_eq!(names, [("Google Chrome", Some("Person 1")), ("Firefox", Some("default-release")), ("Firefox", None)]);
    assert!(sections[0].sizes.contains_key(&Category::Cache));
}
