//! A time budget is kept, accounts and sign-ins are removed within it, and `finish` completes the rest.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use signoff::catalog::{Catalog, Services};
use signoff::engine::{Count, Engine, RunOptions};
use signoff::model::{Category, Close, Event, Mode, Observer, Outcome, Report, Request, Stop, StopReason, Verdict};
use signoff::platform::{Places, ThisComputer};
use signoff::policy::Settings;

use crate::support::{AtOnce, Lab, MARKER, RunOutput};

/// Stops the run, as if out of time, after two finished items.
struct AfterTwo<'a>(&'a Stop, usize);

impl Observer for AfterTwo<'_> {
    fn on(&mut self, event: Event) {
        self.1 += usize::from(matches!(event, Event::Finished(_)));
        if self.1 == 2 {
            self.0.ask(StopReason::OutOfTime);
        }
    }
}

fn end_session(lab: &Lab, seen: impl Fn(&Stop) -> Box<dyn Observer + '_>) -> Report {
    run(lab, &Request::default(), seen)
}

fn run(lab: &Lab, request: &Request, seen: impl Fn(&Stop) -> Box<dyn Observer + '_>) -> Report {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &ThisComputer::new() };
    let stop = Stop::default();
    let mut inventory = engine.discover(&request.browsers, &request.also, Count::NamesOnly, &mut (), &stop).unwrap();
    if let Some(rules) = request.fixes() {
        engine.inspect(&mut inventory, rules, &stop).unwrap();
    }
    let plan = engine.plan(&inventory, request).unwrap();
    let options = RunOptions { close: Close::Never, ..RunOptions::default() };
    engine.run(&plan, &options, seen(&stop).as_mut(), &stop).unwrap()
}

#[test]
fn cookies_of_every_browser_go_before_anything_else() {
    let (lab, chromium, firefox) = Lab::with_both();
    let report = end_session(&lab, |stop| Box::new(AtOnce(stop)));
    assert_eq!(report.verdict, Verdict::OutOfTime);
    assert_eq!(report.by_category.keys().collect::<Vec<_>>(), [&Category::Cookies]);
    assert!(!chromium.at("Cookies").exists());
    for later in [chromium.at("History"), chromium.cache.clone(), firefox.at("logins.json"), firefox.cache.clone()] {
        assert!(later.exists(), "{}", later.display());
    }
    assert!(lab.home().join(MARKER).exists());
    lab.signoff().arg("finish").assert().code(0);
    assert!(!chromium.at("History").exists() && !firefox.at("cookies.sqlite").exists());
    assert!(!lab.home().join(MARKER).exists());
}

#[test]
fn a_fix_that_ran_out_of_time_is_completed_with_cookies_first() {
    let (lab, chromium, firefox) = Lab::with_both();
    let selection = Services::builtin().unwrap().choose(&[]).unwrap();
    let mode = Mode::FixSignIn { asked: selection.asked, rules: selection.rules.into() };
    let sessions = chromium.at("Sessions");
    let tabs = || fs::read_dir(&sessions).map_or(0, Iterator::count);
    let before = tabs();
    let report = run(&lab, &Request { mode, ..Request::default() }, |stop| Box::new(AfterTwo(stop, 0)));
    assert_eq!(report.verdict, Verdict::OutOfTime);
    let done = report.outcomes.values().filter(|outcome| matches!(outcome, Outcome::Done(_))).count();
    assert_eq!(done, 2, "{:?}", report.outcomes);
    let holds = |host: &str| {
        [chromium.at("Cookies"), firefox.at("cookies.sqlite")].map(|file| {
            let bytes = fs::read(file).unwrap();
            bytes.windows(host.len()).any(|part| part == host.as_bytes())
        })
    };
    assert_eq!(holds("microsoftonline.com"), [false; 2], "cookies of every browser come first");
    assert!(before > 0 && tabs() == before && lab.home().join(MARKER).exists());
    lab.signoff().arg("finish").assert().code(0);
    assert!(tabs() == 0 && holds("shop.example.com") == [true; 2] && chromium.at("History").exists());
    assert!(!lab.home().join(MARKER).exists());
}

#[test]
fn what_went_is_counted_by_category() {
    let (lab, ..) = Lab::with_both();
    let report = end_session(&lab, |_| Box::new(()));
    assert_eq!(report.verdict, Verdict::Clean);
    let sum: u64 = report.by_category.values().map(|tally| tally.files).sum();
    assert_eq!(sum, report.removed.files);
    let present = [Category::Cookies, Category::History, Category::Cache, Category::Passwords, Category::Tabs];
    assert!(present.iter().all(|category| report.by_category.contains_key(category)), "{:?}", report.by_category);
}

#[test]
#[ignore = "needs strace"]
fn a_time_budget_holds_within_a_second() {
    let (lab, chromium, firefox) = Lab::with_both();
    // Each removal is delayed, as on a slow disk.
    let mut strace = lab.within(Path::new("strace"));
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=unlinkat", "-e", "inject=unlinkat:delay_enter=50000"]);
    strace.arg(env!("CARGO_BIN_EXE_signoff"));
    strace.args(["end-session", "--yes", "--json", "--close", "never", "--time-budget", "2"]);
    let began = Instant::now();
    let ran = RunOutput::of(strace.output().unwrap()).exits(4);
    let took = began.elapsed();
    assert!(took > Duration::from_secs(1) && took < Duration::from_secs(3), "{took:?}");
    assert_eq!(ran.json["outcome"], "out-of-time", "{:#}", ran.json);
    assert!(lab.home().join(MARKER).exists());
    assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists());
    let cached = || walkdir::WalkDir::new(&chromium.cache).min_depth(1).into_iter().count();
    assert!(cached() > 0, "the delay was too short to use up the time");
    assert!(!chromium.cache.join("Cache").exists(), "the browser would still find it");
    lab.signoff().arg("finish").assert().code(0);
    assert_eq!(cached(), 0);
}

#[test]
fn a_budget_that_was_not_used_up_changes_nothing() {
    let (lab, chromium, _firefox) = Lab::with_both();
    lab.run(&["end-session", "--yes", "--close", "never", "--time-budget", "600"]).exits(0);
    assert!(!chromium.at("History").exists() && !lab.home().join(MARKER).exists());
    let before = fs::read_dir(lab.home()).unwrap().count();
    lab.run(&["end-session", "--yes", "--time-budget", "0"]).exits(2);
    assert_eq!(fs::read_dir(lab.home()).unwrap().count(), before);
}
