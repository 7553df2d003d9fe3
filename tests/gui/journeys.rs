//! From start to result with the keyboard alone.

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use signoff::gui::effect::{Effect, Order, WindowEffect};
use signoff::gui::msg::Msg;
use signoff::gui::screen::{CloseMode, Screen};
use signoff::gui::testing;
use signoff::i18n::Lang;
use signoff::model::{Category, StopReason, Verdict};

use crate::gallery::owed;
use crate::stage::{Stage, window};

/// More Tab presses than any screen needs.
const MANY: usize = 40;

/// Presses Tab until the control has the focus.
pub(crate) fn tab_to(window: &mut Harness<'_, Stage>, role: Role, label: &str) {
    for _ in 0..MANY {
        if window.get_by_role_and_label(role, label).is_focused() {
            return;
        }
        press(window, Key::Tab);
    }
    panic!("Tab never reaches {label:?}");
}

pub(crate) fn press(window: &mut Harness<'_, Stage>, key: Key) {
    window.key_press(key);
    window.run_steps(2);
}

#[test]
fn a_window_that_opens_on_an_owed_run_says_so_and_finishes_it() {
    let mut window = window(owed(Lang::En));
    window.run();
    window.get_by_role_and_label(Role::Heading, "An earlier session was cut off");
    tab_to(&mut window, Role::Button, "Remove what is left");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().model.screen, Screen::Discovering);
    assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::Finish))));
    assert!(window.query_by_label("Removing what an earlier session left").is_some());
    // Then the home screen as ever.
    window.state_mut().handle(Msg::Found(testing::found(false)));
    window.run_steps(2);
    assert!(window.query_by_label("An earlier session was cut off").is_none());
    window.get_by_role_and_label(Role::Button, "End session");
}

#[test]
fn a_session_is_ended_in_finnish_without_a_mouse() {
    let mut window = window(Stage::home(Lang::En, true));
    window.run();

    tab_to(&mut window, Role::RadioButton, "Suomi");
    press(&mut window, Key::Enter);
    window.get_by_role_and_label(Role::Heading, "Jätä kone puhtaana");

    tab_to(&mut window, Role::Button, "Näytä tiedot");
    press(&mut window, Key::Enter);
    tab_to(&mut window, Role::CheckBox, "Tallennetut salasanat");
    press(&mut window, Key::Space);
    assert!(window.state().model.keeping.contains(&Category::Passwords));
    press(&mut window, Key::Space);
    assert!(window.state().model.is_whole());
    let request = window.state().model.request().expect("everything is ticked");
    window.state_mut().handle(Msg::Planned(testing::plan(&request, true)));
    press(&mut window, Key::Escape);

    tab_to(&mut window, Role::Button, "Lopeta istunto");
    press(&mut window, Key::Enter);
    tab_to(&mut window, Role::Button, "Sulje selaimet ja jatka");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().model.screen, Screen::Working);
    let run = window.state().effects.last();
    assert!(matches!(run, Some(Effect::Work(Order::Run { close_mode: CloseMode::Ask, .. }))), "{run:?}");

    let finished = testing::finished(&window.state().model, Verdict::Clean);
    window.state_mut().handle(Msg::Finished(finished));
    window.run_steps(2);
    tab_to(&mut window, Role::Button, "Sulje");
    press(&mut window, Key::Enter);
    assert!(matches!(window.state().effects.last(), Some(Effect::Window(WindowEffect::Quit))));
}

#[test]
fn enter_without_focus_ends_nothing() {
    let mut window = window(Stage::home(Lang::En, false));
    window.run();
    press(&mut window, Key::Enter);
    press(&mut window, Key::Space);
    assert_eq!(window.state().model.screen, Screen::Home);
    assert!(window.state().effects.is_empty());
}

#[test]
fn escape_stops_a_run() {
    let mut stage = Stage::home(Lang::En, false);
    stage.handle(Msg::EndSession);
    let mut window = window(stage);
    window.run_steps(2);
    press(&mut window, Key::Escape);
    let stop = window.state().effects.last();
    assert!(matches!(stop, Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))), "{stop:?}");
}

#[test]
fn the_focus_does_not_stay_behind_for_the_next_screens_button() {
    let mut stage = Stage::home(Lang::En, true);
    stage.handle(Msg::EndSession);
    let mut window = window(stage);
    window.run();
    tab_to(&mut window, Role::Button, "Close browsers and continue");
    press(&mut window, Key::Enter);
    let finished = testing::finished(&window.state().model, Verdict::Clean);
    window.state_mut().handle(Msg::Finished(finished));
    window.run_steps(2);
    assert!(!window.get_by_role_and_label(Role::Button, "Close").is_focused());
    let before = window.state().effects.len();
    press(&mut window, Key::Enter);
    assert_eq!(window.state().effects.len(), before, "one press too many must do nothing");
}
