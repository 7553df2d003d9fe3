//! Lists longer than the window: only the rows in sight are created, and every row can be reached.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use signoff::gui::model::Model;
use signoff::gui::msg::{Msg, ServicesMsg};
use signoff::gui::preferences::{ColourScheme, TextSize};
use signoff::gui::testing;
use signoff::gui::theme;
use signoff::i18n::{Lang, Tr};
use signoff::model::{Category, SignedIn};

use crate::journeys::press;
use crate::many;
use crate::stage::{Stage, window_of};

const PROFILES: usize = 200;
/// More pages than the screen has.
const MANY: usize = 200;

fn stage(model: Model) -> Stage {
    Stage { tr: Tr::of(model.lang), model, effects: Vec::new() }
}

fn preview(size: [f32; 2], text: TextSize) -> Harness<'static, Stage> {
    let mut window = window_of(stage(many::preview(Lang::En, PROFILES)), size, ColourScheme::Light);
    window.ctx.set_zoom_factor(text.factor());
    window.run_steps(6);
    window
}

/// Returns the numbers of the profiles whose rows exist, and whether each is in sight.
fn made(window: &Harness<'_, Stage>) -> Vec<(usize, bool)> {
    let height = window.ctx.content_rect().height();
    let headings = window.query_all_by_role(Role::Heading);
    let mut made: Vec<_> = headings
        .filter_map(|heading| {
            let label = heading.accesskit_node().label()?;
            let number = label.strip_prefix("Google Chrome · Person ")?.parse().ok()?;
            Some((number, heading.rect().top() < height && heading.rect().bottom() > 0.0))
        })
        .collect();
    made.sort_unstable();
    made
}

/// Returns the largest number of cards that fit.
fn room(window: &Harness<'_, Stage>) -> usize {
    let [height, card] = [window.ctx.content_rect().height(), 250.0];
    (1..100).take_while(|cards| f32::from(u16::try_from(*cards).expect("few")) * card < height).count() + 2
}

fn shows(window: &Harness<'_, Stage>, number: usize) -> bool {
    made(window).contains(&(number, true))
}

#[test]
fn only_what_is_in_sight_of_two_hundred_profiles_is_made() {
    for (size, text) in [
        (theme::WINDOW, TextSize::Normal),
        (theme::WINDOW, TextSize::Largest),
        (theme::SMALLEST, TextSize::Normal),
        (theme::SMALLEST, TextSize::Larger),
    ] {
        let mut window = preview(size, text);
        let mut met = std::collections::BTreeSet::new();
        for _ in 0..3 * MANY * 4 {
            let made = made(&window);
            assert!(made.len() <= room(&window), "{size:?} {text:?}: {made:?}");
            let facts =
                window.query_all_by_label("Browsing history").count() + window.query_all_by_label("Cache").count();
            assert!(facts <= 2 * room(&window), "{facts} facts");
            met.extend(made.iter().map(|(number, _)| *number));
            if made.last().is_some_and(|(number, _)| *number + 1 == PROFILES) {
                break;
            }
            press(&mut window, Key::PageDown);
        }
        assert!(met.iter().copied().eq(0..PROFILES), "{size:?} {text:?}: only {met:?}");
    }
}

#[test]
fn the_keyboard_reaches_both_ends_of_the_preview() {
    for text in [TextSize::Normal, TextSize::Largest] {
        let mut window = preview(theme::WINDOW, text);
        assert!(!shows(&window, PROFILES - 1));
        press(&mut window, Key::End);
        window.run_steps(4);
        // A card may be higher than the window, so its heading may be out of sight.
        assert!(made(&window).iter().any(|(number, _)| *number + 1 == PROFILES), "{:?}", made(&window));
        let whole = window.ctx.content_rect();
        // The last row is above the buttons.
        let last = window.query_all_by_label("1.0\u{a0}MB").map(|fact| fact.rect().bottom()).fold(0.0, f32::max);
        let end = window.get_by_role_and_label(Role::Button, "End session").rect();
        assert!(last < end.top() && end.bottom() <= whole.bottom(), "{last}, {end:?}");
        press(&mut window, Key::Home);
        window.run_steps(4);
        window.get_by_role_and_label(Role::Heading, "What will be removed");
        assert!(!shows(&window, PROFILES - 1));
    }
}

#[test]
fn the_wheel_reaches_the_last_profile_and_what_has_the_focus_keeps_it() {
    let mut window = preview(theme::WINDOW, TextSize::Normal);
    crate::journeys::tab_to(&mut window, Role::Button, "Copy list");
    for _ in 0..2 * MANY {
        let middle = window.ctx.content_rect().center();
        window.event(egui::Event::PointerMoved(middle));
        window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -600.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        window.run_steps(2);
        if shows(&window, PROFILES - 1) {
            break;
        }
    }
    assert!(shows(&window, PROFILES - 1));
    assert!(window.get_by_role_and_label(Role::Button, "Copy list").is_focused());
}

#[test]
fn what_is_looked_for_is_found_wherever_it_is() {
    let mut window = preview(theme::WINDOW, TextSize::Normal);
    press(&mut window, Key::End);
    window.run_steps(4);
    let wanted = many::name(PROFILES - 1).to_lowercase();
    window.get_by_role(Role::TextInput).focus();
    window.run_steps(2);
    window.get_by_role(Role::TextInput).type_text(&wanted);
    window.run_steps(30);
    assert_eq!(window.state().model.search, wanted);
    // Below the switches, so that its heading may be out of sight.
    let found: Vec<_> = made(&window).into_iter().map(|(number, _)| number).collect();
    assert_eq!(found, [PROFILES - 1]);
    window.state_mut().handle(Msg::Search(String::new()));
    window.run_steps(4);
    // A text field handles these keys itself.
    press(&mut window, Key::End);
    window.run_steps(4);
    assert!(!shows(&window, PROFILES - 1));
    // Check boxes work as in a short list.
    window.get_by_role_and_label(Role::CheckBox, "Saved passwords").click_accesskit();
    window.run_steps(2);
    assert!(window.state().model.keeping.contains(&Category::Passwords));
}

#[test]
fn tab_goes_through_more_sign_ins_than_there_is_room_for_and_back() {
    let mut stage = Stage::home(Lang::En, false);
    let mut found = testing::sign_in::sign_ins();
    let one = found.live.iter().find(|live| !live.sign_out.is_empty()).expect("a page").clone();
    // Between sign-ins with a button there are more without one than fit.
    let has_page = |number: &u32| !(20..40).contains(number);
    let live = |number| {
        let sign_out = if has_page(&number) { one.sign_out.clone() } else { Vec::new() };
        SignedIn { name: format!("Service {number}"), sign_out, ..one.clone() }
    };
    found.live = (0..60).map(live).collect();
    stage.handle(Msg::Services(ServicesMsg::Show));
    stage.handle(Msg::Services(ServicesMsg::Found(found)));
    let mut window = window_of(stage, theme::WINDOW, ColourScheme::Light);
    window.run_steps(6);
    assert!(window.query_all_by_role_and_label(Role::Button, "Open sign-out page").count() < 12);
    let on = |window: &Harness<'_, Stage>| -> Option<String> {
        let mut buttons = window.query_all_by_role_and_label(Role::Button, "Open sign-out page");
        let focused = buttons.find(egui_kittest::Node::is_focused)?;
        let height = window.ctx.content_rect().height();
        assert!(focused.rect().top() >= 0.0 && focused.rect().bottom() <= height, "{:?}", focused.rect());
        focused.accesskit_node().description()
    };
    let mut met = Vec::new();
    for _ in 0..80 {
        press(&mut window, Key::Tab);
        window.run_steps(20);
        met.extend(on(&window));
        if window.get_by_role_and_label(Role::Button, "Check again").is_focused() {
            break;
        }
    }
    let number = |about: &String| about.split([' ', '·']).nth(1).and_then(|number| number.parse::<u32>().ok());
    assert!(met.iter().filter_map(number).eq((0..60).filter(has_page)), "{met:?}");
    let mut back = Vec::new();
    for _ in 0..met.len() {
        window.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
        window.run_steps(20);
        back.extend(on(&window));
    }
    assert!(back.iter().filter_map(number).eq((0..60).filter(has_page).rev()), "{back:?}");
}
