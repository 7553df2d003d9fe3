//! What the search finds, what it leaves alone, and where it ends.

use super::*;
use crate::catalog::Catalog;
use crate::engine::reach::Reach;
use crate::model::FolderKind;
use std::path::Path;

fn put(home: &Path, at: &str) {
    let path = home.join(at);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let list = r#"{"profile":{"info_cache":{"Default":{"name":"x"}}}}"#;
    std::fs::write(path, if at.ends_with("Local State") { list } else { "" }).unwrap();
}

fn all_found(home: &Path, known: &[&str]) -> Unknowns {
    let closed = known.iter().map(|at| RelPath::parse(at).unwrap()).collect();
    let known = Known { closed, reset: &BTreeMap::new(), catalog: &Catalog::builtin().unwrap() };
    search(&Home::open(home).unwrap(), &Places::below(home), &known, Where::Home, &Stop::default())
}

fn found(home: &Path, known: &[&str]) -> Vec<(Family, bool, String)> {
    let unknowns = all_found(home, known);
    assert_eq!((unknowns.ended_at, unknowns.unreadable), (None, Vec::new()));
    unknowns.found.into_iter().map(|one| (one.family, one.is_profile, one.at.to_string())).collect()
}

#[test]
fn browsers_folders_are_found_wherever_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    for root in [
        ".config/new-browser",
        ".config/google-chrome-backup-crashrecovery-20261130_120000",
        ".var/app/org.x.Y/config/vendor",
        "snap/z/12/.config/z",
        "kiosk-data",
        ".cache/kiosk",
        "Documents/thesis/selenium/profile",
    ] {
        for file in ["Local State", "Default/Preferences", "Default/History"] {
            put(home, &format!("{root}/{file}"));
        }
    }
    // Too deep to see its profiles.
    put(home, ".var/app/org.x.Y/config/a/b/Local State");
    put(home, ".var/app/org.x.Y/config/a/b/Default/Preferences");
    for profile in [".local/share/ice/firefox/Outlook1", ".fox/a.default", "fox/Profiles/b.default"] {
        put(home, &format!("{profile}/prefs.js"));
        put(home, &format!("{profile}/places.sqlite"));
    }
    put(home, ".fox/profiles.ini");
    put(home, "fox/profiles.ini");
    put(home, ".xdg/chromium/Default/Login Data");
    put(home, ".xdg/chromium/Default/Web Data");
    put(home, ".xdg/qutebrowser/history.sqlite");
    put(home, ".xdg/qutebrowser/cmd-history");
    put(home, ".xdg/falkon/profiles/profiles.ini");
    put(home, ".xdg/falkon/profiles/default/browsedata.db");
    let chromium = |at: &str| (Family::Chromium, false, at.to_owned());
    let firefox = |at: &str| (Family::Firefox, false, at.to_owned());
    assert_eq!(
        found(home, &[]),
        [
            chromium(".cache/kiosk"),
            chromium(".config/google-chrome-backup-crashrecovery-20261130_120000"),
            chromium(".config/new-browser"),
            firefox(".fox"),
            (Family::Firefox, true, ".local/share/ice/firefox/Outlook1".to_owned()),
            chromium(".var/app/org.x.Y/config/a/b"),
            chromium(".var/app/org.x.Y/config/vendor"),
            (Family::Chromium, true, ".xdg/chromium/Default".to_owned()),
            (Family::Falkon, false, ".xdg/falkon/profiles".to_owned()),
            (Family::Qutebrowser, true, ".xdg/qutebrowser".to_owned()),
            chromium("Documents/thesis/selenium/profile"),
            firefox("fox"),
            chromium("kiosk-data"),
            chromium("snap/z/12/.config/z"),
        ]
    );
}

#[test]
fn what_only_has_a_name_in_common_is_no_browsers() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    for file in [
        // A known browser.
        ".config/chromium/Local State",
        ".config/chromium/Default/History",
        ".config/chromium/Default/Preferences",
        // Programs with a browser inside.
        ".config/editor/Local State",
        ".config/editor/Preferences",
        ".config/editor/Cookies",
        ".wine/AppData/Local/client/EBWebView/Local State",
        ".wine/AppData/Local/client/EBWebView/Default/History",
        ".wine/AppData/Local/client/EBWebView/Default/Preferences",
        // Mail.
        ".thunderbird/profiles.ini",
        ".thunderbird/a.default/prefs.js",
        ".thunderbird/a.default/places.sqlite",
        ".thunderbird/a.default/logins.json",
        ".thunderbird/a.default/abook.sqlite",
        // Data sets, and what was thrown away.
        "data/1/History",
        "data/2/History",
        "maps/places.sqlite",
        ".local/share/Trash/files/old/History",
        ".local/share/Trash/files/old/Preferences",
    ] {
        put(home, file);
    }
    put(home, "real/History");
    put(home, "real/Cookies");
    crate::safefs::testing::link("real", home.join("linked")).unwrap();
    assert_eq!(found(home, &[".config/chromium"]), [(Family::Chromium, true, "real".to_owned())]);
}

#[test]
fn a_search_that_reaches_its_limit_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    put(home, ".config/new/Default/History");
    put(home, ".config/new/Default/Cookies");
    for number in 0..50 {
        put(home, &format!("many/{number}/file"));
    }
    let (stop, catalog, reset) = (Stop::default(), Catalog::builtin().unwrap(), BTreeMap::new());
    let known = Known { closed: BTreeSet::new(), reset: &reset, catalog: &catalog };
    let (opened, places) = (Home::open(home).unwrap(), Places::below(home));
    let mut limits = SurveyLimits { depth: DEPTH, names: 30, until: None, stop: &stop };
    let unknowns = searched(&opened, &places, &known, Where::Home, &mut limits);
    assert_eq!(unknowns.ended_at, RelPath::parse("many").ok());
    assert_eq!(unknowns.found.len(), 1, "what was found before stays found");
    // A fifth of it has passed at once.
    stop.note_budget(Duration::from_millis(1));
    assert!(search(&opened, &places, &known, Where::Home, &stop).ended_at.is_some());
    stop.ask(crate::model::StopReason::OutOfTime);
    assert_eq!(search(&opened, &places, &known, Where::Home, &stop).ended_at, RelPath::parse(".config").ok());
}

#[test]
fn a_folder_that_only_has_the_name_of_a_trash_or_a_webview_is_searched() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    for root in [".config/client/EBWebView", "papers/Trash"] {
        for file in ["Local State", "Default/History", "Default/Preferences"] {
            put(home, &format!("{root}/{file}"));
        }
    }
    let found: Vec<_> = found(home, &[]).into_iter().map(|(_, _, at)| at).collect();
    assert_eq!(found, [".config/client/EBWebView", "papers/Trash"]);
}

#[test]
fn of_a_known_browser_what_stays_is_searched() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    for profile in ["Extensions/abc/1/profile", "Cache/profile"] {
        for file in ["History", "Preferences"] {
            put(home, &format!(".config/chromium/Default/{profile}/{file}"));
            put(home, &format!(".config/chromium/WidevineCdm/profile/{file}"));
        }
    }
    put(home, ".config/chromium/Local State");
    put(home, ".config/chromium/Default/History");
    put(home, ".config/chromium/Default/Preferences");
    let reset = [(".config/chromium", FolderKind::UserData), (".config/chromium/Default", FolderKind::Profile)];
    let reset = reset.map(|(at, kind)| (RelPath::parse(at).unwrap(), (Family::Chromium, kind, Reach::All)));
    let known = Known { closed: BTreeSet::new(), reset: &reset.into(), catalog: &Catalog::builtin().unwrap() };
    let unknowns = search(&Home::open(home).unwrap(), &Places::below(home), &known, Where::Home, &Stop::default());
    let found: Vec<_> = unknowns.found.iter().map(|one| one.at.to_string()).collect();
    let expected = ["Default/Extensions/abc/1/profile", "WidevineCdm/profile"];
    assert_eq!(found, expected.map(|at| [".config/chromium/", at].concat()));
}
