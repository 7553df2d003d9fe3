//! What happens while Signoff is at work: an observer does it at the very moment.

use std::fs;

use signoff::catalog::Catalog;
use signoff::engine::{Close, Count, Engine, RunOptions};
use signoff::model::{Event, LeftoverKind, Observer, Phase, Report, Request, Stop, Verdict};
use signoff::platform::{Places, ThisComputer};

use super::{chromium_is_clean, same_but};
use crate::support::{Lab, snapshot};

/// Does something when a phase begins.
struct At<F> {
    phase: Phase,
    what: F,
}

impl<F: FnMut()> Observer for At<F> {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Phase(phase) if phase == self.phase) {
            (self.what)();
        }
    }
}

/// Plans End session, and runs it while `what` happens at the beginning of a phase.
fn while_it_runs(lab: &Lab, phase: Phase, what: impl FnMut()) -> Report {
    let (catalog, places, system) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), ThisComputer::new());
    let engine = Engine { catalog: &catalog, places: &places, system: &system };
    let (request, stop) = (Request::default(), Stop::default());
    let inventory = engine.discover(&request.browsers, Count::Sizes, &mut (), &stop).unwrap();
    let plan = engine.plan(&inventory, &request).unwrap();
    let options = RunOptions { close: Close::Never, ..RunOptions::default() };
    engine.run(&plan, &options, &mut At { phase, what }, &stop).unwrap()
}

fn left(report: &Report) -> Vec<(String, LeftoverKind)> {
    let at = |left: &signoff::model::Leftover| left.at.as_ref().map(ToString::to_string).unwrap_or_default();
    report.leftovers.iter().map(|left| (at(left), left.kind.clone())).collect()
}

#[test]
fn what_appears_after_the_preview_goes_and_is_named_as_new() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_it_runs(&lab, Phase::Closing, || {
        fs::write(chromium.at("Brand New Store"), "written while it closed").unwrap();
    });
    let new: Vec<_> = report.new_since_preview.iter().map(|new| new.at.to_string()).collect();
    assert_eq!(new, ["Brand New Store"]);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    assert!(!chromium.at("Brand New Store").exists());
}

#[test]
fn what_comes_back_after_removal_is_found() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_it_runs(&lab, Phase::Verifying, || fs::write(chromium.at("Cookies"), "again").unwrap());
    assert_eq!(left(&report), [("Cookies".to_owned(), LeftoverKind::Found)]);
    assert_eq!(report.verdict, Verdict::Left);
}

#[test]
fn a_setting_that_comes_back_after_an_edit_is_found() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let report = while_it_runs(&lab, Phase::Verifying, || {
        fs::write(chromium.at("Preferences"), r#"{"account_info":[{"email":"sample@example.org"}]}"#).unwrap();
    });
    assert_eq!(left(&report), [(String::new(), LeftoverKind::Found)]);
    assert_eq!(report.verdict, Verdict::Left);
}

#[test]
fn a_root_that_is_swapped_after_the_preview_is_skipped() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    lab.chromium_at(&lab.bench().join("other"), &lab.bench().join("other cache"), &["Default"]);
    let before = snapshot(&lab.bench().join("other"));
    let report = while_it_runs(&lab, Phase::Removing, || {
        fs::rename(&chromium.root, lab.bench().join("first")).unwrap();
        fs::rename(lab.bench().join("other"), &chromium.root).unwrap();
    });
    assert!(left(&report).iter().all(|(_, kind)| *kind == LeftoverKind::Changed), "{:?}", left(&report));
    assert_eq!(report.verdict, Verdict::Left);
    same_but(&before, &snapshot(&chromium.root), &[]);
}

#[test]
fn an_account_address_in_a_kept_file_is_found() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let settings: serde_json::Value = serde_json::from_slice(&fs::read(chromium.at("Preferences")).unwrap()).unwrap();
    let address = settings["account_info"][0]["email"].as_str().unwrap().to_owned();
    let wide: Vec<u8> = address.to_uppercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, text) in [("Extensions/plain", address.into_bytes()), ("Extensions/wide", [&b"x"[..], &wide].concat())] {
        fs::write(chromium.at(name), text).unwrap();
    }
    let ran = lab.end_session().exits(1);
    let expected = ["chromium Extensions/plain: found", "chromium Extensions/wide: found"].map(str::to_owned);
    assert_eq!(ran.leftovers(), expected.into());
    chromium_is_clean(&chromium);
}

#[test]
fn settings_that_another_program_holds_are_not_edited() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let before = fs::read(chromium.at("Preferences")).unwrap();
    // A program of this user that is no browser: the test itself.
    let held = fs::File::open(chromium.at("Preferences")).unwrap();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["in-use".to_owned(), "found".to_owned()].into(), "{:?}", ran.leftovers());
    assert_eq!(fs::read(chromium.at("Preferences")).unwrap(), before);
    drop(held);
    lab.end_session().exits(0);
}
