//! The services and clean-window screens: by role and label, and with the keyboard alone.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use signoff::gui::clean_window::CleanWindowMsg;
use signoff::gui::effect::{Effect, Order, WindowEffect};
use signoff::gui::msg::{Msg, ServicesMsg};
use signoff::gui::screen::Screen;
use signoff::gui::testing::sign_in::{browsers, clean_window, sign_ins};
use signoff::i18n::Lang;
use signoff::model::{BrowserId, Event, OpenedPages, StopReason};

use crate::gallery::services;
use crate::journeys::{press, tab_to};
use crate::stage::{Stage, window};

#[test]
fn a_login_is_tried_in_a_clean_window_without_a_mouse() {
    for (lang, home, open, close, back) in [
        (Lang::En, "Clean window", "Open a clean window", "Close it now", "Back"),
        (Lang::Fi, "Puhdas ikkuna", "Avaa puhdas ikkuna", "Sulje se nyt", "Takaisin"),
        (Lang::Sv, "Rent fönster", "Öppna ett rent fönster", "Stäng det nu", "Tillbaka"),
    ] {
        let mut window = window(Stage::home(lang, false));
        window.run();
        tab_to(&mut window, Role::Button, home);
        press(&mut window, Key::Enter);
        assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::CleanBrowsers))));
        window.state_mut().handle(Msg::CleanWindow(CleanWindowMsg::Found(browsers())));
        window.run_steps(2);
        tab_to(&mut window, Role::RadioButton, "Google Chrome");
        press(&mut window, Key::Enter);
        tab_to(&mut window, Role::Button, open);
        press(&mut window, Key::Enter);
        let effect = window.state().effects.last();
        assert!(
            matches!(effect, Some(Effect::Work(Order::CleanWindow { browser, .. })) if browser.0 == "chrome"),
            "{effect:?}"
        );
        window.state_mut().handle(Msg::Event(Event::WindowOpened(BrowserId("chrome".into()))));
        window.run_steps(2);
        assert!(window.query_by_role_and_label(Role::Button, back).is_none(), "it must be closed first");
        tab_to(&mut window, Role::Button, close);
        press(&mut window, Key::Enter);
        assert!(matches!(
            window.state().effects.last(),
            Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))
        ));
        window.state_mut().handle(Msg::CleanWindow(CleanWindowMsg::Ended(Ok(clean_window()))));
        window.run_steps(2);
        tab_to(&mut window, Role::Button, back);
        press(&mut window, Key::Enter);
        assert_eq!(window.state().model.screen, Screen::Home);
    }
}

#[test]
fn why_there_was_no_clean_window_is_said() {
    let mut stage = crate::gallery::clean_window_open(Lang::En);
    stage.handle(Msg::CleanWindow(CleanWindowMsg::Ended(Err("another Signoff is at work".into()))));
    let mut window = window(stage);
    window.run();
    assert!(window.query_by_label_contains("another Signoff is at work").is_some());
    window.state_mut().handle(Msg::CleanWindow(CleanWindowMsg::Found(Vec::new())));
    window.run_steps(2);
    let button = window.get_by_role_and_label(Role::Button, "Open a clean window");
    assert!(button.accesskit_node().is_disabled());
}

#[test]
fn each_sign_in_has_its_own_way_out() {
    for (lang, out, none) in [
        (Lang::En, "Open sign-out page", "no sign-out page is known"),
        (Lang::Fi, "Avaa uloskirjautumissivu", "uloskirjautumissivua ei tunneta"),
        (Lang::Sv, "Öppna utloggningssidan", "ingen utloggningssida är känd"),
    ] {
        let mut window = window(services(lang));
        window.run();
        window.get_by_role_and_label(Role::Heading, "Microsoft");
        assert!(window.query_by_label_contains(none).is_some(), "{none}");
        let button = window.get_by_role_and_label(Role::Button, out);
        let whose = button.accesskit_node().description().unwrap_or_default();
        assert_eq!(whose, "Microsoft · Google Chrome · Person 1");
        assert!(window.query_by_label_contains("Firefox · default-release").is_some(), "what is open is not known");
        tab_to(&mut window, Role::Button, out);
        press(&mut window, Key::Enter);
        let effect = window.state().effects.last();
        assert!(
            matches!(effect, Some(Effect::Work(Order::OpenSignOut(one))) if one.service == "microsoft"),
            "{effect:?}"
        );
        let opened = OpenedPages { opened: vec![sign_ins().live.swap_remove(0)], failed: Vec::new() };
        window.state_mut().handle(Msg::Services(ServicesMsg::Opened(opened)));
        window.run_steps(2);
        assert_eq!(window.query_all_by_role(Role::Status).count(), 1);
    }
}
