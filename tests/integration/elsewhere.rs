//! Browsers' folders that are at no place of the catalog: what a person finds ticked, and what an unattended run does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use signoff::catalog::Catalog;
use signoff::engine::{Count, Engine, RunOptions};
use signoff::model::{Close, Elsewhere, Report, Request, SkipReason, Stop, Verdict};
use signoff::platform::Places;
use signoff::platform::testing::FakeSystem;
use signoff::policy::Settings;

use crate::support::{Lab, snapshot};

const SENTENCE: &str = "No sign-ins, history or cache are left";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// Folders where programs keep their data, and one that the person sees; each a used browser's.
fn planted(lab: &Lab) -> (Vec<PathBuf>, PathBuf) {
    let cache = lab.bench().join("unused");
    let chromium = |at: &str| lab.chromium_at(&lab.home().join(at), &cache.join(at), &["Default"]).dir;
    let mut hidden = [".xdg/chromium", ".config/google-chrome-backup-crashrecovery-20261130_120000", ".cache/kiosk"]
        .map(chromium)
        .to_vec();
    let firefox = lab.firefox();
    for at in [".local/share/ice/firefox/Outlook1", ".local/share/firefoxpwa/profiles/0000"] {
        copy(&firefox.dir, &lab.home().join(at));
        hidden.push(lab.home().join(at));
    }
    (hidden, chromium("kiosk-data"))
}

fn has_cookies(profile: &Path) -> bool {
    ["Cookies", "cookies.sqlite"].iter().any(|name| profile.join(name).exists())
}

#[test]
fn folders_of_programs_are_cleaned_and_those_among_a_persons_files_are_named() {
    let lab = Lab::new();
    let (hidden, visible) = planted(&lab);
    let before = snapshot(&lab.home().join("kiosk-data"));
    let rows = lab.run(&["preview"]).exits(0).json["elsewhere"].clone();
    let ticked = |is: bool| rows.as_array().unwrap().iter().filter(|row| row["ticked"] == is).count();
    assert_eq!((ticked(true), ticked(false)), (hidden.len(), 1), "{rows:#}");
    let output = lab.signoff().args(["end-session", "--yes", "--close", "never"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(hidden.iter().all(|profile| !has_cookies(profile)), "{hidden:?}");
    assert_eq!(snapshot(&lab.home().join("kiosk-data")), before);
    assert!(said.contains("unknown:kiosk-data") && !said.contains(SENTENCE), "{said}");
    let id = "unknown:kiosk-data";
    lab.run(&["end-session", "--yes", "--close", "never", "--browser", id]).exits(0);
    assert!(!has_cookies(&visible) && visible.join("Bookmarks").exists());
}

/// Runs End session as nobody watches it, in a session that began at `logon`.
fn unattended(lab: &Lab, elsewhere: Elsewhere, logon: Option<i64>, budget: Option<Duration>) -> Report {
    let system = FakeSystem { logon, ..FakeSystem::over_real() };
    let (catalog, places, policy) = (Catalog::builtin().unwrap(), Places::below(&lab.home()), Settings::default());
    let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &system };
    let (request, stop) = (Request { elsewhere: Some(elsewhere), ..Request::default() }, Stop::default());
    if let Some(budget) = budget {
        stop.note_budget(budget);
    }
    let inventory = engine.discover(&request.browsers, &request.also, Count::Listed, &mut (), &stop).unwrap();
    let plan = engine.plan(&inventory, &request).unwrap();
    let options = RunOptions { close: Close::Never, grace: Duration::ZERO, ..RunOptions::default() };
    let turn = engine.turn(None, None).unwrap();
    engine.run_by_profile(&turn, (&inventory, &plan), &options, &mut (), &stop).1
}

fn skipped(report: &Report, reason: &SkipReason) -> Vec<String> {
    report.skipped.iter().filter(|skip| skip.reason == *reason).map(|skip| skip.at.to_string()).collect()
}

#[test]
fn an_unattended_run_names_them_unless_the_policy_says_to_clean_them() {
    let lab = Lab::new();
    let (hidden, visible) = planted(&lab);
    let report = unattended(&lab, Elsewhere::Report, Some(0), None);
    assert_eq!(report.verdict, Verdict::Left);
    assert_eq!(skipped(&report, &SkipReason::Elsewhere).len(), hidden.len() + 1);
    assert!(hidden.iter().chain([&visible]).all(|profile| has_cookies(profile)));
    // Nobody knows what of the visible one is of this session.
    let report = unattended(&lab, Elsewhere::Clean, None, None);
    assert_eq!(
        (report.verdict, skipped(&report, &SkipReason::Elsewhere)),
        (Verdict::Left, vec!["kiosk-data".to_owned()])
    );
    assert!(has_cookies(&visible) && hidden.iter().all(|profile| !has_cookies(profile)));
}

#[test]
fn among_a_persons_files_only_what_changed_in_the_session_goes() {
    let lab = Lab::new();
    let (_hidden, visible) = planted(&lab);
    let old = Command::new("touch").args(["-d", "2026-01-01"]).arg(visible.join("Login Data")).status();
    assert!(old.unwrap().success());
    // The first of February of 2026.
    let report = unattended(&lab, Elsewhere::Clean, Some(1_769_904_000), None);
    assert_eq!(report.verdict, Verdict::Clean, "{:?} {:?}", report.leftovers, report.skipped);
    assert!(!has_cookies(&visible) && !visible.join("History").exists());
    assert!(visible.join("Login Data").exists() && visible.join("Bookmarks").exists());
}

/// Profiles that nothing names, in folders that End session keeps; with a file that no browser knows in each.
fn in_kept_folders(lab: &Lab) -> Vec<PathBuf> {
    let (firefox, chromium) = (lab.firefox(), lab.chromium(&["Default"]));
    let kept = [firefox.at("chrome/old"), chromium.at("Extensions/abc/1/profile"), firefox.at("chrome/chromium")];
    let aside = ["firefox", "chromium"].map(|name| lab.bench().join(name));
    copy(&firefox.dir, &aside[0]);
    copy(&chromium.dir, &aside[1]);
    for (from, to) in [(&aside[0], &kept[0]), (&aside[1], &kept[1]), (&aside[1], &kept[2])] {
        copy(from, to);
    }
    for at in &kept {
        fs::write(at.join("odd-file"), "secret").unwrap();
    }
    kept.into()
}

#[test]
fn a_profile_that_nothing_names_in_a_folder_that_is_kept_goes_as_its_browsers() {
    for level in ["traces", "everything"] {
        let lab = Lab::new();
        let kept = in_kept_folders(&lab);
        let preview = lab.run(&["preview", "--level", level]).exits(0).json;
        assert_eq!(preview["elsewhere"], serde_json::json!([]));
        lab.run(&["end-session", "--yes", "--close", "never", "--level", level]).exits(0);
        for at in &kept {
            assert!(!has_cookies(at) && !at.join("odd-file").exists(), "{level} {}", at.display());
        }
        let stays = kept.iter().filter(|at| at.join("prefs.js").exists() || at.join("Preferences").exists()).count();
        assert_eq!(stays, if level == "everything" { 0 } else { kept.len() }, "{level}");
    }
}

#[test]
fn a_profile_in_a_folder_that_is_kept_goes_where_the_policy_says_report_and_where_one_browser_is_asked_for() {
    let lab = Lab::new();
    let kept = in_kept_folders(&lab);
    lab.run(&["end-session", "--yes", "--close", "never", "--browser", "firefox"]).exits(0);
    assert_eq!(kept.iter().map(|at| has_cookies(at)).collect::<Vec<_>>(), [false, true, false]);
    let report = unattended(&lab, Elsewhere::Report, Some(0), None);
    assert_eq!(report.verdict, Verdict::Clean, "{:?} {:?}", report.leftovers, report.skipped);
    assert!(!kept.iter().any(|at| has_cookies(at) || at.join("odd-file").exists()));
}

#[test]
fn a_search_that_is_cut_short_is_no_clean_result() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    for number in 0..30 {
        fs::create_dir_all(lab.home().join(format!("papers/{number}"))).unwrap();
    }
    let report = unattended(&lab, Elsewhere::Clean, Some(0), Some(Duration::from_nanos(1_000_001)));
    assert_eq!(report.verdict, Verdict::Left);
    assert_eq!(skipped(&report, &SkipReason::SearchEnded).len(), 1, "{:?}", report.skipped);
    assert!(!has_cookies(&chromium.dir), "what was found is cleaned");
}

#[test]
fn a_home_of_a_researcher_is_safe() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let home = lab.home();
    let selenium = lab.chromium_at(&home.join("thesis/selenium"), &lab.bench().join("unused"), &["Default"]);
    let firefox = lab.firefox();
    copy(&firefox.dir, &home.join("backup/firefox/ab12cd34.default"));
    fs::write(home.join("thesis/selenium/Default/results.csv"), "1,2").unwrap();
    for folder in 0..500 {
        let at = home.join(format!("data/{folder}"));
        fs::create_dir_all(at.join("run")).unwrap();
        for name in ["History", "run/History"] {
            fs::write(at.join(name), "not a browser's").unwrap();
        }
    }
    copy(&selenium.root, &home.join("src/project/tests/profile"));
    let seen = ["thesis", "backup", "data", "src"].map(|at| home.join(at));
    let before = seen.each_ref().map(|at| snapshot(at));
    lab.run(&["end-session", "--yes", "--close", "never"]).exits(0);
    assert!(!has_cookies(&chromium.dir) && !has_cookies(&firefox.dir));
    assert_eq!(seen.each_ref().map(|at| snapshot(at)), before);
    // Where one is ticked, what is not known to be a browser's stays.
    lab.run(&["end-session", "--yes", "--close", "never", "--browser", "unknown:thesis/selenium"]).exits(0);
    assert!(!has_cookies(&selenium.dir) && selenium.at("results.csv").exists());
    assert_eq!(snapshot(&home.join("src")), before[3]);
}

/// Makes a home with repositories, backups of profiles, profiles of Selenium, and data sets; returns its visible folders.
fn researchers(lab: &Lab) -> Vec<PathBuf> {
    let (home, cache) = (lab.home(), lab.bench().join("unused"));
    let firefox = lab.firefox();
    for backup in ["backup/firefox/ab12cd34.default", "src/app/.git/modules/fixtures/profile"] {
        copy(&firefox.dir, &home.join(backup));
    }
    for at in ["selenium/run-1", "tmp/.org.chromium.Chromium.Ab12Cd", "tmp/rust_mozprofileXy", "src/app/tests/profile"]
    {
        lab.chromium_at(&home.join(at), &cache.join(at), &["Default"]);
    }
    for folder in 0..200 {
        write(lab, &["History", "Preferences.csv", "run/History"].map(|name| format!("data/{folder}/{name}")));
        write(lab, &[format!("src/app/.git/objects/{folder:02x}/{folder:038x}")]);
    }
    ["backup", "src", "selenium", "tmp", "data"].map(|at| home.join(at)).into()
}

#[test]
fn in_a_home_of_a_researcher_an_unattended_run_takes_nothing_from_before_the_logon() {
    for elsewhere in [Elsewhere::Report, Elsewhere::Clean] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        let visible = researchers(&lab);
        let before: Vec<_> = visible.iter().map(|at| snapshot(at)).collect();
        let later = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 1000;
        let report = unattended(&lab, elsewhere, i64::try_from(later).ok(), None);
        assert!(!has_cookies(&chromium.dir), "{:?}", report.leftovers);
        assert_eq!(visible.iter().map(|at| snapshot(at)).collect::<Vec<_>>(), before);
        let named = skipped(&report, &SkipReason::Elsewhere).len();
        assert_eq!(named, if elsewhere == Elsewhere::Report { 6 } else { 0 }, "{:?}", report.skipped);
    }
}

#[test]
fn a_home_with_more_names_than_the_search_reads_is_never_called_clean() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    for folder in 0..201 {
        let folder = lab.home().join(format!("data/{folder}"));
        fs::create_dir_all(&folder).unwrap();
        (0..1000).for_each(|name| drop(fs::File::create(folder.join(name.to_string())).unwrap()));
    }
    let is_said = |json: &serde_json::Value| {
        json["skipped"].as_array().unwrap().iter().any(|skip| skip["reason"] == "search-ended")
    };
    assert!(is_said(&lab.run(&["preview"]).exits(0).json));
    let output = lab.signoff().args(["end-session", "--yes", "--close", "never"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && !said.contains(SENTENCE), "{said}");
    assert!(!has_cookies(&chromium.dir), "what was found is cleaned");
}

/// Writes files with text of the person's, each below HOME.
fn write(lab: &Lab, files: &[impl AsRef<str>]) -> Vec<PathBuf> {
    let written = files.iter().map(|at| {
        let at = lab.home().join(at.as_ref());
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(&at, "the person's own").unwrap();
        at
    });
    written.collect()
}

#[test]
fn folders_that_only_have_the_names_of_a_browsers_files_are_a_persons() {
    let lab = Lab::new();
    let files = [
        "Documents/History/essay.odt",
        "Documents/Network/notes.txt",
        "Documents/Thesis/thesis.odt",
        ".config/gallery/History/a.txt",
        ".config/gallery/Network/b.txt",
        ".local/share/reader/History/1",
        ".local/share/reader/Bookmarks/2",
        ".local/share/reader/Sessions/3",
    ];
    let files = write(&lab, &files);
    assert_eq!(lab.run(&["preview"]).exits(0).json["elsewhere"], serde_json::json!([]));
    lab.run(&["end-session", "--yes", "--close", "never"]).exits(0);
    assert!(files.iter().all(|at| at.exists()), "{files:?}");
}

#[test]
fn of_a_folder_among_a_persons_files_that_changed_in_part_nothing_old_goes() {
    let lab = Lab::new();
    let (_hidden, visible) = planted(&lab);
    let [old, new] = ["Sessions/Tabs_1", "Sessions/Tabs_2"].map(|at| visible.join(at));
    for at in [&old, &new] {
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, "tabs").unwrap();
    }
    assert!(Command::new("touch").args(["-d", "2026-01-01"]).arg(&old).status().unwrap().success());
    unattended(&lab, Elsewhere::Clean, Some(1_769_904_000), None);
    assert!(old.exists() && !has_cookies(&visible));
}

#[test]
fn from_a_folder_that_was_found_goes_all_that_the_catalog_names() {
    let lab = Lab::new();
    let root = lab.home().join(".kiosk");
    let chromium = lab.chromium_at(&root, &lab.bench().join("unused"), &["Default"]);
    let second = lab.chromium_at(&root.join("second"), &lab.bench().join("unused/second"), &["Default"]);
    let goes =
        ["Snapshots/1/Default/Login Data", "Snapshots/1/Default/History", "Default/Bookmarks.bak", "Crash Reports/1"];
    let goes = write(&lab, &goes.map(|at| [".kiosk/", at].concat()).each_ref().map(String::as_str));
    let own = write(&lab, &[".kiosk/Default/results.csv", ".kiosk/readme"]);
    lab.run(&["end-session", "--yes", "--close", "never"]).exits(0);
    assert!(!has_cookies(&chromium.dir) && !has_cookies(&second.dir));
    assert!(!goes.iter().any(|at| at.exists()), "{goes:?}");
    assert!(own.iter().all(|at| at.exists()), "{own:?}");
    let settings = fs::read_to_string(chromium.at("Preferences")).unwrap();
    assert!(!settings.contains("account_info"), "{settings}");
}

#[test]
fn a_listed_folder_with_one_file_of_a_profiles_name_is_left_and_named() {
    let code = ("code/app", ["code/app/storage/logs", "code/app/src/main.php"]);
    for (folder, theirs) in [code, ("Stuff", ["Stuff/prefs.js", "Stuff/thesis.odt"])] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        let files = write(&lab, &theirs);
        let list = firefox.root.join("profiles.ini");
        let text = fs::read_to_string(&list).unwrap();
        let listed = lab.home().join(folder);
        fs::write(&list, format!("{text}\n[Profile1]\nName=x\nIsRelative=0\nPath={}\n", listed.display())).unwrap();
        let ran = lab.run(&["end-session", "--yes", "--close", "never"]).exits(1);
        assert!(files.iter().all(|at| at.exists()), "{files:?}");
        let named = ran.json["skipped"].as_array().unwrap().iter().any(|skip| skip["reason"] == "outside");
        assert!(named && !has_cookies(&firefox.dir), "{:#}", ran.json);
    }
}
