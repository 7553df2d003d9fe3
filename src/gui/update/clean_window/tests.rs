use crate::gui::clean_window::{CleanWindowMsg, CleanWindowState, WindowPhase};
use crate::gui::effect::{Effect, Order, WindowEffect};
use crate::gui::model::Model;
use crate::gui::msg::{Msg, ServicesMsg};
use crate::gui::screen::{Screen, StartFailure};
use crate::gui::testing::sign_in::{browsers, clean_window, sign_ins};
use crate::gui::update::update;
use crate::i18n::Lang;
use crate::model::{BrowserId, Event, OpenedPages, StopReason};

fn shown(demo: bool) -> Model {
    let mut model = Model::new(Lang::En, demo);
    let looks = update(&mut model, Msg::CleanWindow(CleanWindowMsg::Show));
    assert!(matches!(looks, Some(Effect::Work(Order::CleanBrowsers))), "{looks:?}");
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Found(browsers())));
    model
}

fn open() -> Model {
    let mut model = shown(false);
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Open));
    update(&mut model, Msg::Event(Event::WindowOpened(BrowserId("firefox".into()))));
    assert_eq!(model.clean_window.phase, WindowPhase::Open);
    model
}

#[test]
fn the_default_page_is_the_one_that_the_command_line_takes() {
    let model = shown(false);
    let services = &model.sign_in.services;
    let meant = services.choose(&[]).ok().and_then(|chosen| services.login_page(&chosen));
    assert_eq!(model.clean_window.chosen().map(|(_, page)| page.page.clone()), meant);
    assert!(model.clean_window.pages.len() > 1);
}

#[test]
fn what_is_chosen_is_opened() {
    let mut model = shown(false);
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Browser(1)));
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Page(0)));
    let page = model.clean_window.pages.first().map(|page| page.page.clone()).unwrap_or_default();
    let effect = update(&mut model, Msg::CleanWindow(CleanWindowMsg::Open));
    let Some(Effect::Work(Order::CleanWindow { browser, page: opened })) = effect else {
        panic!("no window: {effect:?}")
    };
    assert_eq!((browser, opened), (browsers()[1].id.clone(), page));
    assert!(update(&mut model, Msg::CleanWindow(CleanWindowMsg::Open)).is_none(), "one at a time");
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Browser(0)));
    assert_eq!(model.clean_window.browser, 1, "what is open is what is shown");
}

#[test]
fn back_and_quit_close_an_open_window_first() {
    let mut model = open();
    assert!(matches!(update(&mut model, Msg::Back), Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))));
    assert_eq!(model.screen, Screen::CleanWindow);
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Ended(Ok(clean_window()))));
    assert!(matches!(update(&mut model, Msg::Back), Some(Effect::Window(WindowEffect::Stop(_)))));
    assert_eq!(model.screen, Screen::Home);

    let mut model = open();
    assert!(matches!(update(&mut model, Msg::Quit), Some(Effect::Window(WindowEffect::Stop(StopReason::Cancelled)))));
    assert!(!model.may_close());
    assert!(matches!(
        update(&mut model, Msg::CleanWindow(CleanWindowMsg::Ended(Ok(clean_window())))),
        Some(Effect::Window(WindowEffect::Quit))
    ));
    assert!(model.may_close());
}

#[test]
fn a_mistake_of_ours_leaves_no_window_open_for_ever() {
    let mut model = open();
    update(&mut model, Msg::Failed(StartFailure::Internal));
    assert!(model.may_close());
}

#[test]
fn the_demonstration_opens_nothing() {
    let mut model = shown(true);
    assert!(update(&mut model, Msg::CleanWindow(CleanWindowMsg::Open)).is_none());
    update(&mut model, Msg::Services(ServicesMsg::Show));
    update(&mut model, Msg::Services(ServicesMsg::Found(sign_ins())));
    assert!(update(&mut model, Msg::Services(ServicesMsg::Open(0))).is_none());
}

#[test]
fn a_services_page_is_asked_for_by_its_place_in_the_list() {
    let mut model = Model::new(Lang::En, false);
    assert!(matches!(update(&mut model, Msg::Services(ServicesMsg::Show)), Some(Effect::Work(Order::SignIns(_)))));
    assert!(update(&mut model, Msg::Services(ServicesMsg::Open(0))).is_none(), "there is no answer yet");
    let found = sign_ins();
    update(&mut model, Msg::Services(ServicesMsg::Found(found.clone())));
    let effect = update(&mut model, Msg::Services(ServicesMsg::Open(1)));
    let Some(Effect::Work(Order::OpenSignOut(one))) = effect else { panic!("no page: {effect:?}") };
    assert_eq!(*one, found.live[1]);
    assert!(update(&mut model, Msg::Services(ServicesMsg::Open(9))).is_none());
    update(&mut model, Msg::Services(ServicesMsg::Opened(OpenedPages::default())));
    assert!(model.pages_opened.is_some());
}

#[test]
fn nothing_is_chosen_where_there_is_nothing() {
    assert!(CleanWindowState::default().chosen().is_none());
    let mut model = shown(false);
    update(&mut model, Msg::CleanWindow(CleanWindowMsg::Found(Vec::new())));
    assert!(update(&mut model, Msg::CleanWindow(CleanWindowMsg::Open)).is_none());
}
