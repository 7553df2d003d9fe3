//! Under a time budget, whatever is removed is first moved into staging folders; and staging folders of an interrupted
//! run are found, counted and removed. While a login waits, `finish` does little more than that.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use signoff::catalog::Catalog;
use signoff::engine::{Count, Engine, RunOptions, Time, Waits};
use signoff::model::{Category, Close, Event, LeftoverKind, Level, Observer, Phase, Report, Request, Stop, Verdict};
use signoff::platform::{Places, ThisComputer};
use signoff::policy::Settings;

use crate::support::{AtOnce, Lab, MARKER, Profile};

/// Creates files after everything was removed and before it is verified.
struct Afterwards(Vec<PathBuf>);

impl Observer for Afterwards {
    fn on(&mut self, event: Event) {
        if matches!(event, Event::Phase(Phase::Verifying)) {
            for file in self.0.drain(..) {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                File::create_new(file).unwrap();
            }
        }
    }
}

fn run(lab: &Lab, level: Level, time: Time, seen: &mut dyn Observer, stop: &Stop) -> Report {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &ThisComputer::new() };
    let request = Request { level, ..Request::default() };
    let unstopped = Stop::default();
    let inventory = engine.discover(&request.browsers, &request.also, Count::NamesOnly, &mut (), &unstopped).unwrap();
    let plan = engine.plan(&inventory, &request).unwrap();
    let options = RunOptions { close: Close::Never, time, ..RunOptions::default() };
    engine.run(&plan, &options, seen, stop).unwrap()
}

fn cut_short(lab: &Lab, level: Level, time: Time) -> Report {
    let stop = Stop::default();
    let report = run(lab, level, time, &mut AtOnce(&stop), &stop);
    assert_eq!(report.verdict, Verdict::OutOfTime);
    report
}

fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

/// Returns the folders below HOME that contain a staging folder.
fn put_aside(lab: &Lab) -> Vec<PathBuf> {
    // What is in a staging folder cannot be listed.
    let walk = walkdir::WalkDir::new(lab.home()).sort_by_file_name().into_iter().filter_map(Result::ok);
    let ours = walk.filter(|entry| entry.file_name().to_str().unwrap().starts_with(".signoff-going-"));
    ours.map(|entry| entry.path().to_owned()).collect()
}

/// Panics unless a folder contains only its staging folder.
#[track_caller]
fn is_out_of_reach(folder: &Path, of: &[&str]) {
    let names = names(folder);
    assert!(names.len() == 1 && names[0].starts_with(".signoff-going-"), "{}: {names:?}", folder.display());
    let aside = folder.join(&names[0]);
    assert_eq!(mode(&aside), 0, "nobody can list {}", aside.display());
    // An ordinary user has to open it to look.
    fs::set_permissions(&aside, fs::Permissions::from_mode(0o700)).unwrap();
    for name in of {
        assert!(aside.join(name).exists(), "{name} is not in {}", folder.display());
    }
    fs::set_permissions(&aside, fs::Permissions::from_mode(0o0)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_goes_is_out_of_reach_before_anything_is_removed() {
    let (lab, chromium, firefox) = Lab::with_both();
    let report = cut_short(&lab, Level::Traces, Time::Limited);
    assert_eq!(report.by_category.keys().collect::<Vec<_>>(), [&Category::Cookies], "cookies still go first");
    is_out_of_reach(&chromium.cache, &["Cache"]);
    is_out_of_reach(&firefox.cache, &["cache2"]);
    for gone in ["History", "Local Storage", "Login Data"] {
        assert!(!chromium.at(gone).exists(), "{gone} is out of reach, too");
    }
    assert!(!firefox.at("logins.json").exists());
    assert!(chromium.at("Bookmarks").exists() && firefox.at("places.sqlite").exists());
    lab.signoff().arg("finish").assert().code(0);
    assert!(put_aside(&lab).is_empty() && names(&chromium.cache).is_empty() && names(&firefox.cache).is_empty());
    assert!(chromium.at("Bookmarks").exists() && !lab.home().join(MARKER).exists());
}

#[test]
fn whole_profiles_are_out_of_reach_before_anything_is_removed() {
    let (lab, chromium, firefox) = Lab::with_both();
    let report = cut_short(&lab, Level::Everything, Time::Limited);
    assert_eq!(report.by_category.keys().collect::<Vec<_>>(), [&Category::Cookies]);
    is_out_of_reach(&chromium.dir, &["History", "Bookmarks", "Local Storage"]);
    is_out_of_reach(&firefox.dir, &["places.sqlite", "logins.json"]);
    assert!(chromium.root.join("Local State").exists() && firefox.root.join("profiles.ini").exists());
    lab.signoff().arg("finish").assert().code(0);
    for folder in [&chromium.dir, &firefox.dir] {
        assert!(names(folder).is_empty(), "the profile's folder stays, empty: {:?}", names(folder));
    }
    assert!(put_aside(&lab).is_empty());
}

#[test]
fn with_time_enough_nothing_stays_aside() {
    for level in [Level::Traces, Level::Everything] {
        let (lab, chromium, _firefox) = Lab::with_both();
        let report = run(&lab, level, Time::Limited, &mut (), &Stop::default());
        assert_eq!(report.verdict, Verdict::Clean, "{:?}", report.leftovers);
        assert!(report.new_since_preview.is_empty(), "{:?}", report.new_since_preview);
        let of = |category| report.by_category.get(&category).map_or(0, |tally| tally.files);
        assert!(of(Category::Cookies) > 0 && of(Category::History) > 0 && of(Category::Cache) > 0);
        assert!(put_aside(&lab).is_empty());
        assert_eq!(chromium.at("Bookmarks").exists(), level == Level::Traces);
    }
}

#[test]
fn without_a_budget_nothing_is_put_aside() {
    let (lab, chromium, _firefox) = Lab::with_both();
    cut_short(&lab, Level::Everything, Time::Open);
    assert!(put_aside(&lab).is_empty() && chromium.at("History").exists());
}

#[test]
fn what_was_put_aside_counts_in_the_preview_and_goes_with_the_next_run() {
    for narrow in [&[][..], &["--only", "cookies"]] {
        let (lab, chromium, _firefox) = Lab::with_both();
        cut_short(&lab, Level::Everything, Time::Limited);
        let aside = fs::read_dir(&chromium.dir).unwrap().next().unwrap().unwrap().file_name();
        let preview = lab.run(&[&["preview", "--all-items"], narrow].concat()).exits(0);
        let text = preview.json.to_string();
        assert!(text.contains(aside.to_str().unwrap()), "{:#}", preview.json);
        lab.run(&[&["end-session", "--yes", "--close", "never"], narrow].concat()).exits(0);
        assert!(put_aside(&lab).is_empty(), "{:?}", put_aside(&lab));
    }
}

#[test]
fn what_is_left_aside_is_left_and_named_by_what_it_was() {
    let (lab, chromium, firefox) = Lab::with_both();
    let aside = ".signoff-going-0123456789abcdef";
    let files = vec![
        chromium.at(&format!("{aside}/Cookies")),
        firefox.cache.join(aside).join("cache2/entries/1"),
        chromium.cache.join(aside).join("Cache/index"),
    ];
    let report = run(&lab, Level::Traces, Time::Limited, &mut Afterwards(files), &Stop::default());
    let left: Vec<_> = report
        .leftovers
        .iter()
        .map(|left| (left.at.as_ref().map(ToString::to_string).unwrap_or_default(), left.kind.clone()))
        .collect();
    let found = |name: &str| (name.to_owned(), LeftoverKind::Found);
    assert_eq!(left, [found("Cookies"), found("Cache"), found("cache2")]);
    // Even an empty one.
    lab.end_session().exits(0);
    fs::create_dir(chromium.at(aside)).unwrap();
    let preview = lab.run(&["preview", "--all-items"]).exits(0);
    assert!(preview.json.to_string().contains(aside));
    lab.end_session().exits(0);
    assert!(put_aside(&lab).is_empty());
}

#[test]
fn only_signoffs_own_form_of_name_means_that_something_goes() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let names = [".signoff-going-", ".signoff-going-0123456789abcdeg", ".signoff-going-0123456789abcdef0"];
    for name in names {
        fs::create_dir(chromium.at(name)).unwrap();
    }
    lab.run(&["end-session", "--yes", "--close", "never", "--only", "cookies"]).exits(0);
    assert!(names.iter().all(|name| chromium.at(name).exists()));
}

#[test]
fn a_link_of_such_a_name_is_not_entered() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let outside = lab.snapshot_outside();
    std::os::unix::fs::symlink(lab.outside(), chromium.at(".signoff-going-0123456789abcdef")).unwrap();
    lab.end_session().exits(0);
    assert!(put_aside(&lab).is_empty());
    assert_eq!(lab.snapshot_outside(), outside);
}

/// The marker file of a profile that is also its browser's root is moved into the staging folder.
#[test]
fn a_root_whose_mark_went_aside_is_found_again() {
    let lab = Lab::new();
    let root = lab.home().join(".local/share/qutebrowser");
    for file in ["greasemonkey/sample.js", "history.sqlite", "webengine/Cookies", "webengine/History"] {
        fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
        fs::write(root.join(file), "[general]\n").unwrap();
    }
    cut_short(&lab, Level::Everything, Time::Limited);
    assert_eq!(put_aside(&lab).len(), 1);
    let ran = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stdout));
    assert!(put_aside(&lab).is_empty() && !lab.home().join(MARKER).exists());
}

#[test]
fn what_was_put_aside_is_nothing_that_the_next_person_wrote() {
    let (lab, chromium, _firefox) = Lab::with_both();
    cut_short(&lab, Level::Everything, Time::Limited);
    let later = SystemTime::now() + Duration::from_mins(1);
    for aside in put_aside(&lab) {
        fs::set_permissions(aside, fs::Permissions::from_mode(0o700)).unwrap();
    }
    for entry in walkdir::WalkDir::new(&chromium.dir).min_depth(1) {
        File::open(entry.unwrap().path()).unwrap().set_modified(later).unwrap();
    }
    lab.signoff().arg("finish").assert().code(0);
    assert!(put_aside(&lab).is_empty());
}

/// A session was cut off, and left many small files in caches and in folders of the profile.
fn with_many_files() -> (Lab, Profile, Profile) {
    let (lab, chromium, firefox) = Lab::with_both();
    cut_short(&lab, Level::Traces, Time::Open);
    for folder in [chromium.cache.join("Cache/Many"), chromium.at("Sessions/Many"), firefox.at("storage/default/Many")]
    {
        fs::create_dir_all(&folder).unwrap();
        for number in 0..3_000 {
            File::create(folder.join(number.to_string())).unwrap();
        }
    }
    lab.was_a_while_ago();
    (lab, chromium, firefox)
}

fn finish(lab: &Lab, waits: Waits) -> Report {
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &ThisComputer::new() };
    engine.finish((None, waits), &mut (), &Stop::default()).unwrap().pop().unwrap()
}

/// Panics unless a profile has nothing of what goes in its place.
#[track_caller]
fn nothing_in_place(chromium: &Profile, firefox: &Profile) {
    for gone in ["Cookies", "History", "Sessions", "Local Storage", "Network", "Web Data"] {
        assert!(!chromium.at(gone).exists(), "{gone}");
    }
    for gone in ["cookies.sqlite", "logins.json", "storage/default/Many", "sessionstore-backups"] {
        assert!(!firefox.at(gone).exists(), "{gone}");
    }
    assert!(!chromium.cache.join("Cache").exists() && !firefox.cache.join("cache2").exists());
    let preferences = fs::read_to_string(chromium.at("Preferences")).unwrap();
    assert!(!preferences.contains("account_info"), "settings are edited by now");
    assert!(chromium.at("Bookmarks").exists() && firefox.at("places.sqlite").exists());
}

#[test]
fn a_login_waits_for_renames_and_edits_not_for_removals() {
    let (lab, chromium, firefox) = with_many_files();
    let held = finish(&lab, Waits::Login);
    assert_eq!(held.verdict, Verdict::OutOfTime);
    assert!(held.removed.files <= 400, "{} were removed", held.removed.files);
    nothing_in_place(&chromium, &firefox);
    assert!(put_aside(&lab).iter().all(|aside| mode(aside) == 0), "{:?}", put_aside(&lab));
    assert!(lab.home().join(MARKER).exists(), "the rest is owed");
    // A second login before the rest is removed, then the rest.
    assert_eq!(finish(&lab, Waits::Login).verdict, Verdict::OutOfTime);
    let rest = finish(&lab, Waits::Nobody);
    assert_eq!(rest.verdict, Verdict::Clean, "{:?} {:?}", rest.leftovers, rest.skipped);
    assert!(put_aside(&lab).is_empty() && !lab.home().join(MARKER).exists());
    nothing_in_place(&chromium, &firefox);
}

#[test]
fn what_was_put_out_of_reach_is_removed_beside_the_next_session() {
    let (lab, chromium, firefox) = with_many_files();
    finish(&lab, Waits::Login);
    File::create(chromium.at("Cookies")).unwrap();
    let rest = finish(&lab, Waits::Nobody);
    assert_eq!(rest.verdict, Verdict::Left);
    assert!(rest.leftovers.iter().all(|left| left.kind == LeftoverKind::OpenedSince), "{:?}", rest.leftovers);
    assert!(chromium.at("Cookies").exists(), "it is the next person's");
    assert!(put_aside(&lab).is_empty(), "{:?}", put_aside(&lab));
    assert!(!firefox.at("cookies.sqlite").exists());
}

#[test]
fn a_home_with_little_needs_no_second_run() {
    let (lab, chromium, _firefox) = Lab::with_both();
    cut_short(&lab, Level::Traces, Time::Open);
    let report = finish(&lab, Waits::Login);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", report.leftovers);
    assert!(put_aside(&lab).is_empty() && chromium.at("Bookmarks").exists());
}

/// Kills End session with strace at the Nth call of a system call, then runs `finish`.
fn killed_at(level: &str, call: &str, when: u32) -> bool {
    let (lab, chromium, firefox) = Lab::with_both();
    let owed = level == "finish";
    if owed {
        cut_short(&lab, Level::Traces, Time::Open);
    }
    let mut strace = lab.within(Path::new("strace"));
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"]);
    strace.arg(format!("inject={call}:signal=KILL:when={when}"));
    strace.arg(env!("CARGO_BIN_EXE_signoff"));
    if owed {
        strace.arg("finish");
    } else {
        strace.args(["end-session", "--yes", "--close", "never", "--time-budget", "600", "--level", level]);
    }
    let status = strace.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let was_killed = status.signal() == Some(9) || status.code() == Some(137);
    assert!(was_killed || status.code() == Some(0), "strace ended with {status}");
    let pending = lab.home().join(MARKER).exists();
    let output = lab.signoff().arg("finish").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{call} {when}: {}", String::from_utf8_lossy(&output.stdout));
    assert!(put_aside(&lab).is_empty(), "{call} {when}: {:?}", put_aside(&lab));
    let is_clean = |profile: &Profile, cookies: &str| {
        !profile.at(cookies).exists() && names(&profile.cache).is_empty() && profile.dir.exists()
    };
    assert!(!pending || is_clean(&chromium, "Cookies") && is_clean(&firefox, "cookies.sqlite"), "{call} {when}");
    let bookmarks = || fs::read_to_string(chromium.at("Bookmarks")).unwrap();
    assert!(level == "everything" || bookmarks().contains("\"roots\""), "{call} {when}");
    was_killed && pending
}

#[test]
#[ignore = "needs strace"]
fn killed_while_it_puts_things_aside_it_is_finished() {
    for level in ["traces", "everything", "finish"] {
        // Staging starts after one rename, that of the marker; folders are created before it, too.
        for (call, whens) in [
            ("renameat2", &[1, 2, 3, 5, 20, 40][..]),
            ("mkdirat", &[5, 6, 7, 8]),
            ("fchmodat", &[1, 2, 3]),
            ("unlinkat", &[1, 30]),
        ] {
            let killed = whens.iter().filter(|when| killed_at(level, call, **when)).count();
            assert!(killed > 0, "{level}: {call} is not called at work");
        }
    }
}
