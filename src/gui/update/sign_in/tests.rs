use std::collections::BTreeSet;

use crate::catalog::NotASelection;
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::screen::{CloseMode, Screen, Task};
use crate::gui::sign_in::SignInMsg;
use crate::gui::testing;
use crate::gui::update::update;
use crate::i18n::Lang;
use crate::model::{Request, Verdict};

fn send(model: &mut Model, msg: SignInMsg) -> Option<Effect> {
    update(model, Msg::SignIn(msg))
}

/// Returns Fix sign-in before its plan has come, and the request for the plan.
fn opened() -> (Model, Request) {
    let mut model = Model::new(Lang::En, false);
    update(&mut model, Msg::Found(testing::found(false)));
    let Some(Effect::Work(Order::PlanFix(request))) = send(&mut model, SignInMsg::Open) else {
        panic!("a plan is ordered")
    };
    (model, request)
}

fn planned(running: bool) -> Model {
    let (mut model, request) = opened();
    send(&mut model, SignInMsg::Planned(testing::sign_in::plan(&request, running).into()));
    model
}

fn asked(request: &Request) -> BTreeSet<String> {
    match &request.mode {
        crate::model::Mode::FixSignIn { asked, rules: _ } => asked.clone(),
        crate::model::Mode::EndSession => BTreeSet::new(),
    }
}

#[test]
fn the_default_sets_are_ticked_and_looked_for() {
    let (model, request) = opened();
    assert_eq!((model.screen.clone(), model.task), (Screen::Fix, Task::FixSignIn));
    assert_eq!(asked(&request), BTreeSet::from(["microsoft".to_owned(), "tuni".to_owned()]));
    assert!(model.sign_in.is_default());
}

#[test]
fn no_set_at_all_is_never_asked_for() {
    let mut model = planned(false);
    assert!(matches!(send(&mut model, SignInMsg::Tick("tuni".into(), false)), Some(Effect::Work(Order::PlanFix(_)))));
    let none = send(&mut model, SignInMsg::Tick("microsoft".into(), false));
    assert!(none.is_none(), "no name at all would mean the default: {none:?}");
    assert!(model.sign_in.plan.is_none());
    assert!(send(&mut model, SignInMsg::Remove).is_none());
    assert_eq!(model.screen, Screen::Fix);
}

#[test]
fn a_plan_for_boxes_that_have_changed_since_is_not_taken() {
    let (mut model, old) = opened();
    let Some(Effect::Work(Order::PlanFix(new))) = send(&mut model, SignInMsg::Tick("google".into(), true)) else {
        panic!("a new plan is ordered")
    };
    send(&mut model, SignInMsg::Planned(testing::sign_in::plan(&old, false).into()));
    assert!(model.sign_in.plan.is_none() && send(&mut model, SignInMsg::Remove).is_none());
    send(&mut model, SignInMsg::Planned(testing::sign_in::plan(&new, false).into()));
    assert!(model.sign_in.plan.is_some());
}

#[test]
fn what_runs_is_the_plan_that_was_shown() {
    let mut model = planned(false);
    let shown = model.sign_in.plan.clone().expect("it was planned");
    let Some(Effect::Work(Order::Run { plan, close_mode })) = send(&mut model, SignInMsg::Remove) else {
        panic!("it runs")
    };
    assert!(std::sync::Arc::ptr_eq(&shown, &plan));
    assert_eq!(close_mode, CloseMode::NotNeeded, "no browser that holds something runs");
}

#[test]
fn a_browser_that_holds_something_is_named_before_it_is_closed() {
    let mut model = planned(true);
    assert!(send(&mut model, SignInMsg::Remove).is_none());
    assert_eq!(model.screen, Screen::Running { names: vec!["Firefox".into()], asked: false });
    let run = update(&mut model, Msg::CloseBrowsers);
    let Some(Effect::Work(Order::Run { plan, close_mode: CloseMode::Ask })) = run else { panic!("it runs: {run:?}") };
    assert!(plan.request.fixes().is_some(), "End session's plan must not run here");
}

#[test]
fn back_from_open_browsers_looks_for_the_same_sites_again() {
    let mut model = planned(true);
    send(&mut model, SignInMsg::Remove);
    let Some(Effect::Work(Order::PlanFix(request))) = update(&mut model, Msg::Back) else {
        panic!("a new plan is ordered")
    };
    assert_eq!(asked(&request).len(), 2);
    assert_eq!(model.screen, Screen::Fix);
    assert!(model.sign_in.plan.is_none());
}

#[test]
fn back_home_the_big_button_ends_the_session_again() {
    let mut model = planned(false);
    assert!(matches!(update(&mut model, Msg::Back), Some(Effect::Window(WindowEffect::Stop(_)))));
    assert_eq!((model.screen.clone(), model.task), (Screen::Home, Task::EndSession));
    let Some(Effect::Work(Order::Run { plan, .. })) = update(&mut model, Msg::EndSession) else { panic!("it runs") };
    assert!(plan.request.fixes().is_none());
}

#[test]
fn a_site_is_added_by_its_address_and_what_is_none_is_refused() {
    let mut model = planned(false);
    for (typed, is_refused) in [
        ("fi", true),
        ("micrsoft", true),
        ("a b", true),
        ("https://Moodle.TUNI.fi:8443/course", false),
        ("google", false),
    ] {
        send(&mut model, SignInMsg::Typed(typed.into()));
        assert!(model.sign_in.refused.is_none(), "typing clears the old complaint");
        let effect = send(&mut model, SignInMsg::Add);
        assert_eq!(model.sign_in.refused.is_some(), is_refused, "{typed}");
        assert_eq!(matches!(effect, Some(Effect::Work(Order::PlanFix(_)))), !is_refused, "{typed}: {effect:?}");
    }
    assert!(model.sign_in.ticked.contains("moodle.tuni.fi") && model.sign_in.ticked.contains("google"));
    assert_eq!(model.sign_in.added, BTreeSet::from(["moodle.tuni.fi".to_owned()]), "a set is no site");
    send(&mut model, SignInMsg::Typed("fi".into()));
    send(&mut model, SignInMsg::Add);
    assert_eq!(model.sign_in.refused, Some(NotASelection::PublicSuffix { asked: "fi".into() }));
}

#[test]
fn a_site_that_was_typed_and_not_added_stops_the_removal() {
    let mut model = planned(false);
    send(&mut model, SignInMsg::Typed("moodle.tuni.fi".into()));
    assert!(send(&mut model, SignInMsg::Remove).is_none());
    send(&mut model, SignInMsg::Typed(String::new()));
    assert!(matches!(send(&mut model, SignInMsg::Remove), Some(Effect::Work(Order::Run { .. }))));
}

#[test]
fn the_login_page_opens_after_a_run_and_never_in_a_demonstration() {
    for (demo, expected) in [(false, true), (true, false)] {
        let mut model = planned(false);
        model.demo = demo;
        send(&mut model, SignInMsg::Remove);
        let finished = testing::finished(&model, Verdict::Clean);
        update(&mut model, Msg::Finished(finished));
        let opens = send(&mut model, SignInMsg::OpenPage);
        assert_eq!(
            matches!(&opens, Some(Effect::Work(Order::OpenPage { page, .. })) if page.contains("tuni.fi")),
            expected,
            "{opens:?}"
        );
    }
}

#[test]
fn a_demonstration_knows_nothing_of_the_computer() {
    for (demo, expected) in [(false, 1), (true, 0)] {
        let mut model = planned(false);
        model.demo = demo;
        assert!(matches!(send(&mut model, SignInMsg::Why), Some(Effect::Work(Order::Why { .. }))));
        send(&mut model, SignInMsg::Report(testing::sign_in::report()));
        let report = model.sign_in.report.expect("it was taken");
        assert_eq!(report.outside.len(), expected);
    }
}
