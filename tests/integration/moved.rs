//! Data that a browser's settings have moved: a cache elsewhere is cleaned where its content proves it, and a setting that
//! leads to anything else makes nothing go.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::support::{Lab, Profile, RunOutput, is_root, snapshot};

const ENTRY: &str = "cache2/entries/0123456789ABCDEF0123456789ABCDEF01234567";
const PARENT: &str = "browser.cache.disk.parent_directory";

/// Writes a file with the folders above it, and returns its path.
fn put(at: &Path, text: &str) -> PathBuf {
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, text).unwrap();
    at.to_owned()
}

/// Adds a setting to a file of a Firefox profile.
fn set(firefox: &Profile, file: &str, name: &str, value: &Path) {
    let at = firefox.at(file);
    let before = fs::read_to_string(&at).unwrap_or_default();
    fs::write(at, format!("{before}user_pref(\"{name}\", \"{}\");\n", value.display())).unwrap();
}

fn clean(lab: &Lab) -> RunOutput {
    lab.end_session()
}

#[test]
fn a_cache_that_a_setting_moved_goes_before_the_setting_does() {
    for file in ["prefs.js", "user.js"] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        let moved = lab.home().join(".fast/firefox");
        set(&firefox, file, PARENT, &moved);
        let page = put(&moved.join(ENTRY), "a page");
        put(&moved.join("cache2/index"), "pages");
        put(&moved.join("cache2.2026-11-30-12-00-00.purge.bg_rm/entries/0A"), "an old page");
        let preview = lab.run(&["preview", "--all-items"]).exits(0);
        assert!(preview.json.to_string().contains("moved-cache"), "{:#}", preview.json);
        let ran = clean(&lab).exits(0);
        assert_eq!(ran.json["outcome"], "clean", "{file}");
        assert!(!page.exists());
        let left = snapshot(&moved);
        assert!(left.keys().all(|at| !at.ends_with("0A") && !at.ends_with("index")), "{file}: {left:?}");
        assert!(!fs::read_to_string(firefox.at(file)).unwrap().contains(PARENT));
        clean(&lab).exits(0);
    }
}

#[test]
fn a_hook_cleans_a_moved_cache_too() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.home().join(".fast");
    set(&firefox, "prefs.js", PARENT, &moved);
    let page = put(&moved.join(ENTRY), "a page");
    let hook = ["end-session", "--yes", "--json", "--time-budget", "60", "--unattended", "--session-stays"];
    RunOutput::of(lab.signoff().args(hook).output().unwrap()).exits(0);
    assert!(!page.exists());
}

#[test]
fn a_cache_moved_out_of_home_is_cleaned() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.bench().join("scratch");
    set(&firefox, "prefs.js", PARENT, &moved);
    let page = put(&moved.join(ENTRY), "a page");
    let notes = put(&moved.join("notes"), "a person's");
    clean(&lab).exits(0);
    assert!(!page.exists() && notes.exists());
}

#[test]
fn what_is_kept_of_caches_keeps_a_moved_one() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.home().join(".fast");
    set(&firefox, "prefs.js", PARENT, &moved);
    let page = put(&moved.join(ENTRY), "a page");
    lab.run(&["end-session", "--yes", "--close", "never", "--only", "cookies"]).exits(0);
    assert!(page.exists());
    lab.run(&["end-session", "--yes", "--close", "never", "--only", "cache"]).exits(0);
    assert!(!page.exists());
}

#[test]
fn only_what_a_cache_has_goes_from_a_folder_that_a_setting_names() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.home().join("Documents");
    set(&firefox, "prefs.js", PARENT, &moved);
    let page = put(&moved.join(ENTRY), "a page");
    let stay = [
        "thesis.odt",
        "cache2/README.md",
        "cache2/entries/notes.txt",
        "cache2/entries/src/0A",
        "cache2/trash/0A",
        "cache2/trashcan/0A",
        "cache2/doomed/a story.txt",
        "OfflineCache/build.rs",
        "entries/0A",
    ];
    let stay: Vec<_> = stay.iter().map(|at| put(&moved.join(at), "a person's")).collect();
    let trash = stay[4].clone();
    let ran = clean(&lab).exits(1);
    assert!(!page.exists() && !trash.exists());
    for file in stay.iter().filter(|file| **file != trash) {
        assert!(file.exists(), "{}", file.display());
    }
    assert!(
        ran.skipped().iter().any(|skip| skip.contains("cache2") && skip.ends_with(": not-proven")),
        "{:?}",
        ran.skipped()
    );
    assert!(ran.skipped().iter().any(|skip| skip.contains("OfflineCache")), "{:?}", ran.skipped());
}

#[test]
fn a_folder_with_many_files_of_others_is_no_cache_whichever_folder_they_are_in() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let moved = lab.home().join("work");
    set(&firefox, "prefs.js", PARENT, &moved);
    put(&moved.join("cache2/index"), "pages");
    let entries = moved.join("cache2/entries");
    (0..300).for_each(|number| drop(put(&entries.join(format!("thesis-{number}.odt")), "work")));
    let before = snapshot(&moved);
    let ran = clean(&lab).exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.ends_with("work/cache2: not-proven")), "{:?}", ran.skipped());
    assert_eq!(snapshot(&moved), before);
}

#[test]
fn a_setting_that_leads_to_anything_else_makes_nothing_go() {
    let home_and_above = |lab: &Lab| vec![PathBuf::from("/"), PathBuf::from("/home"), lab.home(), lab.bench()];
    let below = |lab: &Lab| {
        ["repository", "Documents", "repository/../repository", "nothing"].map(|at| lab.home().join(at)).to_vec()
    };
    for leads in [home_and_above, below] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        for at in ["repository/.git/HEAD", "repository/cache2/lib.rs", "repository/Cache/x", "Documents/a.odt", "own"] {
            put(&lab.home().join(at), "a person's");
        }
        let before = snapshot(&lab.home());
        for at in leads(&lab) {
            set(&firefox, "prefs.js", PARENT, &at);
            set(&firefox, "user.js", "browser.cache.offline.parent_directory", &at);
        }
        set(&firefox, "prefs.js", PARENT, Path::new("relative"));
        clean(&lab);
        let after = snapshot(&lab.home());
        let is_persons = |at: &&PathBuf| !at.strip_prefix(lab.home()).unwrap_or(at).starts_with(".config");
        let gone: Vec<_> = before.keys().filter(is_persons).filter(|at| !after.contains_key(*at)).collect();
        assert!(gone.iter().all(|at| at.to_str().unwrap().contains(".cache")), "{gone:?}");
    }
}

#[test]
fn a_moved_cache_behind_a_link_or_of_another_user_is_named() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let real = lab.home().join(".real");
    let page = put(&real.join(ENTRY), "a page");
    symlink(&real, lab.home().join(".link")).unwrap();
    set(&firefox, "prefs.js", PARENT, &lab.home().join(".link"));
    let theirs = lab.home().join(".theirs");
    let page_of_another = put(&theirs.join(ENTRY), "a page");
    if is_root() {
        lab.give_away(&theirs);
        set(&firefox, "prefs.js", PARENT, &theirs);
    }
    let ran = clean(&lab).exits(1);
    assert!(page.exists() && page_of_another.exists());
    assert!(ran.skipped().iter().any(|skip| skip.contains(".link") && skip.ends_with(": link")), "{:?}", ran.skipped());
    let is_named = ran.skipped().iter().any(|skip| skip.contains(".theirs") && skip.ends_with(": foreign-owner"));
    assert_eq!(is_named, is_root(), "{:?}", ran.skipped());
}

#[test]
fn a_setting_that_cannot_be_read_is_named_and_not_taken_for_none() {
    let lab = Lab::new();
    let firefox = lab.firefox();
    put(&lab.home().join(".fast").join(ENTRY), "a page");
    let line = format!("user_pref(\"{PARENT}\",\n\"{}\");\n", lab.home().join(".fast").display());
    fs::write(firefox.at("prefs.js"), line).unwrap();
    let ran = clean(&lab).exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.contains("prefs.js")), "{:?}", ran.skipped());
}

#[test]
fn chromiums_cache_in_a_folder_that_its_settings_name_is_cleaned() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let moved = lab.home().join(".fast");
    let state = fs::read_to_string(chromium.root.join("Local State")).unwrap();
    let mut state: serde_json::Value = serde_json::from_str(&state).unwrap();
    state["browser"]["disk_cache_dir"] = moved.to_str().unwrap().into();
    fs::write(chromium.root.join("Local State"), state.to_string()).unwrap();
    let pages =
        ["Cache/Cache_Data/index", "Cache/Cache_Data/0123456789abcdef_0", "Code Cache/js/index-dir/the-real-index"];
    let pages: Vec<_> = pages.iter().map(|at| put(&moved.join("Default").join(at), "a page")).collect();
    let stay = ["Default/notes", "Default/Cache/own.txt", "Profile 1/Cache/Cache_Data/index"];
    let stay: Vec<_> = stay.iter().map(|at| put(&moved.join(at), "a person's")).collect();
    clean(&lab).exits(1);
    assert!(pages.iter().all(|page| !page.exists()), "{:?}", snapshot(&moved));
    assert!(stay.iter().all(|file| file.exists()));
}

/// Runs with the downloads, as a person who asks for them does.
fn with_downloads(lab: &Lab) -> RunOutput {
    lab.run(&["end-session", "--yes", "--close", "never", "--also", "downloads"])
}

fn save_in(chromium: &Profile, key: &str, at: &Path) {
    let file = chromium.at("Preferences");
    let mut settings: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    settings[key]["default_directory"] = at.to_str().unwrap().into();
    fs::write(file, settings.to_string()).unwrap();
}

#[test]
fn where_the_logon_is_unknown_what_browsers_call_downloads_stays_and_is_named() {
    for hook in [false, true] {
        let (lab, chromium, firefox) = Lab::with_both();
        let (saved, thesis) = (lab.home().join("Desktop/saved"), lab.home().join("thesis"));
        save_in(&chromium, "download", &saved);
        set(&firefox, "prefs.js", "browser.download.dir", &thesis);
        let stay = [put(&saved.join("a.pdf"), "1"), put(&thesis.join("chapter/text.tex"), "1")];
        let goes = put(&lab.home().join("Downloads/b.pdf"), "1");
        let args = ["end-session", "--yes", "--json", "--also", "downloads"];
        let as_a_hook: [&[&str]; 2] =
            [&["--close", "never"], &["--unattended", "--session-stays", "--time-budget", "60"]];
        let ran = RunOutput::of(lab.signoff().args(args).args(as_a_hook[usize::from(hook)]).output().unwrap()).exits(1);
        assert!(stay.iter().all(|at| at.exists()) && !goes.exists(), "hook: {hook}");
        for name in ["Desktop/saved", "thesis"] {
            let named = format!("{name}: not-proven");
            assert!(
                ran.skipped().iter().any(|skip| skip.ends_with(&named)),
                "{named}, hook: {hook}: {:?}",
                ran.skipped()
            );
        }
    }
}

#[test]
fn no_work_goes_for_a_setting_of_downloads() {
    let (lab, chromium, firefox) = Lab::with_both();
    let at = |name: &str| lab.home().join(name);
    let stay = ["repository/src/lib.rs", ".ssh/config", "Documents/a.odt", "saved/page.html", "top"];
    let stay = stay.map(|name| put(&at(name), "1"));
    put(&at("repository/.git/HEAD"), "1");
    let named = ["repository/src", ".ssh", "", "../outside", "papers/../Documents"];
    for name in named {
        set(&firefox, "prefs.js", "browser.download.dir", &at(name));
    }
    save_in(&chromium, "savefile", &at("saved"));
    for path in ["/", "/home", "relative"] {
        set(&firefox, "user.js", "browser.download.dir", Path::new(path));
    }
    let ran = with_downloads(&lab).exits(1);
    for file in stay {
        assert!(file.exists(), "{}", file.display());
    }
    assert!(lab.outside().join("somebody-elses").exists());
    for name in ["repository/src", ".ssh", "saved"] {
        assert!(
            ran.skipped().iter().any(|skip| skip.ends_with(&format!("{name}: not-proven"))),
            "{name}: {:?}",
            ran.skipped()
        );
    }
}

#[test]
fn a_setting_of_downloads_that_cannot_be_read_is_named_where_they_are_asked_for() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fs::write(chromium.at("Preferences"), r#"{"a": nonsense {"download":{"default_directory":"/somewhere"#).unwrap();
    let named = |ran: RunOutput| ran.skipped().iter().any(|skip| skip.contains("Default/Preferences"));
    assert!(named(lab.run(&["preview", "--also", "downloads"])));
    assert!(!named(lab.run(&["preview"])));
}
