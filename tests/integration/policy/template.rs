//! A template profile: where everything went, the administrator's folder is put, and nothing that only looks like it.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use signoff::cli::run_with_places;
use signoff::platform::Places;

use super::{run, set};
use crate::support::{Lab, is_root, snapshot};

const EVERYTHING: [&str; 5] = ["end-session", "--yes", "--json", "--close=never", "--level=everything"];

/// Makes an administrator's folder; it is older than any run.
fn template(lab: &Lab) -> PathBuf {
    let folder = lab.bench().join("template");
    fs::create_dir_all(folder.join("Extensions/sample/1.0")).unwrap();
    let large = "large ".repeat(40_000);
    let files = [
        ("Preferences", r#"{"homepage":"https://www.example.org/"}"#),
        ("prefs.js", "user_pref(\"sample\", 1);\n"),
        ("Extensions/sample/1.0/manifest.json", large.as_str()),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
        let file = File::options().write(true).open(folder.join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(24)).unwrap();
        file.set_permissions(Permissions::from_mode(0o644)).unwrap();
    }
    for dir in ["", "Extensions", "Extensions/sample", "Extensions/sample/1.0"] {
        fs::set_permissions(folder.join(dir), Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(lab.bench(), Permissions::from_mode(0o755)).unwrap();
    folder
}

fn policy(lab: &Lab, template: &Path) -> Places {
    let path = template.display();
    set(lab, &format!("[template_profile]\nchromium = \"{path}\"\nfirefox = \"{path}\"\n"))
}

#[test]
fn where_everything_went_the_template_is_put() {
    let (lab, chromium, firefox) = Lab::with_both();
    let from = template(&lab);
    let places = policy(&lab, &from);
    let preview = run(&places, &["preview", "--json", "--level=everything"], 0);
    assert_eq!(preview["templates"].as_array().unwrap().len(), 2, "{preview:#}");
    let text = run_with_places(&places, &["preview", "--level=everything"]).result;
    assert!(text.contains("template is put in the place of these profiles\n  Chromium · "), "{text}");
    for _ in 0..2 {
        let done = run(&places, &EVERYTHING, 0);
        assert_eq!(done["verified"], true);
        assert!(done["new_since_preview"].as_array().unwrap().is_empty(), "{done:#}");
        for profile in [&chromium, &firefox] {
            assert_eq!(snapshot(&profile.dir), snapshot(&from));
            for entry in walkdir::WalkDir::new(&profile.dir).min_depth(1) {
                let meta = entry.unwrap().metadata().unwrap();
                assert_eq!(meta.mode() & 0o7777, if meta.is_dir() { 0o700 } else { 0o600 });
            }
        }
        // What the next person leaves goes too, also in a folder of the template.
        fs::write(chromium.at("Extensions/sample/Cookies"), "sample").unwrap();
    }
    assert!(chromium.root.join("Local State").exists() && firefox.root.join("profiles.ini").exists());
}

#[test]
fn where_only_traces_went_nothing_is_put() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let places = policy(&lab, &template(&lab));
    let preview = run(&places, &["preview", "--json"], 0);
    assert_eq!(preview["templates"].as_array().unwrap().len(), 0);
    run(&places, &["end-session", "--yes", "--json", "--close=never"], 0);
    let (_, kept) = (chromium.at("Bookmarks"), fs::read_to_string(chromium.at("Preferences")).unwrap());
    assert!(!kept.contains("www.example.org/\"}"), "{kept}");
    // Nor where something of a profile stays.
    let kept = ["preview", "--json", "--level=everything", "--only=cookies"];
    assert_eq!(run(&places, &kept, 0)["templates"].as_array().unwrap().len(), 0);
}

/// Runs with a template that `spoil` makes unusable, and returns what is said to be left in Chromium's profile.
fn left(spoil: impl FnOnce(&Path)) -> Vec<(String, String)> {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let from = template(&lab);
    spoil(&from);
    let places = policy(&lab, &from);
    let done = run(&places, &EVERYTHING, 1);
    assert!(!chromium.at("Cookies").exists() && chromium.dir.exists());
    let there: Vec<_> = fs::read_dir(&chromium.dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(there.is_empty(), "half a template was put there: {there:?}");
    let word = |left: &serde_json::Value, key: &str| left[key].as_str().unwrap_or_default().to_owned();
    done["leftovers"].as_array().unwrap().iter().map(|left| (word(left, "path"), word(left, "reason"))).collect()
}

#[test]
fn a_template_that_somebody_else_can_have_written_is_not_put() {
    let spoil = |at: &'static str, mode| {
        left(move |from| fs::set_permissions(from.join(at), Permissions::from_mode(mode)).unwrap())
    };
    let of = |at: &str| vec![(at.to_owned(), "template".to_owned())];
    assert_eq!(spoil("", 0o777), of(""));
    assert_eq!(spoil("Preferences", 0o666), of("Preferences"));
    assert_eq!(spoil("Extensions/sample", 0o775), of("Extensions/sample"));
    if !is_root() {
        assert_eq!(spoil("prefs.js", 0o000), of("prefs.js"));
    }
    assert_eq!(left(|from| fs::rename(from, from.with_file_name("elsewhere")).unwrap()), of(""));
}

#[test]
fn of_a_template_no_link_and_nothing_special_is_put() {
    let of = |at: &str| vec![(at.to_owned(), "template".to_owned())];
    let linked = left(|from| {
        fs::remove_file(from.join("Preferences")).unwrap();
        symlink("/etc/hostname", from.join("Preferences")).unwrap();
    });
    assert_eq!(linked, of("Preferences"));
    let special = left(|from| {
        let made = rustix::fs::mknodat(
            rustix::fs::CWD,
            from.join("Extensions/waits"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        );
        made.unwrap();
    });
    assert_eq!(special, of("Extensions/waits"));
    let whole = left(|from| {
        fs::rename(from, from.with_file_name("elsewhere")).unwrap();
        symlink(from.with_file_name("elsewhere"), from).unwrap();
    });
    assert_eq!(whole, of(""));
}

/// What a run that was killed at its copy leaves: files that have their names already, and one half-written aside.
#[test]
fn an_interrupted_copy_is_completed() {
    let (lab, chromium, firefox) = Lab::with_both();
    let from = template(&lab);
    let places = policy(&lab, &from);
    run(&places, &EVERYTHING, 0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() - 3600;
    let request = r#"{"level":"everything","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
    let marker = lab.home().join(".local/state/signoff/unfinished.json");
    fs::write(&marker, format!(r#"{{"schema":1,"owed":[{{"request":{request},"since":{now},"began":null}}]}}"#))
        .unwrap();
    fs::remove_file(chromium.at("Preferences")).unwrap();
    let aside = chromium.at(".signoff-going-0123456789abcdef");
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("Preferences"), "{\"home").unwrap();
    let said = run_with_places(&places, &["finish"]);
    assert_eq!(said.code, 0, "{}{}", said.result, said.error);
    assert_eq!(snapshot(&chromium.dir), snapshot(&from));
    assert_eq!(snapshot(&firefox.dir), snapshot(&from));
    assert!(!marker.exists());
}
