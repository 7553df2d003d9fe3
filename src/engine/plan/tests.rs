//! Planning: which items an inventory and a request give.

use super::*;
use crate::catalog::{Catalog, Services};
use crate::engine::testing::{cookies, inventory, mark};
use crate::model::{LeftoverKind, Mode, OpenBrowser, SiteStore};
use crate::platform::{Places, ThisComputer};

fn fixing() -> Request {
    let selection = Services::builtin().unwrap().choose(&[]).unwrap();
    Request { mode: Mode::FixSignIn { asked: selection.asked, rules: selection.rules.into() }, ..Request::default() }
}

fn planned(inventory: &Inventory, request: &Request) -> Plan {
    let catalog = Catalog::builtin().unwrap();
    let (places, system) = (Places::below(std::path::Path::new("/h")), ThisComputer::default());
    let engine =
        Engine { catalog: &catalog, policy: &crate::policy::Settings::default(), places: &places, system: &system };
    engine.plan(inventory, request).unwrap()
}

/// What a plan does, and where.
fn work(plan: &Plan) -> Vec<String> {
    let line = |item: &Item| match &item.action {
        Action::Edit(Edit::Sites { .. }) => format!("edit {}", item.target.at.as_ref().unwrap()),
        Action::Edit(_) => "another edit".to_owned(),
        Action::Reset { scope } => {
            assert_eq!(fate(scope, &RelPath::parse("History").unwrap()), Some(Fate::Keep));
            format!("remove {} in {}", item.entries[0].at, item.target.at.as_ref().unwrap())
        }
    };
    plan.items.iter().map(line).collect()
}

fn found() -> Held {
    Held::Found(vec![cookies("login.live.com", vec![mark("a", 1, true)])])
}

#[test]
fn a_fix_touches_only_stores_that_hold_a_chosen_site() {
    let plan = planned(&inventory(vec![Held::Found(Vec::new()), found()], Vec::new()), &fixing());
    assert_eq!(work(&plan), ["remove Sessions in Default", "edit Default/store 1"]);
    assert_eq!(plan.held.values().collect::<Vec<_>>(), [&found()]);
    assert_eq!(plan.items.iter().map(Item::folder).collect::<Vec<_>>(), vec![RelPath::parse("Default").ok(); 2]);
    let nothing = planned(&inventory(vec![Held::Found(Vec::new())], vec![7]), &fixing());
    assert!(nothing.is_empty() && nothing.must_close.is_empty(), "a browser without chosen sites stays open");
    assert_eq!(
        (nothing.left_open, plan.left_open),
        (vec![OpenBrowser { id: BrowserId("chrome".into()), name: "Chrome".to_owned(), pids: vec![7] }], Vec::new())
    );
}

#[test]
fn an_open_browser_is_planned_for_and_closed() {
    let plan = planned(&inventory(vec![Held::NotLookedAt], vec![7]), &fixing());
    assert_eq!(work(&plan), ["remove Sessions in Default", "edit Default/store 0"]);
    assert_eq!(plan.must_close.len(), 1);
}

#[test]
fn what_a_killed_run_left_is_edited_and_costs_no_tabs() {
    let plan = planned(&inventory(vec![Held::Remains, Held::Found(Vec::new())], Vec::new()), &fixing());
    assert_eq!(work(&plan), ["edit Default/store 0"]);
}

#[test]
fn what_is_not_understood_costs_no_tabs() {
    let plan = planned(&inventory(vec![Held::Unread(LeftoverKind::UnknownSchema)], Vec::new()), &fixing());
    assert_eq!(work(&plan), ["edit Default/store 0"]);
}

#[test]
fn the_digest_of_a_fix_is_about_what_is_asked_of_which_folders() {
    let catalog = Catalog::builtin().unwrap();
    let digest = |held, request: &Request| planned(&inventory(held, Vec::new()), request).digest(catalog.text());
    assert_eq!(digest(vec![found()], &fixing()), digest(vec![Held::NotLookedAt], &fixing()));
    let other = Services::builtin().unwrap().choose(&["google".to_owned()]).unwrap();
    let other =
        Request { mode: Mode::FixSignIn { asked: other.asked, rules: other.rules.into() }, ..Request::default() };
    assert_ne!(digest(vec![found()], &fixing()), digest(vec![found()], &other));
}

#[test]
fn a_kept_sites_stores_are_edited_and_everything_else_goes() {
    let mut inventory = inventory(vec![found()], Vec::new());
    inventory.browsers[0].profiles[0].folders[0].stores[0].at = RelPath::parse("Cookies").unwrap();
    let keep_sites = [crate::model::Site::parse("tuni.fi").unwrap()];
    let request = Request { keep_sites: keep_sites.into(), ..Request::default() };
    let plan = planned(&inventory, &request);
    let Action::Reset { scope } = &plan.items[0].action else { panic!("{:?}", plan.items[0]) };
    let fate = |at: &str| fate(scope, &RelPath::parse(at).unwrap());
    for kept in ["Cookies", "Cookies-journal", "Network/Cookies", "Local Storage/leveldb/CURRENT", "IndexedDB/x"] {
        assert_eq!(fate(kept), Some(Fate::Keep), "{kept}");
    }
    for gone in ["History", "Session Storage", "Sessions", "Device Bound Sessions", "Local Storage/else", "unheard of"]
    {
        assert_eq!(fate(gone), Some(Fate::Remove), "{gone}");
    }
    let Action::Edit(Edit::Sites { store: SiteStore::ChromiumCookies, rules }) = &plan.items[1].action else {
        panic!("{:?}", plan.items[1])
    };
    assert!(rules.covers_host("live.com") && !rules.covers_host("moodle.tuni.fi"));
    let cookies_stay = Request { keeping: [Category::Cookies].into(), ..request };
    assert_eq!(planned(&inventory, &cookies_stay).items.len(), 1, "nothing of a kept category is edited");
}
