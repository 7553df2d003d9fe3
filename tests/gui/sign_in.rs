//! Fix sign-in and Why?: by role and label, with the keyboard alone, in three languages.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use signoff::gui::effect::{Effect, Order, WindowEffect};
use signoff::gui::msg::Msg;
use signoff::gui::preferences::{ColourScheme, TextSize};
use signoff::gui::screen::{CloseMode, Screen};
use signoff::gui::sign_in::{LoginPageState, SignInMsg};
use signoff::gui::testing;
use signoff::i18n::Lang;
use signoff::model::Verdict;

use crate::gallery::{fix, fixed, kept, why};
use crate::journeys::{press, tab_to};
use crate::stage::{Stage, window, window_of};

/// High enough that nothing needs scrolling.
const TALL: [f32; 2] = [760.0, 2400.0];

#[test]
fn a_sign_in_is_fixed_in_swedish_without_a_mouse() {
    let mut window = window(Stage::home(Lang::Sv, false));
    window.run();
    tab_to(&mut window, Role::Button, "Åtgärda inloggningen");
    press(&mut window, Key::Enter);
    assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::PlanFix(_)))));
    window.state_mut().plan_fix(true);
    window.run_steps(2);

    tab_to(&mut window, Role::CheckBox, "Google");
    press(&mut window, Key::Space);
    assert!(window.state().model.sign_in.ticked.contains("google"));
    assert!(window.state().model.sign_in.plan.is_none(), "what is shown must be for what is ticked");
    press(&mut window, Key::Space);

    tab_to(&mut window, Role::TextInput, "En annan webbplats");
    window.event(egui::Event::Text("https://shop.example.com/cart".into()));
    window.run_steps(2);
    press(&mut window, Key::Enter);
    assert!(window.state().model.sign_in.ticked.contains("shop.example.com"));
    window.get_by_role_and_label(Role::CheckBox, "shop.example.com");
    window.state_mut().plan_fix(true);
    window.run_steps(2);

    tab_to(&mut window, Role::Button, "Ta bort inloggningarna");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().model.screen, Screen::Running { names: vec!["Firefox".into()], asked: false });
    tab_to(&mut window, Role::Button, "Stäng webbläsarna och fortsätt");
    press(&mut window, Key::Enter);
    let run = window.state().effects.last();
    let Some(Effect::Work(Order::Run { plan, close_mode: CloseMode::Ask })) = run else { panic!("it runs: {run:?}") };
    assert!(plan.request.fixes().is_some_and(|rules| rules.covers_host("shop.example.com")));
    window.get_by_role_and_label(Role::Heading, "Tar bort inloggningar…");

    let finished = testing::finished(&window.state().model, Verdict::Clean);
    window.state_mut().handle(Msg::Finished(finished));
    window.run_steps(2);
    window.get_by_role_and_label(Role::Status, "Inloggningarna är borttagna");
    tab_to(&mut window, Role::Button, "Öppna inloggningssidan");
    press(&mut window, Key::Enter);
    assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::OpenPage { .. }))));
    press(&mut window, Key::Escape);
    assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::Discover))), "back to the first screen");
}

#[test]
fn home_has_one_button_and_two_quieter_ways() {
    for (lang, end, fix, why) in [
        (Lang::En, "End session", "Fix sign-in", "Why?"),
        (Lang::Fi, "Lopeta istunto", "Korjaa kirjautuminen", "Miksi?"),
        (Lang::Sv, "Avsluta sessionen", "Åtgärda inloggningen", "Varför?"),
    ] {
        let mut window = window(Stage::home(lang, false));
        window.run();
        let height = |label: &str| window.get_by_role_and_label(Role::Button, label).rect().height();
        assert!(height(end) > height(fix) && height(end) > height(why));
        window.get_by_role_and_label(Role::Button, why).click();
        window.run_steps(2);
        assert_eq!(window.state().model.screen, Screen::Why);
        assert!(matches!(window.state().effects.last(), Some(Effect::Work(Order::Why { .. }))));
    }
}

#[test]
fn what_goes_is_named_by_set_and_by_profile_and_so_is_what_stays() {
    for (lang, title, go, items, stays, closes) in [
        (Lang::En, "Fix sign-in", "Remove sign-ins", "8 items", "Kept: other sites", "Firefox must be closed first"),
        (Lang::Fi, "Korjaa kirjautuminen", "Poista kirjautumiset", "8 tietoa", "Säilyvät: muut", "suljettava: Firefox"),
        (
            Lang::Sv,
            "Åtgärda inloggningen",
            "Ta bort inloggningarna",
            "8 uppgifter",
            "Behålls: andra",
            "Firefox måste stängas",
        ),
    ] {
        let mut window = window_of(fix(lang, true), TALL, ColourScheme::Light);
        window.run_steps(4);
        window.get_by_role_and_label(Role::Heading, title);
        window.get_by_role_and_label(Role::Heading, "Google Chrome · Person 1");
        window.get_by_role_and_label(Role::Heading, "Firefox · default-release");
        for set in ["Microsoft", "TUNI"] {
            let toggled = window.get_by_role_and_label(Role::CheckBox, set).accesskit_node().toggled();
            assert_eq!(toggled, Some(egui::accesskit::Toggled::True), "{set}");
        }
        for set in ["Microsoft 365", "Google"] {
            let toggled = window.get_by_role_and_label(Role::CheckBox, set).accesskit_node().toggled();
            assert_eq!(toggled, Some(egui::accesskit::Toggled::False), "{set}");
        }
        let about = window.get_by_role_and_label(Role::CheckBox, "Microsoft").accesskit_node().description();
        // Five cookies, one cookie and two records, and Firefox is open.
        let about = about.unwrap_or_default();
        assert!(about.contains(items) && about != items, "{about}");
        for words in ["login.microsoftonline.com (5)", "moodle.tuni.fi (2)", stays, closes] {
            assert!(window.query_all_by_label_contains(words).count() > 0, "{words}");
        }
        assert!(window.query_by_label_contains("shop.example.com").is_none(), "it was not chosen");
        assert!(!window.get_by_role_and_label(Role::Button, go).accesskit_node().is_disabled());
    }
}

#[test]
fn the_button_says_in_words_why_it_cannot_be_pressed() {
    let mut unticked = fix(Lang::En, false);
    for set in ["microsoft", "tuni"] {
        unticked.sign_in(SignInMsg::Tick(set.into(), false));
    }
    let mut looking = Stage::home(Lang::En, false);
    looking.sign_in(SignInMsg::Open);
    looking.model.preferences.less_motion = true;
    let mut typed = fix(Lang::En, false);
    typed.sign_in(SignInMsg::Typed("example.org".into()));
    let mut empty = Stage::home(Lang::En, false);
    empty.sign_in(SignInMsg::Open);
    empty.sign_in(SignInMsg::Tick("google".into(), true));
    for set in ["microsoft", "tuni"] {
        empty.sign_in(SignInMsg::Tick(set.into(), false));
    }
    empty.plan_fix(false);
    for (stage, reason) in [
        (unticked, "Nothing is ticked."),
        (looking, "Looking into the browsers"),
        (typed, "Add the site that you typed, or clear the field."),
        (empty, "Nothing to remove: no browser holds anything of Google."),
    ] {
        let mut window = window(stage);
        window.run_steps(4);
        let button = window.get_by_role_and_label(Role::Button, "Remove sign-ins");
        assert!(button.accesskit_node().is_disabled(), "{reason}");
        assert_eq!(button.accesskit_node().description().as_deref(), Some(reason));
    }
}

#[test]
fn what_is_no_site_is_refused_in_words_that_are_spoken() {
    for (lang, add, refusal) in [
        (Lang::En, "Add", "\"ac.uk\" is a public suffix"),
        (Lang::Fi, "Lisää", "\"ac.uk\""),
        (Lang::Sv, "Lägg till", "\"ac.uk\""),
    ] {
        let mut stage = fix(lang, false);
        stage.sign_in(SignInMsg::Typed("ac.uk".into()));
        let mut window = window_of(stage, TALL, ColourScheme::Light);
        window.run_steps(4);
        window.get_by_role_and_label(Role::Button, add).click();
        window.run_steps(3);
        let spoken: Vec<_> = window.query_all_by_role(Role::Status).collect();
        let said = |one: &egui_kittest::Node<'_>| one.accesskit_node().label().is_some_and(|it| it.contains(refusal));
        assert!(spoken.iter().any(said), "{refusal}");
        assert!(!window.state().model.sign_in.ticked.contains("ac.uk"));
    }
}

#[test]
fn a_browser_that_cannot_be_edited_is_said_to_be_kept() {
    for (lang, title, reason) in [
        (Lang::En, "Not finished", "cannot remove single sites from this browser"),
        (Lang::Fi, "Kesken", "yksittäisiä sivustoja"),
        (Lang::Sv, "Inte klart", "enstaka webbplatser"),
    ] {
        let mut stage = fix(lang, false);
        let mut plan = stage.model.sign_in.plan.as_deref().cloned().expect("it was planned");
        plan.skipped.push(kept());
        stage.sign_in(SignInMsg::Planned(plan.into()));
        let mut before = window_of(stage, TALL, ColourScheme::Light);
        before.run_steps(4);
        assert!(before.query_by_label_contains(reason).is_some(), "{reason}");
        let ended = fixed(lang, Verdict::Left, |finished| finished.report.skipped = vec![kept()]);
        let mut after = window_of(ended, TALL, ColourScheme::Light);
        after.run_steps(4);
        after.get_by_role_and_label(Role::Status, title);
        assert!(after.query_by_label_contains(reason).is_some(), "{reason}");
    }
}

#[test]
fn a_result_claims_only_what_was_removed() {
    for (lang, title, servers) in [
        (Lang::En, "Sign-ins removed", "sessions on the servers"),
        (Lang::Fi, "Kirjautumiset on poistettu", "palvelimilla"),
        (Lang::Sv, "Inloggningarna är borttagna", "servrarna"),
    ] {
        let mut window = window_of(fixed(lang, Verdict::Clean, |_| {}), TALL, ColourScheme::Light);
        window.run_steps(4);
        window.get_by_role_and_label(Role::Status, title);
        assert!(window.query_by_label_contains(servers).is_some(), "{servers}");
        window.get_by_label("Google Chrome · Person 1");
        assert!(window.query_by_label_contains("login.live.com").is_some());
        let safe = window.state().tr.text("ok-title");
        assert!(window.query_by_label(&safe).is_none(), "the session has not ended");
    }
}

#[test]
fn a_login_page_that_does_not_open_says_so() {
    let mut stage = fixed(Lang::En, Verdict::Clean, |_| {});
    stage.sign_in(SignInMsg::Opened(LoginPageState::NotFound));
    let mut window = window(stage);
    window.run_steps(4);
    window.get_by_role_and_label(Role::Status, "The login page was not opened: the browser's program was not found");
    let mut demo = fixed(Lang::En, Verdict::Clean, |_| {});
    demo.model.demo = true;
    let mut window = crate::stage::window(demo);
    window.run_steps(4);
    assert!(window.query_by_role_and_label(Role::Button, "Open the sign-in page").is_none());
}

#[test]
fn why_calls_out_two_organisations_in_one_profile() {
    for (lang, title, several, outside, created) in [
        (Lang::En, "Why does sign-in go wrong?", "two sign-ins to Microsoft", "Kerberos tickets", "Created: "),
        (Lang::Fi, "Miksi kirjautuminen ei onnistu?", "kaksi kirjautumista palveluun Microsoft", "Kerberos", "Luotu: "),
        (Lang::Sv, "Varför fungerar inte inloggningen?", "två inloggningar till Microsoft", "Kerberos", "Skapad: "),
    ] {
        let mut window = window_of(why(lang), TALL, ColourScheme::Light);
        window.run_steps(4);
        window.get_by_role_and_label(Role::Heading, title);
        let warned = window.query_all_by_role(Role::Status).any(|one| {
            one.accesskit_node()
                .label()
                .is_some_and(|it| it.contains(several) && it.contains("Google Chrome · Person 1"))
        });
        assert!(warned, "{several}");
        assert!(window.query_by_label_contains(outside).is_some(), "{outside}");
        window.get_by_role_and_label(Role::Heading, "Google Chrome · Person 1");
        window.get_by_label("ESTSAUTHPERSISTENT");
        let cells: Vec<_> = window.query_all_by_label_contains(created).collect();
        assert_eq!(cells.len(), 4, "a cell for each cookie that means signed in");
        assert!(cells.iter().any(|one| one.accesskit_node().value().is_some_and(|text| text.contains("47"))));
    }
}

#[test]
fn the_text_for_the_help_desk_names_no_site_and_is_the_command_lines() {
    for (lang, copy, copied) in [
        (Lang::En, "Copy for the help desk", "Copied"),
        (Lang::Fi, "Kopioi tukipalvelulle", "Kopioitu"),
        (Lang::Sv, "Kopiera för supporten", "Kopierat"),
    ] {
        let mut window = window(why(lang));
        window.run_steps(3);
        window.get_by_role_and_label(Role::Button, copy).click();
        window.run_steps(3);
        window.get_by_role_and_label(Role::Button, copied);
        let report = window.state().model.sign_in.report.clone().expect("it is shown");
        let same = signoff::i18n::why::for_help_desk(&window.state().tr, &report);
        let Some(Effect::Window(WindowEffect::Copy(text))) = window.state().effects.last() else {
            panic!("it is copied")
        };
        assert_eq!(*text, same);
        assert!(text.contains("Google Chrome · 1") && text.contains("Microsoft"), "{text}");
        for private in ["tuni.fi", "microsoftonline", "ESTSAUTH", "Person 1", "default-release"] {
            assert!(!text.contains(private), "{private} is in {text}");
        }
    }
}

#[test]
fn why_leads_to_the_fix_and_escape_leads_home() {
    let mut window = window(why(Lang::En));
    window.run_steps(3);
    tab_to(&mut window, Role::Button, "Fix sign-in");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().model.screen, Screen::Fix);
    press(&mut window, Key::Escape);
    assert_eq!(window.state().model.screen, Screen::Home);
}

#[test]
fn the_buttons_are_in_sight_at_twice_the_size() {
    for lang in Lang::ALL {
        for (stage, key) in [(fix(lang, false), "fix-go"), (why(lang), "fix")] {
            let label = stage.tr.text(key);
            let mut window = window_of(stage, [1024.0, 640.0], ColourScheme::Light);
            window.ctx.set_zoom_factor(TextSize::Largest.factor());
            window.run_steps(6);
            let rect = window.get_by_role_and_label(Role::Button, &label).rect();
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(512.0, 320.0));
            assert!(screen.contains_rect(rect), "{lang:?} {key}: {rect:?}");
        }
    }
}
