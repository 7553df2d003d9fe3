//! The pages over the screens, the first start, the preview's explanations, and text at 200 %.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use signoff::gui::effect::{Effect, Order, WindowEffect};
use signoff::gui::model::Model;
use signoff::gui::msg::Msg;
use signoff::gui::preferences::{ColourScheme, Preferences, TextSize};
use signoff::gui::screen::{Focus, Page, Screen};
use signoff::gui::soft::Raster;
use signoff::gui::testing;
use signoff::i18n::Lang;
use signoff::model::{Category, Verdict};

use crate::gallery::{ended, every_screen, left, page, working};
use crate::stage::{Stage, window, window_of};

/// High enough that nothing needs scrolling.
const TALL: [f32; 2] = [760.0, 2400.0];

#[test]
fn end_session_is_in_sight_at_twice_the_size() {
    for lang in Lang::ALL {
        for (running, colours) in [(false, ColourScheme::Light), (true, ColourScheme::Contrast)] {
            let stage = Stage::home(lang, running);
            let end = stage.tr.text("end");
            let mut window = window_of(stage, [1024.0, 640.0], colours);
            window.ctx.set_zoom_factor(TextSize::Largest.factor());
            window.run_steps(6);
            let rect = window.get_by_role_and_label(Role::Button, &end).rect();
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(512.0, 320.0));
            assert!(screen.contains_rect(rect), "{lang:?}: {rect:?}");
        }
    }
}

#[test]
fn a_shared_computer_is_asked_about_once_and_a_demonstration_never() {
    let asked = Model::opening(Lang::En, false, Preferences::default());
    assert_eq!(asked.screen, Screen::First);
    assert_eq!(Model::opening(Lang::En, true, Preferences::default()).screen, Screen::Discovering);
    let known = Preferences { shared: Some(false), language: Some(Lang::Sv), ..Preferences::default() };
    let known = Model::opening(Lang::En, false, known);
    assert_eq!((known.screen, known.lang), (Screen::Discovering, Lang::Sv));
}

#[test]
fn an_own_computer_begins_with_nothing_ticked() {
    for (lang, title, own) in [
        (Lang::En, "Is this a shared computer?", "No, my own"),
        (Lang::Fi, "Onko tämä yhteiskäyttöinen kone?", "Ei, oma koneeni"),
        (Lang::Sv, "Är det här en delad dator?", "Nej, min egen"),
    ] {
        let mut stage = Stage::new(lang, false);
        stage.model = Model::opening(lang, false, Preferences::default());
        let end = stage.tr.text("end");
        let mut window = window(stage);
        window.run();
        window.get_by_role_and_label(Role::Heading, title);
        window.get_by_role_and_label(Role::Button, own).click();
        window.run_steps(2);
        assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::Discover))));
        window.state_mut().handle(Msg::Found(testing::found(false)));
        window.run_steps(2);
        assert_eq!(window.state().model.preferences.shared, Some(false));
        for browser in ["Google Chrome", "Firefox"] {
            let toggled = window.get_by_role_and_label(Role::CheckBox, browser).accesskit_node().toggled();
            assert_eq!(toggled, Some(egui::accesskit::Toggled::False), "{browser}");
        }
        assert!(window.get_by_role_and_label(Role::Button, &end).accesskit_node().is_disabled());
        // What the user ticked stays ticked after another discovery.
        window.state_mut().handle(Msg::Browser(signoff::model::BrowserId("firefox".into()), true));
        window.state_mut().handle(Msg::Found(testing::found(false)));
        assert!(window.state().model.browsers().iter().any(|line| line.ticked));
    }
}

#[test]
fn help_has_a_card_for_each_thing_and_goes_away_with_escape() {
    for lang in Lang::ALL {
        let mut window = window(Stage::home(lang, false));
        window.run();
        window.key_press(Key::F1);
        window.run_steps(3);
        assert_eq!(window.state().model.page, Some(Page::Help));
        let cards = window.state().model.help.card.clone();
        assert!(cards.len() > 8);
        for card in &cards {
            window.get_by_role_and_label(Role::Heading, &card.text(lang).title);
            window.get_by_label(&card.text(lang).text);
        }
        window.key_press(Key::Escape);
        window.run_steps(2);
        assert_eq!(window.state().model.page, None);
    }
}

#[test]
fn the_help_desks_number_can_be_copied() {
    let mut window = window_of(page(Lang::En, Page::Help), TALL, ColourScheme::Light);
    window.run();
    window.get_by_role_and_label(Role::Button, "Copy 0294 520 500").click();
    window.run_steps(2);
    let copied = window.state().effects.last();
    assert!(matches!(copied, Some(Effect::Window(WindowEffect::Copy(words))) if words == "0294 520 500"), "{copied:?}");
    window.get_by_role_and_label(Role::Button, "Copied: 0294 520 500");
}

#[test]
fn escape_on_a_page_does_not_stop_the_run_below() {
    let mut stage = working(Lang::En);
    stage.handle(Msg::Open(Page::Help));
    let before = stage.effects.len();
    let mut window = window(stage);
    window.run_steps(2);
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!((window.state().model.page, window.state().effects.len()), (None, before));
    assert!(!window.state().model.stopping);
}

#[test]
fn settings_are_chosen_by_name_in_every_language() {
    for (lang, contrast, motion) in [
        (Lang::En, "High contrast", "Reduce motion"),
        (Lang::Fi, "Suuri kontrasti", "Vähennä liikettä"),
        (Lang::Sv, "Hög kontrast", "Minska rörelser"),
    ] {
        let mut window = window_of(page(lang, Page::Settings), TALL, ColourScheme::Light);
        window.run();
        window.get_by_role_and_label(Role::RadioButton, contrast).click();
        window.run_steps(2);
        window.get_by_role_and_label(Role::RadioButton, "150\u{a0}%").click();
        window.run_steps(2);
        window.get_by_role_and_label(Role::CheckBox, motion).click();
        window.run_steps(2);
        window.get_by_role_and_label(Role::RadioButton, "Svenska").click();
        window.run_steps(2);
        let chosen = &window.state().model.preferences;
        assert_eq!((chosen.colours, chosen.text, chosen.less_motion), (ColourScheme::Contrast, TextSize::Larger, true));
        assert_eq!(chosen.language, Some(Lang::Sv));
    }
}

#[test]
fn past_runs_are_read_when_they_are_looked_at() {
    let mut window = window_of(page(Lang::En, Page::Settings), TALL, ColourScheme::Light);
    window.run();
    window.get_by_role_and_label(Role::Button, "Past runs").click();
    window.run_steps(2);
    assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::History))));
    window.state_mut().handle(Msg::History(None));
    window.run_steps(2);
    window.get_by_label("The list of past runs can't be read.");
    window.state_mut().handle(Msg::History(Some(signoff::receipts::RunHistory::default())));
    window.run_steps(2);
    window.get_by_label("No past runs are noted.");
}

#[test]
fn a_report_can_be_saved_and_the_screen_says_what_came_of_it() {
    for (is_saved, says) in [(true, "The report is saved."), (false, "The report could not be written there.")] {
        let mut window = window(ended(Lang::En, Verdict::Left, left));
        window.run();
        window.get_by_role_and_label(Role::Button, "Save report").click();
        window.run_steps(2);
        assert!(matches!(window.state().effects.last(), Some(Effect::Window(WindowEffect::SaveReport))));
        window.state_mut().handle(Msg::ReportSaved(is_saved));
        window.run_steps(2);
        window.get_by_role_and_label(Role::Status, says);
    }
}

#[test]
fn who_looks_elsewhere_is_told_how_it_ended() {
    for (focus, told) in [(Focus::Here, 0), (Focus::Elsewhere, 1)] {
        let mut stage = working(Lang::En);
        stage.handle(Msg::Focus(focus));
        let finished = testing::finished(&stage.model, Verdict::Clean);
        stage.handle(Msg::Finished(finished));
        let notices =
            stage.effects.iter().filter(|effect| matches!(effect, Effect::Window(WindowEffect::Notify))).count();
        assert_eq!(notices, told);
        assert_eq!(signoff::gui::words::notice(&stage.model, &stage.tr).0, "Safe to leave");
    }
}

#[test]
fn a_choice_that_cannot_be_kept_says_so() {
    let mut stage = page(Lang::En, Page::Settings);
    stage.handle(Msg::NotSaved);
    let mut window = window(stage);
    window.run();
    window.get_by_role_and_label(Role::Status, "This choice could not be saved. It holds until you close the window.");
}

#[test]
fn the_preview_explains_a_category_and_finds_by_name() {
    let mut stage = Stage::home(Lang::En, false);
    stage.handle(Msg::Details);
    let mut window = window(stage);
    window.run();
    window.get_by_role_and_label(Role::Button, "Why is this here: Cookies and sign-ins").click();
    window.run_steps(2);
    assert!(window.query_by_label_contains("would be signed in as you").is_some());
    assert!(window.state().model.explained.contains(&Category::Cookies));
    window.state_mut().handle(Msg::Search("FIREFOX".into()));
    window.run_steps(2);
    window.get_by_role_and_label(Role::Heading, "Firefox · default-release");
    assert!(window.query_by_role_and_label(Role::Heading, "Google Chrome · Person 1").is_none());
    window.state_mut().handle(Msg::Search("nowhere".into()));
    window.run_steps(2);
    window.get_by_label("Nothing here is called that.");
}

#[test]
fn the_seconds_that_a_browser_has_left_are_counted_down() {
    for (lang, left) in [(Lang::En, "7 seconds left"), (Lang::Fi, "7 sekuntia jäljellä"), (Lang::Sv, "7 sekunder kvar")]
    {
        let (_, stage) = every_screen(lang).into_iter().find(|(name, _)| *name == "closing").expect("a screen");
        let mut window = window(stage);
        window.run_steps(3);
        assert!(window.query_by_label_contains(left).is_some(), "{left}");
        window.state_mut().handle(Msg::Clock(100));
        assert_eq!(window.state().model.seconds_left(), Some(0));
    }
}

#[test]
fn every_screen_has_one_filled_button_at_most_and_says_its_language() {
    for lang in Lang::ALL {
        for (name, stage) in every_screen(lang) {
            let mut window = window(stage);
            window.run_steps(3);
            assert_eq!(window.root().accesskit_node().language(), Some(lang.code()), "{name}");
            let tall = |role| {
                let all = window.query_all_by_role(role);
                all.filter(|one| one.rect().height() >= signoff::gui::theme::PRIMARY_HEIGHT - 0.5).count()
            };
            assert!(tall(Role::Button) <= 1, "{name}");
        }
    }
}

#[test]
fn nothing_is_drawn_into_a_window_without_size() {
    assert!(Raster::default().paint([0, 0], egui::Color32::BLACK, &[], 1.0).is_empty());
}
