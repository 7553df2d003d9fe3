//! The text of every screen, in every language, by role and label.

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use signoff::gui::msg::Msg;
use signoff::gui::preferences::ColourScheme;
use signoff::gui::screen::{Screen, StartFailure};
use signoff::gui::testing;
use signoff::gui::theme;
use signoff::i18n::Lang;
use signoff::model::{BrowserId, Category, Event, ItemId, Phase, Verdict};

use crate::gallery::{ended, every_screen, left, working};
use crate::stage::{Stage, window, window_of};

fn has(window: &Harness<'_, Stage>, role: Role, label: &str) {
    window.get_by_role_and_label(role, label);
}

/// Every control and text must be within the width; the height scrolls.
fn fits(window: &Harness<'_, Stage>, width: f32, name: &str) {
    for role in [Role::Button, Role::CheckBox, Role::RadioButton, Role::Label, Role::Heading, Role::Status] {
        for one in window.query_all_by_role(role) {
            let (rect, label) = (one.rect(), one.accesskit_node().label());
            assert!(rect.left() >= 0.0 && rect.right() <= width + 0.5, "{name}: {rect:?} of {label:?}, {width} wide");
        }
    }
}

#[test]
fn home_names_its_button_and_what_it_does() {
    for (lang, title, end) in [
        (Lang::En, "Leave this computer clean", "End session"),
        (Lang::Fi, "Jätä kone puhtaana", "Lopeta istunto"),
        (Lang::Sv, "Lämna datorn ren", "Avsluta sessionen"),
    ] {
        let mut window = window(Stage::home(lang, true));
        window.run();
        has(&window, Role::Heading, title);
        let button = window.get_by_role_and_label(Role::Button, end);
        assert!(!button.accesskit_node().is_disabled());
        assert!(!button.is_focused(), "Enter must not end the session by accident");
        for browser in ["Google Chrome", "Firefox"] {
            let toggled = window.get_by_role_and_label(Role::CheckBox, browser).accesskit_node().toggled();
            assert_eq!(toggled, Some(egui::accesskit::Toggled::True));
        }
    }
}

#[test]
fn sizes_are_written_as_each_language_does() {
    for (lang, size) in [(Lang::En, "406.9\u{a0}MB"), (Lang::Fi, "406,9\u{a0}Mt"), (Lang::Sv, "406,9\u{a0}MB")] {
        let mut window = window(Stage::home(lang, false));
        window.run();
        assert!(window.query_all_by_label(size).count() > 0, "{size}");
    }
}

#[test]
fn what_is_open_is_never_counted_for_sure() {
    let mut window = window(Stage::home(Lang::En, true));
    window.run();
    let firefox = window.get_by_role_and_label(Role::CheckBox, "Firefox");
    let about = firefox.accesskit_node().description().unwrap_or_default();
    assert!(about.contains("open now") && about.contains("at least"), "{about}");
}

#[test]
fn the_button_says_in_words_why_it_cannot_be_pressed() {
    let mut nothing = Stage::new(Lang::En, false);
    let mut found = testing::found(false);
    found.all.items.clear();
    nothing.handle(Msg::Found(found));
    let mut unticked = Stage::home(Lang::En, false);
    for browser in ["chrome", "firefox"] {
        unticked.handle(Msg::Browser(BrowserId(browser.into()), false));
    }
    let mut none = Stage::new(Lang::En, false);
    let mut found = testing::found(false);
    found.inventory = std::sync::Arc::default();
    none.handle(Msg::Found(found));
    for (stage, reason) in [
        (nothing, "Nothing to remove. The browsers are already clean."),
        (unticked, "Nothing is ticked."),
        (none, "No browsers were found on this computer."),
    ] {
        let mut window = window(stage);
        window.run();
        let button = window.get_by_role_and_label(Role::Button, "End session");
        assert!(button.accesskit_node().is_disabled());
        assert_eq!(button.accesskit_node().description().as_deref(), Some(reason));
        has(&window, Role::Status, reason);
    }
}

#[test]
fn the_preview_names_categories_and_profiles() {
    for (lang, title, cookies) in [
        (Lang::En, "What will be removed", "Cookies and sign-ins"),
        (Lang::Fi, "Mitä poistetaan", "Evästeet ja kirjautumiset"),
        (Lang::Sv, "Vad som tas bort", "Kakor och inloggningar"),
    ] {
        let mut stage = Stage::home(lang, false);
        stage.handle(Msg::Details);
        let mut window = window(stage);
        window.run();
        has(&window, Role::Heading, title);
        has(&window, Role::CheckBox, cookies);
        has(&window, Role::Heading, "Google Chrome · Person 1");
        has(&window, Role::Heading, "Firefox · default-release");
    }
}

#[test]
fn clearing_a_category_asks_for_a_plan_that_keeps_it() {
    let mut stage = Stage::home(Lang::En, false);
    stage.handle(Msg::Details);
    let mut window = window(stage);
    window.run();
    window.get_by_role_and_label(Role::CheckBox, "Saved passwords").click();
    window.run();
    let model = &window.state().model;
    assert!(model.keeping.contains(&Category::Passwords));
    let toggled = window.get_by_role_and_label(Role::CheckBox, "Saved passwords").accesskit_node().toggled();
    assert_eq!(toggled, Some(egui::accesskit::Toggled::False));
}

#[test]
fn open_browsers_are_named_with_both_ways_on() {
    for (lang, title, go, back) in [
        (Lang::En, "Save your work first", "Close browsers and continue", "Back"),
        (Lang::Fi, "Tallenna työsi ensin", "Sulje selaimet ja jatka", "Takaisin"),
        (Lang::Sv, "Spara ditt arbete först", "Stäng webbläsarna och fortsätt", "Tillbaka"),
    ] {
        let mut stage = Stage::home(lang, true);
        stage.handle(Msg::EndSession);
        let mut window = window(stage);
        window.run();
        has(&window, Role::Heading, title);
        has(&window, Role::Button, go);
        has(&window, Role::Button, back);
    }
}

#[test]
fn a_slow_browser_can_be_waited_for_or_forced() {
    for (lang, wait, force) in [
        (Lang::En, "Wait", "Force close"),
        (Lang::Fi, "Odota", "Pakota sulkeutumaan"),
        (Lang::Sv, "Vänta", "Tvinga att stänga"),
    ] {
        let mut stage = Stage::home(lang, true);
        stage.handle(Msg::EndSession);
        stage.handle(Msg::CloseBrowsers);
        let mut finished = testing::finished(&stage.model, Verdict::NothingDone);
        finished.report.still_open = vec!["Firefox".into()];
        stage.handle(Msg::Finished(finished));
        let mut window = window(stage);
        window.run();
        has(&window, Role::Button, wait);
        has(&window, Role::Button, force);
        assert!(window.query_all_by_role(Role::Status).count() == 1, "it speaks");
    }
}

#[test]
fn several_slow_browsers_are_spoken_of_as_several() {
    for (lang, one, several) in [
        (Lang::En, "Firefox has not closed.", "Firefox and Google Chrome have not closed."),
        (Lang::Fi, "Firefox ei ole sulkeutunut.", "Firefox ja Google Chrome eivät ole sulkeutuneet."),
        (Lang::Sv, "Firefox har inte stängts.", "Firefox och Google Chrome har inte stängts."),
    ] {
        for (names, words) in [(&["Firefox"][..], one), (&["Firefox", "Google Chrome"], several)] {
            let mut stage = Stage::home(lang, true);
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            stage.model.screen = Screen::Running { names, asked: true };
            let mut window = window(stage);
            window.run();
            has(&window, Role::Status, words);
        }
    }
}

#[test]
fn progress_has_a_name_a_value_and_a_stop() {
    for (lang, removing, stop) in [
        (Lang::En, "Removing cookies, history and cache", "Stop"),
        (Lang::Fi, "Poistetaan evästeitä, historiaa ja välimuistia", "Keskeytä"),
        (Lang::Sv, "Tar bort kakor, historik och cache", "Avbryt"),
    ] {
        let mut stage = working(lang);
        let half = stage.model.plan.as_ref().map_or(0, |plan| plan.total().bytes) / 2;
        let id = ItemId(1);
        for event in [Event::Phase(Phase::Removing), Event::Started(id), Event::Progress { id, files: 1, bytes: half }]
        {
            stage.handle(Msg::Event(event));
        }
        let mut window = window(stage);
        window.run();
        has(&window, Role::Status, removing);
        let bar = window.get_by_role(Role::ProgressIndicator);
        let value = bar.accesskit_node().numeric_value().unwrap_or_default();
        assert!((value - 50.0).abs() < 1.0, "{value}");
        window.get_by_role_and_label(Role::Button, stop).click();
        window.run();
        assert!(window.state().model.stopping);
    }
}

#[test]
fn a_clean_result_speaks_and_claims_this_computer_only() {
    for (lang, title, close) in [
        (Lang::En, "Safe to leave", "Close"),
        (Lang::Fi, "Voit lähteä turvallisesti", "Sulje"),
        (Lang::Sv, "Du kan tryggt gå", "Stäng"),
    ] {
        let mut window = window(ended(lang, Verdict::Clean, |_| {}));
        window.run();
        let status = window.get_by_role_and_label(Role::Status, title);
        assert_eq!(status.accesskit_node().live(), egui::accesskit::Live::Assertive);
        has(&window, Role::Button, close);
    }
}

#[test]
fn a_result_that_kept_something_is_not_called_safe() {
    let mut stage = Stage::home(Lang::En, false);
    stage.handle(Msg::Category(Category::Cookies, false));
    let request = stage.model.request().expect("something is ticked");
    stage.handle(Msg::Planned(testing::plan(&request, false)));
    stage.handle(Msg::EndSession);
    let finished = testing::finished(&stage.model, Verdict::Clean);
    stage.handle(Msg::Finished(finished));
    let mut window = window(stage);
    window.run();
    has(&window, Role::Status, "Removed what you chose");
    assert!(window.query_by_label("Safe to leave").is_none());
    assert!(window.query_by_label_contains("Cookies and sign-ins").is_some());
}

#[test]
fn an_unfinished_result_says_what_is_left_and_why() {
    for (lang, title, reason, way, retry) in [
        (Lang::En, "Not finished: 1 item is left", "In use by backup", "Close backup, then try again.", "Try again"),
        (
            Lang::Fi,
            "Kesken: 1 kohde on jäljellä",
            "Käytössä: backup",
            "Sulje backup ja yritä uudelleen.",
            "Yritä uudelleen",
        ),
        (Lang::Sv, "Inte klart: 1 objekt är kvar", "Används av backup", "Stäng backup och försök igen.", "Försök igen"),
    ] {
        let mut window = window(ended(lang, Verdict::Left, left));
        window.run();
        has(&window, Role::Status, title);
        assert!(window.query_by_label_contains(reason).is_some(), "{reason}");
        assert!(window.query_by_label(&format!("Google Chrome: {way}")).is_some(), "{way}");
        assert!(window.query_by_label_contains("Google Chrome · Person 1 · Network").is_some());
        has(&window, Role::Button, retry);
    }
}

#[test]
fn nothing_done_says_so() {
    for (lang, title) in [(Lang::En, "Nothing was done"), (Lang::Fi, "Mitään ei tehty"), (Lang::Sv, "Inget gjordes")]
    {
        let mut ended = window(ended(lang, Verdict::NothingDone, |_| {}));
        ended.run();
        has(&ended, Role::Status, title);
        let mut stage = Stage::new(lang, false);
        stage.handle(Msg::Failed(StartFailure::Busy));
        let mut failure = window(stage);
        failure.run();
        has(&failure, Role::Status, title);
    }
}

#[test]
fn what_is_put_off_is_not_called_done_or_nothing() {
    for (lang, title, noted, not_noted) in [
        (Lang::En, "Not finished", "the next End session or log-in completes it", "nobody will do it by itself"),
        (Lang::Fi, "Kesken", "seuraava istunnon lopetus tai kirjautuminen", "sitä ei tehdä itsestään"),
        (Lang::Sv, "Inte klart", "nästa gång sessionen avslutas eller någon loggar in", "ingen gör den av sig själv"),
    ] {
        for (is_noted, text) in [(true, noted), (false, not_noted)] {
            let mut stage = Stage::new(lang, false);
            stage.handle(Msg::Failed(StartFailure::PutOff { noted: is_noted }));
            let mut window = window(stage);
            window.run();
            has(&window, Role::Status, title);
            assert!(window.query_by_label_contains(text).is_some(), "{text}");
        }
    }
}

#[test]
fn the_demonstration_is_marked_on_every_screen() {
    for (lang, word) in [(Lang::En, "Demonstration"), (Lang::Fi, "Esittely"), (Lang::Sv, "Demonstration")] {
        for (_, mut stage) in every_screen(lang) {
            stage.model.demo = true;
            let screen = stage.model.screen.clone();
            let mut window = window(stage);
            window.run_steps(3);
            assert!(window.query_by_label(word).is_some(), "{screen:?}");
        }
    }
}

#[test]
fn every_screen_fits_small_and_large_in_every_theme() {
    let most = [(theme::WINDOW, 1.0), (theme::SMALLEST, 1.0), (theme::WINDOW, 1.5), (theme::WINDOW, 2.0)];
    let few = [(theme::WINDOW, 1.0)];
    for lang in Lang::ALL {
        // Colours do not change sizes.
        for (colours, sizes) in
            [(ColourScheme::Light, &most[..]), (ColourScheme::Dark, &few[..]), (ColourScheme::Contrast, &few[..])]
        {
            for (size, zoom) in sizes {
                for (name, stage) in every_screen(lang) {
                    let mut window = window_of(stage, *size, colours);
                    window.ctx.set_zoom_factor(*zoom);
                    window.run_steps(5);
                    fits(&window, size[0] / zoom, name);
                }
            }
        }
    }
}

#[test]
fn a_message_of_progress_does_not_disturb_a_result() {
    let mut stage = ended(Lang::En, Verdict::Clean, |_| {});
    stage.handle(Msg::Event(Event::Finished(ItemId(0))));
    assert_eq!(stage.model.screen, Screen::Result);
}
