use std::time::Duration;

use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::kiosk::{COUNTDOWN_SECONDS, Kiosk, KioskMsg, RESULT_SECONDS, Trigger, WindowMode, announced_seconds};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::preferences::{ColourScheme, Preferences};
use crate::gui::rules::Rules;
use crate::gui::screen::{CloseMode, Page, Screen, StartFailure};
use crate::gui::testing;
use crate::gui::update::update;
use crate::i18n::Lang;
use crate::model::{StopReason, Verdict};
use crate::policy::KioskScreen;

const LIMIT: Duration = Duration::from_mins(5);

fn kiosk(mode: WindowMode) -> Model {
    Model::new(Lang::Sv, false).as_kiosk(Kiosk::new(mode, Preferences::default()))
}

/// Returns a kiosk that has been idle until its countdown starts.
fn left_alone(mode: WindowMode) -> Model {
    let mut model = kiosk(mode);
    update(&mut model, Msg::Clock(LIMIT.as_secs()));
    let effect = update(&mut model, Msg::Kiosk(KioskMsg::Idle(LIMIT)));
    assert!(matches!(effect, Some(Effect::Window(WindowEffect::StepForward))), "{effect:?}");
    model
}

fn state(model: &Model) -> &Kiosk {
    model.kiosk.as_ref().expect("a kiosk")
}

/// Finishes the run.
fn finish(model: &mut Model, verdict: Verdict) {
    let finished = testing::finished(model, verdict);
    update(model, Msg::Finished(finished));
}

/// Advances the clock.
fn pass(model: &mut Model, seconds: u64) -> Option<Effect> {
    let then = model.now + seconds;
    update(model, Msg::Clock(then))
}

/// Answers with what is found, planned as the kiosk asks for it.
fn finds(model: &mut Model, running: bool) -> Option<Effect> {
    let mut found = testing::found(running);
    found.all.request = model.kiosk_request();
    update(model, Msg::Found(found))
}

/// Runs out the countdown and answers with two browsers, one of them open if `running`.
fn runs_out(model: &mut Model, running: bool) -> Option<Effect> {
    let looks = pass(model, COUNTDOWN_SECONDS);
    assert!(matches!(looks, Some(Effect::Work(Order::Discover))), "{looks:?}");
    finds(model, running)
}

#[test]
fn a_session_that_nobody_ends_ends_by_itself_and_forces_browsers() {
    let mut model = left_alone(WindowMode::Full);
    assert_eq!(state(&model).seconds_left(model.now), Some(COUNTDOWN_SECONDS));
    assert!(pass(&mut model, COUNTDOWN_SECONDS - 1).is_none(), "thirty seconds are shown");
    assert_eq!(state(&model).seconds_left(model.now), Some(1));
    let effect = runs_out(&mut model, true);
    assert!(matches!(effect, Some(Effect::Work(Order::Run { close_mode: CloseMode::Unattended, .. }))), "{effect:?}");
    assert_eq!(model.screen, Screen::Working);
}

#[test]
fn a_touch_stops_the_countdown() {
    let mut model = left_alone(WindowMode::Full);
    update(&mut model, Msg::Kiosk(KioskMsg::Touched));
    assert!(pass(&mut model, 10 * COUNTDOWN_SECONDS).is_none());
    assert_eq!(model.screen, Screen::Kiosk);
}

#[test]
fn who_stays_sees_the_browser_again() {
    let mut full = left_alone(WindowMode::Full);
    assert!(matches!(update(&mut full, Msg::Kiosk(KioskMsg::Stay)), Some(Effect::Window(WindowEffect::StepAside))));
    let mut docked = left_alone(WindowMode::Docked);
    assert!(update(&mut docked, Msg::Kiosk(KioskMsg::Stay)).is_none());
    for model in [&mut full, &mut docked] {
        assert!(pass(model, COUNTDOWN_SECONDS).is_none());
    }
}

#[test]
fn a_person_is_asked_to_save_and_nobody_is_not() {
    let mut model = kiosk(WindowMode::Full);
    assert!(matches!(update(&mut model, Msg::EndSession), Some(Effect::Work(Order::Discover))));
    assert!(finds(&mut model, true).is_none());
    assert!(matches!(model.screen, Screen::Running { asked: false, .. }));
    let effect = update(&mut model, Msg::CloseBrowsers);
    assert!(matches!(effect, Some(Effect::Work(Order::Run { close_mode: CloseMode::Force, .. }))), "{effect:?}");
    // If the user walks away instead of answering, the countdown starts again.
    let mut model = kiosk(WindowMode::Full);
    update(&mut model, Msg::EndSession);
    finds(&mut model, true);
    update(&mut model, Msg::Clock(1000));
    update(&mut model, Msg::Kiosk(KioskMsg::Idle(LIMIT)));
    let effect = runs_out(&mut model, true);
    assert!(matches!(effect, Some(Effect::Work(Order::Run { close_mode: CloseMode::Unattended, .. }))), "{effect:?}");
}

#[test]
fn the_next_person_finds_what_the_first_one_found() {
    let mut model = kiosk(WindowMode::Full);
    for msg in [Msg::Language(Lang::Fi), Msg::Colours(ColourScheme::Contrast), Msg::EndSession] {
        update(&mut model, msg);
    }
    finds(&mut model, false);
    finish(&mut model, Verdict::Clean);
    assert_eq!(model.screen, Screen::Result);
    assert!(pass(&mut model, RESULT_SECONDS - 1).is_none(), "the result can be read");
    let effect = pass(&mut model, 1);
    assert!(matches!(effect, Some(Effect::Work(Order::BeginKiosk(_)))), "{effect:?}");
    assert_eq!(
        (&model.screen, model.lang, model.preferences.colours),
        (&Screen::Kiosk, Lang::Sv, ColourScheme::System)
    );
}

#[test]
fn what_nobody_has_touched_since_is_not_ended_again() {
    let mut model = left_alone(WindowMode::Full);
    runs_out(&mut model, false);
    finish(&mut model, Verdict::Clean);
    pass(&mut model, 3600);
    let idle = |model: &mut Model, seconds| update(model, Msg::Kiosk(KioskMsg::Idle(Duration::from_secs(seconds))));
    assert!(idle(&mut model, 3600 + 400).is_none());
    assert_eq!(state(&model).counting_since, None);
    assert!(
        matches!(idle(&mut model, 3000), Some(Effect::Window(WindowEffect::StepForward))),
        "there was input in between"
    );
}

#[test]
fn what_could_not_be_ended_by_itself_is_tried_again_only_after_somebody_was_there() {
    for fails in [Verdict::Left, Verdict::NothingDone] {
        let mut model = left_alone(WindowMode::Full);
        runs_out(&mut model, false);
        finish(&mut model, fails);
        pass(&mut model, 1000);
        let idle = LIMIT + Duration::from_secs(1000 + COUNTDOWN_SECONDS);
        assert!(update(&mut model, Msg::Kiosk(KioskMsg::Idle(idle))).is_none());
        assert_ne!(model.screen, Screen::Kiosk, "the result stays in sight");
        update(&mut model, Msg::Kiosk(KioskMsg::Touched));
        assert!(matches!(
            update(&mut model, Msg::Kiosk(KioskMsg::Idle(LIMIT))),
            Some(Effect::Window(WindowEffect::StepForward))
        ));
    }
    let mut model = left_alone(WindowMode::Full);
    pass(&mut model, COUNTDOWN_SECONDS);
    update(&mut model, Msg::Failed(StartFailure::Marker));
    assert!(update(&mut model, Msg::Kiosk(KioskMsg::Idle(LIMIT + Duration::from_secs(COUNTDOWN_SECONDS)))).is_none());
    assert!(matches!(update(&mut model, Msg::Back), Some(Effect::Work(Order::BeginKiosk(_)))), "it is still pending");
}

#[test]
fn a_kiosk_is_not_closed_by_a_person_but_by_the_system() {
    let mut model = kiosk(WindowMode::Full);
    assert!(update(&mut model, Msg::Quit).is_none());
    assert!(!model.may_close());
    assert!(matches!(
        update(&mut model, Msg::SystemStop(StopReason::OutOfTime)),
        Some(Effect::Window(WindowEffect::Quit))
    ));
    assert!(model.may_close());
}

#[test]
fn stop_and_back_lead_to_the_kiosk() {
    let mut model = kiosk(WindowMode::Full);
    update(&mut model, Msg::EndSession);
    assert!(matches!(update(&mut model, Msg::Stop), Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))));
    // The discovery was done before it could be stopped.
    assert!(finds(&mut model, false).is_none());
    assert_eq!((&model.screen, state(&model).ending), (&Screen::Kiosk, None));
    update(&mut model, Msg::EndSession);
    assert_eq!(state(&model).ending, Some(Trigger::User));
    update(&mut model, Msg::Failed(StartFailure::Stopped));
    assert!(update(&mut model, Msg::Back).is_none(), "it is pending as before");
    assert_eq!(model.screen, Screen::Kiosk);
}

#[test]
fn a_kiosk_of_help_opens_with_help_for_everybody() {
    let rules = Rules { kiosk_screen: KioskScreen::Help, ..Rules::default() };
    let model = Model { rules, ..Model::new(Lang::En, false) };
    let mut model = model.as_kiosk(Kiosk::new(WindowMode::Full, Preferences::default()));
    assert_eq!(model.page, Some(Page::Help));
    update(&mut model, Msg::Back);
    assert_eq!((&model.screen, model.page), (&Screen::Kiosk, None));
    update(&mut model, Msg::EndSession);
    finds(&mut model, false);
    finish(&mut model, Verdict::Clean);
    update(&mut model, Msg::Kiosk(KioskMsg::Next));
    assert_eq!(model.page, Some(Page::Help));
}

#[test]
fn three_numbers_of_the_countdown_are_spoken() {
    let spoken: std::collections::BTreeSet<_> = (0..=COUNTDOWN_SECONDS).map(announced_seconds).collect();
    assert_eq!(spoken.into_iter().collect::<Vec<_>>(), [5, 15, COUNTDOWN_SECONDS]);
    assert_eq!(
        (announced_seconds(16), announced_seconds(15), announced_seconds(6), announced_seconds(5)),
        (COUNTDOWN_SECONDS, 15, 15, 5)
    );
}
